"""Inputs and stored files for node types, in memory."""

from collections.abc import Mapping
from typing import Any

from shared.compute.nodes.base import Inputs, StoredOutput
from shared.providers.requests import InputImage

FILES: Mapping[str, bytes] = {
    "media/1/file.jpg": b"photo",
    "media/2/file.png": b"mask",
    "media/3/file.jpg": b"person",
    "compute/c.png": b"cutout",
    "compute/g.webp": b"image",
}
PREPARED: dict[str, Any] = {
    "key": "compute/c.png", "mime": "image/png", "width": 10, "height": 20, "bytes": 6,
    "sha256": "c0", "coverage": 0.4,
}  # fmt: skip
IMAGE_OUTPUT: dict[str, Any] = {
    "key": "compute/g.webp", "mime": "image/webp", "width": 3, "height": 4, "bytes": 7,
    "sha256": "90", "seed": 9, "model": "m", "provider": "studio",
}  # fmt: skip
TEXT_OUTPUT = {"text": "a dress at dawn", "model": "m", "provider": "p"}
ATTRIBUTES_OUTPUT = {**TEXT_OUTPUT, "text": "dress; blue", "attributes": {"garment": "dress"}}
SCORE_OUTPUT = {"quality": 0.8, "confidence": 0.6, "checks": {"sharpness": 0.9}}
VIDEO_OUTPUT = {**IMAGE_OUTPUT, "key": "compute/v.mp4", "mime": "video/mp4", "seconds": 5.2}


def inputs(**outputs: dict[str, Any]) -> Inputs:
    return Inputs(outputs=outputs, read=FILES.__getitem__, image=image)


def image(key: str) -> InputImage:
    return InputImage(url=f"https://x/{key}", mime="image/png", read=lambda: FILES[key])


def stored(**changes: object) -> StoredOutput:
    facts = {
        "key": "k", "mime": "image/webp", "width": 3, "height": 4, "bytes": 5, "sha256": "ab",
        "measures": {"coverage": 0.5}, "provider": "studio", "model": "m", "seed": None,
    }  # fmt: skip
    return StoredOutput.model_validate({**facts, **changes})
