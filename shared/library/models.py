"""Library entries as they are stored: subjects, styles, guidelines and shot types."""

from uuid import UUID

from shared.core.model import Entity, Model
from shared.core.set_vocabulary import Backdrop, Category, Framing, Lighting
from shared.library.rules import Rule
from shared.library.vocabulary import Angle, Form, ImageOrigin, Pose, Severity, SubjectStatus


class BaseImage(Model):
    """One view of a subject; its base images define how a subject looks.

    `pose` is a value of `Pose`, or another word in older views. `consistency_score` (0 to 1) is
    the resemblance of a generated view to those it was made from.
    """

    media_id: UUID
    pose: str = str(Pose.STANDING)
    angle: Angle = Angle.FRONT
    origin: ImageOrigin = ImageOrigin.UPLOADED
    consistency_score: float | None = None


class Subject(Entity):
    """A virtual model with the same appearance in every generation."""

    name: str
    form: Form = Form.CLASSIC
    description: str = ""
    base_images: tuple[BaseImage, ...] = ()
    status: SubjectStatus = SubjectStatus.ACTIVE


class Style(Entity):
    """A set. `palette` starts with the main colour; `warmth` is -1 (cool) to 1 (warm)."""

    name: str
    description: str = ""
    prompt_fragment: str = ""
    backdrop: Backdrop = Backdrop.SEAMLESS
    palette: tuple[str, ...] = ("#e9e4dc",)
    lighting: Lighting = Lighting.SOFT
    warmth: float = 0.0
    reference_media_ids: tuple[UUID, ...] = ()


class Guideline(Entity):
    name: str
    rules: tuple[Rule, ...] = ()
    severity: Severity = Severity.WARNING


class ShotType(Entity):
    """A kind of image. `name` is part of file names; `aspect_ratio` is width first."""

    name: str
    category: Category
    framing: Framing = Framing.FULL
    pose: str = ""
    aspect_ratio: str = "3:4"
    prompt_template: str = "{product}"

    def prompt(self, *, product: str, subject: str = "", style: str = "") -> str:
        """Fill in the template. Plain replacement: no text is evaluated."""
        words = {"{product}": product, "{subject}": subject, "{style}": style, "{pose}": self.pose}
        text = self.prompt_template
        for placeholder, word in words.items():
            text = text.replace(placeholder, word)
        return " ".join(text.split())
