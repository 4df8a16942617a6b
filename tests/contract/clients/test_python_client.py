"""openapi-python-client makes a typed client of each document, which reads the API's problems."""

import compileall
import subprocess
import sys
from http import HTTPStatus
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from scripts.openapi import FOLDER

SERVICES = ("platform", "compute")
# The generator's own, equal for every API: it hands an exception's parts on as *tuple[object].
_MYPY = """\
[mypy-platform_client.client,compute_client.client]
disable_error_code = arg-type
"""


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the packages `platform_client` and `compute_client`."""
    folder = tmp_path_factory.mktemp("clients")
    for service in SERVICES:
        run = subprocess.run(
            [
                *("openapi-python-client", "generate", "--meta", "none", "--fail-on-warning"),
                *("--path", str(FOLDER / f"{service}.json")),
                *("--output-path", str(folder / f"{service}_client")),
            ],
            capture_output=True,
            text=True,
        )
        assert run.returncode == 0, run.stdout + run.stderr
        assert "arning" not in run.stdout + run.stderr
    (folder / "mypy.ini").write_text(_MYPY)
    return folder


@pytest.fixture
def client(generated: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(generated)
    return import_module("platform_client")


@pytest.mark.parametrize("service", SERVICES)
def test_client_compiles(service: str, generated: Path) -> None:
    assert compileall.compile_dir(generated / f"{service}_client", quiet=1)
    check = subprocess.run(
        [sys.executable, "-m", "mypy", "--no-incremental", "--strict", "-p", f"{service}_client"],
        cwd=generated,
        capture_output=True,
        text=True,
    )
    assert check.returncode == 0, check.stdout


def test_client_reads_problems(client: ModuleType, api: str) -> None:
    create_product = import_module("platform_client.api.products.create_product")
    models = import_module("platform_client.models")
    caller = client.AuthenticatedClient(base_url=api, token="any")

    def answer(**fields: str) -> tuple[HTTPStatus, object]:
        body = models.ProductCreate(category="dress", **fields)
        found = create_product.sync_detailed(client=caller, body=body)
        return found.status_code, found.parsed

    status, product = answer(name="Linen dress", sku="DRS-1")
    assert status == HTTPStatus.CREATED
    assert isinstance(product, models.ProductRead)
    status, taken = answer(name="Silk dress", sku="DRS-1")
    assert status == HTTPStatus.CONFLICT
    assert isinstance(taken, models.Problem)
    assert (taken.code, taken["existing_id"]) == ("sku_taken", str(product.id))
    status, invalid = answer(name="")
    assert status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert isinstance(invalid, models.Problem)
    assert [finding.pointer for finding in invalid.errors] == ["/name"]
