"""What a node type is: data, and one or two pure functions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, Literal, TypeVar
from uuid import UUID

from shared.core.model import Model
from shared.providers.base import Capability, ProviderRequest

P = TypeVar("P", bound=Model)
M = TypeVar("M", bound=Model)

NodeKind = Literal["local", "provider"]


@dataclass(frozen=True)
class Inputs:
    """What the nodes that this one needs have left: their outputs by node type, and files."""

    outputs: Mapping[str, dict[str, Any]]
    read: Callable[[str], bytes]

    def of(self, node_type: str, model: type[M]) -> M:
        return model.model_validate(self.outputs[node_type])


class StoredOutput(Model):
    """A provider's file after it was written to the bucket, with what is known of it."""

    key: str
    mime: str
    width: int
    height: int
    bytes: int
    sha256: str
    measures: dict[str, float]
    provider: str
    model: str
    seed: int | None


@dataclass(frozen=True)
class LocalNode(Generic[P]):
    """A node that one Lambda function carries out by itself, in seconds.

    `requires` are node types: exactly one node of each must be among its `needs`. `version`
    changes whenever equal inputs would give another output.
    """

    kind: ClassVar[NodeKind] = "local"

    name: str
    version: int
    params: type[P]
    output: type[Model]
    run: Callable[[P, Inputs], Model]
    requires: tuple[str, ...] = ()


@dataclass(frozen=True)
class ProviderNode(Generic[P]):
    """A node that is sent to a provider with `capability`; its file goes to `object_key`."""

    kind: ClassVar[NodeKind] = "provider"

    name: str
    version: int
    params: type[P]
    output: type[Model]
    capability: Capability
    request: Callable[[P, Inputs], ProviderRequest]
    object_key: Callable[[UUID, str, P], str]
    describe: Callable[[P, StoredOutput], Model]
    requires: tuple[str, ...] = ()


NodeType = LocalNode[Any] | ProviderNode[Any]
