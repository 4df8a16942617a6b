"""What the demo makes of events."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.demo.errors import StalledError
from local.demo.inbox import DONE, FAILED, Inbox, Patience, Sign

QUICK = Patience(deaf=0.01, silent=0.02, overdue=0.05, stalled=0.05)


def event(type: str, id: str = "1", **data: Any) -> dict[str, Any]:
    return {"id": id, "type": type, "data": data}


def answering(*signs: Sign) -> Callable[[], Awaitable[Sign]]:
    left = list(signs)

    async def ask() -> Sign:
        return left.pop(0) if left else Sign()

    return ask


def end_of(inbox: Inbox, *signs: Sign) -> Sign:
    return asyncio.run(inbox.end_of("w", answering(*signs)))


@pytest.mark.parametrize(
    ("happened", "end"),
    [
        (event("upload.validated", file_id="w"), DONE),
        (event("upload.rejected", file_id="w"), FAILED),
        (event("generation.completed", generation_id="w"), DONE),
        (event("generation.failed", generation_id="w"), FAILED),
        (event("export.completed", export_id="w"), DONE),
        (event("export.partial", export_id="w"), DONE),
        (event("export.failed", export_id="w"), FAILED),
    ],
)
def test_end_is_heard_before_asked(happened: dict[str, Any], end: Sign) -> None:
    async def hear() -> tuple[Sign, int]:
        inbox = Inbox()
        inbox.take(happened)  # also when it comes before anybody waits
        return await inbox.end_of("w", answering()), inbox.asked

    assert asyncio.run(hear()) == (end, 0)


def test_repeated_event_counts_once() -> None:
    async def hear() -> int:
        inbox = Inbox()
        for _ in range(3):
            inbox.take(event("task.progress", generation_id="w", percent=10))
        return inbox.events

    assert asyncio.run(hear()) == 1


def test_lost_event_is_asked_for() -> None:
    inbox = Inbox(QUICK)

    assert end_of(inbox, Sign(50), DONE) == DONE
    assert inbox.asked == 2


def test_silence_ends_in_a_sentence() -> None:
    with pytest.raises(StalledError, match="make logs"):
        end_of(Inbox(QUICK))


def test_progress_of_others_keeps_waiting() -> None:
    async def hear() -> Sign:
        inbox = Inbox(QUICK)
        waiting = asyncio.create_task(inbox.end_of("w", answering()))
        for percent in range(1, 12):
            await asyncio.sleep(0.01)
            inbox.take(event("task.progress", str(percent), generation_id="x", percent=percent))
        inbox.take(event("generation.completed", "end", generation_id="w"))
        return await waiting

    assert asyncio.run(hear()) == DONE


async def asked_while_others_speak(patience: Patience) -> int:
    """How often work is asked about while the socket speaks of something else for 0.1 s."""
    inbox = Inbox(patience)
    inbox.listen(True)
    waiting = asyncio.create_task(inbox.end_of("w", answering()))
    for number in range(10):
        await asyncio.sleep(0.01)
        inbox.take(event("shot.approved", str(number)))
    waiting.cancel()
    return inbox.asked


def test_speaking_socket_is_trusted() -> None:
    patience = Patience(silent=0.05, overdue=5)

    assert asyncio.run(asked_while_others_speak(patience)) == 0


def test_overdue_work_is_asked_for() -> None:
    patience = Patience(silent=5, overdue=0.04)

    assert asyncio.run(asked_while_others_speak(patience)) >= 1


def test_event_before_the_socket_is_asked_for() -> None:
    async def connect_late() -> Sign:
        inbox = Inbox(Patience(deaf=0.01, silent=5, overdue=5))
        waiting = asyncio.create_task(inbox.end_of("w", answering(DONE)))
        await asyncio.sleep(0)
        inbox.listen(True)
        inbox.take(event("shot.approved"))
        async with asyncio.timeout(1):
            return await waiting

    assert asyncio.run(connect_late()) == DONE


def test_asking_in_vain_grows_rarer() -> None:
    async def ask_for_a_while(*signs: Sign) -> int:
        inbox = Inbox(Patience(deaf=0.01, stalled=5))
        waiting = asyncio.create_task(inbox.end_of("w", answering(*signs)))
        await asyncio.sleep(0.1)
        waiting.cancel()
        return inbox.asked

    in_vain = asyncio.run(ask_for_a_while())
    with_news = asyncio.run(ask_for_a_while(*(Sign(percent) for percent in range(1, 20))))

    assert 1 <= in_vain <= 4  # after 0.01, 0.03, 0.07 s
    assert with_news > in_vain


def test_percent_is_passed_on() -> None:
    async def hear() -> list[int]:
        inbox, heard = Inbox(), list[int]()
        waiting = asyncio.create_task(inbox.end_of("w", answering(), heard.append))
        happenings = (
            event("export.progress", "1", export_id="w", percent=40),
            event("export.progress", "2", export_id="w", progress={"percent": 70}),
            event("export.completed", "3", export_id="w"),
        )
        for happened in happenings:
            await asyncio.sleep(0)
            inbox.take(happened)
        await waiting
        return heard

    assert asyncio.run(hear()) == [0, 40, 70, 100]


@pytest.mark.parametrize(
    "strange",
    [{}, {"type": "pong"}, event("shot.approved"), event("task.progress", percent=3), {"id": "7"}],
)
def test_other_messages_are_left_alone(strange: dict[str, Any]) -> None:
    async def hear() -> Sign:
        inbox = Inbox(QUICK)
        inbox.take(strange)
        return await inbox.end_of("w", answering(DONE))

    assert asyncio.run(hear()) == DONE


signs = st.builds(Sign, st.integers(0, 100)) | st.sampled_from([DONE, FAILED])


@given(st.lists(signs, min_size=1))
def test_end_is_final_and_percent_grows(heard: list[Sign]) -> None:
    ends = [sign for sign in heard if sign.settled]
    now = Sign()
    for sign in heard:
        before, now = now, now.then(sign)
        assert now.percent >= before.percent

    assert now == (ends[0] if ends else Sign(max(sign.percent for sign in heard)))
