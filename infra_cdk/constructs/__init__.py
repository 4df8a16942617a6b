"""The house's building blocks; the stacks only wire them."""
