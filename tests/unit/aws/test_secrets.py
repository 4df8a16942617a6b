"""Secrets are cached, and a rotation is noticed in time."""

from typing import Any

import pytest

from shared.aws import secrets as secrets_module
from shared.aws.secrets import Secrets


class FakeSecretsManager:
    """One secret with its stages; counts the reads."""

    class exceptions:  # noqa: N801  # boto3's name
        class ResourceNotFoundException(Exception):
            pass

    def __init__(self, **stages: str) -> None:
        self.stages = stages
        self.reads = 0

    def get_secret_value(self, SecretId: str, VersionStage: str) -> dict[str, Any]:  # noqa: N803
        self.reads += 1
        if VersionStage not in self.stages:
            raise self.exceptions.ResourceNotFoundException
        return {"SecretString": self.stages[VersionStage]}

    def rotate(self, value: str) -> None:
        self.stages = {"AWSPREVIOUS": self.stages["AWSCURRENT"], "AWSCURRENT": value}


class Stopwatch:
    def __init__(self) -> None:
        self.seconds = 0.0

    def monotonic(self) -> float:
        return self.seconds


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Stopwatch:
    stopwatch = Stopwatch()
    monkeypatch.setattr(secrets_module, "time", stopwatch)
    return stopwatch


def test_never_rotated_secret_has_one_value(watch: Stopwatch) -> None:
    secrets = Secrets(FakeSecretsManager(AWSCURRENT="one"))
    assert secrets.current("arn") == "one"
    assert secrets.accepted("arn") == ["one"]


def test_previous_value_stays_accepted(watch: Stopwatch) -> None:
    manager = FakeSecretsManager(AWSCURRENT="one")
    manager.rotate("two")
    assert Secrets(manager).accepted("arn") == ["two", "one"]


def test_values_are_cached_for_minutes(watch: Stopwatch) -> None:
    manager = FakeSecretsManager(AWSCURRENT="one")
    secrets = Secrets(manager)
    for _ in range(50):
        secrets.accepted("arn")
        secrets.current("arn")
        watch.seconds += 5
    assert manager.reads == 2


def test_rotation_is_seen_after_five_minutes(watch: Stopwatch) -> None:
    manager = FakeSecretsManager(AWSCURRENT="one")
    secrets = Secrets(manager)
    secrets.accepted("arn")
    manager.rotate("two")
    watch.seconds = 299
    assert secrets.current("arn") == "one"
    watch.seconds = 300
    assert secrets.accepted("arn") == ["two", "one"]


def test_fresh_read_sees_rotation_at_once(watch: Stopwatch) -> None:
    manager = FakeSecretsManager(AWSCURRENT="one")
    secrets = Secrets(manager)
    secrets.accepted("arn")
    manager.rotate("two")
    watch.seconds = 10
    assert secrets.accepted("arn", fresh=True) == ["two", "one"]


def test_fresh_reads_are_bounded(watch: Stopwatch) -> None:
    manager = FakeSecretsManager(AWSCURRENT="one")
    secrets = Secrets(manager)
    for _ in range(100):
        secrets.accepted("arn", fresh=True)
        watch.seconds += 0.1
    assert manager.reads <= 4


def test_secret_without_value_is_defect(watch: Stopwatch) -> None:
    with pytest.raises(RuntimeError, match="arn-9"):
        Secrets(FakeSecretsManager()).current("arn-9")
