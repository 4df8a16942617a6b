"""Registration, login and sessions against the real table definition."""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import UUID

import pytest

from shared.aws import keys
from shared.aws.keys import Noun
from shared.aws.secrets import Secrets
from shared.aws.table import Query, Table
from shared.aws.writes import Delete, Put, Write
from shared.core.errors import Conflict, Forbidden, NotFound, SartiqError, Unauthenticated
from shared.core.ids import new_id
from shared.identity.models import Membership, Organization
from shared.identity.principal import Principal
from shared.identity.repository import OrganizationRepository, SessionRepository, UserRepository
from shared.identity.schemas import LoginRequest, RegisterRequest, TokenPair
from shared.identity.scopes import Role
from shared.identity.service import AuthService
from shared.identity.session_service import SESSION_LIFETIME, SessionService
from shared.identity.tokens import TokenSigner
from shared.library.errors import STYLE_EXISTS
from tests.integration.route_cases import Org

PASSWORD = "correct horse battery"
REGISTRATION = RegisterRequest(
    email="ana@lumen.test", password=PASSWORD, name="Ana", organization_name="Lumen & Co"
)


class MovableClock:
    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def starter_style(organization_id: UUID, user_id: UUID) -> list[Write]:
    key = keys.unique(organization_id, Noun.STYLE, "starter")
    return [Put({**key._asdict(), "made_by": str(user_id)})]


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
def signer(aws: None, clock: MovableClock) -> TokenSigner:
    return TokenSigner(Secrets(), os.environ["JWT_SECRET"], clock)


@pytest.fixture
def auth(platform_table: Table, signer: TokenSigner, clock: MovableClock) -> AuthService:
    return AuthService(
        UserRepository(platform_table),
        OrganizationRepository(platform_table),
        SessionService(SessionRepository(platform_table), clock),
        signer,
        starter_style,
        clock,
    )


@pytest.fixture
def event_types(
    events: Callable[[Org], list[object]], signer: TokenSigner
) -> Callable[[TokenPair], list[tuple[str, str | None]]]:
    """(type, reason) of the events of the pair's organization."""

    def of(pair: TokenPair) -> list[tuple[str, str | None]]:
        principal = signer.verify_access(pair.access_token)
        org = Org(pair.organization.id, pair.user.id, principal, {})
        return [(e.type, e.data.get("reason")) for e in events(org)]  # type: ignore[attr-defined]

    return of


def join(table: Table, user_id: UUID, name: str, role: Role, at: datetime) -> UUID:
    """Another organization of which the person is a member."""
    id = new_id()
    organization = Organization(
        id=id, organization_id=id, name=name, slug=name.lower(), created_at=at, updated_at=at
    )
    membership = Membership(user_id=user_id, organization_id=id, role=role, created_at=at)
    organizations = OrganizationRepository(table)
    organizations.commit(
        organizations.creation(organization), UserRepository(table).admission(membership)
    )
    return id


def code_of(call: Callable[[], object], kind: type[SartiqError]) -> str:
    with pytest.raises(kind) as caught:
        call()
    return caught.value.code


def login(auth: AuthService, **changes: object) -> TokenPair:
    return auth.login(
        LoginRequest.model_validate({"email": "ana@lumen.test", "password": PASSWORD} | changes)
    )


def test_register_makes_owner_with_tokens(auth: AuthService, signer: TokenSigner) -> None:
    pair = auth.register(REGISTRATION)
    assert (pair.user.email, pair.user.name) == ("ana@lumen.test", "Ana")
    assert (pair.organization.name, pair.organization.slug) == ("Lumen & Co", "lumen-co")
    assert pair.organization.role is Role.OWNER
    caller = signer.verify_access(pair.access_token)
    assert (caller.user_id, caller.organization_id) == (pair.user.id, pair.organization.id)
    assert caller.role is Role.OWNER


def test_register_writes_everything_together(
    auth: AuthService,
    platform_table: Table,
    event_types: Callable[[TokenPair], list[tuple[str, str | None]]],
) -> None:
    pair = auth.register(REGISTRATION)
    starter = platform_table.get(keys.unique(pair.organization.id, Noun.STYLE, "starter"))
    assert starter is not None
    assert starter["made_by"] == str(pair.user.id)
    assert event_types(pair) == [("organization.created", None)]
    (membership,) = UserRepository(platform_table).memberships(pair.user.id)
    assert membership.organization_id == pair.organization.id


