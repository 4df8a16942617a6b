"""Exports: approved pictures rendered, named, packed and handed over."""
