"""What every feature stands on: settings, the table, the bucket, the secrets."""

from functools import cache

from shared.aws.bucket import Bucket
from shared.aws.secrets import Secrets
from shared.aws.table import Table
from shared.core.settings import Settings


@cache
def get_settings() -> Settings:
    return Settings.from_environment()


@cache
def get_table() -> Table:
    return Table(get_settings().require("platform_table"))


@cache
def get_bucket() -> Bucket:
    return Bucket(get_settings().require("media_bucket"))


@cache
def get_secrets() -> Secrets:
    return Secrets()
