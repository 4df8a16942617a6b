"""What the node types that give words have in common."""

import json
from typing import TypeVar

from pydantic import ValidationError

from shared.compute.nodes.base import TextReply
from shared.core.model import Model
from shared.providers.errors import ProviderFailed

A = TypeVar("A", bound=Model)

# Outputs lie in items of at most 400 KB, and are read with their task.
_MOST_CHARACTERS = 20_000


class TextOutput(Model):
    text: str
    model: str
    provider: str


def read_text(answer: TextReply, most_characters: int = _MOST_CHARACTERS) -> TextOutput:
    """Raises ProviderFailed for no words, and for many more than were asked for."""
    text = answer.text.strip()
    if not text or len(text) > most_characters:
        raise _unusable(answer)
    return TextOutput(text=text, model=answer.model, provider=answer.provider)


def parse_json(answer: TextReply, model: type[A]) -> A:
    """Raises ProviderFailed for what is not a JSON object of this shape.

    Some models put their JSON into a Markdown fence even when told not to.
    """
    if len(answer.text) > _MOST_CHARACTERS:
        raise _unusable(answer)
    text = answer.text.strip().removeprefix("```json").removeprefix("```").removesuffix("```")
    try:
        return model.model_validate(json.loads(text))
    except (ValueError, RecursionError, ValidationError) as error:
        raise _unusable(answer) from error


def _unusable(answer: TextReply) -> ProviderFailed:
    return ProviderFailed(f"{answer.provider} did not answer in the form that was asked for.")
