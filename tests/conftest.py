"""What holds for all tests."""

import os

import pytest
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from local.node import NODE

# Importing aws_cdk starts Node, and pytest is also run without the virtual environment on PATH.
os.environ["JSII_NODE"] = str(NODE)

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
