"""Where the laptop cloud is and who logs in, as `make up` wrote it down."""

import os
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from local.config import LocalCloud
from local.demo.errors import DemoError


class Login(BaseModel):
    model_config = ConfigDict(frozen=True)

    email: str
    password: str
    organization_id: str


class Stack(BaseModel):
    """The part of `stack.json` that a client needs."""

    model_config = ConfigDict(frozen=True)

    api_url: str
    ws_url: str
    demo: Login


def stack_file(environment: Mapping[str, str] | None = None) -> Path:
    """SARTIQ_STACK_FILE, or the file in this laptop cloud's folder."""
    source = os.environ if environment is None else environment
    named = source.get("SARTIQ_STACK_FILE")
    return Path(named) if named else LocalCloud.from_environment(source).stack_file


def read_stack(path: Path) -> Stack:
    """Raises `DemoError` when the file is not there or is not what `make up` writes."""
    try:
        return Stack.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        raise DemoError(
            f"There is no {path}: the laptop cloud has not been started. Run `make up`, "
            "or `make demo`, which does that first."
        ) from None
    except (ValidationError, OSError) as error:
        raise DemoError(f"{path} cannot be read; run `make up`, which writes it anew.") from error
