"""Builders of all DynamoDB keys. Almost every builder takes the organization.

A query therefore cannot cross tenants: a partition without the caller's organization cannot be
built. The exceptions (persons, accounts at providers, ways back from bare ids) are listed in
tests/unit/aws/test_keys.py with their reasons. docs/data-model.md lists the access patterns; a
test covers each.

Base table: `pk`, `sk`. Indexes: `gsi1` (children of a parent), `gsi2` (by status or date).
"""

from enum import StrEnum
from typing import NamedTuple
from uuid import UUID


class Noun(StrEnum):
    """The kinds of stored items; the value is part of the key."""

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
    WAITING_NODE = "WAITING_NODE"


class Key(NamedTuple):
    """The primary key of an item: partition key and sort key."""

    pk: str
    sk: str


GSI1 = "gsi1"
GSI2 = "gsi2"


def partition(organization_id: UUID, noun: Noun) -> str:
    """The partition of an organization's entities of one kind, in order of creation (UUIDv7)."""
    return f"ORG#{organization_id}#{noun}"


def entity(organization_id: UUID, noun: Noun, entity_id: UUID) -> Key:
    """The key of one entity."""
    return Key(partition(organization_id, noun), str(entity_id))


def unique(organization_id: UUID, noun: Noun, value: str) -> Key:
    """The key of the item that reserves a unique `value`, such as a SKU or a SHA-256."""
    return Key(partition(organization_id, noun), value)


def collection(organization_id: UUID, parent: Noun, parent_id: UUID | str) -> str:
    """The partition of the members of one entity, such as the nodes of a task.

    Used as `pk` for members that are read with strong consistency, and as `gsi1pk` for members
    that are only listed.
    """
    return f"ORG#{organization_id}#{parent}#{parent_id}"


def member(
    organization_id: UUID, parent: Noun, parent_id: UUID | str, noun: Noun, name: object
) -> Key:
    """The key of one member in the partition of its parent."""
    return Key(collection(organization_id, parent, parent_id), f"{noun}#{name}")


def member_prefix(noun: Noun) -> str:
    """The start of the sort keys of all members of one kind."""
    return f"{noun}#"


def by_status(organization_id: UUID, noun: Noun, status: str) -> str:
    """The `gsi2pk` of the entities in one status; their `gsi2sk` is `{created_at}#{id}`."""
    return f"ORG#{organization_id}#{noun}#STATUS#{status}"


def outbox(organization_id: UUID, event_id: UUID) -> Key:
    """The key of an event in the outbox (shared/aws/outbox.py)."""
    return Key(partition(organization_id, Noun.OUTBOX), str(event_id))


# Persons may belong to several organizations, so their keys have the person or the address.


def user(user_id: UUID) -> Key:
    return Key(f"USER#{user_id}", "USER")


def user_email(email: str) -> Key:
    """The key that reserves an e-mail address on the whole platform; `email` is lower case."""
    return Key(f"EMAIL#{email}", "EMAIL")


def membership(user_id: UUID, organization_id: UUID) -> Key:
    return Key(f"USER#{user_id}", f"{Noun.MEMBERSHIP}#{organization_id}")


def session(user_id: UUID, session_id: UUID) -> Key:
    return Key(f"USER#{user_id}", f"SESSION#{session_id}")


def upload_owner(file_id: UUID) -> Key:
    """The item that leads from a file id to its organization; S3's event has only the file id."""
    return Key(f"{Noun.UPLOAD}#{file_id}", "OWNER")


# Accounts at providers: `owner` is "platform" or the organization that brought its own.


def account(provider: str, owner: str) -> str:
    """Return the partition of one account: its permits, queued jobs and breakers."""
    return f"PROVIDER#{provider}#{owner}"


# The connections table.


def connection(organization_id: UUID, connection_id: str) -> Key:
    return Key(f"ORG#{organization_id}#CONNECTION", connection_id)


def ticket(ticket_digest: str) -> Key:
    """A socket ticket, by the digest of its secret; the caller is unknown until it is read."""
    return Key(f"TICKET#{ticket_digest}", "TICKET")


def connected(connection_id: str) -> Key:
    """The item that leads from a connection id to its owner; `$disconnect` has only the id."""
    return Key(f"CONNECTION#{connection_id}", "CONNECTION")
