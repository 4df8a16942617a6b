"""Images, requests of each capability, jobs and replies for the tests of adapters.

Keyword arguments replace single values: `generate_request(prompt="a red coat")`.
"""

import io
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from PIL import Image

from shared.core.set_vocabulary import Category
from shared.providers.adapter import (
    Adapter,
    Connection,
    Delivery,
    HttpReply,
    Job,
    ModelSpec,
)
from shared.providers.requests import (
    Capability,
    CutoutRequest,
    EditRequest,
    GenerateRequest,
    InpaintRequest,
    InputImage,
    ProviderRequest,
    ShotFrame,
    TextRequest,
    TryOnRequest,
    UpscaleRequest,
    VideoRequest,
)

# The time in the test vectors of the webhook signatures.
NOW = datetime.fromtimestamp(1_700_000_000, UTC)
JOB_ID = UUID("0190a0b0-0000-7000-8000-000000000001")
CALLBACK_URL = "https://compute.test/webhooks/vendor/organization/job?t=token"


def png(width: int = 4, height: int = 4, color: str = "#7f5a3c") -> bytes:
    """A small valid PNG."""
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), color).save(buffer, "PNG")
    return buffer.getvalue()


def input_image(
    body: bytes = b"picture", url: str = "https://media.test/p.png", mime: str = "image/png"
) -> InputImage:
    return InputImage(url=url, mime=mime, read=lambda: body)


def cutout_request(**changes: Any) -> CutoutRequest:
    given: dict[str, Any] = {"photo": input_image(url="https://media.test/photo.png")}
    return CutoutRequest(**given | changes)


def generate_request(**changes: Any) -> GenerateRequest:
    given: dict[str, Any] = {
        "cutout": input_image(url="https://media.test/cutout.png"),
        "prompt": "A model wears a linen coat",
        "negative": "blurry",
        "seed": 7,
        "shot": ShotFrame(category=Category.ON_MODEL),
        "garment": "coat",
    }
    return GenerateRequest(**given | changes)


def edit_request(capability: Capability = "edit", **changes: Any) -> EditRequest:
    """Also for `background` and `recolor`."""
    given: dict[str, Any] = {
        "capability": capability,
        "image": input_image(url="https://media.test/image.png"),
        "prompt": "Make the coat longer",
        "negative": "blurry",
        "seed": 7,
        "color": "#aa2211" if capability == "recolor" else "",
        "garment": "coat" if capability == "recolor" else "",
    }
    return EditRequest(**given | changes)


def background_request(**changes: Any) -> EditRequest:
    return edit_request("background", **changes)


def recolor_request(**changes: Any) -> EditRequest:
    return edit_request("recolor", **changes)


def inpaint_request(**changes: Any) -> InpaintRequest:
    given: dict[str, Any] = {
        "image": input_image(url="https://media.test/image.png"),
        "mask": input_image(url="https://media.test/mask.png", body=b"mask"),
        "prompt": "a golden button",
        "negative": "blurry",
        "seed": 7,
    }
    return InpaintRequest(**given | changes)


def try_on_request(**changes: Any) -> TryOnRequest:
    given: dict[str, Any] = {
        "person": input_image(url="https://media.test/person.png"),
        "garment": input_image(url="https://media.test/garment.png", body=b"garment"),
        "category": "tops",
        "prompt": "tucked in",
        "seed": 7,
    }
    return TryOnRequest(**given | changes)


def upscale_request(**changes: Any) -> UpscaleRequest:
    given: dict[str, Any] = {
        "image": input_image(url="https://media.test/image.png"),
        "factor": 2,
        "prompt": "fine linen",
        "seed": 7,
    }
    return UpscaleRequest(**given | changes)


def text_request(capability: Capability = "caption", **changes: Any) -> TextRequest:
    """Also for `analyze` and `prompt`."""
    given: dict[str, Any] = {
        "capability": capability,
        "instructions": "You write for a fashion brand.",
        "prompt": "Write a caption for this coat.",
        "images": (input_image(url="https://media.test/image.png"),),
        "facts": {"locale": "en", "product": "Linen coat"},
    }
    return TextRequest(**given | changes)


