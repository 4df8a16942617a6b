"""Generations: graphs of nodes for a look and a shot type, whose results are predictions."""
