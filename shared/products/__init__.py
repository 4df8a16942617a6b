"""Products of a brand, with their images."""
