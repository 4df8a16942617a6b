"""The content-addressed cache of node results."""
