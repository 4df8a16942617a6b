"""One fault at one provider, with a second provider to fall back to: what is to come of it."""

from dataclasses import dataclass, field
from typing import Any

from shared.providers import registry
from tests.e2e.orders import Cloud, Customer, Json, Photos, first, node
from tests.e2e.simulated_providers import Providers

SAME, FALLBACK, REFUSED = "ok-same", "ok-fallback", "refused"
UNUSABLE, TOO_LATE = "failed(provider_invalid_request)", "failed(node_timeout)"

# Where the next provider may do better, it is asked; a picture that nobody may make, or that is
# no picture, ends the node.
OUTCOMES = {
    "latency": SAME,
    "rate": FALLBACK,
    "rate_with_hint": FALLBACK,
    "no_credit": FALLBACK,
    "auth": FALLBACK,
    "server_error": FALLBACK,
    "hang": FALLBACK,  # here the connection drops in the end
    "lost_reply": FALLBACK,
    "job_failed": FALLBACK,
    "refusal": REFUSED,
    "bad_input": UNUSABLE,
    "expired_result": SAME,
    "rate at poll": SAME,
    "server_error at poll": SAME,
    "webhook_duplicate": SAME,
    "webhook_reordered": SAME,
    "webhook_late": SAME,
    "webhook_bad_signature": SAME,
    "webhook_early": SAME,
    "webhook_lost": SAME,
    "stuck": TOO_LATE,
}
# Vendors that say it in other words (tests/contract/providers has the answers themselves).
_OWN_WAYS = {
    ("comfyui", "refusal"): FALLBACK,  # it has no moderation: it fails
    ("magnific", "refusal"): FALLBACK,  # no reason is given
    ("photoroom", "refusal"): FALLBACK,  # none is documented: it is an error
    ("removebg", "refusal"): UNUSABLE,  # it finds no product
    ("recraft", "expired_result"): FALLBACK,  # there is nothing to ask for a fresh link
}
# What a provider is tried with: where it can choose, what takes it least time.
CAPABILITIES = {
    "anthropic": "caption",
    "bedrock": "inpaint",
    "bfl": "edit",
    "comfyui": "edit",
    "fal": "inpaint",
    "fashn": "try_on",
    "gemini": "caption",
    "ideogram": "edit",
    "kling": "try_on",
    "luma": "edit",
    "magnific": "upscale",
    "openai": "caption",
    "photoroom": "edit",
    "recraft": "inpaint",
    "removebg": "cutout",
    "replicate": "inpaint",
    "runway": "upscale",
    "stability": "inpaint",
    "veo": "video",
    "vertex_tryon": "try_on",
}
_SECOND = {
    "caption": ("anthropic", "gemini"),
    "cutout": ("photoroom",),
    "edit": ("gemini",),
    "inpaint": ("stability", "recraft"),
    "try_on": ("vertex_tryon", "fashn"),
    "upscale": ("recraft",),
    "video": ("fal",),
}
# Providers that hand out links, of those that answer at once.
_LINKING = ("recraft",)
# The answer to Veo's poll carries the film itself.
_LINKLESS = ("veo",)
_SHORTEST_DEADLINE_SECONDS = 60
_SECONDS = {"hang": 2.0, "latency": 1.0}


@dataclass(frozen=True)
class Cell:
    provider: str
    fault: str

    @property
    def capability(self) -> str:
        return CAPABILITIES[self.provider]

    @property
    def second(self) -> str:
        """Who is asked when this one cannot."""
        return next(name for name in _SECOND[self.capability] if name != self.provider)

    @property
    def expected(self) -> str | None:
        """None where a provider of this kind cannot show the fault."""
        mode = registry.get_adapter(self.provider).mode
        if self.fault.startswith("webhook_") and mode != "webhook":
            return None
        if self.fault == "expired_result":
            has_links = mode != "sync" or self.provider in _LINKING
            if not has_links or self.provider in _LINKLESS:
                return None
        # A reply that never comes is what `hang` shows.
        if mode == "sync" and (self.fault == "stuck" or self.fault.endswith(" at poll")):
            return None
        return _OWN_WAYS.get((self.provider, self.fault), OUTCOMES[self.fault])

    def plant(self, simulator: Providers, words: str = "") -> None:
        """`words` narrow it to orders with these among their inputs."""
        kind, _, step = self.fault.partition(" at ")
        simulator.plant(
            {
                "provider": self.provider,
                "kind": kind,
                "at": step or "submit",
                "match": words,
                "seconds": _SECONDS.get(kind, 0.0),
            }
        )


@dataclass
class Trial:
    """A cell carried out by an organization of its own: its breakers and lanes are its own."""

    cell: Cell
    customer: Customer
    task_id: str
    words: str
    ended: Json = field(default_factory=dict)

    @classmethod
    def begin(
        cls,
        cell: Cell,
        cloud: Cloud,
        photos: Photos,
        faulty: Providers,
        sound: Providers,
        words: str,
        **fields: Any,
    ) -> "Trial":
        customer = Customer(cloud, {cell.provider: faulty, cell.second: sound})
        if cell.fault == "stuck":
            fields["deadline_seconds"] = _SHORTEST_DEADLINE_SECONDS
        task_id = customer.submit(
            [node(cell.capability, photos, words=words)],
            **{"policy": first(cell.provider, cell.second), **fields},
        )
        return cls(cell, customer, task_id, words)

    def outcome(self, seconds: float = 180) -> str:
        """What has come of it, when it has ended."""
        self.ended = self.customer.finished(self.task_id, seconds)
        (made,) = self.ended["nodes"]
        if made["status"] != "succeeded":
            code = made["error"]["code"]
            return REFUSED if code == "provider_refused" else f"failed({code})"
        return SAME if made["provider"] == self.cell.provider else FALLBACK

    def faults_of_bookkeeping(self) -> list[str]:
        """Paid once where there is a picture, and not at all where there is none."""
        charges = self.customer.charges(self.task_id)
        results = self.customer.result(self.task_id)
        made = len(results["outputs"]) + len(results["texts"])
        succeeded = self.ended["status"] == "succeeded"
        wrong = []
        if len(charges) != succeeded:
            wrong.append(f"{len(charges)} charges")
        if made != (succeeded and self.cell.capability != "cutout"):
            wrong.append(f"{made} results")
        return wrong
