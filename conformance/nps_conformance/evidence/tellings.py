"""What a contractor was told about one order, and from which entry on it could know."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from nps_conformance.evidence.model import (
    APPOINT,
    APPOINTMENT_STATUS,
    CANCEL,
    COMPLETE,
    INVOICE,
    NON_ACCESS,
    VARY,
    Call,
    Requested,
    Telling,
    View,
)

# What the outcome of a variation request means as a status of the variation.
_OUTCOMES = {"APPLIED": "APPL", "PENDING": "PEND", "REJECTED": "REJ"}
# A variation that was accepted and that later details do not show: as last told, there is none.
NOT_SHOWN = "not shown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The tellings of one order; see `Story`."""

    statuses: tuple[Telling, ...]
    appointments: Mapping[str, tuple[Telling, ...]]
    variations: tuple[Requested, ...]


@dataclass(slots=True)
class _Variation:
    call: Call
    number: int | None = None
    tellings: list[Telling] = field(default_factory=list)


class _Variations:
    """The variations that were asked for so far."""

    def __init__(self) -> None:
        self.asked: list[_Variation] = []
        self.named: defaultdict[str, list[_Variation]] = defaultdict(list)  # by reference
        self.standing: dict[str, object] = {}  # references of which a status was told, not undone

    def ask(self, call: Call) -> None:
        """Takes in a request for one, and what its reply told."""
        asked = _Variation(call=call)
        if call.told_success:
            asked.number = call.reply.variation_number
            status = _OUTCOMES.get(call.reply.outcome or "")
            if status:
                append(asked.tellings, call.seq, status)
                self.standing[call.reference] = None
        self.asked.append(asked)
        self.named[call.reference].append(asked)

    def read(self, view: View) -> None:
        """Takes in details: what they show, and that there is no other."""
        shown = {each.external_reference: each for each in view.details.variations}
        for reference in [each for each in self.standing if each not in shown]:
            del self.standing[reference]
            for asked in self.named[reference]:
                _tell(asked, view.seq, NOT_SHOWN)
        for reference, found in shown.items():
            same = self.named.get(reference, ())
            told = (len(same), found.variation_number, found.status)
            if not same or self.standing.get(reference) == told:
                continue  # nothing new
            self.standing[reference] = told
            for asked in same:
                asked.number = found.variation_number
                _tell(asked, view.seq, found.status)


def _tell(asked: _Variation, seq: int, status: str) -> None:
    told = asked.tellings[-1].status if asked.tellings else NOT_SHOWN
    if status != told:
        append(asked.tellings, seq, status)


def tell(calls: Sequence[Call], views: Sequence[View], number: str) -> Told:
    """The tellings of an order out of the delivered replies to its calls, in their order."""
    statuses: list[Telling] = []
    appointments: dict[str, list[Telling]] = {}
    variations = _Variations()
    seen = iter(views)
    view = next(seen, None)
    told: set[int] = set()  # accepted messages whose answer was read
    looked = -1
    for call in calls:
        # An answer given again tells nothing, where the first was read or the details were since.
        news = call.again is None or (call.again not in told and looked < call.again)
        if call.told_success:
            told.add(call.seq if call.again is None else call.again)
        if call.operation == VARY and news:
            variations.ask(call)
        if view is not None and view.seq == call.seq:
            _read(view, statuses, appointments, variations)
            looked = view.seq
            view = next(seen, None)
        elif call.told_success and news:
            status = _status(call, number)
            if status:
                append(statuses, call.seq, status)
            _replied(call, appointments)
    return Told(
        statuses=tuple(statuses),
        appointments=MappingProxyType({key: tuple(told) for key, told in appointments.items()}),
        variations=tuple(
            Requested(call=each.call, number=each.number, tellings=tuple(each.tellings))
            for each in variations.asked
        ),
    )


def append(tellings: list[Telling], seq: int, status: str) -> None:
    """Adds what entry `seq` told to what was told before; it ascends."""
    again = bool(tellings) and tellings[-1].status == status
    tellings.append(Telling(seq=seq, status=status, since=tellings[-1].since if again else seq))


def _read(
    view: View,
    statuses: list[Telling],
    appointments: dict[str, list[Telling]],
    variations: "_Variations",
) -> None:
    """Takes in what details tell: everything in them, as it is now."""
    append(statuses, view.seq, view.details.status)
    for each in view.details.appointments:
        _add(appointments, each.appointment_reference, view.seq, each.status_code)
    variations.read(view)


def _add(appointments: dict[str, list[Telling]], reference: str, seq: int, status: str) -> None:
    told = appointments.setdefault(reference, [])
    if not told or told[-1].status != status:
        append(told, seq, status)


def _status(call: Call, number: str) -> str | None:
    """The status of the order that a success reply names."""
    if call.operation in {CANCEL, COMPLETE}:
        named: str | None = call.reply.works_order_status
        return named or {CANCEL: "CAN", COMPLETE: "COM"}[call.operation]
    if call.operation == INVOICE:
        found = (
            each.works_order_status
            for each in call.reply.orders
            if each.works_order_number == number
        )
        return next(found, None)
    return None


def _replied(call: Call, appointments: dict[str, list[Telling]]) -> None:
    """Takes in the appointment status that a success reply names."""
    if call.operation not in {APPOINT, APPOINTMENT_STATUS, NON_ACCESS}:
        return
    reference = call.reply.appointment_reference
    if call.operation == APPOINTMENT_STATUS:
        reference = call.request.appointment_reference
    status = call.reply.appointment_status
    if reference and status:
        _add(appointments, reference, call.seq, status)
