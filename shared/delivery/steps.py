"""Inputs and outputs of the functions of the export machine (statemachines/export.asl.json)."""

from uuid import UUID

from pydantic import ConfigDict, Field

from shared.core.model import Model
from shared.delivery.schemas import ExportStatus, ImageStatus


class ExportStep(Model):
    """The input of every step. Further members of the machine's input are ignored."""

    model_config = ConfigDict(extra="ignore")

    organization_id: UUID
    export_id: UUID


class ImageStep(ExportStep):
    """The input for one image; `n` is its number in the manifest."""

    n: int


class MachineError(Model):
    """The error that a `Catch` of the machine passes on."""

    model_config = ConfigDict(extra="ignore")

    error: str = Field(alias="Error")
    cause: str = Field("", alias="Cause")


class FinishStep(ExportStep):
    error: MachineError | None = None


class ImageNumber(Model):
    n: int


class PreparedExport(Model):
    """`images` are those that are not rendered yet."""

    count: int
    images: tuple[ImageNumber, ...] = ()


class RenderedStep(Model):
    n: int
    status: ImageStatus


class AssembledArchive(Model):
    """`images` is the number of files in the archive, whose size is `archive_bytes`."""

    images: int
    archive_bytes: int


class FinishedExport(Model):
    status: ExportStatus
