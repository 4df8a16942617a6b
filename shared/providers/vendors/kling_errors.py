"""How Kling says no: a `code` in every answer, and the text of a failed task.

Source: Kling API document (app.klingai.com/global/dev/document-api), error codes.
"""

from shared.providers.adapter import HttpReply
from shared.providers.errors import (
    ProviderAuthFailed,
    ProviderError,
    ProviderFailed,
    ProviderInvalidRequest,
    ProviderOutOfCredit,
    ProviderRateLimited,
    ProviderRefused,
    ProviderUnavailable,
    error_of_status,
    seconds_of,
)

# Words in the free text of a failed task that tell of moderation.
_REFUSAL_WORDS = ("risk control", "sensitive", "policy", "moderation", "inappropriate")


def error_of_code(code: int, reply: HttpReply) -> ProviderError:
    match code:
        case 1000 | 1001 | 1002 | 1003 | 1004 | 1103 | 1304:
            return ProviderAuthFailed("Kling does not accept our account.")
        case 1100 | 1101 | 1102:
            return ProviderOutOfCredit("The account at Kling has no credit left.")
        case 1200 | 1201 | 1202 | 1203:
            return ProviderInvalidRequest("Kling cannot use this request or its pictures.")
        case 1300 | 1301:
            return ProviderRefused("Kling does not accept the content of this request.", "input")
        case 1302 | 1303:
            wait = seconds_of(reply.headers.get("retry-after"))
            return ProviderRateLimited("Kling has too much to do.", wait)
        case 5000 | 5001 | 5002:
            return ProviderUnavailable("Kling is out of service.")
        case _:
            return error_of_status("Kling", reply.status)


def failure_of(message: str) -> ProviderError:
    if any(word in message.lower() for word in _REFUSAL_WORDS):
        return ProviderRefused("Kling does not accept the content of this request.")
    return ProviderFailed("Kling could not do it.")
