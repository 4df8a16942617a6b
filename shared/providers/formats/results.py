"""Results from the parts of a vendor's reply."""

import base64
import binascii
from typing import Any

from shared.providers.adapter import HttpReply
from shared.providers.formats.json_fields import as_text
from shared.providers.replies import OutputFile, Submitted
from shared.providers.reply_errors import no_result, unreadable_reply


def submitted(request_id: Any, name: str) -> Submitted:
    """Raises ProviderFailed if the vendor gave no id for the job."""
    if text := as_text(request_id):
        return Submitted(text)
    raise unreadable_reply(name)


def file_from_body(reply: HttpReply, name: str) -> OutputFile:
    """The body of a reply that is an image. Raises ProviderFailed if it is empty or not one."""
    mime = reply.headers.get("content-type", "").partition(";")[0]
    if not mime.startswith("image/") or not reply.body:
        raise no_result(name)
    return OutputFile(body=reply.body, mime=mime)


def file_from_base64(value: Any, mime: Any, name: str) -> OutputFile:
    """Decodes a file. Raises ProviderFailed if the value is empty or not base64.

    `mime` is ignored if it is not a string.
    """
    try:
        body = base64.b64decode(as_text(value), validate=True)
    except (binascii.Error, ValueError):
        body = b""
    if not body:
        raise no_result(name)
    return OutputFile(body=body, mime=as_text(mime))
