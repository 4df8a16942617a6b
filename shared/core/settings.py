"""Typed settings from the environment. They contain names of secrets, never their values."""

import os
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """The settings of a function; the CDK stacks set them as environment variables.

    A function has only the variables that its stack sets, so the others are empty. Read a required
    one with `require`.
    """

    stage: str = "local"
    platform_table: str = ""
    compute_table: str = ""
    connections_table: str = ""
    media_bucket: str = ""
    event_bus: str = ""
    cdn_base_url: str = ""
    compute_server_api_url: str = ""
    compute_server_admin_token: str = ""  # name of the secret
    jwt_secret: str = ""  # name of the secret
    providers_secret: str = ""  # name of the secret; organizations' own secrets have names below it
    callback_secret: str = ""  # name of the secret
    callback_base_url: str = ""
    high_priority_queue: str = ""
    default_queue: str = ""
    low_priority_queue: str = ""
    checks_queue: str = ""
    submit_seconds: str = "60"  # timeout of the function that submits jobs
    generation_machine: str = ""
    export_machine: str = ""
    map_concurrency: str = "40"  # concurrent iterations of a Map state
    socket_endpoint: str = ""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "Settings":
        source = os.environ if environment is None else environment
        known = {name: source.get(name.upper()) for name in cls.__dataclass_fields__}
        return cls(**{name: value for name, value in known.items() if value is not None})

    def require(self, name: str) -> str:
        """The value of a setting. Raises RuntimeError if it is empty."""
        value = str(getattr(self, name))
        if not value:
            raise RuntimeError(f"{name.upper()} is not set for this function; see infra_cdk/stacks")
        return value
