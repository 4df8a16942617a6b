"""Products: what a brand wants photographed."""
