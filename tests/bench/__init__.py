"""Measurements on a laptop cloud of their own: `make bench NAME=dag|wait|route|faults`."""
