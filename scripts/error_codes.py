"""The declared error codes, found in the modules that declare them."""

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from importlib import import_module
from pathlib import Path
from typing import Any

from shared.core.errors import ErrorCode, Reason, Section
from shared.core.problems import STATUS_OF, StatusCode

ROOT = Path(__file__).resolve().parent.parent
Declaration = ErrorCode[Any] | Reason | StatusCode


@dataclass(frozen=True)
class Declared:
    """A declaration, the name of its constant and the module that declares it."""

    module: str
    constant: str
    code: Declaration

    @property
    def texts(self) -> dict[Section, str]:
        """The meaning by section."""
        return {self.code.section: self.code.meaning, **self.code.also}

    @property
    def status(self) -> HTTPStatus | None:
        """None for a `Reason`, which stands in a record and is never an answer."""
        return status_of(self.code)


def status_of(code: Declaration) -> HTTPStatus | None:
    match code:
        case ErrorCode():
            return STATUS_OF[code.error.kind]
        case StatusCode():
            return code.status
    return None


def files() -> list[Path]:
    """The modules that may declare codes: each `errors.py`, and shared/core/problems.py."""
    folders = (ROOT / "shared", ROOT / "functions", ROOT / "local")
    found = [path for folder in folders for path in folder.rglob("errors.py")]
    return sorted([*found, ROOT / "shared" / "core" / "problems.py"])


def declared() -> list[Declared]:
    """Every declaration once, where it stands: imported names do not count."""
    return sorted(_declared(), key=lambda each: (each.code.name, each.module, each.constant))


def _declared() -> Iterator[Declared]:
    for path in files():
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        source = path.read_text()
        for constant, value in vars(import_module(name)).items():
            is_code = isinstance(value, ErrorCode | Reason | StatusCode)
            if is_code and f"\n{constant} = " in source:
                yield Declared(name, constant, value)
