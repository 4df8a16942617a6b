"""Conversions between our values and the formats of vendors; every module is pure."""
