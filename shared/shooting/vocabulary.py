"""Enumerations of shootings and shots, with the spelling of the seeds."""

from enum import StrEnum


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
