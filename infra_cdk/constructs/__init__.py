"""Constructs that the stacks compose."""
