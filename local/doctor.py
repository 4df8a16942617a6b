"""`make doctor`: checks this machine and prints the fix for each finding.

It runs before anything is installed and also on a Python that is too old, so it uses only the
standard library, and annotations are not evaluated here or in local.config.
"""

from __future__ import annotations

import importlib.util
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from local.config import ROOT, LocalCloud, LocalCloudError

_NEEDED_BYTES = 2 * 1024**3
_OLDEST_PYTHON = (3, 11)
_NEWEST_PYTHON = (3, 13)


@dataclass(frozen=True)
class Finding:
    """`fix` is empty if there is nothing to do."""

    subject: str
    seen: str
    fix: str = ""


def examine(cloud: LocalCloud, is_taken: Callable[[int], bool]) -> Iterator[Finding]:
    yield python(sys.version_info[:2])
    yield venv(importlib.util.find_spec("ensurepip") is not None)
    yield make(_output_of("make", "--version"))
    yield disk(shutil.disk_usage(ROOT).free)
    yield port(cloud.emulator_port, "SARTIQ_EMULATOR_PORT", is_taken, _owner(cloud, "emulator"))
    yield port(cloud.edge_port, "SARTIQ_EDGE_PORT", is_taken, _owner(cloud, "edge"))


def python(version: tuple[int, ...]) -> Finding:
    seen = ".".join(map(str, version))
    if version < _OLDEST_PYTHON:
        return Finding("Python", seen, "Install Python 3.11 to 3.13; then make BASE_PYTHON=<it>")
    if version > _NEWEST_PYTHON:
        return Finding("Python", seen, "Newer than tested; use make BASE_PYTHON=python3.13")
    return Finding("Python", seen)


def venv(has_ensurepip: bool) -> Finding:
    """Debian and Ubuntu package ensurepip, which `python -m venv` needs, apart from Python."""
    if has_ensurepip:
        return Finding("venv", "ensurepip found")
    return Finding("venv", "no ensurepip", "Install it, on Debian as python3-venv")


def make(version: str) -> Finding:
    first = version.partition("\n")[0]
    return Finding("make", first or "not found", "" if "GNU" in first else "Install GNU make")


def disk(free_bytes: int) -> Finding:
    seen = f"{free_bytes / 1024**3:.1f} GiB free"
    return Finding("disk", seen, "" if free_bytes > _NEEDED_BYTES else "Free 2 GiB here")


def port(number: int, variable: str, is_taken: Callable[[int], bool], ours: bool) -> Finding:
    subject = f"port {number}"
    if not is_taken(number):
        return Finding(subject, "free")
    if ours:
        return Finding(subject, "the laptop cloud is up")
    return Finding(subject, "taken", f"End the program that holds it, or set {variable}=<port>")


def _output_of(*command: str) -> str:
    if shutil.which(command[0]) is None:
        return ""
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def _is_taken(number: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", number)) == 0


def _owner(cloud: LocalCloud, name: str) -> bool:
    return (cloud.home / f"{name}.pid").exists()


def main() -> int:
    try:
        findings = list(examine(LocalCloud.from_environment(), _is_taken))
    except LocalCloudError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    for finding in findings:
        mark = "!!" if finding.fix else "ok"
        print(f"  {mark}  {finding.subject:<10} {finding.seen}")
        if finding.fix:
            print(f"      -> {finding.fix}")
    broken = sum(1 for finding in findings if finding.fix)
    print(f"\n{broken} to fix" if broken else "\nall well: `make demo` is next")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
