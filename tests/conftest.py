"""What holds for all tests."""

import os
import sys
from pathlib import Path

import pytest
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from tests.line_coverage import LineCoverage

# Begins here, before a conftest.py of a folder imports the code that is measured.
LINE_COVERAGE = LineCoverage() if os.environ.get("SARTIQ_LINE_COVERAGE") else None

# As in an activated virtual environment: importing aws_cdk starts the `node` beside Python.
os.environ["PATH"] = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))

# A loaded machine is no defect, so examples have no deadline of their own; pytest has one for
# each test. CI tries the same examples every time, a developer's machine looks for new ones.
settings.register_profile("house", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("house")


class ByFile(LoadScopeScheduling):
    """Side by side, a file's tests stay together; so do those on the one laptop cloud."""

    def _split_scope(self, nodeid: str) -> str:
        return "tests/e2e" if nodeid.startswith("tests/e2e/") else nodeid.partition("::")[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile:
    return ByFile(config, log)


def pytest_configure(config: pytest.Config) -> None:
    if LINE_COVERAGE:
        config.pluginmanager.register(LINE_COVERAGE)
