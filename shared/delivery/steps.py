"""What passes between the export machine (statemachines/export.asl.json) and its functions."""

from uuid import UUID

from pydantic import ConfigDict, Field

from shared.core.model import Model
from shared.delivery.schemas import ExportStatus, ImageStatus


class ExportStep(Model):
    """What every step is given. The machine's input has more members, which are its own."""

    model_config = ConfigDict(extra="ignore")

    organization_id: UUID
    export_id: UUID


class ImageStep(ExportStep):
    n: int


class MachineError(Model):
    """The error that a `Catch` of the machine hands on."""

    model_config = ConfigDict(extra="ignore")

    error: str = Field(alias="Error")
    cause: str = Field("", alias="Cause")


class FinishStep(ExportStep):
    error: MachineError | None = None


class ImageNumber(Model):
    n: int


class PreparedExport(Model):
    """`images` are those still to be rendered."""

    count: int
    images: tuple[ImageNumber, ...] = ()


class RenderedStep(Model):
    n: int
    status: ImageStatus


class AssembledArchive(Model):
    """`images` is the number of files inside."""

    images: int
    archive_bytes: int


class FinishedExport(Model):
    status: ExportStatus
