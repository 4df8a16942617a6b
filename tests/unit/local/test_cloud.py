"""The laptop cloud's own decisions, without starting anything."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from local.config import ROOT, LocalCloud, LocalCloudError
from local.dev import Change
from local.doctor import disk, examine, make, port, python, venv
from local.emulator import forget_stream_positions


def test_ports_and_folder_come_from_environment() -> None:
    environment = {
        "SARTIQ_EMULATOR_PORT": "4600",
        "SARTIQ_EDGE_PORT": "8100",
        "SARTIQ_HOME": ".local-two",
    }
    cloud = LocalCloud.from_environment(environment)
    assert cloud.endpoint_url == "http://localhost:4600"
    assert cloud.edge_url == "http://localhost:8100"
    assert cloud.home.name == ".local-two"


@pytest.mark.parametrize("wrong", ["", "http", "0", "65536", "-1", "80.5"])
def test_impossible_port_is_refused(wrong: str) -> None:
    with pytest.raises(LocalCloudError, match="SARTIQ_EDGE_PORT"):
        LocalCloud.from_environment({"SARTIQ_EDGE_PORT": wrong})


def test_no_other_account_is_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    """A developer's own AWS credentials never leak into the laptop cloud."""
    monkeypatch.setenv("AWS_PROFILE", "production")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "secret")
    environment = LocalCloud.from_environment({}).aws_environment()
    own = {name for name in environment if name.startswith("AWS_")}
    assert "AWS_PROFILE" not in own
    assert "AWS_SESSION_TOKEN" not in own
    assert environment["AWS_ENDPOINT_URL"].startswith("http://localhost:")
    assert environment["PATH"].endswith(os.environ["PATH"])


def test_readers_forget_their_position_only(tmp_path: Path) -> None:
    payload = {"functions": {"f": 1}, "dynamodb_stream_positions": {"esm": 200}}
    saved = tmp_path / "lambda.json"
    saved.write_text(json.dumps({"__ministack_format__": 2, "payload": payload}))
    forget_stream_positions(tmp_path)
    assert json.loads(saved.read_text()) == {
        "__ministack_format__": 2,
        "payload": {"functions": {"f": 1}},
    }


def test_first_start_has_nothing_to_forget(tmp_path: Path) -> None:
    forget_stream_positions(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("functions/api/routes/products.py", Change(frozenset({"api"}), False, False)),
        ("functions/media/inspect_upload.py", Change(frozenset({"media"}), False, False)),
        ("shared/core/ids.py", Change(frozenset(), True, False)),
        ("statemachines/export.asl.json", Change(frozenset(), False, True)),
        ("infra_cdk/app.py", Change(frozenset(), False, True)),
        ("layers/runtime/requirements.txt", Change(frozenset(), False, True)),
    ],
)
def test_change_reaches_what_it_concerns(path: str, expected: Change) -> None:
    assert Change.of([Path(path)]) == expected


def test_editors_leftovers_change_nothing() -> None:
    assert not Change.of([Path("functions/api/app.py~"), Path("shared/core/.ids.py.swp")])


@pytest.mark.parametrize(
    ("version", "is_well"),
    [((3, 10), False), ((3, 11), True), ((3, 13), True), ((3, 15), False)],
)
def test_doctor_knows_pythons_range(version: tuple[int, int], is_well: bool) -> None:
    assert (python(version).fix == "") is is_well


def test_doctor_wants_ensurepip() -> None:
    assert venv(has_ensurepip=True).fix == ""
    assert "python3-venv" in venv(has_ensurepip=False).fix


def test_doctor_asks_for_no_node(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    findings = examine(LocalCloud.from_environment({}), is_taken=lambda _: False)
    assert [finding.subject for finding in findings] == [
        "Python",
        "venv",
        "make",
        "disk",
        "port 4566",
        "port 8000",
    ]


def test_doctor_runs_without_installed_packages() -> None:
    """-S leaves site-packages out, -I the environment's paths."""
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import local.doctor"
    ended = subprocess.run([sys.executable, "-I", "-S", "-c", code], check=False)
    assert ended.returncode == 0


def test_doctor_names_the_variable_of_a_taken_port() -> None:
    assert "SARTIQ_EDGE_PORT" in port(8000, "SARTIQ_EDGE_PORT", lambda _: True, False).fix
    assert port(8000, "SARTIQ_EDGE_PORT", lambda _: True, True).fix == ""
    assert port(8000, "SARTIQ_EDGE_PORT", lambda _: False, False).fix == ""


def test_doctor_wants_gnu_make_and_room() -> None:
    assert make("GNU Make 4.3\n").fix == ""
    assert make("bmake").fix
    assert disk(10 * 1024**3).fix == ""
    assert disk(1024**2).fix
