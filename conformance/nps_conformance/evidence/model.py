"""The frozen values that rules judge. Every `seq` is the number of a journal entry."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from nps_conformance.evidence.pace import Pace
from nps_simulator.journal.entries import Action, Delivery, Exchange, Finding, Instruction
from nps_simulator.messages.request_works_order_details import LineDetails, WorksOrderDetails

POLL: Final = "RequestWorksOrders"
DETAILS: Final = "RequestWorksOrderDetails"
RECEIPT: Final = "ConfirmWorksOrderReceipt"
CANCEL: Final = "CancelWorksOrder"
COMPLETE: Final = "CompleteWorksOrder"
VARY: Final = "VaryWorksOrder"
NON_ACCESS: Final = "RecordNonAccess"
INVOICE: Final = "CreateInvoice"
APPOINTMENT_STATUS: Final = "UpdateAppointmentStatus"
APPOINT: Final = "CreateAppointment"
NOTE: Final = "AddWorksOrderNote"

WRITES: Final = frozenset(
    {
        RECEIPT,
        CANCEL,
        COMPLETE,
        VARY,
        NON_ACCESS,
        INVOICE,
        APPOINTMENT_STATUS,
        APPOINT,
        NOTE,
    }
)
WORK: Final = WRITES - {RECEIPT}  # what only a contractor that works would send

_NOTHING_HAPPENED: Final = frozenset({Delivery.REQUEST_LOST, Delivery.REPLACED})
KILLING: Final = frozenset({"kill-before", "kill-after"})  # faults that end the program
_WHOLE: Final = frozenset({"stale-reply", "wrong-type"})  # faults that leave a reply readable


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request with an operation, and its reply, both typed (None when not readable).

    `orders` are the works orders it is about, an appointment's order included once it is known.
    `again` is the first entry with the very same message, if the landlord had accepted that: it is
    answered as it was then, and nothing happens. `at` is the sandbox's time, as ISO text without a
    zone; only rules that need a given time may compare by it. `unheard` is the first entry whose
    answer was still under way when it was sent.
    """

    seq: int
    operation: str
    contractor: str
    request: Any  # one of the request classes of `messages`; the operation says which
    reply: Any  # likewise
    outcome: str
    code: str
    delivery: str
    findings: tuple[Finding, ...]
    orders: tuple[str, ...]
    suspended: str = ""
    fault: str = ""
    again: int | None = None
    at: str = ""
    unheard: int | None = None

    @property
    def unclear(self) -> bool:
        """The contractor cannot know what became of it."""
        return self.delivery != Delivery.DELIVERED

    @property
    def killed(self) -> bool:
        """The contractor's program was killed while it waited for the reply."""
        return self.fault in KILLING

    @property
    def perhaps_read(self) -> bool:
        """A whole reply came, though a stale one or of another type: a client may have read it."""
        return self.fault in _WHOLE

    @property
    def effective(self) -> bool:
        """The landlord did it, whether or not the contractor was told."""
        return self.outcome == "success" and self.delivery not in _NOTHING_HAPPENED

    @property
    def told_success(self) -> bool:
        """The contractor has read that it was done."""
        return self.outcome == "success" and not self.unclear

    @property
    def told_refusal(self) -> bool:
        """The contractor has read a refusal."""
        return self.outcome == "refusal" and not self.unclear

    @property
    def reference(self) -> str:
        """The contractor's own event id, empty for a query."""
        return getattr(self.request, "external_reference", "") or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Details of an order that were delivered: what the contractor has read."""

    seq: int
    details: WorksOrderDetails


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """An order stood on a list that was delivered."""

    seq: int
    version: int | None
    change_type: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """From entry `seq` on the contractor could know this status; it stands as told since entry
    `since`, which is earlier when it was only told once more.
    """

    seq: int
    status: str
    since: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Requested:
    """A variation the contractor asked for. `number` is None when no reply or view ever named it;
    `tellings` are its statuses as told (PEND, APPL, APPR, REJ; `not shown` when later details
    leave it out).
    """

    call: Call
    number: int | None
    tellings: tuple[Telling, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeLine:
    """One line as a variation made it; a rate or tax code of None was never told."""

    line_number: int
    quantity: Decimal
    unit_rate: Decimal | None
    tax_code: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """A version as entry `seq` told it: its number, and its lines by number."""

    seq: int
    version: int
    lines: Mapping[int, LineDetails | ScopeLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One order as one contractor lived it, each tuple in the order of the journal."""

    contractor: str
    number: str
    calls: tuple[Call, ...]
    views: tuple[View, ...]
    listings: tuple[Listing, ...]
    actions: tuple[Action, ...]
    instructions: tuple[Instruction, ...]
    statuses: tuple[Telling, ...]  # of the order, as views and replies told it
    appointments: Mapping[str, tuple[Telling, ...]]  # by reference
    variations: tuple[Requested, ...]
    scopes: tuple[Scope, ...]  # as views told them, and the replies that applied variations
    receipts: tuple[int, ...]  # the entries of those that were told taken
    last_work: int  # the entry of the last call that only a contractor that works makes, or -1
    pace: Pace

    def calls_of(self, *operations: str) -> Iterator[Call]:
        """The calls of these operations."""
        return (call for call in self.calls if call.operation in operations)

    def calls_between(self, start: int, end: int) -> tuple[Call, ...]:
        """The calls after entry `start` and before entry `end`."""
        at = bisect_right(self.calls, start, key=lambda each: each.seq)
        return self.calls[at : bisect_left(self.calls, end, key=lambda each: each.seq)]

    def acted_between(self, start: int, end: int) -> bool:
        """Whether the landlord did something after entry `start` and before entry `end`."""
        at = bisect_right(self.actions, start, key=lambda each: each.seq)
        return at < len(self.actions) and self.actions[at].seq < end

    def acts_of(self, *operations: str) -> Iterator[Call]:
        """The same without the very same message again, which does nothing."""
        return (call for call in self.calls_of(*operations) if call.again is None)

    def instructed(self, *kinds: str) -> Iterator[Instruction]:
        """The instructions of these kinds."""
        return (each for each in self.instructions if each.kind in kinds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All that rules may know of one sandbox.

    `calls` holds every call with an operation; `unreadable` the entries that had none because
    the message could not be read, as (seq, code, findings). `exchanges` is everything that came
    over the wire, as it came; its hidden parts (`before`, `after`) are not for rules. `turns` are
    the entries at which a fact or a round was handed out, `handled` those at which the contractor's
    side said that it is dealt with. `due_within` is the profile's number of
    polls or rounds; `authorisations` are the contractors' as the profile grants them.
    """

    calls: tuple[Call, ...]
    unreadable: tuple[tuple[int, str, tuple[Finding, ...]], ...]
    stories: tuple[Story, ...]
    instructions: tuple[Instruction, ...]
    exchanges: tuple[Exchange, ...]
    turns: tuple[int, ...]
    handled: tuple[int, ...]
    authorisations: Mapping[str, Mapping[str, Any]]
    due_within: int
    last: int
