"""What can go wrong in the demo, in sentences for the person at the terminal.

DemoError               it cannot go on
├── UnreachableError    nothing answers at the address
├── StalledError        nothing has moved for too long
└── ApiProblemError     the API said no; `code` and `detail` are its own
    └── UploadError     S3 said no to a file
"""


class DemoError(Exception):
    """The message is one sentence or two: what happened, and what to do."""


class UnreachableError(DemoError):
    pass


class StalledError(DemoError):
    pass


class ApiProblemError(DemoError):
    def __init__(self, request: str, status: int, code: str, detail: str) -> None:
        super().__init__(f"{request} was answered with {status} {code}: {detail}")
        self.status, self.code, self.detail = status, code, detail


class UploadError(ApiProblemError):
    pass
