"""A simulator of all providers on one loopback port, for tests and the laptop cloud."""
