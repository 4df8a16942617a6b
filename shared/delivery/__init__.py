"""Exports: approved images are rendered, named, packed and made available for download."""
