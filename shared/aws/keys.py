"""Every DynamoDB key is built here, and every builder asks for the organization.

So no query can cross tenants: a partition that does not start with the caller's organization
cannot be named. The access patterns stand in docs/data-model.md, with a test for each row.

Base table: `pk`, `sk`. Indexes: `gsi1` (children of a parent), `gsi2` (by status or date).
"""

from enum import StrEnum
from typing import NamedTuple
from uuid import UUID


class Noun(StrEnum):
    """What can be stored; the word is part of the key."""

    ATTACHMENT = "ATTACHMENT"
    BUDGET = "BUDGET"
    CACHE = "CACHE"
    CAPTION = "CAPTION"
    EXPORT = "EXPORT"
    GENERATION = "GENERATION"
    GUIDELINE = "GUIDELINE"
    IMAGE = "IMAGE"
    JOB = "JOB"
    LEDGER = "LEDGER"
    LOOK = "LOOK"
    MEDIA = "MEDIA"
    MEMBERSHIP = "MEMBERSHIP"
    NODE = "NODE"
    OPEN_TASK = "OPEN_TASK"
    ORGANIZATION = "ORGANIZATION"
    OUTBOX = "OUTBOX"
    PREDICTION = "PREDICTION"
    PRODUCT = "PRODUCT"
    SHA256 = "SHA256"
    SHOOTING = "SHOOTING"
    SHOT = "SHOT"
    SHOT_TYPE = "SHOT_TYPE"
    SKU = "SKU"
    STYLE = "STYLE"
    SUBJECT = "SUBJECT"
    TASK = "TASK"
    UPLOAD = "UPLOAD"
    WAITER = "WAITER"


class Key(NamedTuple):
    pk: str
    sk: str


GSI1 = "gsi1"
GSI2 = "gsi2"


def partition(organization_id: UUID, noun: Noun) -> str:
    """All entities of one kind of one organization, in order of creation (UUIDv7)."""
    return f"ORG#{organization_id}#{noun}"


def entity(organization_id: UUID, noun: Noun, entity_id: UUID) -> Key:
    return Key(partition(organization_id, noun), str(entity_id))


def unique(organization_id: UUID, noun: Noun, value: str) -> Key:
    """The item whose existence means that `value` is taken (SKU, SHA-256)."""
    return Key(partition(organization_id, noun), value)


def collection(organization_id: UUID, parent: Noun, parent_id: UUID | str) -> str:
    """The partition of what belongs to one entity: predictions of a shot, nodes of a task.

    It serves as `pk` where the members are read with strong consistency, and as `gsi1pk`
    where they only have to be listed.
    """
    return f"ORG#{organization_id}#{parent}#{parent_id}"


def member(
    organization_id: UUID, parent: Noun, parent_id: UUID | str, noun: Noun, name: object
) -> Key:
    return Key(collection(organization_id, parent, parent_id), f"{noun}#{name}")


def member_prefix(noun: Noun) -> str:
    return f"{noun}#"


def by_status(organization_id: UUID, noun: Noun, status: str) -> str:
    """`gsi2pk` of the entities in one status; `gsi2sk` is `{created_at}#{id}`."""
    return f"ORG#{organization_id}#{noun}#STATUS#{status}"


def outbox(organization_id: UUID, event_id: UUID) -> Key:
    return Key(partition(organization_id, Noun.OUTBOX), str(event_id))


# People stand above organizations, so these are keyed by the person or the name itself.


def user(user_id: UUID) -> Key:
    return Key(f"USER#{user_id}", "USER")


def user_email(email: str) -> Key:
    """Unique over the whole platform; `email` is already lower case."""
    return Key(f"EMAIL#{email}", "EMAIL")


def membership(user_id: UUID, organization_id: UUID) -> Key:
    return Key(f"USER#{user_id}", f"{Noun.MEMBERSHIP}#{organization_id}")


def session(user_id: UUID, session_id: UUID) -> Key:
    return Key(f"USER#{user_id}", f"SESSION#{session_id}")


def upload_owner(file_id: UUID) -> Key:
    """The way back from a file id (all that S3's event tells) to the organization it is for."""
    return Key(f"{Noun.UPLOAD}#{file_id}", "OWNER")


# Accounts at providers: `owner` is "platform" or the organization that brought its own.


def account(provider: str, owner: str) -> str:
    """Return the partition of one account: its permits, queued jobs and breakers."""
    return f"PROVIDER#{provider}#{owner}"


# The connections table.


def connection(organization_id: UUID, connection_id: str) -> Key:
    return Key(f"ORG#{organization_id}#CONNECTION", connection_id)


def ticket(ticket_digest: str) -> Key:
    """A socket ticket is looked up before anybody is known, by the digest of its secret."""
    return Key(f"TICKET#{ticket_digest}", "TICKET")


def connected(connection_id: str) -> Key:
    """The way back from a bare connection id (all that `$disconnect` tells) to its owner."""
    return Key(f"CONNECTION#{connection_id}", "CONNECTION")
