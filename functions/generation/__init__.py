"""Compute's events on their way into generations."""
