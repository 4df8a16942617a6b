"""The Platform's HTTP surface."""
