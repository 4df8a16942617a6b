"""Build what is deployed, outside the source tree: `python -m layers.build [local|cloud]`.

Leaves `.build/{target}/layers/{runtime,imaging,shared}/python/...` and one asset per folder of
`functions/`. Everything carries unchecked-hash bytecode of the interpreter that will run it:
cold starts are two to three times quicker with it (docs/explanation/cold-starts.md).

`local` is built for the running interpreter, `cloud` for python3.13 on arm64, from wheels, so
neither needs Docker. What has not changed since the last build is left alone.
"""

import compileall
import hashlib
import py_compile
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
THIRD_PARTY = ("runtime", "imaging", "signing")
_NOT_SHIPPED = shutil.ignore_patterns("__pycache__", "*.pyc", "*.md")
# Never imported by us: it would only slow the upload and the unpacking, file by file.
_UNUSED_POWERTOOLS = (
    *("event_handler", "utilities/auth_alpha", "utilities/circuit_breaker"),
    *("utilities/data_classes", "utilities/data_masking", "utilities/feature_flags"),
    *("utilities/idempotency", "utilities/kafka", "utilities/parameters", "utilities/parser"),
    *("utilities/streaming", "utilities/validation"),
)
_DEAD_WEIGHT = (
    *("**/tests", "**/test", "**/*.pyi", "**/*.exe", "bin", "**/include"),
    *("numpy/f2py", "numpy/distutils"),
    *(f"aws_lambda_powertools/{part}" for part in _UNUSED_POWERTOOLS),
)


@dataclass(frozen=True)
class Target:
    """`python` runs the code, and makes the bytecode if it is on this machine."""

    name: str
    python: str
    pip_arguments: tuple[str, ...] = ()

    @property
    def folder(self) -> Path:
        return ROOT / ".build" / self.name


CLOUD_PYTHON = "3.13"
TARGETS = {
    "local": Target("local", python=sys.executable),
    "cloud": Target(
        "cloud",
        python=f"python{CLOUD_PYTHON}",
        pip_arguments=(
            "--python-platform",
            "aarch64-manylinux_2_28",
            "--python-version",
            CLOUD_PYTHON,
            "--only-binary",
            ":all:",
            # Published as source only; it is pure Python, the library comes from pyvips-binary.
            "--no-binary",
            "pyvips",
        ),
    ),
}


def build(target: Target) -> None:
    for name in THIRD_PARTY:
        _build_third_party(target, name)
    build_shared(target)
    for folder in function_folders():
        build_functions(target, folder)


def function_folders() -> list[str]:
    """The folders of `functions/` that hold handlers: one deployable asset each."""
    return sorted(path.name for path in (ROOT / "functions").iterdir() if any(path.glob("*.py")))


def build_shared(target: Target) -> Path:
    """The domain as a layer: `import shared.<feature>`."""
    asset = target.folder / "layers" / "shared"
    _rebuild(target, asset, {"python/shared": ROOT / "shared"})
    return asset


def build_functions(target: Target, folder: str) -> Path:
    """One folder of handlers, importable as `functions.<folder>.<module>`."""
    asset = target.folder / "functions" / folder
    _rebuild(
        target,
        asset,
        {
            f"functions/{folder}": ROOT / "functions" / folder,
            "functions/__init__.py": ROOT / "functions" / "__init__.py",
        },
    )
    return asset


def _rebuild(target: Target, asset: Path, sources: dict[str, Path]) -> None:
    digest = fingerprint(sources.values(), salt=_salt(target))
    if _is_built(asset, digest):
        return
    shutil.rmtree(asset, ignore_errors=True)
    for place, source in sources.items():
        goal = asset / place
        goal.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, goal, ignore=_NOT_SHIPPED)
        else:
            shutil.copyfile(source, goal)
    _compile(target, asset)
    _mark_built(asset, digest)


def _build_third_party(target: Target, name: str) -> None:
    requirements = ROOT / "layers" / name / "requirements.txt"
    asset = target.folder / "layers" / name
    digest = fingerprint([requirements, Path(__file__)], salt=_salt(target))
    if _is_built(asset, digest):
        return
    shutil.rmtree(asset, ignore_errors=True)
    packages = asset / "python"
    command = [
        *(sys.executable, "-m", "uv", "pip", "install", "--quiet", "--no-deps"),
        *("--python", sys.executable, "--target", str(packages)),
        *target.pip_arguments,
        *("--requirement", str(requirements)),
    ]
    subprocess.run(command, check=True)
    for pattern in _DEAD_WEIGHT:
        for path in packages.glob(pattern):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    _compile(target, asset)
    _mark_built(asset, digest)


def _compile(target: Target, asset: Path) -> None:
    if not _runs(target.python):
        print(f"{asset.name}: no {target.python} here, so it ships without bytecode")
        return
    if target.python == sys.executable:
        # In this very process: starting another one takes longer than compiling a folder.
        mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
        compileall.compile_dir(asset, quiet=2, invalidation_mode=mode, stripdir=str(asset))
        return
    options = ["-q", "-q", "-j", "0", "--invalidation-mode", "unchecked-hash", "-s", str(asset)]
    subprocess.run([target.python, "-m", "compileall", *options, str(asset)], check=False)


def _salt(target: Target) -> str:
    """What a build depends on besides its sources."""
    bytecode = "bytecode" if _runs(target.python) else "source only"
    return " ".join((sys.version, target.python, bytecode, *target.pip_arguments))


@cache
def _runs(python: str) -> bool:
    """Being on the path is not enough: version managers leave shims that only complain."""
    if shutil.which(python) is None:
        return False
    probe = subprocess.run([python, "-c", ""], check=False, capture_output=True)
    return probe.returncode == 0


def fingerprint(sources: Iterable[Path], salt: str = "") -> str:
    """A digest of names and contents of all files below `sources`."""
    digest = hashlib.sha256(salt.encode())
    for source in sources:
        files = [source] if source.is_file() else sorted(source.rglob("*"))
        for path in files:
            if path.is_file() and path.suffix != ".pyc":
                digest.update(str(path.relative_to(source.parent)).encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()


def built_digest(asset: Path) -> str:
    """Of the sources that `asset` was built from; FileNotFoundError when it was not built."""
    return _stamp(asset).read_text()


def _stamp(asset: Path) -> Path:
    return asset.with_name(f".{asset.name}.sha256")


def _is_built(asset: Path, digest: str) -> bool:
    stamp = _stamp(asset)
    return asset.is_dir() and stamp.is_file() and stamp.read_text() == digest


def _mark_built(asset: Path, digest: str) -> None:
    _stamp(asset).write_text(digest)


if __name__ == "__main__":
    chosen = sys.argv[1] if len(sys.argv) > 1 else "local"
    if chosen not in TARGETS:
        sys.exit(f"unknown target {chosen}; choose one of {', '.join(TARGETS)}")
    build(TARGETS[chosen])
