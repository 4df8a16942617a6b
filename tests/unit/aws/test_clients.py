"""What the process's clients are set to."""

from collections.abc import Iterator

import pytest

from shared.aws.clients import client


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As in Lambda; without credentials botocore would look for them on the network."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    client.cache_clear()
    yield
    client.cache_clear()


def test_silent_socket_costs_seconds_only() -> None:
    """Less than a third of the 30 s that the function has for all connections."""
    config = client("apigatewaymanagementapi", "https://sockets.test/v1").meta.config
    longest = config.connect_timeout + config.read_timeout
    assert longest * config.retries["total_max_attempts"] < 10


def test_bucket_stays_in_the_path() -> None:
    config = client("s3").meta.config
    assert (config.s3["addressing_style"], config.signature_version) == ("path", "s3v4")
    assert config.request_checksum_calculation == "when_required"
