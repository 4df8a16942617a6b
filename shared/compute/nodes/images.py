"""What the node types that give or take files have in common."""

from typing import Annotated, Protocol
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints

from shared.compute.contract.tasks import TaskType
from shared.compute.nodes.base import Inputs, Slot, StoredOutput
from shared.core.model import Model
from shared.providers.requests import InputImage

# Types whose output is an image of the finished kind, as against the cut-out of `prepare`.
IMAGE_TYPES = ("background", "edit", "generate", "inpaint", "recolor", "try_on", "upscale")
PRODUCT_TYPES = ("prepare",)

PRODUCT_SLOT = Slot("product", PRODUCT_TYPES)
# Words that another node wrote; they come instead of the node's own `prompt`.
PROMPT_SLOT = Slot("prompt", ("prompt",), optional=True)

LongText = Annotated[str, StringConstraints(max_length=4000)]
ShortText = Annotated[str, StringConstraints(max_length=100)]
# Place of a result among the results of its task.
Index = Annotated[int, Field(ge=0, le=99)]
# Keys name no organization: whoever submits vouches that it may read what they name.
FileKey = Annotated[str, StringConstraints(pattern=r"^(media|compute)/.+", max_length=500)]
ReferenceKeys = Annotated[tuple[FileKey, ...], Field(max_length=3)]


class HasIndex(Protocol):
    @property
    def index(self) -> int | None: ...


class HasSeed(HasIndex, Protocol):
    @property
    def seed(self) -> int: ...


class HasPrompt(Protocol):
    @property
    def prompt(self) -> str: ...


class FileOutput(Model):
    """A file in the bucket; `sha256` is its identity, wherever it lies."""

    key: str
    mime: str
    width: int
    height: int
    bytes: int
    sha256: str


class ImageOutput(FileOutput):
    """`seed` is the one that was used."""

    seed: int
    model: str
    provider: str


class FileReference(Model):
    """The part of a file's description that every output with a file has."""

    model_config = ConfigDict(extra="ignore")

    key: str


class WrittenText(Model):
    """The part of a text node's output that others read."""

    model_config = ConfigDict(extra="ignore")

    text: str


def task_folder(task_type: TaskType, task_id: UUID) -> str:
    return f"compute/{task_type}s/{task_id}"


def result_object_key(
    task_type: TaskType, task_id: UUID, node_id: str, params: HasIndex, suffix: str = "webp"
) -> str:
    """With an index the file is a result, without one a step on the way."""
    name = f"nodes/{node_id}" if params.index is None else f"result_{params.index}"
    return f"{task_folder(task_type, task_id)}/{name}.{suffix}"


def image_object_key(task_type: TaskType, task_id: UUID, node_id: str, params: HasIndex) -> str:
    return result_object_key(task_type, task_id, node_id, params)


def describe_image(params: HasSeed, stored: StoredOutput) -> ImageOutput:
    """A provider that does not tell its seed used the one that it was given."""
    return ImageOutput(
        **stored.model_dump(include=set(FileOutput.model_fields)),
        seed=params.seed if stored.seed is None else stored.seed,
        model=stored.model,
        provider=stored.provider,
    )


def require_image(slot: Slot, params: Model, inputs: Inputs) -> InputImage:
    """From the parameter that may stand for the need, or from the need."""
    found = find_image(slot, params, inputs)
    if found is None:
        raise KeyError(slot.name)
    return found


def find_image(slot: Slot, params: Model, inputs: Inputs) -> InputImage | None:
    key: str | None = getattr(params, slot.param) if slot.param else None
    if key is None:
        made = inputs.find(slot, FileReference)
        key = made.key if made else None
    return None if key is None else inputs.image(key)


def prompt_of(params: HasPrompt, inputs: Inputs) -> str:
    written = inputs.find(PROMPT_SLOT, WrittenText)
    return written.text if written else params.prompt
