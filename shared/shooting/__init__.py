"""Shootings: looks of products, subjects and styles, and the shots of each look."""
