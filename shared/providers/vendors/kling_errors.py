"""Kling's errors: the `code` of every reply, and the text of a failed task.

Wire format: Kling API document (app.klingai.com/global/dev/document-api), error codes.
"""

from shared.providers.adapter import HttpReply
from shared.providers.errors import (
    ProviderError,
)
from shared.providers.reply_errors import (
    account_refused,
    content_refused,
    error_of_reply,
    job_failed,
    out_of_credit,
    out_of_service,
    rate_limited,
    retry_after_of,
    unusable_request,
)

_NAME = "Kling"

# Words in the free text of a failed task that indicate moderation.
_REFUSAL_WORDS = ("risk control", "sensitive", "policy", "moderation", "inappropriate")


def error_of_code(code: int, reply: HttpReply) -> ProviderError:
    match code:
        case 1000 | 1001 | 1002 | 1003 | 1004 | 1103 | 1304:
            return account_refused(_NAME)
        case 1100 | 1101 | 1102:
            return out_of_credit(_NAME)
        case 1200 | 1201 | 1202 | 1203:
            return unusable_request(_NAME)
        case 1300 | 1301:
            return content_refused(_NAME, "input")
        case 1302 | 1303:
            return rate_limited(_NAME, retry_after_of(reply))
        case 5000 | 5001 | 5002:
            return out_of_service(_NAME)
        case _:
            return error_of_reply(_NAME, reply)


def failure_of(message: str) -> ProviderError:
    if any(word in message.lower() for word in _REFUSAL_WORDS):
        return content_refused(_NAME)
    return job_failed(_NAME)
