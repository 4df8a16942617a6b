"""People, their organizations and their sessions."""

from collections.abc import Mapping

from shared.identity.repository import OrganizationRepository, SessionRepository, UserRepository
from shared.identity.session_service import SessionService
from tests.integration.data_model.stage import Case, Proof, Stage


def organization(stage: Stage) -> Proof:
    owner = stage.owner
    read = OrganizationRepository(stage.table).get
    return Proof({"org": owner}, (owner,), lambda: read(owner, owner))


def person(stage: Stage) -> Proof:
    user = stage.org.user_id
    return Proof({"user": user}, (user,), lambda: UserRepository(stage.table).get(user))


def email(stage: Stage) -> Proof:
    users = UserRepository(stage.table)
    address = users.get(stage.org.user_id).email
    return Proof(
        {"email": address},
        (stage.org.user_id,),
        lambda: users.find_by_email(address),
        by="user_id",
    )


def membership(stage: Stage) -> Proof:
    user, owner = stage.org.user_id, stage.owner
    return Proof(
        {"user": user, "org": owner},
        (owner,),
        lambda: UserRepository(stage.table).find_membership(user, owner),
        by="organization_id",
    )


def memberships(stage: Stage) -> Proof:
    user = stage.org.user_id
    SessionService(SessionRepository(stage.table)).start(user, stage.owner)
    read = UserRepository(stage.table).memberships
    return Proof({"user": user}, (stage.owner,), lambda: read(user), by="organization_id")


def session(stage: Stage) -> Proof:
    user, stored = stage.org.user_id, SessionRepository(stage.table)
    token = SessionService(stored).start(user, stage.owner)
    return Proof(
        {"user": user, "session": token.session_id},
        (token.session_id,),
        lambda: stored.find(user, token.session_id),
    )


CASES: Mapping[str, Case] = {
    "AP01": organization,
    "AP02": person,
    "AP03": email,
    "AP04": membership,
    "AP05": memberships,
    "AP06": session,
}
