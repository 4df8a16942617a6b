"""Settings: the environment by name, and a clear word about what is missing."""

import pytest

from shared.core.settings import Settings


def test_known_variables_are_read() -> None:
    settings = Settings.from_environment(
        {"PLATFORM_TABLE": "platform", "CDN_BASE_URL": "https://cdn.test", "PATH": "/bin"}
    )
    assert settings == Settings(platform_table="platform", cdn_base_url="https://cdn.test")
    assert settings.stage == "local"


def test_process_environment_is_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENT_BUS", "sartiq-test")
    assert Settings.from_environment().event_bus == "sartiq-test"


def test_required_setting_is_returned() -> None:
    assert Settings(jwt_secret="arn").require("jwt_secret") == "arn"


def test_missing_setting_is_named() -> None:
    with pytest.raises(RuntimeError, match="PLATFORM_TABLE"):
        Settings().require("platform_table")
