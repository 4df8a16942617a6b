"""The AWS emulator (MiniStack): IAM enforcement on, state on disk."""

import sys
import urllib.error
import urllib.request

from local.config import ACCOUNT, REGION, LocalCloud
from local.processes import Process, demand_free_port, wait_until


def process(cloud: LocalCloud) -> Process:
    return Process("emulator", cloud.home, [sys.executable, "-m", "ministack"])


def start(cloud: LocalCloud) -> bool:
    """Start it unless it runs; False when it was up already."""
    emulator = process(cloud)
    if emulator.pid() is not None:
        wait_until(lambda: is_healthy(cloud), 60, _hint(emulator))
        return False
    demand_free_port(cloud.emulator_port, "SARTIQ_EMULATOR_PORT")
    emulator.start(
        {
            **cloud.aws_environment(),
            "GATEWAY_PORT": str(cloud.emulator_port),
            "EDGE_PORT": str(cloud.emulator_port),
            "MINISTACK_HOST": "localhost",
            "MINISTACK_REGION": REGION,
            "MINISTACK_ACCOUNT_ID": ACCOUNT,
            "AUTH": "true",
            "PERSIST_STATE": "1",
            "STATE_DIR": str(cloud.home / "state"),
            "S3_PERSIST": "1",
            "S3_DATA_DIR": str(cloud.home / "s3"),
            "LOG_LEVEL": "WARNING",
        }
    )
    wait_until(lambda: is_healthy(cloud) or emulator.pid() is None, 90, _hint(emulator))
    wait_until(lambda: is_healthy(cloud), 1, _hint(emulator))
    return True


def is_healthy(cloud: LocalCloud) -> bool:
    try:
        with urllib.request.urlopen(f"{cloud.endpoint_url}/_ministack/health", timeout=2) as reply:
            return bool(reply.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _hint(emulator: Process) -> str:
    return f"The emulator does not come up. Its log says why: {emulator.log}"
