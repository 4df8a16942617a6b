"""Where one laptop cloud lives: its folder, its ports, its addresses."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REGION = "us-east-1"
ACCOUNT = "000000000000"
ROOT_CREDENTIALS = "test"  # key and secret alike: the emulator's own, public account


@dataclass(frozen=True)
class LocalCloud:
    """`home` holds state, logs and process ids; two clouds with two homes do not meet.

    Change the ports with SARTIQ_EMULATOR_PORT and SARTIQ_EDGE_PORT, the folder with SARTIQ_HOME.
    """

    home: Path
    emulator_port: int
    edge_port: int

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> LocalCloud:
        source = os.environ if environment is None else environment
        return cls(
            home=ROOT / source.get("SARTIQ_HOME", ".local"),
            emulator_port=_port(source, "SARTIQ_EMULATOR_PORT", 4566),
            edge_port=_port(source, "SARTIQ_EDGE_PORT", 8000),
        )

    @property
    def endpoint_url(self) -> str:
        return f"http://localhost:{self.emulator_port}"

    @property
    def edge_url(self) -> str:
        return f"http://localhost:{self.edge_port}"

    @property
    def stack_file(self) -> Path:
        return self.home / "stack.json"

    def aws_environment(self) -> dict[str, str]:
        """Return an environment in which AWS clients and the CDK use this cloud only."""
        inherited = {n: v for n, v in os.environ.items() if not n.startswith("AWS_")}
        # Each of many processes would compile boto3 and the CDK again.
        inherited.pop("PYTHONDONTWRITEBYTECODE", None)
        return {
            **inherited,
            "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])),
            "AWS_ENDPOINT_URL": self.endpoint_url,
            "AWS_ACCESS_KEY_ID": ROOT_CREDENTIALS,
            "AWS_SECRET_ACCESS_KEY": ROOT_CREDENTIALS,
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "SARTIQ_HOME": str(self.home),
            "SARTIQ_EDGE_PORT": str(self.edge_port),
            "SARTIQ_EMULATOR_PORT": str(self.emulator_port),
        }


class LocalCloudError(Exception):
    """Something a person has to mend; the message says what and how."""


def _port(source: Mapping[str, str], name: str, default: int) -> int:
    text = source.get(name, str(default))
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise LocalCloudError(f"{name}={text} is no port; give a number from 1 to 65535.")
    return int(text)
