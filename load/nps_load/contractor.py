"""What a virtual contractor does, whatever the line it speaks through.

A poll asks for the list, reads the details of what is on it, and confirms the receipt; a contractor
that may do whole orders then books the visit, reports it, completes the work, and sends invoices in
batches. One call after the other, as a contractor's system does. A write without a clear answer is
sent again with the same external reference.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol

from nps_load.invoices import completed, invoice_for
from nps_load.paperwork import booking, half_the_work, nobody_in
from nps_load.record import MILLI, Call, Recording
from nps_load.replies import Listed, Replies, Reply, about
from nps_simulator.dice import Stream
from nps_simulator.messages.complete_works_order import CompleteWorksOrder
from nps_simulator.messages.confirm_works_order_receipt import ConfirmWorksOrderReceipt
from nps_simulator.messages.request_works_order_details import (
    RequestWorksOrderDetails,
    WorksOrderDetails,
)
from nps_simulator.messages.request_works_orders import RequestWorksOrders
from nps_simulator.messages.update_appointment_status import UpdateAppointmentStatus

ISSUED: Final = "ISS"
NEW: Final = frozenset({"", "NEW"})
READY: Final = frozenset({"AUT", ISSUED})
PENDING: Final = "PEND"
MOST_PAGES: Final = 100  # of one poll; a landlord that lists without end is not followed


class Speaking(Protocol):
    """A line to the landlord."""

    def call(self, row: str, request: object) -> Reply:
        """Send a request and wait for its reply; never raises for a bad one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conduct:
    """What a contractor does. `writes` False: it only polls and reads. `works`: whole orders.

    `invoices_from` is the moment (seconds since 1970) from which invoices are sent, `batch` the
    most orders on one. `resends` is how often (0 to 1) an answered invoice is sent a second time,
    as after a lost reply; `varies` how often the work turns out to be less than ordered, and
    `no_access` how often nobody opens at the first visit.
    """

    writes: bool = True
    works: bool = False
    invoices_from: float = 0.0
    batch: int = 20
    resends: float = 0.05
    varies: float = 0.0
    no_access: float = 0.0


