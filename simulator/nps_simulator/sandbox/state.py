"""What of a sandbox changes besides its books and journal; stored with every commit.

To keep something more: one field with a default here, so that older databases are still read.
"""

from typing import Any

import msgspec

from nps_scenarios.profile import Authorisation
from nps_simulator.clock import ClockState


class ArmedFault(msgspec.Struct, omit_defaults=True):
    """A fault that waits for calls of an operation: it lets `skip` of them pass, then happens on
    `left` more.
    """

    operation: str
    kind: str
    left: int
    skip: int = 0
    settings: dict[str, Any] = {}


class WaitingInstruction(msgspec.Struct, omit_defaults=True):
    """A fact of the world the contractor's side has not been told yet."""

    number: int
    kind: str
    occurred_at: str
    orders: list[str] = []
    facts: dict[str, Any] = {}
    text: str = ""
    tempts: list[str] = []


class State(msgspec.Struct, omit_defaults=True):
    """The moving parts. `step` is the armed step, `count` what it has counted; `fired_in` the round
    in which the last step fired; `numbers` and `drawn` are what was counted and drawn so far,
    `authorisations` what differs from the accounts', `undone` the landlord's actions of the script
    that could not be taken as things stood. `raised` and `active` are for a landlord who acts by
    chance: how many orders there were, and those that something may still happen to.
    """

    clock: ClockState
    numbers: dict[str, int] = {}
    drawn: dict[str, int] = {}
    news: int = 0
    handles: dict[str, str] = {}
    authorisations: dict[str, Authorisation] = {}
    step: int = 0
    count: int = 0
    rounds: int = 0
    fired_in: int = 0
    instructions: int = 0
    waiting: list[WaitingInstruction] = []
    faults: list[ArmedFault] = []
    undone: list[dict[str, Any]] = []
    closed: str = ""
    raised: int = 0
    active: list[str] = []


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(State)


def encode_state(state: State) -> bytes:
    """The stored form."""
    return _encoder.encode(state)


def decode_state(stored: bytes) -> State:
    """The state of its stored form. Raises msgspec.DecodeError."""
    return _decoder.decode(stored)
