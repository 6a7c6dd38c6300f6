"""Replies as they are sent, and as the journal shows them.

AP1 gives the same value for as long as the same orders are listed (`apis.request_works_orders`):
those replies are kept, and written once.
"""

from dataclasses import dataclass
from typing import Final

from nps_simulator.endpoints.soap.codec import Codec
from nps_simulator.endpoints.soap.misdeeds import XML, shown
from nps_simulator.endpoints.soap.style import WireStyle
from nps_simulator.journal.entries import Http

KEPT: Final = 256
GIVEN_AGAIN: Final = "RequestWorksOrders"


@dataclass(frozen=True, slots=True)
class Written:
    """A reply, its bytes, and the answer with it as a journal has it."""

    reply: object
    body: bytes
    shown: Http


class Writing:
    """Writes the replies of a process."""

    def __init__(self, codec: Codec) -> None:
        """Begin with none kept."""
        self._codec = codec
        self._kept: dict[int, Written] = {}  # by identity, which holds while they are in here

    def write(self, operation: str, reply: object, style: WireStyle | None = None) -> Written:
        """Write a reply of an operation; a style is its form where that varies."""
        kept = self._kept.get(id(reply)) if style is None else None
        if kept is not None:
            return kept
        body = self._codec.encode(operation, reply, style)
        written = Written(reply, body, shown(200, XML, body))
        if style is None and operation == GIVEN_AGAIN:
            if len(self._kept) >= KEPT:
                self._kept.clear()
            self._kept[id(reply)] = written
        return written
