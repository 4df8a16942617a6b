"""The table in docs/how-to/connect-a-provider.md equals the adapters' data."""

import re
from pathlib import Path

from shared.providers.registry import MODULES, get_adapter

_PAGE = Path(__file__).parents[3] / "docs" / "how-to" / "connect-a-provider.md"
_ROW = re.compile(r"^\| `(\w+)` \| (.+?) \| (\w+) \| (.+?) \|$", re.MULTILINE)


def test_page_lists_every_adapter_as_it_is() -> None:
    listed = {name: (keys, mode, can) for name, keys, mode, can in _ROW.findall(_PAGE.read_text())}
    actual = {}
    for name in MODULES:
        adapter = get_adapter(name)
        keys = ", ".join(f"`{key}`" for key in adapter.credentials)
        can = ", ".join(sorted({str(model.capability) for model in adapter.models}))
        actual[name] = (keys, adapter.mode, can)
    assert listed == actual
