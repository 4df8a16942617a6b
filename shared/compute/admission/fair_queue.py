"""The queue of an account for one priority: start-time fair queueing between organizations.

Each job gets a tag when it is queued: the end of its organization's previous job, but at least
the tag that was served last (the virtual time). The lowest tag is served next. An organization
with one job therefore waits for at most one job of each other organization, however many jobs
those have. Goyal, Vin and Cheng, "Start-time Fair Queuing", SIGCOMM 1996; all weights and costs
are 1.
"""

from pydantic import Field

from shared.core.model import Model


class Share(Model):
    """The next tag of one organization, and the number of its jobs in the queue."""

    next_tag: int
    waiting: int = 0


class FairQueue(Model):
    """The tags of a queue; the jobs themselves are stored apart.

    Only organizations that wait, or were served beyond the virtual time, have a share.
    """

    virtual: int = 0
    shares: dict[str, Share] = Field(default_factory=dict)

    @property
    def waiting(self) -> int:
        return sum(share.waiting for share in self.shares.values())

    def share(self, organization_id: str) -> Share:
        return self.shares.get(organization_id, Share(next_tag=self.virtual))


def enqueue(queue: FairQueue, organization_id: str) -> tuple[FairQueue, int]:
    """Return the queue with one more job, and the tag of that job."""
    share = queue.share(organization_id)
    tag = max(queue.virtual, share.next_tag)
    return _put(queue, organization_id, Share(next_tag=tag + 1, waiting=share.waiting + 1)), tag


def dequeue(queue: FairQueue, organization_id: str, tag: int) -> FairQueue:
    """Serve the job with this tag: the virtual time advances to it."""
    share = queue.share(organization_id)
    left = Share(next_tag=share.next_tag, waiting=max(0, share.waiting - 1))
    served = _put(queue, organization_id, left)
    return _prune(served.model_copy(update={"virtual": max(queue.virtual, tag)}))


def remove(queue: FairQueue, organization_id: str, tag: int) -> FairQueue:
    """Remove a job that is not served. An organization's last job gives back all its tags."""
    share = queue.share(organization_id)
    next_tag = share.next_tag - 1 if share.next_tag == tag + 1 else share.next_tag
    waiting = max(0, share.waiting - 1)
    left = Share(next_tag=next_tag if waiting else queue.virtual, waiting=waiting)
    return _prune(_put(queue, organization_id, left))


def ahead(queue: FairQueue, organization_id: str, tag: int) -> int:
    """Return how many jobs are served before this one.

    The number is an estimate if a job ahead of it has been removed.
    """
    return sum(
        min(max(tag + (owner != organization_id) - (share.next_tag - share.waiting), 0),
            share.waiting)
        for owner, share in queue.shares.items()
    )  # fmt: skip


def _put(queue: FairQueue, organization_id: str, share: Share) -> FairQueue:
    return queue.model_copy(update={"shares": {**queue.shares, organization_id: share}})


def _prune(queue: FairQueue) -> FairQueue:
    """Drop the shares that no longer matter; an empty queue has none."""
    if not queue.waiting:
        return queue.model_copy(update={"shares": {}})
    kept = {
        owner: share
        for owner, share in queue.shares.items()
        if share.waiting or share.next_tag > queue.virtual
    }
    return queue.model_copy(update={"shares": kept})