def video_request(**changes: Any) -> VideoRequest:
    given: dict[str, Any] = {
        "image": input_image(url="https://media.test/image.png"),
        "prompt": "She turns around",
        "negative": "blurry",
        "seconds": 5,
        "seed": 7,
    }
    return VideoRequest(**given | changes)


def request_for(capability: Capability, **changes: Any) -> ProviderRequest:
    match capability:
        case "cutout":
            return cutout_request(**changes)
        case "generate":
            return generate_request(**changes)
        case "edit" | "background" | "recolor":
            return edit_request(capability, **changes)
        case "inpaint":
            return inpaint_request(**changes)
        case "try_on":
            return try_on_request(**changes)
        case "upscale":
            return upscale_request(**changes)
        case "analyze" | "prompt" | "caption":
            return text_request(capability, **changes)
        case "video":
            return video_request(**changes)


def model_for(adapter: Adapter, capability: Capability) -> ModelSpec | None:
    """The first model that has the capability."""
    return next((model for model in adapter.models if model.capability == capability), None)


def connection(adapter: Adapter, **secrets: str) -> Connection:
    """A connection with all `credentials` of the adapter as `test-<name>`, updated by `secrets`."""
    held = {name: f"test-{name}" for name in adapter.credentials} | secrets
    return Connection(owner="platform", secrets=held, base_url=adapter.base_url)


def job(adapter: Adapter, capability: Capability, **changes: Any) -> Job:
    """A job for the adapter's first model of the capability, before its submit."""
    spec = model_for(adapter, capability)
    assert spec is not None, f"{adapter.name} has no model for {capability}"
    plain = Job(
        id=JOB_ID,
        capability=capability,
        model=spec.id,
        connection=connection(adapter),
        now=NOW,
        callback_url=CALLBACK_URL if adapter.mode == "webhook" else "",
        seed=7,
    )
    return replace(plain, **changes)


def reply(status: int = 200, content: Any = b"", **headers: str) -> HttpReply:
    """A reply whose `content` is raw bytes or a JSON value.

    Header names are written with underscores: `retry_after="3"` is `retry-after`.
    """
    is_raw = isinstance(content, bytes)
    named = {name.lower().replace("_", "-"): value for name, value in headers.items()}
    mime = "application/octet-stream" if is_raw else "application/json"
    return HttpReply(
        status=status,
        headers={"content-type": mime} | named,
        body=content if is_raw else json.dumps(content).encode(),
    )


def delivery(
    body: bytes | Mapping[str, Any],
    headers: Mapping[str, str] | None = None,
    received_at: datetime = NOW,
) -> Delivery:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.lower(): value for name, value in (headers or {}).items()}
    return Delivery(headers=named, body=raw, received_at=received_at)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=20), inner),
    max_leaves=12,
)


def wild_replies(*fields: str, words: tuple[str, ...] = ()) -> st.SearchStrategy[HttpReply]:
    """Replies with any status and any body, including objects with the vendor's `fields`.

    `words` are additional values, such as statuses and error codes. Used to check that parsers
    raise nothing but ProviderError.
    """
    values = _JSON | st.sampled_from((*words, "https://media.test/x.png", "aGk="))
    named = st.recursive(
        values,
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(fields or ("x",)), inner, max_size=6)
        ),
        max_leaves=15,
    )
    bodies = st.binary(max_size=60) | (_JSON | named).map(lambda value: json.dumps(value).encode())
    return st.builds(
        HttpReply,
        status=st.sampled_from((200, 201, 202, 204, 400, 401, 402, 403, 404, 408, 422, 429, 500))
        | st.integers(min_value=100, max_value=599),
        headers=st.dictionaries(
            st.sampled_from(("content-type", "retry-after", "finish-reason", "seed", "x-error")),
            st.text(max_size=20) | st.sampled_from(("application/json", "image/png", "3")),
            max_size=3,
        ),
        body=bodies,
    )
