"""Legal variation: the same answer in another form, drawn from the seed for each exchange.

A client that was only ever shown one form breaks at the first other one. Varied is what the
contract leaves open and what every tried client stack reads: the order of the list, optional
elements that are for comfort, prefixes, white space between elements, comments, CDATA sections,
chunks for clients of HTTP/1.1, gzip for clients that offer it. Never varied are encoding (UTF-8,
declared), headers, codes, unknown elements, and the form of a SOAP Fault: stacks break on these.

The form depends on the seed and the number of the journal's entry alone, so that a run can be
repeated. To vary something more: draw it in `Variation`, always after what is drawn already.
"""

import gzip
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from types import MappingProxyType
from typing import Any, Final

from nps_simulator.dice import Dice
from nps_simulator.endpoints.soap.misdeeds import XML, Misdeed, shown
from nps_simulator.endpoints.soap.style import WireStyle
from nps_simulator.endpoints.transport import Wire
from nps_simulator.journal.entries import Delivery, Http
from nps_simulator.sandbox.calls import Called

CHUNKED: Final = ("Transfer-Encoding", "chunked")
GZIPPED: Final = ("Content-Encoding", "gzip")
_GZIP_LINE: Final = b"Content-Encoding: gzip\r\n"
MOST_CHUNKS: Final = 5
LIST: Final = "RequestWorksOrders"

# A short list, because the writers of each are compiled once; together they have every form.
STYLES: Final = (
    WireStyle(),
    WireStyle(envelope_prefix="soapenv", body_prefix="ns1"),
    WireStyle(envelope_prefix="SOAP-ENV", indent=2),
    WireStyle(envelope_prefix="S", body_prefix="tns", comments=True),
    WireStyle(envelope_prefix="env", cdata=True),
    WireStyle(envelope_prefix="s", body_prefix="wo", indent=1, comments=True, cdata=True),
    WireStyle(envelope_prefix="soap", body_prefix="n1", indent=4, cdata=True),
    WireStyle(envelope_prefix="SOAP-ENV", body_prefix="a", indent=1),
)
# Elements of a reply that nothing follows from: optional in the contract, which says of none of
# them when it is there. Whoever needs them asks for the details.
COMFORT: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "RequestWorksOrdersReply": (),
        "ListedWorksOrder": ("version", "change_type"),
        "CancelWorksOrderReply": ("status_at",),
        "VaryWorksOrderReply": ("estimated_net",),
        "CreateInvoiceReply": ("supplier_invoice_reference",),
        "OrderOutcome": ("message",),
        "CreateAppointmentReply": ("starts_at", "ends_at", "within_target"),
        "UpdateAppointmentStatusReply": ("works_order_number", "previous_status"),
        "AddWorksOrderNoteReply": ("note_number",),
    }
)


class Variation:
    """The form of one exchange's answer."""

    def __init__(self, seed: int, seq: int) -> None:
        """`seq` is the number of the exchange's entry."""
        self._dice = Dice(seed)
        self._purpose = f"wire/{seq}"
        self.style = self._dice.stream(f"{self._purpose}/style").one_of(STYLES)

    def reply(self, called: Called) -> Any:  # noqa: ANN401 - a reply of `messages`
        """The reply with its list in some order, and perhaps without what is for comfort.

        An answer that is given again is left as it was: it is to be the first one, once more.
        """
        reply = called.reply
        if called.repeated_of is not None:
            return reply
        if called.operation == LIST:
            order = self._dice.stream(f"{self._purpose}/list")
            reply = replace(reply, works_orders=tuple(order.shuffled(reply.works_orders)))
        spare = self._dice.stream(f"{self._purpose}/spare")
        return _without_comfort(reply) if spare.below(4) == 0 else reply

    def answer(self, body: bytes, wire: Wire, *, takes_gzip: bool) -> Misdeed:
        """The answer as it goes out, and as the journal shows it: its text, and its headers as they
        were sent.
        """
        draw = self._dice.stream(f"{self._purpose}/transfer")
        zipped = draw.below(2) == 0 and takes_gzip
        chunks = draw.below(MOST_CHUNKS + 1) if wire.version == "1.1" else 0
        sent = gzip.compress(body, mtime=0) if zipped else body
        headers = XML + _GZIP_LINE if zipped else XML
        plain = shown(200, XML, body)
        told = [plain.headers[0]]
        if zipped:
            told.append(GZIPPED)
        told.append(CHUNKED if chunks else ("Content-Length", str(len(sent))))

        async def play(wire: Wire) -> None:
            if chunks:
                await wire.answer_in_chunks(200, headers, sent, chunks)
            else:
                await wire.answer(200, headers, sent)

        http = Http(start=plain.start, headers=told, body=plain.body)
        return Misdeed(delivery=Delivery.DELIVERED, shown=http, play=play)


def _without_comfort(value: Any) -> Any:  # noqa: ANN401 - a reply, or a part of one
    spare = COMFORT.get(type(value).__name__)
    if spare is None:
        return value
    changes: dict[str, Any] = dict.fromkeys(spare)
    for field in fields(value):
        part = getattr(value, field.name)
        if isinstance(part, tuple) and part and is_dataclass(part[0]):
            changes[field.name] = tuple(map(_without_comfort, part))
    return replace(value, **changes) if changes else value
