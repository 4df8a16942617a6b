"""The cloud stacks, synthesized once: no Docker, no AWS call, no account."""

from collections.abc import Mapping
from pathlib import Path

import aws_cdk as cdk
import pytest
from aws_cdk import Validations
from aws_cdk.assertions import Template
from cdk_nag import AwsSolutionsChecks

from infra_cdk.app import build
from infra_cdk.config import stage_named
from layers.build import TARGETS, THIRD_PARTY, build_functions, build_shared, function_folders


@pytest.fixture(scope="session")
def assets() -> None:
    """Our own code is built as for the cloud; of the third-party layers only the place counts."""
    target = TARGETS["cloud"]
    build_shared(target)
    for folder in function_folders():
        build_functions(target, folder)
    for name in THIRD_PARTY:
        (target.folder / "layers" / name).mkdir(parents=True, exist_ok=True)


@pytest.fixture(scope="session")
def assembly(assets: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a synthesized `dev` stage, with the report of the AWS Solutions rules."""
    folder = tmp_path_factory.mktemp("cdk.out")
    app = cdk.App(outdir=str(folder))
    build(app, stage_named("dev"))
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    try:
        app.synth()
    except RuntimeError as error:
        # Findings make the synthesis fail; test_findings.py judges them by the report.
        if not (folder / "validation-report.json").exists():
            raise AssertionError("the stacks could not be synthesized") from error
    return folder


@pytest.fixture(scope="session")
def templates(assets: None) -> Mapping[str, Template]:
    """Template assertions by the stack's short name: Data, Compute, Realtime, Platform, Edge."""
    stacks = build(cdk.App(), stage_named("dev"))
    return {stack.stack_name.rpartition("-")[2]: Template.from_stack(stack) for stack in stacks}
