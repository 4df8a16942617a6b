"""Every provider on one loopback port, speaking their protocols: for tests and the laptop cloud."""
