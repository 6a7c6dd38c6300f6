"""Replies as they are sent, and as the journal shows them."""

from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from nps_simulator.endpoints.soap.codec import Codec
from nps_simulator.endpoints.soap.misdeeds import XML, shown
from nps_simulator.endpoints.soap.style import WireStyle
from nps_simulator.journal.entries import Http
from nps_simulator.memo import Memo

# Their APIs give the same value again for as long as nothing has changed.
GIVEN_AGAIN: Final = ("RequestWorksOrders", "RequestWorksOrderDetails")


@dataclass(frozen=True, slots=True)
class Written:
    """The bytes of a reply, and the whole answer as a journal has it."""

    body: bytes
    shown: Http


class Replies:
    """Writes the replies of a process; those that are given again are written once."""

    def __init__(self, codec: Codec) -> None:
        """Begin with none written."""
        self._codec = codec
        self._again = {name: Memo(partial(self._write, name)) for name in GIVEN_AGAIN}

    def write(self, operation: str, reply: object, style: WireStyle | None = None) -> Written:
        """Write a reply of an operation; a style is its form where that varies."""
        again = self._again.get(operation) if style is None else None
        return self._write(operation, reply, style) if again is None else again.of(reply)

    def _write(self, operation: str, reply: Any, style: WireStyle | None = None) -> Written:  # noqa: ANN401 - any of the replies
        body = self._codec.encode(operation, reply, style)
        return Written(body, shown(200, XML, body))
