"""SARTIQ_LINE_COVERAGE=1: pytest prints the share of our lines that it runs, and the lowest files.

SlipCover puts probes into modules as they are imported. On Python 3.11 they cost about a tenth of
the tests' CPU time; the tracer of coverage.py costs two fifths. Only the processes of pytest are
measured, not the functions that a laptop cloud runs.
"""

import json
from typing import Any

import pytest
import slipcover

SOURCES = ["shared", "functions", "local", "infra_cdk", "layers"]
_SHOWN_FILES = 10
# SlipCover's removal of probes stops everything for tens of milliseconds; tests of timers fail.
_NEVER = 2**31 - 1


class LineCoverage:
    """A pytest plugin. With xdist each worker sends its lines to the process that reports."""

    def __init__(self) -> None:
        self._lines = slipcover.Slipcover(d_miss_threshold=_NEVER)
        self._imports = slipcover.ImportManager(self._lines, slipcover.FileMatcher(SOURCES))
        self._imports.__enter__()
        self._of_workers: list[str] = []

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        self._imports.__exit__()
        output: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
        if output is not None:
            output["line_coverage"] = json.dumps(self._lines.get_coverage())

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        sent = getattr(node, "workeroutput", {})  # none from a worker that crashed
        if "line_coverage" in sent:
            self._of_workers.append(sent["line_coverage"])

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        terminalreporter.section("line coverage")
        for line in report(self._merged()):
            terminalreporter.write_line(line)

    def _merged(self) -> dict[str, Any]:
        """The lines of all processes, with all files of SOURCES, imported or not."""
        merged: dict[str, Any] = slipcover.Slipcover(source=SOURCES).get_coverage()
        for part in (self._lines.get_coverage(), *map(json.loads, self._of_workers)):
            slipcover.merge_coverage(merged, part)
        return merged


def report(coverage: dict[str, Any]) -> list[str]:
    """The total in one line, then the files with the lowest share, lowest first."""
    total = coverage["summary"]
    shares = sorted(
        (found["summary"]["percent_covered"], name) for name, found in coverage["files"].items()
    )
    lines = total["covered_lines"] + total["missing_lines"]
    return [
        f"total {total['percent_covered']:.1f} % of {lines} lines; lowest files:",
        *(f"{share:6.1f} %  {name}" for share, name in shares[:_SHOWN_FILES]),
    ]
