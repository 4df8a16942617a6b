"""The adapter between the composition root and FastAPI's dependencies."""

from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

from fastapi import Depends

from shared.wiring import process
from shared.wiring.platform import Platform

S = TypeVar("S")


async def get_platform() -> Platform:
    """The services of the process; tests override this dependency."""
    return process.get_platform()


def provide(pick: Callable[[Platform], S]) -> Callable[[Platform], Awaitable[S]]:
    """A dependency that yields the service that `pick` selects.

    It is a coroutine because FastAPI runs plain functions in a thread of its pool.
    """

    async def dependency(platform: Annotated[Platform, Depends(get_platform)]) -> S:
        return pick(platform)

    return dependency
