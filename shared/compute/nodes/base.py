"""What a node type is: data, and two or three pure functions.

A type has one of three shapes: `LocalNode` is carried out by one of our functions, a
`ProviderNode` by a provider that answers with a file, a `TextNode` by one that answers in words.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, Literal, TypeVar
from uuid import UUID

from shared.compute.contract.tasks import TaskType
from shared.core.model import Model
from shared.providers.requests import Capability, InputImage, ProviderRequest, TextRequest

P = TypeVar("P", bound=Model)
M = TypeVar("M", bound=Model)

NodeKind = Literal["local", "provider"]


@dataclass(frozen=True)
class Slot:
    """A place for exactly one need, of any of the `types`; slots of one node type are disjoint.

    `param` names a parameter with a file's key that may fill the place instead of a need.
    An `optional` one may stay empty.
    """

    name: str
    types: tuple[str, ...]
    optional: bool = False
    param: str = ""


@dataclass(frozen=True)
class Inputs:
    """What the nodes that this one needs have left: their outputs by node type, and files.

    `read` gives a file's bytes; `image` a file for a provider, which may never be read.
    A need that fills no slot counts for the order only.
    """

    outputs: Mapping[str, dict[str, Any]]
    read: Callable[[str], bytes]
    image: Callable[[str], InputImage]

    def require(self, slot: Slot, model: type[M]) -> M:
        """KeyError when the slot is empty, which validation allows for optional ones only."""
        found = self.find(slot, model)
        if found is None:
            raise KeyError(slot.name)
        return found

    def find(self, slot: Slot, model: type[M]) -> M | None:
        for node_type in slot.types:
            if node_type in self.outputs:
                return model.model_validate(self.outputs[node_type])
        return None


class StoredOutput(Model):
    """A provider's file after it was written to the bucket, with what is known of it.

    `measures` are the provider's own, 0 to 1; `seconds` is the length of a video.
    """

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
    seconds: float | None = None


@dataclass(frozen=True)
class TextReply:
    """A provider's words, as they came."""

    text: str
    provider: str
    model: str


@dataclass(frozen=True)
class LocalNode(Generic[P]):
    """A node that one Lambda function carries out by itself, in seconds.

    `version` changes whenever equal inputs would give another output. `placement` names the
    params that say where the result goes and not what it is: equal nodes may differ in them.
    An output with a `key` is true of its own task only, and is not reused.
    """

    kind: ClassVar[NodeKind] = "local"

    name: str
    version: int
    params: type[P]
    output: type[Model]
    run: Callable[[P, Inputs], Model]
    requires: tuple[Slot, ...] = ()
    placement: tuple[str, ...] = ()
    deadline_seconds: int = 60


@dataclass(frozen=True)
class ProviderNode(Generic[P]):
    """A node that is sent to a provider with `capability` and comes back as a file.

    `object_key(task_type, task_id, node_id, params)` is where the file goes. The deadline is
    for the node as a whole: every provider, every try, and the waiting in between.
    """

    kind: ClassVar[NodeKind] = "provider"

    name: str
    version: int
    params: type[P]
    output: type[Model]
    capability: Capability
    request: Callable[[P, Inputs], ProviderRequest]
    object_key: Callable[[TaskType, UUID, str, P], str]
    describe: Callable[[P, StoredOutput], Model]
    requires: tuple[Slot, ...] = ()
    placement: tuple[str, ...] = ()
    deadline_seconds: int = 1800


@dataclass(frozen=True)
class TextNode(Generic[P]):
    """A node that is sent to a provider with `capability` and comes back as words.

    `describe_text` raises ProviderFailed for an answer that is not in the form asked for.
    """

    kind: ClassVar[NodeKind] = "provider"

    name: str
    version: int
    params: type[P]
    output: type[Model]
    capability: Capability
    request: Callable[[P, Inputs], TextRequest]
    describe_text: Callable[[P, TextReply], Model]
    requires: tuple[Slot, ...] = ()
    placement: tuple[str, ...] = ()
    deadline_seconds: int = 600


NodeType = LocalNode[Any] | ProviderNode[Any] | TextNode[Any]
