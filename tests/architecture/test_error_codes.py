"""Error codes are declared once, used, and never written as literals where an error is built."""

import re
from collections import Counter
from pathlib import Path

import pytest

from scripts.error_codes import ROOT, Declared, declared, files
from scripts.errors_page import PAGE, rendered

DECLARED = declared()
SOURCE = [
    path
    for name in ("shared", "functions", "local")
    for path in sorted((ROOT / name).rglob("*.py"))
]
# `Conflict("sku_taken", ...)`, `Failure(code="cancelled", ...)`, `ProblemError(409, "taken")`
LITERAL = re.compile(
    r"\b(?:SartiqError|Invalid|Unauthenticated|Forbidden|NotFound|Conflict|TooLarge|Unavailable"
    r"|ImageRejected|Failure|ExportFailure|SocketError|PydanticCustomError|Code"
    r"|super\(\)\.__init__)\(\s*(?:declared=|code=)?[\"']"
    r"|\b(?:FieldError|Problem)\([^()]*,\s*[\"'][a-z_]+[\"'],"
)


def test_page_is_generated() -> None:
    assert PAGE.read_text() == rendered(), "run `make openapi`"


def test_code_stands_once_per_section_and_error() -> None:
    """Two features may answer one code with two meanings, never with one class of the same one."""
    places = Counter(
        (section, each.code.name, each.module) for each in DECLARED for section in each.texts
    )
    assert [place for place, count in places.items() if count > 1] == []


@pytest.mark.parametrize("each", DECLARED, ids=lambda each: each.constant)
def test_declaration_is_used(each: Declared) -> None:
    word = re.compile(rf"\b{each.constant}\b")
    uses = sum(len(word.findall(path.read_text())) for path in SOURCE)
    assert uses > 1, f"{each.module} declares {each.constant} in vain"


@pytest.mark.parametrize("path", SOURCE, ids=lambda path: str(path.relative_to(ROOT)))
def test_errors_are_built_from_declarations(path: Path) -> None:
    found = LITERAL.search(path.read_text())
    assert found is None, f"{path.relative_to(ROOT)}: declare this code: {found and found[0]}"


def test_codes_are_declared_in_errors_modules() -> None:
    declaration = re.compile(r"= (?:ErrorCode|Reason|StatusCode)\(")
    elsewhere = {path for path in SOURCE if declaration.search(path.read_text())} - set(files())
    assert elsewhere == set()
