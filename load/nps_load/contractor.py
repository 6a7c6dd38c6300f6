"""What a virtual contractor does, whatever the line it speaks through.

A poll asks for the list, reads the details of what is on it, and confirms the receipt; a contractor
that may do whole orders then books the visit, reports it, completes the work, and sends invoices in
batches. One call after the other, as a contractor's system does. A write without a clear answer is
sent again with the same external reference (`under_way.py`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Protocol

from nps_load.invoices import completed, invoice_for
from nps_load.paperwork import booking, half_the_work, nobody_in
from nps_load.record import MILLI, Call, Recording
from nps_load.replies import Listed, Replies, Reply, about
from nps_load.under_way import Step, UnderWay, Work
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
        self._under_way = UnderWay(self._ask)

    def poll(self, *, due: float, lag: float) -> None:
        """One scheduled round of work. `lag` is in milliseconds. Without a good list nothing else
        is tried.
        """
        before: list[Listed] = []
        reply = self._list(due, lag)
        if not reply.success:
            return
        confirmed = self._under_way.resume()
        for _ in range(MOST_PAGES):
            fresh = [each for each in reply.listed() if self._read.get(each.number) != each]
            if fresh == before:  # nothing new
                break
            for each in fresh:
                # A list that is older than the receipt still has the order.
                if not _settled(each, confirmed):
                    self._take(each)
            if not reply.more:
                break
            before, reply = fresh, self._list(0.0, 0.0)
            if not reply.success:
                break
        self._come_back()
        self._send_invoices()

    def _list(self, due: float, lag: float) -> Reply:
        return self._ask(Step(row="AP1", request=RequestWorksOrders()), due=due, lag=lag)

    def _take(self, listed: Listed) -> None:
        """Read one order, confirm it, and do what is to be done."""
        number = listed.number
        reply = self._ask(_details(number))
        if not reply.success:
            return
        if not self._conduct.writes:
            self._read[number] = listed  # or it would be read again at every poll
            return
        self._under_way.go(self._receive(listed, reply))

    def _receive(self, listed: Listed, read: Reply) -> Work:
        """Confirm what was read; with an order to work on, go on."""
        number = listed.number
        confirmed = yield self._receipt(number, read.version)
        if not self._conduct.works or not confirmed.success:
            return
        if listed.change in NEW or number in self._undecided:
            order: WorksOrderDetails | None = self._replies.typed(read).works_order
            if order is not None and order.status in READY:
                yield from self._go_on(order)

    def _go_on(self, order: WorksOrderDetails) -> Work:
        """Begin with an order, or go on when its variation was decided."""
        number = order.works_order_number
        if number in self._undecided:
            if all(each.status != PENDING for each in order.variations):
                self._undecided.discard(number)
                yield from self._complete(order)
        elif number not in self._done:
            yield from self._work(order)

    def _work(self, order: WorksOrderDetails) -> Work:
        """The work, from beginning to end; when nobody opens, it goes on at a later poll."""
        number, at = order.works_order_number, self._today()
        self._done.add(number)
        if not self._chance.happens(self._conduct.no_access):
            yield from self._visit(order)
            return
        yield Step(row="AP7", request=nobody_in(number, at, self._reference()), order=number)
        self._again.append((at, order))

    def _come_back(self) -> None:
        """To where nobody opened, at least a second later."""
        now, waiting = self._today(), self._again
        self._again = [each for each in waiting if each[0] >= now]
        for visited, order in waiting:
            if visited < now:
                self._under_way.go(self._visit(order))

    def _visit(self, order: WorksOrderDetails) -> Work:
        """The visit and the work."""
        number, at = order.works_order_number, self._today()
        booked = yield Step(row="EX1", request=booking(number, at, self._reference()), order=number)
        if booked.success:
            for status in ("ATT", "CMP"):
                report = UpdateAppointmentStatus(
                    appointment_reference=booked.appointment,
                    status_code=status,
                    status_at=at,
                    external_reference=self._reference(),
                )
                yield Step(row="AP9", request=report, order=number)
        less = self._chance.happens(self._conduct.varies)
        yield from self._vary(order) if less else self._complete(order)

    def _vary(self, order: WorksOrderDetails) -> Work:
        """Say that the first line was half the work, and complete the new version; while the
        landlord thinks about it the order waits.
        """
        number, variation = order.works_order_number, half_the_work(order, self._reference())
        answered = yield Step(row="AP6", request=variation, order=number)
        if not answered.success:
            yield from self._complete(order)
            return
        self._undecided.add(number)
        read = yield _details(number)
        varied: WorksOrderDetails | None = (
            self._replies.typed(read).works_order if read.success else None
        )
        if varied is None or varied.version == order.version:
            return  # it is listed when it is decided
        confirmed = yield self._receipt(number, varied.version)
        if confirmed.success:
            self._undecided.discard(number)
            yield from self._complete(varied)

    def _complete(self, order: WorksOrderDetails) -> Work:
        """The work is done."""
        number, at = order.works_order_number, self._today()
        completion = CompleteWorksOrder(
            works_order_number=number,
            completed_at=at,
            lines=completed(order),
            external_reference=self._reference(),
        )
        answered = yield Step(row="AP5", request=completion, order=number)
        if answered.success:
            self._unbilled.append(order)

    def _send_invoices(self) -> None:
        """Everything that is completed, in batches; the last one may be small."""
        while self._unbilled and self._now() >= self._conduct.invoices_from:
            batch = self._unbilled[: self._conduct.batch]
            del self._unbilled[: self._conduct.batch]
            self._under_way.go(self._bill(batch))

    def _bill(self, batch: Sequence[WorksOrderDetails]) -> Work:
        invoice = invoice_for(batch, reference=self._reference(), today=self._today().date())
        covered = tuple(order.works_order_number for order in batch)
        step = Step(row="AP8", request=invoice, orders=covered)
        answered = yield step
        if answered.success and self._chance.happens(self._conduct.resends):
            yield replace(step, again=True)

    def _receipt(self, number: str, version: int) -> Step:
        receipt = ConfirmWorksOrderReceipt(
            works_order_number=number,
            version=version,
            received_at=self._today(),
            external_reference=self._reference(),
        )
        return Step(row="AP3", request=receipt, order=number, version=version)

    def _ask(self, step: Step, *, due: float = 0.0, lag: float = 0.0) -> Reply:
        row, sent = step.row, self._now()
        reply = self._line.call(row, step.request)
        took = (self._now() - sent) * MILLI
        if step.order:
            reply = about(reply, step.order)
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
            order=step.order,
            version=step.version or (reply.version if row == "AP2" and reply.success else 0),
            orders=step.orders,
            listed=tuple((each.number, each.version, each.change) for each in listed),
            more=bool(listed) and reply.more,
            reference=getattr(step.request, "external_reference", ""),
            invoice=reply.invoice if row == "AP8" and reply.success else "",
            again=step.again,
        )
        self._record.write(call)
        return reply

    def _reference(self) -> str:
        """The next external reference: never used before, also not by an earlier run."""
        self._counted += 1
        return f"{self._stamp}-{self._counted}"


def _details(number: str) -> Step:
    request = RequestWorksOrderDetails(works_order_number=number)
    return Step(row="AP2", request=request, order=number)


def _settled(listed: Listed, confirmed: Mapping[str, int]) -> bool:
    """Whether that entry, or a later version, was confirmed; some landlords list no versions."""
    version = confirmed.get(listed.number)
    return version is not None and listed.version <= version
