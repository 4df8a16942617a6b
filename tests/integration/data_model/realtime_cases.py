"""Tickets and open sockets."""

from collections.abc import Mapping

from shared.aws.table import Table
from shared.core.ids import new_id
from shared.realtime.repository import ConnectionRepository
from shared.realtime.tickets import digest_of
from shared.wiring.process import get_platform
from tests.integration.data_model.stage import Case, Proof, Stage


def ticket(stage: Stage) -> Proof:
    secret = get_platform().realtime.connections.issue_ticket(stage.org.principal).ticket
    digest = digest_of(secret)
    read = _connections().find_ticket
    return Proof({"digest": digest}, (digest,), lambda: read(digest), by="digest")


def connections(stage: Stage) -> Proof:
    opened = sorted(_open(stage) for _ in range(2))
    return Proof(
        {"org": stage.owner},
        tuple(opened),
        lambda: list(_connections().of_organization(stage.owner)),
        by="connection_id",
    )


def connection(stage: Stage) -> Proof:
    opened = _open(stage)
    return Proof(
        {"connection": opened},
        (opened,),
        lambda: _connections().find(opened),
        by="connection_id",
    )


def _open(stage: Stage) -> str:
    service = get_platform().realtime.connections
    secret = service.issue_ticket(stage.org.principal).ticket
    return service.open(secret, str(new_id())).connection_id


def _connections() -> ConnectionRepository:
    return ConnectionRepository(Table("connections"))


CASES: Mapping[str, Case] = {
    "AP96": ticket,
    "AP97": connections,
    "AP98": connection,
}
