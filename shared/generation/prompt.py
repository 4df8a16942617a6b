"""Prompts for models. Pure: equal scenes give equal texts."""

import re

from shared.generation.config import GenerationConfig
from shared.generation.errors import PROMPT_TOO_LONG
from shared.library.models import ShotType, Style, Subject
from shared.products.models import Product

# Limits of Compute's nodes.
_PROMPT_CHARACTERS = 4000
_HINT_CHARACTERS = 100


def build_prompt(
    product: Product,
    subject: Subject | None,
    style: Style | None,
    shot_type: ShotType,
    config: GenerationConfig,
) -> str:
    """The filled-in template of the shot type, the style unless the template has it, the extra.

    Raises Invalid (`prompt_too_long`) instead of cutting, which would change the meaning.
    """
    style_words = _describe_style(style)
    text = shot_type.prompt(
        product=describe_product(product),
        subject=_describe_subject(subject),
        style=style_words,
    )
    mentions_style = "{style}" in shot_type.prompt_template
    parts = (text, "" if mentions_style else style_words, config.prompt_extra)
    prompt = ". ".join(tidy for part in parts if (tidy := _tidy(part)))
    if len(prompt) > _PROMPT_CHARACTERS:
        raise PROMPT_TOO_LONG(
            f"The prompt has {len(prompt)} characters, {_PROMPT_CHARACTERS} are allowed; shorten "
            "prompt_extra, the shot type's template, or the subject's or style's description.",
        )
    return prompt


def describe_product(product: Product) -> str:
    """ "Linen summer dress by Acme (dress)"; unknown parts are left out."""
    by = f" by {product.brand}" if product.brand else ""
    kind = product.category or ""
    mentioned = kind.lower() in product.name.lower()
    return f"{product.name}{by}" + (f" ({kind})" if kind and not mentioned else "")


def garment_hint(product: Product) -> str:
    """Category and name of the product; empty without a category, so that the image decides."""
    hint = f"{product.category} {product.name}" if product.category else ""
    return hint[:_HINT_CHARACTERS]


def _describe_subject(subject: Subject | None) -> str:
    return (subject.description or subject.name) if subject else "a model"


def _describe_style(style: Style | None) -> str:
    if style is None:
        return "in a plain, evenly lit studio"
    return style.prompt_fragment or style.description or style.name


def _tidy(text: str) -> str:
    """Remove the repeated commas that empty placeholders leave."""
    return re.sub(r"\s*,(?:\s*,)+", ",", text).strip(" ,.")
