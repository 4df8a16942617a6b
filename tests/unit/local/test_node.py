"""The Node of the virtual environment."""

import subprocess
from pathlib import Path

import pytest

from local import node
from local.config import LocalCloudError


def version_of(tool: Path, folder: Path) -> str:
    """What `tool --version` prints if `folder` is the whole PATH besides that of `env`."""
    environment = {"PATH": f"{folder}:/usr/bin"}
    ended = subprocess.run(
        [tool, "--version"], env=environment, capture_output=True, text=True, check=True
    )
    return ended.stdout


def test_linked_commands_run(tmp_path: Path) -> None:
    node.link(tmp_path)
    assert version_of(tmp_path / "node", tmp_path).startswith("v24.")
    assert version_of(tmp_path / "npm", tmp_path)
    assert version_of(tmp_path / "npx", tmp_path)


def test_linking_replaces_links(tmp_path: Path) -> None:
    (tmp_path / "node").symlink_to(tmp_path / "gone")
    node.link(tmp_path)
    assert (tmp_path / "node").exists()


def test_tools_run_on_that_node() -> None:
    assert node.command("cdk")[0] == str(node.NODE)


def test_missing_tool_names_the_fix() -> None:
    with pytest.raises(LocalCloudError, match="make setup"):
        node.command("no-such-tool")
