"""openapi-typescript makes types of each document, by which a program reads the API's problems."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from scripts.openapi import FOLDER

TOOLS = FOLDER.parent / "node_modules" / ".bin"
PROGRAM = Path(__file__).with_name("read_problems.ts")
SERVICES = ("platform", "compute")


def run(*command: str | Path, folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the types of both services and the program."""
    folder = tmp_path_factory.mktemp("typescript")
    for service in SERVICES:
        target = folder / f"{service}.d.ts"
        output = run(
            *(TOOLS / "openapi-typescript", FOLDER / f"{service}.json", "--output", target),
            folder=folder,
        )
        assert "⚠" not in output
        assert "warn" not in output.lower()
    shutil.copy(PROGRAM, folder)
    (folder / "package.json").write_text('{"type": "module"}')
    return folder


def test_types_compile(generated: Path) -> None:
    run(
        *(TOOLS / "tsc", "--noEmit", "--strict", "--target", "es2022", "--module", "esnext"),
        *("--moduleResolution", "bundler", "--lib", "es2022,dom"),
        *(PROGRAM.name, "platform.d.ts", "compute.d.ts"),
        folder=generated,
    )


def test_program_reads_problems(generated: Path, api: str) -> None:
    assert json.loads(run("node", PROGRAM.name, api, folder=generated)) == {
        "conflict": [409, "sku_taken", True],
        "invalid": [422, "invalid_request", ["/name"]],
    }
