"""The processes in which a laptop cloud's emulator runs Compute's functions."""

import os
import signal
from contextlib import suppress
from pathlib import Path

from local import emulator
from local.config import LocalCloud

_COMPUTE = "sartiq-local-compute-"


def compute_workers(cloud: LocalCloud) -> list[int]:
    """Process ids: children of this cloud's emulator, and of no other one."""
    parent = emulator.process(cloud).pid()
    folders = [folder for folder in Path("/proc").iterdir() if folder.name.isdecimal()]
    return [int(folder.name) for folder in folders if _is_worker(folder, parent)]


def end_workers(cloud: LocalCloud) -> int:
    """As a machine that fails would end them: at once, whatever they are at. How many it were."""
    workers = compute_workers(cloud)
    for pid in workers:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return len(workers)


def _is_worker(folder: Path, parent: int | None) -> bool:
    try:
        command = (folder / "cmdline").read_bytes().decode(errors="replace")
        # After the name in brackets, which may hold anything: the state, then the parent.
        status = (folder / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return False
    return _COMPUTE in command and "_worker" in command and int(status[1]) == parent
