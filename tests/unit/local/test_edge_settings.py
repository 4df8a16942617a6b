"""The edge's environment."""

import pytest

from local.edge.settings import EdgeSettings, SettingError

COMPLETE = {
    "SARTIQ_API_ORIGIN": "http://localhost:4566/_aws/execute-api/abc/$default/",
    "SARTIQ_SOCKET_ORIGIN": "ws://localhost:4566/_aws/execute-api/def/local",
    "SARTIQ_MEDIA_ORIGIN": "http://localhost:4566",
    "SARTIQ_MEDIA_BUCKET": "media",
}


def test_origins_lose_their_trailing_slash() -> None:
    settings = EdgeSettings.from_environment(COMPLETE)

    assert settings.api_origin == "http://localhost:4566/_aws/execute-api/abc/$default"
    assert settings.port == 8000


def test_port_can_be_changed() -> None:
    assert EdgeSettings.from_environment({**COMPLETE, "SARTIQ_EDGE_PORT": "8010"}).port == 8010


def test_bad_port_is_named() -> None:
    with pytest.raises(SettingError, match="SARTIQ_EDGE_PORT"):
        EdgeSettings.from_environment({**COMPLETE, "SARTIQ_EDGE_PORT": "eight"})


@pytest.mark.parametrize("name", COMPLETE)
def test_missing_origin_is_named(name: str) -> None:
    with pytest.raises(SettingError, match=name):
        EdgeSettings.from_environment({k: v for k, v in COMPLETE.items() if k != name})
