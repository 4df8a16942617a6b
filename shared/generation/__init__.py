"""Generations: a look and a shot type become a graph of work, and its results predictions."""