class VirtualContractor:
    """One contractor. `now` gives seconds since 1970, `today` the landlord's local time."""

    def __init__(  # noqa: PLR0913 - all are named, and none has a sensible default
        self,
        *,
        name: str,
        stamp: str,
        line: Speaking,
        replies: Replies,
        record: Recording,
        conduct: Conduct,
        chance: Stream,
        now: Callable[[], float],
        today: Callable[[], datetime],
    ) -> None:
        self._name = name
        self._stamp = stamp
        self._line = line
        self._replies = replies
        self._record = record
        self._conduct = conduct
        self._chance = chance
        self._now = now
        self._today = today
        self._counted = 0
        self._read: dict[str, Listed] = {}
        self._done: set[str] = set()
        self._again: list[tuple[datetime, WorksOrderDetails]] = []  # nobody opened, and when
        self._undecided: set[str] = set()  # orders whose variation waits for the landlord
        self._unbilled: list[WorksOrderDetails] = []

    def poll(self, *, due: float, lag: float) -> None:
        """One scheduled round of work. `lag` is in milliseconds."""
        before: list[Listed] = []
        for _ in range(MOST_PAGES):
            reply = self._ask("AP1", RequestWorksOrders(), due=due, lag=lag)
            fresh = [each for each in reply.listed() if self._read.get(each.number) != each]
            if not reply.success or fresh == before:  # nothing new, or no way on
                break
            for each in fresh:
                self._take(each)
            if not reply.more:
                break
            due, lag, before = 0.0, 0.0, fresh
        self._come_back()
        self._send_invoices()

    def _take(self, listed: Listed) -> None:
        """Read one order, confirm it, and do what is to be done."""
        number = listed.number
        reply = self._ask("AP2", RequestWorksOrderDetails(works_order_number=number), order=number)
        if not reply.success:
            return
        if not self._conduct.writes:
            self._read[number] = listed  # or it would be read again at every poll
            return
        version = reply.version
        receipt = ConfirmWorksOrderReceipt(
            works_order_number=number,
            version=version,
            received_at=self._today(),
            external_reference=self._reference(),
        )
        # Not sent again when unclear: what is not confirmed is listed again.
        confirmed = self._ask("AP3", receipt, order=number, version=version)
        if not self._conduct.works or not confirmed.success:
            return
        if listed.change in NEW or number in self._undecided:
            order: WorksOrderDetails | None = self._replies.typed(reply).works_order
            if order is not None and order.status in READY:
                self._go_on(order)

    def _go_on(self, order: WorksOrderDetails) -> None:
        """Begin with an order, or go on when its variation was decided."""
        number = order.works_order_number
        if number in self._undecided:
            if all(each.status != PENDING for each in order.variations):
                self._undecided.discard(number)
                self._complete(order)
        elif number not in self._done:
            self._work(order)

    def _work(self, order: WorksOrderDetails) -> None:
        """The work, from beginning to end; when nobody opens, it goes on at a later poll."""
        number, at = order.works_order_number, self._today()
        self._done.add(number)
        if not self._chance.happens(self._conduct.no_access):
            self._visit(order)
            return
        self._tell("AP7", nobody_in(number, at, self._reference()), order=number)
        self._again.append((at, order))

    def _come_back(self) -> None:
        """To where nobody opened, at least a second later."""
        now, waiting = self._today(), self._again
        self._again = [each for each in waiting if each[0] >= now]
        for visited, order in waiting:
            if visited < now:
                self._visit(order)

    def _visit(self, order: WorksOrderDetails) -> None:
        """The visit and the work."""
        number, at = order.works_order_number, self._today()
        booked = self._tell("EX1", booking(number, at, self._reference()), order=number)
        if booked.success:
            for status in ("ATT", "CMP"):
                report = UpdateAppointmentStatus(
                    appointment_reference=booked.appointment,
                    status_code=status,
                    status_at=at,
                    external_reference=self._reference(),
                )
                self._tell("AP9", report, order=number)
        less = self._chance.happens(self._conduct.varies)
        current = self._vary(order) if less else order
        if current is not None:
            self._complete(current)

    def _vary(self, order: WorksOrderDetails) -> WorksOrderDetails | None:
        """Say that the first line was half the work; the version to complete, None while the
        landlord thinks about it, or when nobody knows what became of it.
        """
        number, variation = order.works_order_number, half_the_work(order, self._reference())
        answered = self._tell("AP6", variation, order=number)
        if not answered.success:
            return None if answered.unclear else order
        self._undecided.add(number)
        read = self._ask("AP2", RequestWorksOrderDetails(works_order_number=number), order=number)
        varied: WorksOrderDetails | None = (
            self._replies.typed(read).works_order if read.success else None
        )
        if varied is None or varied.version == order.version:
            return None  # it is listed when it is decided
        receipt = ConfirmWorksOrderReceipt(
            works_order_number=number,
            version=varied.version,
            received_at=self._today(),
            external_reference=self._reference(),
        )
        if not self._ask("AP3", receipt, order=number, version=varied.version).success:
            return None
        self._undecided.discard(number)
        return varied

    def _complete(self, order: WorksOrderDetails) -> None:
        """The work is done."""
        number, at = order.works_order_number, self._today()
        completion = CompleteWorksOrder(
            works_order_number=number,
            completed_at=at,
            lines=completed(order),
            external_reference=self._reference(),
        )
        if self._tell("AP5", completion, order=number).success:
            self._unbilled.append(order)

    def _send_invoices(self) -> None:
        """Everything that is completed, in batches; the last one may be small."""
        while self._unbilled and self._now() >= self._conduct.invoices_from:
            batch = self._unbilled[: self._conduct.batch]
            del self._unbilled[: self._conduct.batch]
            invoice = invoice_for(batch, reference=self._reference(), today=self._today().date())
            covered = tuple(order.works_order_number for order in batch)
            answered = self._tell("AP8", invoice, orders=covered)
            if answered.success and self._chance.happens(self._conduct.resends):
                self._ask("AP8", invoice, orders=covered, again=True)

    def _tell(self, row: str, request: Any, **about_it: Any) -> Reply:  # noqa: ANN401 - many classes
        """A write, sent once more when its answer is unclear."""
        reply = self._ask(row, request, **about_it)
        if reply.unclear:
            reply = self._ask(row, request, again=True, **about_it)
        return reply

    def _ask(  # noqa: PLR0913 - what a line of the record holds, all named
        self,
        row: str,
        request: Any,  # noqa: ANN401 - one of many classes
        *,
        due: float = 0.0,
        lag: float = 0.0,
        order: str = "",
        version: int = 0,
        orders: tuple[str, ...] = (),
        again: bool = False,
    ) -> Reply:
        sent = self._now()
        reply = self._line.call(row, request)
        took = (self._now() - sent) * MILLI
        if order:
            reply = about(reply, order)
        listed = reply.listed() if row == "AP1" and reply.success else ()
        call = Call(
            at=sent,
            contractor=self._name,
            row=row,
            took=round(took, 3),
            due=due,
            lag=round(lag, 3),
            problem=reply.problem,
            unclear=reply.unclear,
            order=order,
            version=version or (reply.version if row == "AP2" and reply.success else 0),
            orders=orders,
            listed=tuple((each.number, each.version, each.change) for each in listed),
            more=bool(listed) and reply.more,
            reference=getattr(request, "external_reference", ""),
            invoice=reply.invoice if row == "AP8" and reply.success else "",
            again=again,
        )
        self._record.write(call)
        return reply

    def _reference(self) -> str:
        """The next external reference: never used before, also not by an earlier run."""
        self._counted += 1
        return f"{self._stamp}-{self._counted}"
