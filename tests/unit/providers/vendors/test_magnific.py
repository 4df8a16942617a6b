"""Wire format: docs.freepik.com, Image upscaler (precision) and Webhooks."""

from typing import Any

import pytest
from hypothesis import given

from shared.providers.adapter import BadSignature, HttpReply, HttpRequest
from shared.providers.errors import (
    ProviderAuthFailed,
    ProviderError,
    ProviderFailed,
    ProviderInvalidRequest,
    ProviderOutOfCredit,
    ProviderRateLimited,
    ProviderUnavailable,
)
from shared.providers.replies import Completed, OutputFile, Pending, Submitted
from shared.providers.vendors.magnific import ADAPTER
from tests.scenes.adapter_parts import (
    CALLBACK_URL,
    connection,
    cutout_request,
    delivery,
    job,
    reply,
    upscale_request,
    wild_replies,
)

_PATH = "/v1/ai/image-upscaler-precision-v2"
_JOB = job(ADAPTER, "upscale", request_id="t1")
_SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


def test_submit_is_as_documented() -> None:
    assert ADAPTER.build_submit(upscale_request(factor=4), _JOB) == HttpRequest(
        method="POST",
        url=f"https://api.magnific.com{_PATH}",
        headers={"x-magnific-api-key": "test-api_key"},
        json={
            "image": "cGljdHVyZQ==",
            "scale_factor": 4,
            "flavor": "photo",
            "webhook_url": CALLBACK_URL,
        },
        timeout_seconds=60.0,
    )


def test_freepik_has_another_header() -> None:
    held = connection(ADAPTER)
    freepik = type(held)(owner=held.owner, secrets=held.secrets, base_url="https://api.freepik.com")

    request = ADAPTER.build_poll(job(ADAPTER, "upscale", request_id="t1", connection=freepik))

    assert request.url == f"https://api.freepik.com{_PATH}/t1"
    assert request.headers == {"x-freepik-api-key": "test-api_key"}


def test_only_enlarging_is_taken() -> None:
    with pytest.raises(ProviderInvalidRequest):
        ADAPTER.build_submit(cutout_request(), _JOB)


def test_accepted_task_has_an_id() -> None:
    received = reply(200, {"data": {"task_id": "t1", "status": "CREATED", "generated": []}})

    assert ADAPTER.parse_submit(received, _JOB) == Submitted(request_id="t1")


def _task(status: str, *links: str) -> HttpReply:
    return reply(200, {"data": {"task_id": "t1", "status": status, "generated": list(links)}})


@pytest.mark.parametrize("status", ["CREATED", "IN_PROGRESS"])
def test_work_in_progress_is_pending(status: str) -> None:
    assert ADAPTER.parse_poll(_task(status), _JOB) == Pending()


def test_completed_task_has_its_file() -> None:
    done = ADAPTER.parse_poll(_task("COMPLETED", "https://cdn.freepik.com/x.png"), _JOB)

    file = OutputFile(url="https://cdn.freepik.com/x.png")
    assert done == Completed(files=(file,), model="image-upscaler-precision-v2")


@pytest.mark.parametrize("received", [_task("FAILED"), _task("COMPLETED"), reply(200, b"<html>")])
def test_other_final_statuses_are_failures(received: HttpReply) -> None:
    with pytest.raises(ProviderFailed):
        ADAPTER.parse_poll(received, _JOB)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, ProviderInvalidRequest),
        (401, ProviderAuthFailed),
        (402, ProviderOutOfCredit),
        (404, ProviderFailed),
        (429, ProviderRateLimited),
        (503, ProviderUnavailable),
    ],
)
def test_each_status_has_its_class(status: int, error: type[ProviderError]) -> None:
    for parse in (ADAPTER.parse_submit, ADAPTER.parse_poll):
        with pytest.raises(ProviderError) as caught:
            parse(reply(status, {"message": "x"}), _JOB)
        assert type(caught.value) is error


def test_there_is_no_cancelling() -> None:
    assert ADAPTER.build_cancel(_JOB) is None


_SIGNED = {
    "webhook-id": "msg_test_1",
    "webhook-timestamp": "1700000000",
    "webhook-signature": "v1,nrgeB9vaPKZjqHrLslYrPlvOiJp4DsJ4TgIN0gVAalE=",
}


def test_callbacks_are_checked_with_a_secret() -> None:
    held = connection(ADAPTER, webhook_secret=_SECRET)

    ADAPTER.verify(delivery(b'{"id":"job-1","status":"succeeded"}', _SIGNED), held, [])

    with pytest.raises(BadSignature):
        ADAPTER.verify(delivery({"status": "COMPLETED"}), held, [])


def test_without_a_secret_all_are_taken() -> None:
    unsigned = delivery({"status": "COMPLETED"})

    ADAPTER.verify(unsigned, connection(ADAPTER), [])

    assert ADAPTER.is_final(unsigned)


@pytest.mark.parametrize("body", [{"status": "CREATED"}, {"status": "IN_PROGRESS"}, b"x"])
def test_progress_is_not_final(body: Any) -> None:
    assert not ADAPTER.is_final(delivery(body))


@given(
    wild_replies("data", "task_id", "status", "generated", words=("COMPLETED", "CREATED", "FAILED"))
)
def test_any_reply_ends_in_a_known_way(received: HttpReply) -> None:
    for parse in (ADAPTER.parse_submit, ADAPTER.parse_poll):
        try:
            parse(received, _JOB)
        except ProviderError:
            continue
    assert ADAPTER.is_final(delivery(received.body)) in (True, False)
