"""The structured logger of all functions."""

from functools import cache

from aws_lambda_powertools import Logger


@cache
def get_logger(service: str) -> Logger:
    """A logger that writes JSON lines to stdout. Never pass it a secret or a token."""
    return Logger(service=service, level="INFO")
