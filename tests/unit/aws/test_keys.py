"""No key without an organization, and no two things under one key."""

import inspect
import typing
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.aws import keys
from shared.aws.keys import Key, Noun

# Builders that may do without an organization, and why.
ABOVE_ORGANIZATIONS = {
    "user": "a person may belong to many organizations",
    "user_email": "an address is unique over the whole platform",
    "membership": "it stands with the person, and gsi1 lists it by organization",
    "session": "it is found by the refresh token, before the organization is known",
    "upload_owner": "S3 tells a file id only; the item names the organization",
    "ticket": "a socket ticket is redeemed before anybody is known",
    "connected": "the socket API tells a connection id only",
    "account": "an account at a provider may be the platform's own, used for all",
}
# Parts of a sort key, never a partition.
PARTS = {"member_prefix"}

BUILDERS: dict[str, Callable[..., Any]] = {
    name: member
    for name, member in inspect.getmembers(keys, inspect.isfunction)
    if member.__module__ == keys.__name__ and not name.startswith("_")
}
OF_ORGANIZATION = sorted(BUILDERS.keys() - ABOVE_ORGANIZATIONS.keys() - PARTS)

organizations = st.uuids(version=4)


def arguments(name: str, **known: Any) -> st.SearchStrategy[dict[str, Any]]:
    """Random arguments for a builder, by its type hints."""
    strategies: dict[Any, st.SearchStrategy[Any]] = {
        UUID: st.uuids(),
        Noun: st.sampled_from(Noun),
        str: st.text(),
        object: st.text() | st.integers(),
        int: st.integers(0),
        UUID | str: st.uuids() | st.text(),
    }
    hints = typing.get_type_hints(BUILDERS[name])
    hints.pop("return")
    return st.fixed_dictionaries(
        {hint: known.get(hint, strategies[kind]) for hint, kind in hints.items()}
    )


def partition_of(built: Key | str) -> str:
    return built.pk if isinstance(built, Key) else built


@pytest.mark.parametrize("name", OF_ORGANIZATION)
@given(st.data())
def test_key_starts_with_organization(name: str, data: st.DataObject) -> None:
    given_arguments = data.draw(arguments(name))
    built = BUILDERS[name](**given_arguments)
    assert partition_of(built).startswith(f"ORG#{given_arguments['organization_id']}#")


@pytest.mark.parametrize("name", OF_ORGANIZATION)
@given(st.data(), organizations, organizations)
def test_organizations_never_share_partition(
    name: str, data: st.DataObject, one: UUID, other: UUID
) -> None:
    mine = data.draw(arguments(name, organization_id=st.just(one)))
    theirs = data.draw(arguments(name, organization_id=st.just(other)))
    built, foreign = BUILDERS[name](**mine), BUILDERS[name](**theirs)
    assert one == other or partition_of(built) != partition_of(foreign)


@pytest.mark.parametrize("name", sorted(ABOVE_ORGANIZATIONS))
@given(st.data())
def test_people_never_reach_organizations(name: str, data: st.DataObject) -> None:
    built = BUILDERS[name](**data.draw(arguments(name)))
    assert not partition_of(built).startswith("ORG#")


def test_every_other_builder_asks_organization() -> None:
    for name in OF_ORGANIZATION:
        first = next(iter(inspect.signature(BUILDERS[name]).parameters))
        assert first == "organization_id", name


entities = st.tuples(organizations, st.sampled_from(Noun), st.uuids())


@given(entities, entities)
def test_entities_never_share_key(one: tuple[Any, ...], other: tuple[Any, ...]) -> None:
    assert (keys.entity(*one) == keys.entity(*other)) is (one == other)
    assert (keys.collection(*one) == keys.collection(*other)) is (one == other)


@given(organizations, st.sampled_from(Noun), st.sampled_from(Noun), st.uuids())
def test_partition_is_no_other_kind(
    organization_id: UUID, noun: Noun, other: Noun, entity_id: UUID
) -> None:
    assert keys.partition(organization_id, noun) != keys.collection(
        organization_id, other, entity_id
    )


@given(organizations, st.uuids(), st.sampled_from(Noun), st.sampled_from(Noun), st.text())
def test_member_prefix_selects_its_noun_only(
    organization_id: UUID, parent_id: UUID, noun: Noun, other: Noun, name: str
) -> None:
    key = keys.member(organization_id, Noun.SHOT, parent_id, noun, name)
    assert key.sk.startswith(keys.member_prefix(other)) is (noun is other)


def test_nouns_hold_no_separator() -> None:
    assert all("#" not in noun for noun in Noun)
    assert [noun.name for noun in Noun] == [str(noun) for noun in Noun]
