"""Routing: the ranked providers of a capability, their health and their accounts."""
