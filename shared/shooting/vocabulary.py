"""The words of the feature that go over the wire, spelled as in the seeds."""

from enum import StrEnum


class Form(StrEnum):
    """The dress form that stands for a subject where no person is generated."""

    CLASSIC = "classic"
    PETITE = "petite"
    CURVE = "curve"
    ATHLETIC = "athletic"


class Pose(StrEnum):
    """How a subject stands in a base image."""

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
    """Whether a base image was brought, or made from those that the subject had."""

    UPLOADED = "uploaded"
    GENERATED = "generated"


class SubjectStatus(StrEnum):
    ACTIVE = "active"
    ARCHIVED = "archived"


class Backdrop(StrEnum):
    SEAMLESS = "seamless"
    GRADIENT = "gradient"
    PLASTER = "plaster"
    CONCRETE = "concrete"
    LINEN = "linen"
    ARCH = "arch"


class Lighting(StrEnum):
    SOFT = "soft"
    WINDOW = "window"
    HARD = "hard"
    RIM = "rim"


class Category(StrEnum):
    ON_MODEL = "on_model"
    PACKSHOT = "packshot"
    FLAT_LAY = "flat_lay"
    DETAIL = "detail"
    LIFESTYLE = "lifestyle"
    GHOST = "ghost"
    VIDEO = "video"


class Framing(StrEnum):
    FULL = "full"
    THREE_QUARTER = "three_quarter"
    HALF = "half"
    CLOSE = "close"


class Severity(StrEnum):
    INFO = "info"
    WARNING = "warning"
    BLOCKING = "blocking"


class ShootingStatus(StrEnum):
    DRAFT = "draft"
    CONFIGURED = "configured"
    GENERATING = "generating"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    DELIVERED = "delivered"
    ARCHIVED = "archived"


class ShotStatus(StrEnum):
    PLANNED = "planned"
    PENDING_REVIEW = "pending_review"
    APPROVED = "approved"
    REJECTED = "rejected"
    EXPORTED = "exported"


class RejectReason(StrEnum):
    QUALITY_ISSUE = "QUALITY_ISSUE"
    WRONG_STYLING = "WRONG_STYLING"
    PRODUCT_ISSUE = "PRODUCT_ISSUE"
    SUBJECT_ISSUE = "SUBJECT_ISSUE"
    OTHER = "OTHER"
