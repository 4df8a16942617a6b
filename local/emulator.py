"""The AWS emulator (MiniStack): IAM enforcement on, state on disk."""

import json
import shutil
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from local.config import ACCOUNT, REGION, LocalCloud, LocalCloudError
from local.processes import Process, demand_free_port, wait_until

# Functions run in this environment, which has boto3 and nothing of ours (requirements/emulator.in).
_PYTHON = Path(sys.prefix) / "emulator" / "bin" / "python"
_SETTLED_SECONDS = 3.0


def process(cloud: LocalCloud) -> Process:
    return Process("emulator", cloud.home, [str(_PYTHON), "-m", "ministack"])


def start(cloud: LocalCloud) -> bool:
    """Start it unless it runs; False when it was up already."""
    emulator = process(cloud)
    if emulator.pid() is not None:
        wait_until(lambda: is_healthy(cloud), 60, _hint(emulator))
        return False
    if not _PYTHON.exists():
        raise LocalCloudError("The emulator is not installed; run `make setup`.")
    demand_free_port(cloud.emulator_port, "SARTIQ_EMULATOR_PORT")
    forget_stream_positions(cloud.home / "state")
    emulator.start(
        {
            **cloud.aws_environment(),
            "GATEWAY_PORT": str(cloud.emulator_port),
            "EDGE_PORT": str(cloud.emulator_port),
            "MINISTACK_HOST": "localhost",
            "BIND_HOST": "127.0.0.1",
            "IOT_MTLS_ENABLED": "0",
            "MINISTACK_REGION": REGION,
            "MINISTACK_ACCOUNT_ID": ACCOUNT,
            "AUTH": "true",
            "PERSIST_STATE": "1",
            "STATE_DIR": str(cloud.home / "state"),
            "S3_PERSIST": "1",
            "S3_DATA_DIR": str(cloud.home / "s3"),
            "LOG_LEVEL": "WARNING",
            "TMPDIR": str(_empty_temporary_folder(cloud)),
        }
    )
    wait_until(lambda: is_healthy(cloud) or emulator.pid() is None, 90, _hint(emulator))
    wait_until(lambda: is_healthy(cloud), 1, _hint(emulator))
    return True


def stop(cloud: LocalCloud) -> bool:
    """False when it was not running.

    The emulator saves its state and then waits for executions that wait for a task token, which
    may be hours; so it is ended once its state has been on disk for a moment.
    """
    state = cloud.home / "state"

    def has_saved(asked_at: float) -> bool:
        try:
            newest = max((path.stat().st_mtime for path in state.glob("*.json*")), default=0.0)
        except FileNotFoundError:  # it is just being written: `.tmp` has become the file itself
            return False
        return asked_at < newest < time.time() - _SETTLED_SECONDS and not is_healthy(cloud)

    was_running = process(cloud).stop(has_saved=has_saved)
    shutil.rmtree(_temporary_folder(cloud), ignore_errors=True)
    return was_running


def _empty_temporary_folder(cloud: LocalCloud) -> Path:
    """Each process of a function has a folder there. The emulator leaves those of killed ones."""
    folder = _temporary_folder(cloud)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _temporary_folder(cloud: LocalCloud) -> Path:
    return cloud.home / "workers"


def forget_stream_positions(state: Path) -> None:
    """Let the readers of table streams start at the beginning of the new streams.

    The emulator keeps how far each reader was, but not the streams themselves: after a restart
    a stream counts from zero again, and a reader at record 200 would miss the next 200 events.
    """
    saved = state / "lambda.json"
    if not saved.exists():
        return
    content = json.loads(saved.read_text())
    if content.get("payload", {}).pop("dynamodb_stream_positions", None) is not None:
        saved.write_text(json.dumps(content))


def is_healthy(cloud: LocalCloud) -> bool:
    try:
        with urllib.request.urlopen(f"{cloud.endpoint_url}/_ministack/health", timeout=10) as reply:
            return bool(reply.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _hint(emulator: Process) -> str:
    return f"The emulator does not come up. Its log says why: {emulator.log}"
