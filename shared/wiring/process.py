"""The services of this process, built from its environment and kept between invocations."""

import os
from collections.abc import Callable
from functools import cache
from typing import TypeVar

from shared.core.settings import Settings
from shared.wiring.base import Base
from shared.wiring.compute import Compute
from shared.wiring.platform import Platform

S = TypeVar("S")


@cache
def get_platform() -> Platform:
    return Platform(Base(Settings.from_environment()))


@cache
def get_compute() -> Compute:
    return Compute(Base(Settings.from_environment()))


def built_at_start(get: Callable[[], S]) -> Callable[[], S]:
    """Return `get`; in Lambda also call it now.

    A function's initialization has a full CPU, its invocations only the share that its memory
    buys. Elsewhere the handler is imported without an environment.
    """
    if "AWS_LAMBDA_INITIALIZATION_TYPE" in os.environ:
        get()
    return get
