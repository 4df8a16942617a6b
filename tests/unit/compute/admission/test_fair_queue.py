"""Start-time fair queueing: shares between organizations within one priority."""

from hypothesis import given
from hypothesis import strategies as st

from shared.compute.admission import fair_queue as fair_line
from shared.compute.admission.fair_queue import Line

ORGANIZATIONS = ("a", "b", "c", "d")


class Queue:
    """The line with its waiters, as the table sorts them: by tag, then by arrival."""

    def __init__(self) -> None:
        self.line = Line()
        self.waiters: list[tuple[int, int, str]] = []
        self._arrivals = 0

    def join(self, organization_id: str) -> int:
        """The position that it was told."""
        self.line, tag = fair_line.join(self.line, organization_id)
        self.waiters.append((tag, self._arrivals, organization_id))
        self.waiters.sort()
        self._arrivals += 1
        return 1 + fair_line.ahead(self.line, organization_id, tag)

    def serve(self) -> str:
        tag, _, organization_id = self.waiters.pop(0)
        self.line = fair_line.serve(self.line, organization_id, tag)
        return organization_id

    def withdraw(self, place: int) -> None:
        tag, _, organization_id = self.waiters.pop(place)
        self.line = fair_line.withdraw(self.line, organization_id, tag)


def test_one_job_passes_a_thousand() -> None:
    queue = Queue()
    for _ in range(1000):
        queue.join("crowd")
    for _ in range(100):
        queue.serve()
    queue.join("single")

    assert "single" in (queue.serve(), queue.serve())


@given(crowds=st.lists(st.integers(1, 60), min_size=1, max_size=8), served=st.integers(0, 100))
def test_newcomer_waits_one_turn_each(crowds: list[int], served: int) -> None:
    queue = Queue()
    for owner, size in enumerate(crowds):
        for _ in range(size):
            queue.join(f"crowd {owner}")
    for _ in range(min(served, sum(crowds))):
        queue.serve()
    queue.join("newcomer")

    turns = [queue.serve() for _ in range(len(queue.waiters))]
    assert turns.index("newcomer") <= len(crowds)


@given(st.lists(st.sampled_from((*ORGANIZATIONS, "serve")), max_size=120))
def test_backlogged_organizations_share_evenly(steps: list[str]) -> None:
    """While two have waiters all the time, neither is served two more than the other."""
    queue = Queue()
    for step in steps:
        if step != "serve":
            queue.join(step)
        elif queue.waiters:
            queue.serve()
    for _ in range(30):
        queue.join("a")
        queue.join("b")
    turns = [queue.serve() for _ in range(len(queue.waiters))]
    ends = min(len(turns) - 1 - turns[::-1].index(name) for name in ("a", "b"))
    lead = 0
    leads = [0]
    for name in turns[: ends + 1]:
        lead += {"a": 1, "b": -1}.get(name, 0)
        leads.append(lead)

    assert max(leads) - min(leads) <= 2


@given(st.lists(st.sampled_from((*ORGANIZATIONS, "serve")), max_size=200))
def test_told_position_is_the_true_one(steps: list[str]) -> None:
    queue = Queue()
    for step in steps:
        if step != "serve":
            place = queue.join(step)
            newest = max(arrival for _, arrival, _ in queue.waiters)
            order = [arrival for _, arrival, _ in queue.waiters]
            assert place == 1 + order.index(newest)
        elif queue.waiters:
            queue.serve()


@given(st.lists(st.tuples(st.sampled_from(["join", "serve", "leave"]), st.integers(0, 300))))
def test_shares_stay_bounded(steps: list[tuple[str, int]]) -> None:
    """No organization stays known that neither waits nor was served in this round."""
    queue = Queue()
    for step, number in steps:
        if step == "join":
            queue.join(str(number))
        elif queue.waiters and step == "serve":
            queue.serve()
        elif queue.waiters:
            queue.withdraw(number % len(queue.waiters))
        assert queue.line.waiting == len(queue.waiters)
        waiting = {owner for _, _, owner in queue.waiters}
        for owner, share in queue.line.shares.items():
            assert owner in waiting or share.next_tag == queue.line.virtual + 1
    while queue.waiters:
        queue.serve()
    assert queue.line.shares == {}


def test_own_jobs_keep_their_order() -> None:
    queue = Queue()
    for _ in range(20):
        queue.join("a")
    served = []
    while queue.waiters:
        served.append(queue.waiters[0][1])
        queue.serve()

    assert served == sorted(served)


def test_withdrawn_crowd_owes_nothing() -> None:
    queue = Queue()
    for _ in range(50):
        queue.join("a")
        queue.join("b")
    while any(owner == "a" for _, _, owner in queue.waiters):
        queue.withdraw(next(n for n, (_, _, owner) in enumerate(queue.waiters) if owner == "a"))

    assert queue.join("a") <= 2
