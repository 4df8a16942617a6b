"""The choice between accounts, and the effect of malformed secrets."""

import json

import pytest

from shared.compute.routing.connections import Connections
from shared.providers.adapter import Connection
from tests.scenes.router_parts import (
    ACME,
    MARKET,
    RIVAL,
    SECRET,
    FakeSecrets,
    connections,
)

OURS = json.dumps({"alpha": {"api_key": "ours"}, "keyless": {}})


def test_platform_account_serves_everybody() -> None:
    expected = Connection(
        owner="platform", secrets={"api_key": "ours"}, base_url="https://vendor.test"
    )

    assert connections(platform=OURS).find(ACME, "alpha") == expected


def test_own_account_goes_first() -> None:
    both = connections(platform=OURS, acme=json.dumps({"alpha": {"api_key": "own"}}))
    own, other = both.find(ACME, "alpha"), both.find(RIVAL, "alpha")

    assert own is not None
    assert other is not None
    assert (own.owner, own.secrets["api_key"]) == (str(ACME), "own")
    assert (other.owner, other.secrets["api_key"]) == ("platform", "ours")


def test_owner_of_job_is_found_again() -> None:
    """A job keeps its account if the organization adds one of its own meanwhile."""
    both = connections(platform=OURS, acme=json.dumps({"alpha": {"api_key": "own"}}))
    found = both.of_owner("platform", "alpha")

    assert found is not None
    assert found.secrets["api_key"] == "ours"


def test_incomplete_own_account_falls_back() -> None:
    both = connections(platform=OURS, acme=json.dumps({"alpha": {"api_key": ""}}))
    found = both.find(ACME, "alpha")

    assert found is not None
    assert found.owner == "platform"


def test_own_account_never_borrows_ours() -> None:
    """What needs no key of the platform's is signed by our role: others bring their own key."""
    keyless = connections(platform=OURS, acme=json.dumps({"keyless": {"region": "eu-west-1"}}))
    found = keyless.find(ACME, "keyless")

    assert found is not None
    assert (found.owner, dict(found.secrets)) == ("platform", {})
    assert keyless.of_owner(str(ACME), "keyless") is None


def test_own_account_with_own_key_is_used() -> None:
    own = connections(platform=OURS, acme=json.dumps({"keyless": {"api_key": "own"}}))
    found = own.find(ACME, "keyless")

    assert found is not None
    assert found.owner == str(ACME)


def test_base_url_ends_without_slash() -> None:
    text = json.dumps({"alpha": {"api_key": "ours", "base_url": "https://proxy.test/fal//"}})
    found = connections(platform=text).find(ACME, "alpha")

    assert found is not None
    assert found.base_url == "https://proxy.test/fal"


def test_base_url_is_no_secret() -> None:
    text = json.dumps({"alpha": {"api_key": "ours", "base_url": "http://elsewhere.test"}})
    found = connections(platform=text).find(ACME, "alpha")

    assert found is not None
    assert found.base_url == "http://elsewhere.test"
    assert dict(found.secrets) == {"api_key": "ours"}


def test_keyless_provider_needs_an_entry() -> None:
    assert connections(platform=OURS).find(ACME, "keyless") is not None
    assert connections(platform="{}").find(ACME, "keyless") is None


@pytest.mark.parametrize(
    "text",
    ["", "no json", "[]", "null", '{"alpha": []}', '{"alpha": {"api_key": 1}}', '{"other": {}}'],
)
def test_broken_secret_configures_nothing(text: str) -> None:
    assert connections(platform=text).find(ACME, "alpha") is None


def test_broken_entry_spoils_no_other() -> None:
    text = json.dumps({"beta": "oops", "alpha": {"api_key": "ours"}})

    assert connections(platform=text).find(ACME, "alpha") is not None


def test_missing_secret_is_logged_once(monkeypatch: pytest.MonkeyPatch) -> None:
    logged: list[str] = []

    class Log:
        def warning(self, message: str, secret: str) -> None:
            logged.append(secret)

    monkeypatch.setattr("shared.compute.routing.connections.get_logger", lambda service: Log())
    nothing = connections()
    for provider in ("alpha", "beta", "alpha"):
        assert nothing.find(ACME, provider) is None

    assert logged == [SECRET]


def test_rotated_secret_is_used() -> None:
    secrets = FakeSecrets(platform=OURS)
    made = Connections(secrets, SECRET, MARKET)
    assert made.find(ACME, "alpha") is not None
    secrets.values[SECRET] = "{}"

    assert made.find(ACME, "alpha") is None


def test_unknown_provider_has_no_account() -> None:
    text = json.dumps({"nobody": {"api_key": "x"}})

    assert connections(platform=text).find(ACME, "nobody") is None
