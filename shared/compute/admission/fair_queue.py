"""The line before a lane, for one priority: start-time fair queueing between organizations.

Every job gets a tag when it comes: where its organization's last one ends, but never before the
tag that was served last (the virtual time). The lowest tag is next. So an organization with one
job stands behind one job of each other organization, however many those have.
Goyal, Vin and Cheng, "Start-time Fair Queuing", SIGCOMM 1996; all weights and costs are 1.
"""

from pydantic import Field

from shared.core.model import Model


class Share(Model):
    """One organization's: its next tag, and how many of its jobs wait."""

    next_tag: int
    waiting: int = 0


class Line(Model):
    """Only organizations that wait, or were served beyond the virtual time, have a share."""

    virtual: int = 0
    shares: dict[str, Share] = Field(default_factory=dict)

    @property
    def waiting(self) -> int:
        return sum(share.waiting for share in self.shares.values())

    def share(self, organization_id: str) -> Share:
        return self.shares.get(organization_id, Share(next_tag=self.virtual))


def join(line: Line, organization_id: str) -> tuple[Line, int]:
    """The line with one more waiter, and the waiter's tag."""
    share = line.share(organization_id)
    tag = max(line.virtual, share.next_tag)
    return _put(line, organization_id, Share(next_tag=tag + 1, waiting=share.waiting + 1)), tag


def serve(line: Line, organization_id: str, tag: int) -> Line:
    """That waiter's turn has come."""
    share = line.share(organization_id)
    left = Share(next_tag=share.next_tag, waiting=max(0, share.waiting - 1))
    served = _put(line, organization_id, left)
    return _prune(served.model_copy(update={"virtual": max(line.virtual, tag)}))


def withdraw(line: Line, organization_id: str, tag: int) -> Line:
    """That waiter goes unserved; whoever withdraws everything owes nothing."""
    share = line.share(organization_id)
    next_tag = share.next_tag - 1 if share.next_tag == tag + 1 else share.next_tag
    waiting = max(0, share.waiting - 1)
    left = Share(next_tag=next_tag if waiting else line.virtual, waiting=waiting)
    return _prune(_put(line, organization_id, left))


def ahead(line: Line, organization_id: str, tag: int) -> int:
    """How many wait before that waiter; a guess once somebody before it has withdrawn."""
    return sum(
        min(max(tag + (owner != organization_id) - (share.next_tag - share.waiting), 0),
            share.waiting)
        for owner, share in line.shares.items()
    )  # fmt: skip


def _put(line: Line, organization_id: str, share: Share) -> Line:
    return line.model_copy(update={"shares": {**line.shares, organization_id: share}})


def _prune(line: Line) -> Line:
    """Nobody owes anything once nobody waits: all were served."""
    if not line.waiting:
        return line.model_copy(update={"shares": {}})
    kept = {
        owner: share
        for owner, share in line.shares.items()
        if share.waiting or share.next_tag > line.virtual
    }
    return line.model_copy(update={"shares": kept})
