"""A made-up market: four adapters, accounts for some, and health as a test wants it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from shared.aws.secrets import Secrets
from shared.compute.admission.requests import Account
from shared.compute.routing.connections import Connections
from shared.compute.routing.health import AccountHealth, Health
from shared.core.ids import derived_id
from shared.providers.adapter import Adapter, BaseAdapter, Limits, ModelSpec

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ACME, RIVAL = derived_id("acme"), derived_id("rival")
SECRET = "sartiq-test/providers"


class FakeAdapter(BaseAdapter):
    base_url = "https://vendor.test"
    limits = Limits(concurrent=7, per_minute=60)

    def __init__(
        self,
        name: str,
        *models: ModelSpec,
        credentials: tuple[str, ...],
        own_credentials: tuple[str, ...] = (),
    ) -> None:
        self.name = name
        self.models = models
        self.credentials = credentials
        self.own_credentials = own_credentials

    def build_submit(self, request: Any, job: Any) -> Any:
        raise AssertionError("nothing is sent here")

    def parse_submit(self, reply: Any, job: Any) -> Any:
        raise AssertionError("nothing is sent here")


def model(id: str, rank: int = 20, seconds: float = 10, capability: Any = "generate") -> ModelSpec:
    return ModelSpec(capability=capability, id=id, rank=rank, typical_seconds=seconds)


class Registry:
    def __init__(self, *adapters: FakeAdapter) -> None:
        self._adapters = {adapter.name: adapter for adapter in adapters}
        self.MODULES: Mapping[str, str] = dict.fromkeys(self._adapters, "made.up")

    def get_adapter(self, name: str) -> Adapter:
        return self._adapters[name]


KEY = ("api_key",)
MARKET = Registry(
    FakeAdapter("alpha", model("a-good", rank=10, seconds=20), credentials=KEY),
    FakeAdapter("beta", model("b-cheap", rank=20, seconds=15), credentials=KEY),
    FakeAdapter(
        "gamma", model("g-fast", rank=30, seconds=3), model("g-fine", rank=15), credentials=KEY
    ),
    FakeAdapter("keyless", model("k", rank=25, seconds=30), credentials=(), own_credentials=KEY),
)


@dataclass(frozen=True)
class FakePrice:
    microusd: int
    unit: str = "image"


PRICES = {"a-good": 50_000, "b-cheap": 10_000, "g-fast": 30_000, "g-fine": 60_000, "k": 20_000}


def price_of(provider: str, model: str) -> FakePrice:
    return FakePrice(PRICES[model])


class FakeSecrets(Secrets):
    def __init__(self, **values: str) -> None:
        """`platform` and `acme` are whose secret it is."""
        names = {"platform": SECRET, "acme": f"{SECRET}/{ACME}"}
        self.values = {names[owner]: text for owner, text in values.items()}
        self.reads = 0

    def current(self, arn: str) -> str:
        self.reads += 1
        if arn not in self.values:
            raise RuntimeError(f"the secret {arn} has no value")
        return self.values[arn]


def connections(**values: str) -> Connections:
    return Connections(FakeSecrets(**values), SECRET, MARKET)


class FakeHealth(Health):
    def __init__(self, known: Mapping[Account, AccountHealth] | None = None) -> None:
        self.known = dict(known or {})

    def read_many(self, accounts: Iterable[Account]) -> dict[Account, AccountHealth]:
        return {account: self.known.get(account, AccountHealth()) for account in accounts}
