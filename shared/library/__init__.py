"""The library: subjects, styles, guidelines and shot types."""
