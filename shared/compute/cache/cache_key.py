"""The key of a node's result: a digest of everything that decides it. Pure."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Protocol

from shared.core.model import Model

# Fields of an output that tell where it is stored or which node made it, not what it contains.
_NOT_CONTENT = frozenset({"key", "file_key", "id", "node_id", "task_id"})


class KeyedType(Protocol):
    """The part of a node type that enters the key."""

    @property
    def name(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def params(self) -> type[Model]: ...
    @property
    def placement(self) -> tuple[str, ...]: ...


def cache_key(
    node_type: KeyedType,
    params: Model | Mapping[str, Any],
    provider: str,
    model: str,
    inputs: Mapping[str, Mapping[str, Any]],
) -> str:
    """The SHA-256, in hexadecimal, of everything that decides the result of a node.

    Ids of nodes and tasks, object keys, and the parameters in `placement` do not count. A
    parameter that is left out counts as its default. `inputs` are the outputs of the needed
    nodes by node type; a file counts by its SHA-256. `provider` and `model` are empty for local
    nodes. Raises pydantic's ValidationError if `params` do not fit the node type.
    """
    given = params if isinstance(params, Model) else node_type.params.model_validate(params)
    content = {
        "type": node_type.name,
        "version": node_type.version,
        "params": given.model_dump(mode="json", exclude=set(node_type.placement)),
        "provider": provider,
        "model": model,
        "inputs": {name: _identity(output) for name, output in inputs.items()},
    }
    return _digest(content)


def _identity(output: Mapping[str, Any]) -> str:
    """The SHA-256 of the output's file, or of its content if it has no file."""
    sha256 = output.get("sha256")
    return sha256 if isinstance(sha256, str) and sha256 else _digest(_content(output))


def _content(value: Any) -> Any:
    match value:
        case Mapping():
            return {k: _content(v) for k, v in value.items() if k not in _NOT_CONTENT}
        case list() | tuple():
            return [_content(member) for member in value]
        case _:
            return value


def _digest(content: Any) -> str:
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(canonical.encode()).hexdigest()
