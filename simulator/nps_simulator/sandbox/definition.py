"""What a sandbox is made of: given once when it is opened, and never changed.

It is stored with the sandbox, so that a restart needs nothing else, and compared when a name is
opened again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final

import msgspec

from nps_scenarios.profile import Authorisation, Profile
from nps_scenarios.scenario import Scenario

FAITHFUL: Final = "faithful"
GULLIBLE: Final = "gullible"
FULL: Final = "full"
COMPACT: Final = "compact"
NUMBERS_EACH: Final = 1000
NUMBER_BLOCKS: Final = 90_000  # with 1,000 each, numbers of works orders keep to eight digits
COUNTED: Final = ("order", "appointment", "invoice")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A contractor's account: its name, password, and what it may do without asking. Nobody signs
    in to one without a password; the landlord gives it orders all the same.
    """

    name: str
    password: str | None = field(repr=False)
    authorisation: Authorisation = field(default_factory=Authorisation)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chances:
    """How a landlord acts that acts by chance: so many `orders` in all and `at_a_time`; `rate` and
    `faults` are how often (0 to 1) a poll is followed by a deed, or by the arming of a fault.
    """

    orders: int = 100
    at_a_time: int = 20
    rate: float = 0.25
    faults: float = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """One sandbox. `clock` is `given` (it stands until the script or a round moves it) or
    `machine` (it follows the machine's). `vary` gives answers in any legal form. `whims`
    let the landlord act by chance, where there is no script. `journal` is how much of a message is
    kept: `full`, or `compact` for load (typed contents and hashes, no bodies). Hashes are SHA-256
    in hex.
    """

    scenario: Scenario
    profile: Profile
    mode: str
    seed: int
    contractors: tuple[Account, ...]
    claims: Mapping[str, Any]
    clock: str
    contract_sha256: str
    rules_sha256: str
    vary: bool = False
    whims: Chances | None = None
    journal: str = FULL

    @property
    def counts_from(self) -> int:
        """Where the sandbox begins to count its numbers.

        A contractor keeps one database for all the scenarios it is put through, so no two of a
        catalogue may use the same numbers: each scenario's own seed and mode have a block.
        """
        if not self.scenario.steps:
            return 0
        block = self.scenario.seed * 2 + (self.mode == GULLIBLE)
        return block % NUMBER_BLOCKS * NUMBERS_EACH

    def differences(self, other: "Definition") -> tuple[str, ...]:
        """The names of the parts in which two definitions differ."""
        parts = Definition.__dataclass_fields__
        return tuple(
            part
            for part in parts
            if _encoder.encode(getattr(self, part)) != _encoder.encode(getattr(other, part))
        )


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    message = f"A definition holds plain values only, not {type(value).__name__}."
    raise TypeError(message)


_encoder = msgspec.json.Encoder(order="sorted", enc_hook=_plain)
_decoder = msgspec.json.Decoder(Definition)


def encode_definition(definition: Definition) -> bytes:
    """The stored form."""
    return _encoder.encode(definition)


def decode_definition(stored: bytes) -> Definition:
    """The definition of its stored form. Raises msgspec.DecodeError."""
    return _decoder.decode(stored)


def scenario_sha256(scenario: Scenario) -> str:
    """The hash of the scenario's file, or of its content where it has no file."""
    return sha256(scenario.source_bytes or _encoder.encode(scenario)).hexdigest()


def plain(value: Any) -> Any:  # noqa: ANN401 - turns any typed value into what JSON has
    """A typed value as JSON has it: mappings, lists, text, numbers."""
    return msgspec.to_builtins(value, order="sorted", enc_hook=_plain)
