"""The books of one sandbox over the store: what APIs and actions read, and how decisions land.

Orders are kept in a small cache that is written through, and what polls were told until an order
changes. Both hold what is true in memory now, so they are thrown away with everything else when a
turn is lost.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import msgspec

from nps_scenarios.profile import Authorisation
from nps_simulator.domain.ledger import Decision
from nps_simulator.domain.model import Invoice, WorksOrder
from nps_simulator.sandbox.state import State
from nps_simulator.store.protocol import InvoiceRow, OrderRow, Store, Writer

# Enough for the orders a busy sandbox works on at a time; a document has about 2 kB.
CACHED_ORDERS: Final = 2_000
CACHED_LISTINGS: Final = 1_000

_encoder = msgspec.json.Encoder()
_order_decoder = msgspec.json.Decoder(WorksOrder)
_invoice_decoder = msgspec.json.Decoder(Invoice)


@dataclass(frozen=True, slots=True)
class _Held:
    """An order, and the number its unconfirmed news has in the sandbox's list."""

    order: WorksOrder
    news: int | None


class StoredBooks:
    """Implements `Books`; reads see what this turn has written."""

    def __init__(
        self,
        store: Store,
        writer: Writer,
        state: State,
        authorisations: Mapping[str, Authorisation],
    ) -> None:
        self._authorisations = authorisations
        self._store = store
        self._writer = writer
        self._state = state
        self._held: dict[str, _Held] = {}
        self._listings: dict[tuple[str, int], tuple[tuple[str, int, str], ...]] = {}

    def _find(self, number: str) -> _Held | None:
        held = self._held.pop(number, None)
        if held is None:
            row = self._store.order(self._writer.key, number)
            if row is None:
                return None
            held = _Held(_order_decoder.decode(row[0]), row[1])
        self._hold(number, held)
        return held

    def _hold(self, number: str, held: _Held) -> None:
        """Puts it last in the cache; the one used longest ago goes when there are too many."""
        self._held[number] = held
        if len(self._held) > CACHED_ORDERS:
            del self._held[next(iter(self._held))]

    def order(self, works_order_number: str) -> WorksOrder | None:
        """The order of that number."""
        held = self._find(works_order_number)
        return None if held is None else held.order

    def order_of_appointment(self, appointment_reference: str) -> WorksOrder | None:
        """The order that carries this appointment."""
        number = self._store.order_of_appointment(self._writer.key, appointment_reference)
        return None if number is None else self.order(number)

    def invoice(self, invoice_number: str) -> Invoice | None:
        """The invoice of that number."""
        document = self._store.invoice(self._writer.key, invoice_number)
        return None if document is None else _invoice_decoder.decode(document)

    def invoice_by_supplier_reference(self, contractor: str, reference: str) -> Invoice | None:
        """The contractor's invoice under its own reference."""
        key = self._writer.key
        document = self._store.invoice_by_supplier_reference(key, contractor, reference)
        return None if document is None else _invoice_decoder.decode(document)

    def listed(self, contractor: str, limit: int) -> tuple[tuple[str, int, str], ...]:
        """Orders with unconfirmed news, oldest news first; one more than `limit` if there is."""
        asked = contractor, limit
        listing = self._listings.get(asked)
        if listing is None:
            if len(self._listings) >= CACHED_LISTINGS:
                self._listings.clear()
            listing = tuple(self._store.listed(self._writer.key, contractor, limit + 1))
            self._listings[asked] = listing
        return listing

    def next_number(self, kind: str) -> int:
        """The next number of a kind, counted from 1."""
        number = self._state.numbers.get(kind, 0) + 1
        self._state.numbers[kind] = number
        self._store.touch(self._writer)
        return number

    def contractors(self) -> tuple[str, ...]:
        """The names of all contractors, in the order they were given."""
        return tuple(self._authorisations)

    def authorisation(self, contractor: str) -> Authorisation:
        """What that contractor may do now."""
        return self._state.authorisations.get(contractor) or self._authorisations[contractor]

    def orders(self, after: str, limit: int) -> tuple[WorksOrder, ...]:
        """Orders by number, for people who look."""
        documents = self._store.orders_after(self._writer.key, after, limit)
        return tuple(_order_decoder.decode(document) for document in documents)

    def write(self, decision: Decision) -> None:
        """Lets a decision land, but for what waits for delivery. Raises LostError when the
        database refuses it.
        """
        self.write_orders(decision.orders)
        for invoice in decision.invoices:
            row = InvoiceRow(
                number=invoice.invoice_number,
                contractor=invoice.contractor,
                supplier_reference=invoice.supplier_invoice_reference,
                beside=invoice.beside,
                document=_encoder.encode(invoice),
            )
            self._store.put_invoice(self._writer, row)
        for contractor, authorisation in decision.authorisations:
            self._state.authorisations[contractor] = authorisation
            self._store.touch(self._writer)

    def write_orders(self, orders: Iterable[WorksOrder]) -> None:
        """Stores these orders as they are now. Raises LostError."""
        for order in orders:
            self._write_order(order)

    def _write_order(self, order: WorksOrder) -> None:
        number = order.works_order_number
        former = self._find(number)
        if former is not None and former.order == order:
            return  # details read again, a receipt confirmed again: nothing to store
        known = () if former is None else former.order.appointments
        news = self._news(order, former)
        row = OrderRow(
            number=number,
            contractor=order.contractor,
            version=order.version,
            change_type=order.change_type,
            news=news,
            document=_encoder.encode(order),
            appointments=_new_references(order, {one.appointment_reference for one in known}),
        )
        self._listings.clear()
        self._store.put_order(self._writer, row)
        self._held.pop(number, None)
        self._hold(number, _Held(order, news))

    def _news(self, order: WorksOrder, former: _Held | None) -> int | None:
        """Where the order stands in the list: it keeps its place until all news is confirmed."""
        if order.acknowledged >= order.counter:
            return None
        if (
            former is not None
            and former.news is not None
            and former.order.contractor == order.contractor
        ):
            return former.news
        self._state.news += 1
        return self._state.news


def _new_references(order: WorksOrder, known: set[str]) -> tuple[str, ...]:
    references = (appointment.appointment_reference for appointment in order.appointments)
    return tuple(reference for reference in references if reference not in known)
