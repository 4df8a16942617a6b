"""A name as it may stand in an address."""

import re
import unicodedata

_MAX_LENGTH = 60
_FALLBACK = "organization"  # for names without a single Latin letter or digit


def slug_of(name: str) -> str:
    """`"Café Noir & Söhne"` -> `"cafe-noir-sohne"`: a-z, 0-9 and single hyphens, never empty."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain)
    return words.strip("-")[:_MAX_LENGTH].rstrip("-") or _FALLBACK
