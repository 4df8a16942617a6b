"""`make dev`: watch the sources and bring each change to the laptop cloud within a second.

A change below `functions/<folder>` updates that folder's functions; a change in `shared/`
publishes a new version of the layer and points every function at it; anything else (stacks,
state machines, requirements) is deployed with the CDK.
"""

import io
import sys
import time
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from watchfiles import watch

from layers.build import TARGETS, build_functions, build_shared
from local import aws, deployment
from local.config import ROOT, LocalCloud, LocalCloudError
from local.links import SHARED, link_layer

_WATCHED = ("functions", "shared", "statemachines", "infra_cdk", "layers")
_SOURCE_SUFFIXES = (".py", ".json", ".txt")


@dataclass(frozen=True)
class Change:
    """What has to be brought up to date."""

    folders: frozenset[str]
    shared: bool
    stacks: bool

    @classmethod
    def of(cls, paths: Iterable[Path]) -> "Change":
        """Sort changed files, given relative to the repository's root."""
        folders, shared, stacks = set(), False, False
        for path in paths:
            if path.suffix not in _SOURCE_SUFFIXES:
                continue
            if path.parts[0] == "functions" and len(path.parts) > 2:
                folders.add(path.parts[1])
            elif path.parts[0] == "shared":
                shared = True
            else:
                stacks = True
        return cls(frozenset(folders), shared, stacks)

    def __bool__(self) -> bool:
        return bool(self.folders or self.shared or self.stacks)


class Reloader:
    def __init__(self, cloud: LocalCloud) -> None:
        self._cloud = cloud
        self._lambda = aws.client(cloud, "lambda")

        self._known: list[dict[str, Any]] | None = None

    def apply(self, change: Change) -> list[str]:
        """The names of what was brought up to date."""
        if change.stacks:
            deployment.deploy(self._cloud)
            self._known = None
            return ["stacks"]
        done = [self._reload_functions(folder) for folder in sorted(change.folders)]
        return [*done, *([self._reload_shared()] if change.shared else [])]

    def _reload_functions(self, folder: str) -> str:
        archive = zipped(build_functions(TARGETS["local"], folder))
        for function in self._functions():
            if function["Handler"].startswith(f"functions.{folder}."):
                self._lambda.update_function_code(
                    FunctionName=function["FunctionName"], ZipFile=archive
                )
        return folder

    def _reload_shared(self) -> str:
        build_shared(TARGETS["local"])
        archive = zipped(link_layer(TARGETS["local"], self._cloud.home, SHARED))
        published = self._lambda.publish_layer_version(
            LayerName="sartiq-local-shared", Content={"ZipFile": archive}
        )["LayerVersionArn"]
        for function in self._functions():
            arns = [layer["Arn"] for layer in function.get("Layers", [])]
            layers = [published if ":sartiq-local-shared:" in arn else arn for arn in arns]
            if layers != arns:
                self._lambda.update_function_configuration(
                    FunctionName=function["FunctionName"], Layers=layers
                )
        self._known = None
        return "shared"

    def _functions(self) -> list[dict[str, Any]]:
        """All functions of the cloud; asked anew after a deployment only."""
        if self._known is None:
            self._known = self._listed()
        return self._known

    def _listed(self) -> list[dict[str, Any]]:
        pages = self._lambda.get_paginator("list_functions").paginate()
        return [function for page in pages for function in page["Functions"]]


def zipped(folder: Path) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as writer:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                writer.write(path, path.relative_to(folder))
    return archive.getvalue()


def main() -> int:
    reloader = Reloader(LocalCloud.from_environment())
    print("watching the sources; end with Ctrl-C", flush=True)
    for changes in watch(*(ROOT / name for name in _WATCHED), debounce=20, step=5):
        started = time.monotonic()
        change = Change.of(Path(path).relative_to(ROOT) for _, path in changes)
        if not change:
            continue
        try:
            names = reloader.apply(change)
        except (LocalCloudError, OSError, SyntaxError) as error:
            print(f"not reloaded: {error}", file=sys.stderr)
            continue
        print(f"reloaded {', '.join(names)} in {time.monotonic() - started:.1f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
