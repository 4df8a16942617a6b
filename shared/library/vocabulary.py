"""Enumerations of the library, with the spelling of the seeds."""

from enum import StrEnum


class Form(StrEnum):
    """Dress form that stands for a subject where no person is generated."""

    CLASSIC = "classic"
    PETITE = "petite"
    CURVE = "curve"
    ATHLETIC = "athletic"


class Pose(StrEnum):
    """Pose of a subject in a base image."""

    STANDING = "standing"
    WALKING = "walking"
    SITTING = "sitting"
    LEANING = "leaning"
    TURNING = "turning"
    PORTRAIT = "portrait"


class Angle(StrEnum):
    FRONT = "front"
    THREE_QUARTER_LEFT = "three_quarter_left"
    THREE_QUARTER_RIGHT = "three_quarter_right"
    LEFT = "left"
    RIGHT = "right"
    BACK = "back"


class ImageOrigin(StrEnum):
    """Whether a base image was uploaded or generated from earlier ones."""

    UPLOADED = "uploaded"
    GENERATED = "generated"


class SubjectStatus(StrEnum):
    ACTIVE = "active"
    ARCHIVED = "archived"


class Severity(StrEnum):
    INFO = "info"
    WARNING = "warning"
    BLOCKING = "blocking"
