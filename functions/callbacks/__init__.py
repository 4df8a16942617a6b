"""The callbacks of providers."""