def test_second_registration_changes_nothing(auth: AuthService, platform_table: Table) -> None:
    first = auth.register(REGISTRATION)
    again = REGISTRATION.model_copy(update={"password": "another password", "name": "Eve"})
    assert code_of(lambda: auth.register(again), Conflict) == "email_taken"
    assert login(auth).user == first.user
    assert len(UserRepository(platform_table).memberships(first.user.id)) == 1


def test_no_password_or_token_is_stored(auth: AuthService, platform_table: Table) -> None:
    pair = auth.register(REGISTRATION)
    stored = str(list(platform_table.every(Query(keys.user(pair.user.id).pk))))
    assert "token_digest" in stored
    assert PASSWORD not in stored
    assert pair.refresh_token not in stored


def test_login_answers_right_password(auth: AuthService, signer: TokenSigner) -> None:
    registered = auth.register(REGISTRATION)
    pair = login(auth)
    assert (pair.user, pair.organization) == (registered.user, registered.organization)
    assert signer.verify_access(pair.access_token).session_id != (
        signer.verify_access(registered.access_token).session_id
    )


def test_wrong_and_unknown_look_alike(auth: AuthService) -> None:
    auth.register(REGISTRATION)
    with pytest.raises(Unauthenticated) as wrong:
        login(auth, password="not her password")
    with pytest.raises(Unauthenticated) as unknown:
        login(auth, email="nobody@lumen.test")
    assert wrong.value.code == unknown.value.code == "bad_credentials"
    assert wrong.value.detail == unknown.value.detail


def test_login_takes_first_organization_by_name(
    auth: AuthService, platform_table: Table, clock: MovableClock
) -> None:
    user_id = auth.register(REGISTRATION).user.id
    join(platform_table, user_id, "zebra", Role.VIEWER, clock())
    first = join(platform_table, user_id, "Atelier", Role.REVIEWER, clock())
    pair = login(auth)
    assert (pair.organization.id, pair.organization.role) == (first, Role.REVIEWER)


def test_login_takes_wanted_organization(
    auth: AuthService, platform_table: Table, clock: MovableClock
) -> None:
    user_id = auth.register(REGISTRATION).user.id
    wanted = join(platform_table, user_id, "zebra", Role.VIEWER, clock())
    pair = login(auth, organization_id=wanted)
    assert (pair.organization.id, pair.organization.role) == (wanted, Role.VIEWER)


def test_login_hides_foreign_organization(auth: AuthService, rival: Org) -> None:
    auth.register(REGISTRATION)
    wanted = rival.organization_id
    refused = code_of(lambda: login(auth, organization_id=wanted), NotFound)
    assert refused == code_of(lambda: login(auth, organization_id=new_id()), NotFound)
    assert refused == "organization_not_found"


def test_login_without_organization_is_refused(auth: AuthService, platform_table: Table) -> None:
    pair = auth.register(REGISTRATION)
    platform_table.write(Delete(keys.membership(pair.user.id, pair.organization.id)))
    assert code_of(lambda: login(auth), Forbidden) == "no_organization"


def test_refresh_rotates_the_token(auth: AuthService, signer: TokenSigner) -> None:
    first = auth.register(REGISTRATION)
    second = auth.refresh(first.refresh_token)
    third = auth.refresh(second.refresh_token)
    assert len({first.refresh_token, second.refresh_token, third.refresh_token}) == 3
    assert third.user == first.user
    assert signer.verify_access(third.access_token) == signer.verify_access(first.access_token)


def test_reuse_revokes_whole_family(
    auth: AuthService, event_types: Callable[[TokenPair], list[tuple[str, str | None]]]
) -> None:
    stolen = auth.register(REGISTRATION)
    fresh = auth.refresh(stolen.refresh_token)
    reused = code_of(lambda: auth.refresh(stolen.refresh_token), Unauthenticated)
    assert reused == "refresh_token_reused"
    for pair in (fresh, stolen):
        refused = code_of(partial(auth.refresh, pair.refresh_token), Unauthenticated)
        assert refused == "refresh_token_invalid"
    assert event_types(fresh)[1:] == [("session.revoked", "reuse")]


def test_reuse_spares_other_sessions(auth: AuthService) -> None:
    stolen = auth.register(REGISTRATION)
    other = login(auth)
    auth.refresh(stolen.refresh_token)
    code_of(lambda: auth.refresh(stolen.refresh_token), Unauthenticated)
    assert auth.refresh(other.refresh_token).user == other.user


