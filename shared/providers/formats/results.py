"""Results from the parts of a vendor's reply."""

import base64
import binascii
from typing import Any

from shared.providers.errors import ProviderFailed
from shared.providers.formats.json_fields import as_text
from shared.providers.replies import OutputFile


def file_from_base64(value: Any, mime: Any, service: str) -> OutputFile:
    """A file from base64; ProviderFailed for what is none. `mime` counts when it is a text."""
    try:
        body = base64.b64decode(as_text(value), validate=True)
    except (binascii.Error, ValueError):
        body = b""
    if not body:
        raise ProviderFailed(f"{service} gave no picture.")
    return OutputFile(body=body, mime=as_text(mime))
