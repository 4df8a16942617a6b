"""Shootings: who and what is photographed, in which style, and the shots that come of it."""
