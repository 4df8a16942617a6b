"""Every provider by name, alphabetically. Each is imported when it is first asked for.

An adapter brings its own libraries (the studio its imaging layer), and a function that never
calls it need not have them.
"""

from collections.abc import Callable, Mapping
from functools import cache

from shared.providers.base import Provider


def _studio() -> Provider:
    from shared.providers.studio.provider import StudioProvider

    return StudioProvider()


FACTORIES: Mapping[str, Callable[[], Provider]] = {
    "studio": _studio,
}


@cache
def get_provider(name: str) -> Provider:
    """KeyError for a name that is not registered: a defect in the routing table."""
    return FACTORIES[name]()
