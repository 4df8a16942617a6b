"""Compute: graphs of nodes, carried out by a state machine and by providers."""
