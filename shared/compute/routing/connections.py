"""Connections to provider accounts: the organization's own account, else the platform's.

One secret per owner: `{secret_name}` (platform) and `{secret_name}/{organization_id}`, each a
JSON object `{"fal": {"api_key": "...", "base_url": "optional"}, ...}`. A provider without an
entry is not configured, even if it needs no key.
"""

import json
from collections.abc import Mapping
from typing import Protocol
from uuid import UUID

from shared.aws.secrets import Secrets
from shared.core.observability import get_logger
from shared.providers import registry
from shared.providers.adapter import Adapter, Connection

PLATFORM = "platform"
Entries = Mapping[str, Mapping[str, str]]


class Adapters(Protocol):
    """The interface of shared.providers.registry."""

    @property
    def MODULES(self) -> Mapping[str, str]: ...  # noqa: N802

    def get_adapter(self, name: str) -> Adapter: ...


class Connections:
    """Reads the secrets. A secret that is missing or malformed configures no provider."""

    def __init__(self, secrets: Secrets, secret_name: str, adapters: Adapters = registry) -> None:
        self._secrets = secrets
        self._secret_name = secret_name
        self._adapters = adapters
        self._parsed: dict[str, tuple[str, Entries]] = {}
        self._complained: set[str] = set()

    def find(self, organization_id: UUID, provider: str) -> Connection | None:
        """Return the account to use; None if neither owner has all credentials needed."""
        own = self.of_owner(str(organization_id), provider)
        return own or self.of_owner(PLATFORM, provider)

    def of_owner(self, owner: str, provider: str) -> Connection | None:
        """Return the account of this owner, with which a job was submitted, or None."""
        secret = self._secret_name if owner == PLATFORM else f"{self._secret_name}/{owner}"
        entry = self._entries(secret).get(provider)
        if entry is None or provider not in self._adapters.MODULES:
            return None
        adapter = self._adapters.get_adapter(provider)
        base_url = (entry.get("base_url") or adapter.base_url).rstrip("/")
        wanted = adapter.credentials
        if owner != PLATFORM:
            wanted += adapter.own_credentials
        if not base_url or not all(entry.get(name) for name in wanted):
            return None
        secrets = {key: value for key, value in entry.items() if key != "base_url"}
        return Connection(owner=owner, secrets=secrets, base_url=base_url)

    def _entries(self, name: str) -> Entries:
        try:
            text = self._secrets.current(name)
        except RuntimeError:
            # Most organizations have no own accounts; only the platform's secret is expected.
            if name == self._secret_name:
                self._complain(name, "has no value")
            return {}
        known, entries = self._parsed.get(name, ("", {}))
        if known != text:
            entries = self._parse(name, text)
            self._parsed[name] = (text, entries)
        return entries

    def _parse(self, name: str, text: str) -> Entries:
        try:
            document = json.loads(text)
        except ValueError:
            document = None
        if not isinstance(document, dict):
            self._complain(name, "is no JSON object")
            return {}
        good = {provider: entry for provider, entry in document.items() if _is_entry(entry)}
        if len(good) < len(document):
            self._complain(name, "has entries that are no objects of strings")
        return good

    def _complain(self, name: str, what: str) -> None:
        if name not in self._complained:
            self._complained.add(name)
            get_logger("compute").warning("the secret of providers " + what, secret=name)


def _is_entry(entry: object) -> bool:
    return isinstance(entry, dict) and all(isinstance(value, str) for value in entry.values())
