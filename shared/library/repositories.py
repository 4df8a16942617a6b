"""Library entries in the platform table."""

from shared.aws.keys import Noun
from shared.aws.repository import Repository
from shared.library.errors import (
    GUIDELINE_EXISTS,
    GUIDELINE_NOT_FOUND,
    SHOT_TYPE_EXISTS,
    SHOT_TYPE_NOT_FOUND,
    STYLE_EXISTS,
    STYLE_NOT_FOUND,
    SUBJECT_EXISTS,
    SUBJECT_NOT_FOUND,
)
from shared.library.models import Guideline, ShotType, Style, Subject


class SubjectRepository(Repository[Subject]):
    entity = Subject
    noun = Noun.SUBJECT
    title = "Subject"
    not_found = SUBJECT_NOT_FOUND
    exists = SUBJECT_EXISTS


class StyleRepository(Repository[Style]):
    entity = Style
    noun = Noun.STYLE
    title = "Style"
    not_found = STYLE_NOT_FOUND
    exists = STYLE_EXISTS


class GuidelineRepository(Repository[Guideline]):
    entity = Guideline
    noun = Noun.GUIDELINE
    title = "Guideline"
    not_found = GUIDELINE_NOT_FOUND
    exists = GUIDELINE_EXISTS


class ShotTypeRepository(Repository[ShotType]):
    entity = ShotType
    noun = Noun.SHOT_TYPE
    title = "Shot type"
    not_found = SHOT_TYPE_NOT_FOUND
    exists = SHOT_TYPE_EXISTS
