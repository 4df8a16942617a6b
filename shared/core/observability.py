"""One structured logger for all functions."""

from functools import cache

from aws_lambda_powertools import Logger


@cache
def get_logger(service: str) -> Logger:
    """JSON lines on stdout with the service's name; never pass it a secret or a token."""
    return Logger(service=service, level="INFO")
