"""The AWS Solutions rules, with every standing finding explained."""

import json
import re
from pathlib import Path

import pytest

from infra_cdk.findings import EXPLAINED


@pytest.fixture(scope="module")
def findings(assembly: Path) -> list[tuple[str, str]]:
    report = json.loads((assembly / "validation-report.json").read_text())
    return [
        (violation["ruleName"], construct["constructPath"])
        for plugin in report["pluginReports"]
        for violation in plugin["violations"]
        for construct in violation["violatingConstructs"]
    ]


def _explained(rule: str, where: str) -> bool:
    return any(re.fullmatch(e.rule, rule) and re.fullmatch(e.where, where) for e in EXPLAINED)


def test_every_finding_is_explained(findings: list[tuple[str, str]]) -> None:
    assert findings, "the rules did not run"
    unexplained = [f"{rule} at {where}" for rule, where in findings if not _explained(rule, where)]
    assert unexplained == []


@pytest.mark.parametrize("explained", EXPLAINED, ids=lambda e: e.rule)
def test_explanations_still_explain(explained: object, findings: list[tuple[str, str]]) -> None:
    assert any(
        re.fullmatch(explained.rule, rule) and re.fullmatch(explained.where, where)  # type: ignore[attr-defined]
        for rule, where in findings
    )
