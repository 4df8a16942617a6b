"""Workers around media."""
