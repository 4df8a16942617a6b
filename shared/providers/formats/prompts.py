"""Prompts for vendors that take all instructions as one text."""

from shared.providers.requests import EditRequest, SetStyle


def edit_instruction(request: EditRequest) -> str:
    """The change that a request describes, for a model that takes an image and a text."""
    match request.capability:
        case "recolor":
            garment = request.garment or "garment"
            text = f"Change the color of the {garment} to {request.color}. Keep all else as it is."
        case "background":
            text = (
                f"Replace the background{_describe_set(request.style)}. Keep the subject as it is."
            )
        case _:
            return request.prompt
    return f"{text} {request.prompt}".strip()


def edit_prompt(request: EditRequest) -> str:
    """`edit_instruction` with the negative prompt appended."""
    return with_negative(edit_instruction(request), request.negative)


def with_negative(prompt: str, negative: str) -> str:
    return f"{prompt}\n\nAvoid: {negative}" if negative else prompt


def _describe_set(style: SetStyle | None) -> str:
    if style is None:
        return ""
    colors = ", ".join(style.palette)
    return f" with a {style.backdrop} set in {colors} under {style.lighting} light"