def test_simultaneous_refresh_ends_session(
    auth: AuthService, platform_table: Table, clock: MovableClock
) -> None:
    pair = auth.register(REGISTRATION)
    sessions = SessionService(SessionRepository(platform_table), clock)
    one, other = sessions.verify(pair.refresh_token), sessions.verify(pair.refresh_token)
    won = sessions.rotate(one)
    assert code_of(lambda: sessions.rotate(other), Unauthenticated) == "refresh_token_reused"
    assert code_of(lambda: auth.refresh(won.text), Unauthenticated) == "refresh_token_invalid"


def test_unknown_refresh_token_is_invalid(auth: AuthService, aws: None) -> None:
    from shared.identity.refresh_tokens import RefreshToken

    forged = RefreshToken.issue(new_id(), new_id()).text
    assert code_of(lambda: auth.refresh(forged), Unauthenticated) == "refresh_token_invalid"


def test_session_ends_after_thirty_idle_days(auth: AuthService, clock: MovableClock) -> None:
    pair = auth.register(REGISTRATION)
    clock.now += SESSION_LIFETIME - timedelta(seconds=1)
    pair = auth.refresh(pair.refresh_token)
    clock.now += SESSION_LIFETIME - timedelta(seconds=1)
    pair = auth.refresh(pair.refresh_token)
    clock.now += SESSION_LIFETIME
    late = code_of(lambda: auth.refresh(pair.refresh_token), Unauthenticated)
    assert late == "refresh_token_invalid"


def test_refresh_follows_todays_role(
    auth: AuthService, platform_table: Table, signer: TokenSigner, clock: MovableClock
) -> None:
    pair = auth.register(REGISTRATION)
    demoted = Membership(
        user_id=pair.user.id,
        organization_id=pair.organization.id,
        role=Role.VIEWER,
        created_at=clock(),
    )
    admission = UserRepository(platform_table).admission(demoted)
    platform_table.write(Put(admission.item, condition=""))
    renewed = auth.refresh(pair.refresh_token)
    assert renewed.organization.role is Role.VIEWER
    assert signer.verify_access(renewed.access_token).role is Role.VIEWER


def test_refresh_ends_with_membership(
    auth: AuthService,
    platform_table: Table,
    event_types: Callable[[TokenPair], list[tuple[str, str | None]]],
) -> None:
    pair = auth.register(REGISTRATION)
    platform_table.write(Delete(keys.membership(pair.user.id, pair.organization.id)))
    refused = code_of(lambda: auth.refresh(pair.refresh_token), Unauthenticated)
    assert refused == "refresh_token_invalid"
    assert event_types(pair)[1:] == [("session.revoked", "membership_ended")]


def test_logout_ends_own_session_once(
    auth: AuthService,
    signer: TokenSigner,
    event_types: Callable[[TokenPair], list[tuple[str, str | None]]],
) -> None:
    pair = auth.register(REGISTRATION)
    other = login(auth)
    caller = signer.verify_access(pair.access_token)
    auth.logout(caller)
    auth.logout(caller)
    ended = code_of(lambda: auth.refresh(pair.refresh_token), Unauthenticated)
    assert ended == "refresh_token_invalid"
    assert auth.refresh(other.refresh_token).user == pair.user
    assert event_types(pair)[1:] == [("session.started", "login"), ("session.revoked", "logout")]


def test_logout_without_session_does_nothing(auth: AuthService, acme: Org) -> None:
    stranger = acme.principal.model_copy(update={"session_id": new_id()})
    auth.logout(acme.principal)
    auth.logout(stranger)
    assert auth.me(acme.principal).id == acme.user_id


def test_me_lists_scopes_of_role(auth: AuthService, acme: Org) -> None:
    viewer: Principal = acme.principal.model_copy(update={"role": Role.VIEWER})
    me = auth.me(viewer)
    assert me.organization.name == "Acme"
    assert me.role is Role.VIEWER
    assert "products:read" in me.scopes
    assert "products:write" not in me.scopes
    assert me.scopes == sorted(me.scopes)


def test_failing_starter_undoes_registration(auth: AuthService, platform_table: Table) -> None:
    def clashing(organization_id: UUID, user_id: UUID) -> list[Write]:
        key = keys.unique(organization_id, Noun.STYLE, "missing")
        return [Delete(key, error=STYLE_EXISTS("no such style"))]

    auth._starters = clashing
    assert code_of(lambda: auth.register(REGISTRATION), Conflict) == "style_exists"
    assert UserRepository(platform_table).find_by_email(REGISTRATION.email) is None
    auth._starters = starter_style
    assert auth.register(REGISTRATION).user.email == "ana@lumen.test"
