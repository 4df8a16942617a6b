"""State machines are files; what the stacks fill in must be what the files ask for."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from aws_cdk.assertions import Template

from tests.scenes.templates import resources

FILES = sorted((Path(__file__).parents[2] / "statemachines").glob("*.asl.json"))
STACK_OF = {"generation": "Compute", "export": "Platform"}


def name_of(file: Path) -> str:
    return file.name.removesuffix(".asl.json")


def placeholders(file: Path) -> set[str]:
    return set(re.findall(r"\$\{(\w+)\}", file.read_text()))


def machine(templates: Mapping[str, Template], file: Path) -> dict[str, Any]:
    found = resources(templates[STACK_OF[name_of(file)]], "AWS::StepFunctions::StateMachine")
    properties: dict[str, Any]
    (properties,) = [resource["Properties"] for resource in found.values()]
    return properties


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_placeholders_are_all_filled(templates: Mapping[str, Template], file: Path) -> None:
    given = set(machine(templates, file)["DefinitionSubstitutions"])
    assert given == placeholders(file)


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_machine_is_logged_and_traced(templates: Mapping[str, Template], file: Path) -> None:
    properties = machine(templates, file)
    assert properties["LoggingConfiguration"]["Level"] == "ALL"
    assert properties["TracingConfiguration"] == {"Enabled": True}


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_every_placeholder_is_a_whole_string_part(file: Path) -> None:
    """The console opens a file only if it is JSON before anything is filled in."""
    json.loads(file.read_text())
    assert placeholders(file)
