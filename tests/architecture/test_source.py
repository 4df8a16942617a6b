"""Rules about the source that no linter has; the import rules stand in pyproject.toml."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def files(*parts: str) -> list[Path]:
    found = sorted(ROOT.joinpath(*parts).rglob("*.py"))
    assert found, f"no Python file below {'/'.join(parts)}"
    return found


@pytest.mark.parametrize(
    "name", ["utils", "util", "helpers", "helper", "common", "misc", "manager"]
)
def test_file_names_say_their_content(name: str) -> None:
    everywhere = [*files("shared"), *files("functions"), *files("infra_cdk"), *files("local")]
    assert [str(p) for p in everywhere if p.stem == name] == []


def test_nothing_sleeps_in_functions() -> None:
    """Waiting is done by state machines and queues; only the table's conflict loop may nap."""
    code = [*files("functions"), *[p for p in files("shared") if p.name != "table.py"]]
    sleepers = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in code
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr == "sleep"
    ]
    assert sleepers == []


def test_no_scan_of_a_table() -> None:
    scanning = [
        f"{path.relative_to(ROOT)}"
        for path in [*files("shared"), *files("functions")]
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr == "scan"
    ]
    assert scanning == []
