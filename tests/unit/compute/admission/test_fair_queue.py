"""Start-time fair queueing between organizations within one priority."""

from hypothesis import given
from hypothesis import strategies as st

from shared.compute.admission import fair_queue
from shared.compute.admission.fair_queue import FairQueue

ORGANIZATIONS = ("a", "b", "c", "d")


class Queue:
    """The queue with its queued_jobs, as the table sorts them: by tag, then by arrival."""

    def __init__(self) -> None:
        self.queue = FairQueue()
        self.queued_jobs: list[tuple[int, int, str]] = []
        self._arrivals = 0

    def join(self, organization_id: str) -> int:
        """The position that it was told."""
        self.queue, tag = fair_queue.enqueue(self.queue, organization_id)
        self.queued_jobs.append((tag, self._arrivals, organization_id))
        self.queued_jobs.sort()
        self._arrivals += 1
        return 1 + fair_queue.ahead(self.queue, organization_id, tag)

    def serve(self) -> str:
        tag, _, organization_id = self.queued_jobs.pop(0)
        self.queue = fair_queue.dequeue(self.queue, organization_id, tag)
        return organization_id

    def withdraw(self, place: int) -> None:
        tag, _, organization_id = self.queued_jobs.pop(place)
        self.queue = fair_queue.remove(self.queue, organization_id, tag)


def test_one_job_passes_a_thousand() -> None:
    queue = Queue()
    for _ in range(1000):
        queue.join("crowd")
    for _ in range(100):
        queue.serve()
    queue.join("single")

    assert "single" in (queue.serve(), queue.serve())


@given(crowds=st.lists(st.integers(1, 60), min_size=1, max_size=8), served=st.integers(0, 100))
def test_new_organization_waits_one_turn_each(crowds: list[int], served: int) -> None:
    queue = Queue()
    for owner, size in enumerate(crowds):
        for _ in range(size):
            queue.join(f"crowd {owner}")
    for _ in range(min(served, sum(crowds))):
        queue.serve()
    queue.join("newcomer")

    turns = [queue.serve() for _ in range(len(queue.queued_jobs))]
    assert turns.index("newcomer") <= len(crowds)


@given(st.lists(st.sampled_from((*ORGANIZATIONS, "serve")), max_size=120))
def test_backlogged_organizations_share_evenly(steps: list[str]) -> None:
    """While two have queued_jobs all the time, neither is served two more than the other."""
    queue = Queue()
    for step in steps:
        if step != "serve":
            queue.join(step)
        elif queue.queued_jobs:
            queue.serve()
    for _ in range(30):
        queue.join("a")
        queue.join("b")
    turns = [queue.serve() for _ in range(len(queue.queued_jobs))]
    ends = min(len(turns) - 1 - turns[::-1].index(name) for name in ("a", "b"))
    lead = 0
    leads = [0]
    for name in turns[: ends + 1]:
        lead += {"a": 1, "b": -1}.get(name, 0)
        leads.append(lead)

    assert max(leads) - min(leads) <= 2


@given(st.lists(st.sampled_from((*ORGANIZATIONS, "serve")), max_size=200))
def test_reported_position_is_exact(steps: list[str]) -> None:
    queue = Queue()
    for step in steps:
        if step != "serve":
            place = queue.join(step)
            newest = max(arrival for _, arrival, _ in queue.queued_jobs)
            order = [arrival for _, arrival, _ in queue.queued_jobs]
            assert place == 1 + order.index(newest)
        elif queue.queued_jobs:
            queue.serve()


@given(st.lists(st.tuples(st.sampled_from(["join", "serve", "leave"]), st.integers(0, 300))))
def test_shares_stay_bounded(steps: list[tuple[str, int]]) -> None:
    """No organization stays known that neither waits nor was served in this round."""
    queue = Queue()
    for step, number in steps:
        if step == "join":
            queue.join(str(number))
        elif queue.queued_jobs and step == "serve":
            queue.serve()
        elif queue.queued_jobs:
            queue.withdraw(number % len(queue.queued_jobs))
        assert queue.queue.waiting == len(queue.queued_jobs)
        waiting = {owner for _, _, owner in queue.queued_jobs}
        for owner, share in queue.queue.shares.items():
            assert owner in waiting or share.next_tag == queue.queue.virtual + 1
    while queue.queued_jobs:
        queue.serve()
    assert queue.queue.shares == {}


def test_own_jobs_keep_their_order() -> None:
    queue = Queue()
    for _ in range(20):
        queue.join("a")
    served = []
    while queue.queued_jobs:
        served.append(queue.queued_jobs[0][1])
        queue.serve()

    assert served == sorted(served)


def test_removed_jobs_return_their_tags() -> None:
    queue = Queue()
    for _ in range(50):
        queue.join("a")
        queue.join("b")
    while any(owner == "a" for _, _, owner in queue.queued_jobs):
        queue.withdraw(next(n for n, (_, _, owner) in enumerate(queue.queued_jobs) if owner == "a"))

    assert queue.join("a") <= 2
