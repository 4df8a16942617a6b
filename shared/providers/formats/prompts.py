"""What several vendors are told in the same words and numbers."""

from shared.providers.requests import EditRequest, SetStyle


def instruction(request: EditRequest) -> str:
    """The edit in words, for a model that reads one sentence and a picture."""
    match request.capability:
        case "recolor":
            what = request.garment or "garment"
            told = f"Change the colour of the {what} to {request.colour}. Keep all else as it is."
        case "background":
            told = f"Replace the background{_set(request.style)}. Keep the subject as it is."
        case _:
            return request.prompt
    return f"{told} {request.prompt}".strip()


def edit_words(request: EditRequest) -> str:
    """`instruction`, and what to avoid, for a service that is told everything in one text."""
    return with_negative(instruction(request), request.negative)


def with_negative(prompt: str, negative: str) -> str:
    return f"{prompt}\n\nAvoid: {negative}" if negative else prompt


def _set(style: SetStyle | None) -> str:
    if style is None:
        return ""
    colours = ", ".join(style.palette)
    return f" with a {style.backdrop} set in {colours} under {style.lighting} light"
