"""`persist` lets through the file that was described, and no other."""

import hashlib

import pytest

from shared.compute.errors import InputMissing
from shared.compute.nodes.persist import PERSIST, PersistOutput, PersistParams
from tests.scenes.node_parts import FILES, IMAGE_OUTPUT, SCORE_OUTPUT, VIDEO_OUTPUT, inputs

DIGEST = hashlib.sha256(FILES["compute/g.webp"]).hexdigest()


def test_described_file_is_let_through() -> None:
    made = {**IMAGE_OUTPUT, "sha256": DIGEST}
    kept = PERSIST.run(PersistParams(index=3), inputs(upscale=made, score=SCORE_OUTPUT))
    assert isinstance(kept, PersistOutput)
    assert kept.model_dump() == {**made, "index": 3, "seconds": None, "score": SCORE_OUTPUT}


def test_video_keeps_its_length() -> None:
    film = {**VIDEO_OUTPUT, "key": "compute/g.webp", "sha256": DIGEST}
    kept = PERSIST.run(PersistParams(index=0), inputs(video=film))
    assert isinstance(kept, PersistOutput)
    assert (kept.seconds, kept.score) == (5.2, None)


def test_file_that_was_replaced_is_refused() -> None:
    with pytest.raises(InputMissing):
        PERSIST.run(PersistParams(index=0), inputs(generate=IMAGE_OUTPUT))
