"""Where the pieces are put together, and who may call."""

import hmac
from functools import cache
from typing import Annotated
from uuid import UUID

from fastapi import Header

from shared.aws.secrets import Secrets
from shared.aws.table import Table
from shared.aws.workflows import Workflows
from shared.compute.reading import TaskReader
from shared.compute.repository import TaskRepository
from shared.compute.submission import SubmissionService
from shared.core.errors import Unauthenticated
from shared.core.settings import Settings

# Every call says for which organization it is made; nothing of another one can be named.
OrganizationId = Annotated[UUID, Header(alias="X-Organization-Id")]


@cache
def get_settings() -> Settings:
    return Settings.from_environment()


@cache
def get_secrets() -> Secrets:
    return Secrets()


@cache
def get_repository() -> TaskRepository:
    return TaskRepository(Table(get_settings().require("compute_table")))


@cache
def get_submission_service() -> SubmissionService:
    return SubmissionService(
        get_repository(), Workflows(), get_settings().require("generation_machine")
    )


@cache
def get_task_reader() -> TaskReader:
    return TaskReader(get_repository())


def demand_admin_token(authorization: Annotated[str | None, Header()] = None) -> None:
    """Platform's token, the current one or, during a rotation, the one before."""
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated("token_missing", "Send `Authorization: Bearer <admin token>`.")
    accepted = get_secrets().accepted(get_settings().require("compute_server_admin_token"))
    if not any(hmac.compare_digest(token.encode(), good.encode()) for good in accepted):
        raise Unauthenticated("token_invalid", "This admin token is not, or no longer, accepted.")
