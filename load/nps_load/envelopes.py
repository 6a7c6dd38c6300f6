"""Requests as bytes, rendered beforehand: a volume user fills in what changes and sends.

The codec of the contract writes each envelope once with marks in place of its values; what is kept
is a template, and so an envelope is byte for byte what the codec would write. Only polls, details
and receipts are worth it; the rest is written by the codec each time. To add a kind: one line in
`_MARKED`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final
from xml.sax.saxutils import escape

from nps_simulator.endpoints.soap.codec import Codec
from nps_simulator.messages.catalogue import OPERATIONS
from nps_simulator.messages.confirm_works_order_receipt import ConfirmWorksOrderReceipt
from nps_simulator.messages.request_works_order_details import RequestWorksOrderDetails
from nps_simulator.messages.request_works_orders import RequestWorksOrders
from nps_wsdl.contract import load_contract

_NUMBER: Final = "(the number)"
_REFERENCE: Final = "(the reference)"

# What is sent most, with marks that the codec writes as they are, and exactly once.
_MARKED: Final = (
    RequestWorksOrders(maximum_orders=987_654_321),
    RequestWorksOrderDetails(works_order_number=_NUMBER),
    ConfirmWorksOrderReceipt(
        works_order_number=_NUMBER,
        version=987_654_321,
        received_at=datetime(1901, 2, 3, 4, 5, 6),
        external_reference=_REFERENCE,
    ),
)


class EnvelopeError(ValueError):
    """A request that cannot be made a template: a mark came out not once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """An envelope with a gap for each of `attributes`; a request that sets others does not fit."""

    pattern: bytes
    attributes: tuple[str, ...]
    absent: tuple[str, ...]

    def fits(self, request: object) -> bool:
        """Whether a request sets what this template has gaps for, and nothing else."""
        return all(getattr(request, name) is None for name in self.absent) and all(
            getattr(request, name) is not None for name in self.attributes
        )

    def fill(self, request: object) -> bytes:
        """The envelope of a request that fits."""
        return self.pattern % tuple(as_text(getattr(request, name)) for name in self.attributes)


def template(codec: Codec, marked: Any) -> Template:  # noqa: ANN401 - one of many classes
    """The template of a request whose values are marks. Raises EnvelopeError."""
    kind = type(marked)
    values = {name: getattr(marked, name) for name in kind.__dataclass_fields__}
    marks = {name: as_text(value) for name, value in values.items() if value is not None}
    rendered = codec.encode_request(marked)
    for name, mark in marks.items():
        if rendered.count(mark) != 1:
            raise EnvelopeError(
                f"{kind.__name__}: the mark of {name} came out {rendered.count(mark)} times, "
                "expected once; leave this request to the codec."
            )
    order = sorted(marks, key=lambda name: rendered.index(marks[name]))
    pattern = rendered.replace(b"%", b"%%")
    for name in order:
        pattern = pattern.replace(marks[name], b"%b")
    absent = tuple(name for name in values if name not in marks)
    return Template(pattern=pattern, attributes=tuple(order), absent=absent)


class Envelopes:
    """Writes requests. One for each process is enough."""

    def __init__(self) -> None:
        contract = load_contract()
        self._codec = Codec(contract)
        self._poll = self._codec.encode_request(RequestWorksOrders())
        self._templates: Mapping[type[Any], Template] = MappingProxyType(
            {type(marked): template(self._codec, marked) for marked in _MARKED}
        )
        self._rows = {item.request: item.row for item in OPERATIONS.values()}
        self._actions = {
            item.request: f'"{contract.operations[name].soap_action}"'
            for name, item in OPERATIONS.items()
        }

    def row(self, request: object) -> str:
        """The row of a request: AP1 ... AP9, EX1, EX2."""
        return self._rows[type(request)]

    def action(self, request: object) -> str:
        """The value of its SOAPAction header, in quotes (WS-I Basic Profile 1.1, R1109)."""
        return self._actions[type(request)]

    def of(self, request: object) -> bytes:
        """The envelope of a request."""
        if isinstance(request, RequestWorksOrders) and request.maximum_orders is None:
            return self._poll
        known = self._templates.get(type(request))
        if known is not None and known.fits(request):
            return known.fill(request)
        return self._codec.encode_request(request)


def as_text(value: str | int | datetime | date) -> bytes:
    """A value as it stands in a message."""
    if isinstance(value, str):
        return escape(value).encode()
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds").encode()
    return str(value).encode()
