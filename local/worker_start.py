"""Runs first in each process that the emulator starts for a function (local/links.py).

After each invocation the emulator waits 50 ms for log lines, unless one has come: then it waits
5 ms for the next. Most invocations write no log, so an empty line precedes each result. The
log omits empty lines.
"""

import sys
from typing import TextIO


def announce_results(results: TextIO, log: TextIO) -> None:
    """Write an empty line to `log` before each write to `results`."""
    write = results.write

    def write_after_line(text: str) -> int:
        log.write("\n")
        log.flush()
        return write(text)

    results.write = write_after_line  # type: ignore[method-assign]


if __name__ == "sartiq_worker_start" and sys.__stdout__ and sys.__stderr__:
    announce_results(sys.__stdout__, sys.__stderr__)
