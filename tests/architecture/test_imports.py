"""The import rules of the house, read from the source itself (docs/explanation/house.md)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PLATFORM = {"products", "delivery", "generation", "identity", "media", "realtime", "review"}
PLATFORM |= {"shooting", "library", "captions", "compute_client"}
COMPUTE = {"compute", "providers", "compositor"}
FOUNDATION = {"core", "aws", "imaging"}


def imports(path: Path) -> Iterator[str]:
    """Every imported module, also those inside functions; `from a import b` gives a.b."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def files(*parts: str) -> list[Path]:
    found = sorted(ROOT.joinpath(*parts).rglob("*.py"))
    assert found, f"no Python file below {'/'.join(parts)}"
    return found


def offenders(paths: list[Path], forbidden: tuple[str, ...]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in paths
        for name in imports(path)
        if name.startswith(forbidden)
    ]


def feature_of(path: Path) -> str:
    return path.relative_to(ROOT / "shared").parts[0]


def test_boto3_only_in_aws() -> None:
    outside = [p for p in files("shared") if feature_of(p) != "aws"] + files("functions")
    assert offenders(outside, ("boto3", "botocore")) == []


def test_domain_knows_no_web_framework() -> None:
    assert offenders(files("shared"), ("fastapi", "starlette", "mangum")) == []


def test_shared_never_imports_upwards() -> None:
    assert offenders(files("shared"), ("functions", "infra_cdk", "local", "layers")) == []


def test_functions_stand_alone() -> None:
    """Each folder of functions/ is deployed by itself, so it may import only itself."""
    for folder in sorted(p for p in (ROOT / "functions").iterdir() if p.is_dir()):
        others = tuple(
            f"functions.{p.name}." for p in (ROOT / "functions").iterdir() if p != folder
        )
        if any(folder.glob("*.py")):
            assert offenders(files("functions", folder.name), others) == []


def test_stacks_import_no_feature() -> None:
    assert offenders(files("infra_cdk"), ("shared", "functions")) == []


def test_foundation_knows_no_feature() -> None:
    features = tuple(f"shared.{name}." for name in PLATFORM | COMPUTE)
    below = [p for p in files("shared") if feature_of(p) in FOUNDATION]
    assert offenders(below, features) == []


def test_services_leave_other_repositories_alone() -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in files("shared")
        for name in imports(path)
        if name.startswith("shared.")
        and name.split(".")[1] not in FOUNDATION | {feature_of(path)}
        and any("repositor" in part for part in name.split(".")[2:3])
    ]
    assert wrong == []


def test_compute_and_platform_meet_by_contract_only() -> None:
    """Platform knows Compute's request and reply; Compute knows nothing of Platform."""
    in_compute = [p for p in files("shared") if feature_of(p) in COMPUTE]
    assert offenders(in_compute, tuple(f"shared.{name}." for name in PLATFORM)) == []
    in_platform = [p for p in files("shared") if feature_of(p) in PLATFORM]
    contract = ("shared.compute.contract.",)
    seen = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in in_platform
        for name in imports(path)
        if name.startswith(("shared.compute.", "shared.providers."))
        and not name.startswith(contract)
    ]
    assert seen == []


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
