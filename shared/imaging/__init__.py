"""Image processing that several features share: limits, formats, color, measures."""
