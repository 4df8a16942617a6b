"""Library entries in the platform table."""

from shared.aws.keys import Noun
from shared.aws.repository import Repository
from shared.library.models import Guideline, ShotType, Style, Subject


class SubjectRepository(Repository[Subject]):
    entity = Subject
    noun = Noun.SUBJECT
    title = "Subject"


class StyleRepository(Repository[Style]):
    entity = Style
    noun = Noun.STYLE
    title = "Style"


class GuidelineRepository(Repository[Guideline]):
    entity = Guideline
    noun = Noun.GUIDELINE
    title = "Guideline"


class ShotTypeRepository(Repository[ShotType]):
    entity = ShotType
    noun = Noun.SHOT_TYPE
    title = "Shot type"
