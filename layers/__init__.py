"""Third-party layers (pinned in runtime/ and imaging/) and how everything deployable is built."""
