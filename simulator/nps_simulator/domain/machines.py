"""The four machines: works order, variation, appointment, invoice.

Rule 1: everything that decides what may follow what lives here, as tables. The functions in
`standing.py` only read them, `STATES.md` is drawn from them, and the tests walk through every state
and event.

*Events.* An event says what is done and by whom (`by`): the contractor through an API, the landlord
through an action, or nobody ("itself": it follows from what is already so). A row of `LEADS` tells
which event leads from a state to which; staying in the same state is a lead too, and so a repeated
report is either accepted there or refused, never overlooked. A contractor's event that leads
nowhere stands in `REFUSED` with its refusal code; a landlord's event that leads nowhere is an error
of the person or script that took it.

*Order.* Raised, authorised for pick-up, issued with the first confirmed receipt, completed, closed.
The landlord may hold it; a release leads back to where it was (`BACK`), and the receipt of a held
order is remembered in that place. Nothing but details and their receipt comes before the first
receipt, except sending the order back. A cancelled order takes receipts, notes, and the repeat of
its cancellation. The second seed's words map as follows: practical completion is COM, in review
is the flag `in_review` (an inspection, or a queried invoice), closed is CLO.

*Conditions.* What a state alone cannot tell is a second table, `CONDITIONS`: a condition of the
order that refuses an event its state would allow. `SECOND_SEED` and `SECOND_SEED_CONDITIONS` hold
what only the second seed asks for; a profile switches them off.

*Who closes an order.* Nobody sends a close. An order closes by itself (`OrderEvent.CLOSE`) in the
moment when it is completed, not in review, its invoice is paid, and, by the second seed, all its
appointments have a final status. `closing.py` states this once, and nothing else closes.

*Appointment.* Booked, confirmed, en route, attended, then one of four final statuses. Each step may
be left out, none goes back; completed, broken, cancelled and no access are final. The landlord may
break or move a visit before the operative is there. Cancelling an order calls its visits off.

*Variation.* Applied at once when within the limits, else pending until the landlord decides.

*Invoice.* Received, perhaps queried, approved, paid; or rejected, and then the work may be invoiced
again.
"""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final, TypeVar

from nps_simulator.domain.events import (
    AppointmentEvent,
    By,
    Condition,
    InvoiceEvent,
    OrderEvent,
    VariationEvent,
)
from nps_simulator.domain.model import AppointmentState, InvoiceState, OrderState, VariationState


class Back(Enum):
    """The target of a release."""

    BACK = "where it was when it was held"


BACK: Final = Back.BACK

_Event = TypeVar("_Event")
_Target = TypeVar("_Target")


def _each(target: _Target, *events: _Event) -> dict[_Event, _Target]:
    return dict.fromkeys(events, target)


# -- works order -----------------------------------------------------------------------------------

_O, _E = OrderState, OrderEvent
# What may go on while work may: before completion and off hold.
_WORK: Final = (_E.COMPLETE, _E.VARY, _E.NO_ACCESS, _E.BOOK)
# What AP9 may report.
_VISITING: Final = (_E.VISIT, _E.MISSED, _E.DIARY)

ORDER_STARTS: Final = _O.RAISED
ORDER_FINAL: Final = frozenset({_O.CLOSED, _O.CANCELLED})

ORDER_LEADS: Final[Mapping[OrderState, Mapping[OrderEvent, OrderState | Back]]] = MappingProxyType(
    {
        _O.RAISED: _each(_O.RAISED, _E.AMEND, _E.ARRANGE)
        | _each(_O.AUTHORISED, _E.AUTHORISE)
        | _each(_O.CANCELLED, _E.WITHDRAW),
        _O.AUTHORISED: _each(_O.AUTHORISED, _E.READ, _E.AMEND, _E.ARRANGE)
        | _each(_O.ISSUED, _E.CONFIRM)
        | _each(_O.HELD, _E.HOLD)
        | _each(_O.CANCELLED, _E.SEND_BACK, _E.WITHDRAW, _E.REALLOCATE),
        _O.ISSUED: _each(_O.ISSUED, _E.READ, _E.CONFIRM, _E.VARY, _E.NO_ACCESS, _E.BOOK)
        | _each(_O.ISSUED, _E.VISIT, _E.MISSED, _E.DIARY, _E.NOTE)
        | _each(_O.ISSUED, _E.AMEND, _E.ARRANGE, _E.DECIDE)
        | _each(_O.COMPLETED, _E.COMPLETE)
        | _each(_O.HELD, _E.HOLD)
        | _each(_O.CANCELLED, _E.CANCEL, _E.SEND_BACK, _E.WITHDRAW, _E.REALLOCATE),
        _O.HELD: _each(_O.HELD, _E.READ, _E.CONFIRM, _E.DIARY, _E.NOTE)
        | _each(_O.HELD, _E.AMEND, _E.ARRANGE, _E.DECIDE)
        | _each(BACK, _E.RELEASE)
        | _each(_O.CANCELLED, _E.WITHDRAW, _E.REALLOCATE),
        _O.COMPLETED: _each(_O.COMPLETED, _E.READ, _E.CONFIRM, _E.INVOICE, _E.INSPECT)
        | _each(_O.COMPLETED, _E.VISIT, _E.MISSED, _E.DIARY, _E.NOTE)
        | _each(_O.CLOSED, _E.CLOSE),
        _O.CLOSED: _each(_O.CLOSED, _E.READ, _E.CONFIRM)
        | _each(_O.CLOSED, _E.VISIT, _E.MISSED, _E.DIARY, _E.NOTE),
        _O.CANCELLED: _each(_O.CANCELLED, _E.READ, _E.CONFIRM, _E.DIARY, _E.NOTE)
        | _each(_O.CANCELLED, _E.CANCEL, _E.SEND_BACK),
    }
)

ORDER_REFUSED: Final[Mapping[OrderState, Mapping[OrderEvent, str]]] = MappingProxyType(
    {
        # An order is handed out when it is authorised; before, it exists for no contractor.
        _O.RAISED: _each("ORDER-UNKNOWN", *(event for event in _E if event.by is By.CONTRACTOR)),
        _O.AUTHORISED: _each("RECEIPT-MISSING", *_WORK, *_VISITING, _E.CANCEL, _E.NOTE)
        | _each("NOT-COMPLETED", _E.INVOICE),
        _O.ISSUED: _each("NOT-COMPLETED", _E.INVOICE),
        _O.HELD: _each("ORDER-HELD", _E.COMPLETE, _E.BOOK, _E.VISIT)
        | _each("ORDER-WAITS", _E.VARY, _E.NO_ACCESS, _E.MISSED, _E.CANCEL, _E.SEND_BACK)
        | _each("NOT-COMPLETED", _E.INVOICE),
        _O.COMPLETED: _each("ORDER-COMPLETED", *_WORK, _E.CANCEL, _E.SEND_BACK)
        | _each("COMPLETED-ALREADY", _E.COMPLETE),
        _O.CLOSED: _each("ORDER-CLOSED", *_WORK, _E.CANCEL, _E.SEND_BACK)
        | _each("COMPLETED-ALREADY", _E.COMPLETE)
        | _each("INVOICED-ALREADY", _E.INVOICE),
        _O.CANCELLED: _each("ORDER-CANCELLED", *_WORK, _E.VISIT, _E.MISSED, _E.INVOICE),
    }
)

# Read in this order: the first that holds is the one the contractor is told.
CONDITIONS: Final[Mapping[Condition, Mapping[OrderEvent, str]]] = MappingProxyType(
    {
        Condition.NEVER_RECEIVED: _each("RECEIPT-MISSING", _E.DIARY, _E.NOTE),
        Condition.VARIATION_PENDING: _each("VARIATION-PENDING", _E.COMPLETE)
        | _each("VARIATION-OPEN", _E.VARY, _E.CANCEL),
        Condition.INVOICED: _each("INVOICED-ALREADY", _E.INVOICE),
        Condition.IN_REVIEW: _each("IN-REVIEW", _E.INVOICE),
    }
)

# What only the second seed asks for; a profile switches it off.
SECOND_SEED: Final[Mapping[OrderState, Mapping[OrderEvent, str]]] = MappingProxyType(
    {_O.CLOSED: _each("ORDER-CLOSED", *_VISITING, _E.NOTE)}
)
SECOND_SEED_CONDITIONS: Final[Mapping[Condition, Mapping[OrderEvent, str]]] = MappingProxyType(
    {Condition.BEGAN: _each("WORK-BEGAN", _E.SEND_BACK)}
)

# -- variation -------------------------------------------------------------------------------------

_V = VariationState

VARIATION_STARTS: Final = (_V.APPLIED, _V.PENDING)
VARIATION_FINAL: Final = frozenset({_V.APPLIED, _V.APPROVED, _V.REJECTED})

VARIATION_LEADS: Final[Mapping[VariationState, Mapping[VariationEvent, VariationState]]] = (
    MappingProxyType(
        {
            _V.PENDING: _each(_V.APPROVED, VariationEvent.APPROVE)
            | _each(_V.REJECTED, VariationEvent.REJECT, VariationEvent.FALL),
            _V.APPLIED: {},
            _V.APPROVED: {},
            _V.REJECTED: {},
        }
    )
)

# -- appointment -----------------------------------------------------------------------------------

_A, _S = AppointmentEvent, AppointmentState
_ENDS: Final = (
    _each(_S.COMPLETED, _A.COMPLETE)
    | _each(_S.BROKEN, _A.BREAK)
    | _each(_S.NO_ACCESS, _A.NO_ACCESS)
)
_BY_OTHERS: Final = _each(_S.CANCELLED, _A.REPLACE, _A.FALL)

APPOINTMENT_STARTS: Final = _S.BOOKED
APPOINTMENT_FINAL: Final = frozenset({_S.COMPLETED, _S.BROKEN, _S.CANCELLED, _S.NO_ACCESS})

# Which event a status in AP9 stands for.
EVENT_OF_STATUS: Final[Mapping[AppointmentState, AppointmentEvent]] = MappingProxyType(
    {
        _S.BOOKED: _A.REBOOK,
        _S.CONFIRMED: _A.CONFIRM,
        _S.EN_ROUTE: _A.SET_OFF,
        _S.ATTENDED: _A.ATTEND,
        _S.COMPLETED: _A.COMPLETE,
        _S.BROKEN: _A.BREAK,
        _S.CANCELLED: _A.CANCEL,
        _S.NO_ACCESS: _A.NO_ACCESS,
    }
)
# What such an event means for the works order; the others are matters of the diary.
MEANS: Final[Mapping[AppointmentEvent, OrderEvent]] = MappingProxyType(
    _each(_E.VISIT, _A.SET_OFF, _A.ATTEND, _A.COMPLETE) | _each(_E.MISSED, _A.NO_ACCESS)
)
# A part of the order has begun with an operative at the door, or with the word that nobody was in.
BEGINS: Final = frozenset({_A.ATTEND, _A.COMPLETE, _A.NO_ACCESS})

APPOINTMENT_LEADS: Final[Mapping[AppointmentState, Mapping[AppointmentEvent, AppointmentState]]] = (
    MappingProxyType(
        {
            _S.BOOKED: _ENDS
            | _BY_OTHERS
            | _each(_S.BOOKED, _A.REBOOK, _A.MOVE)
            | _each(_S.CONFIRMED, _A.CONFIRM)
            | _each(_S.EN_ROUTE, _A.SET_OFF)
            | _each(_S.ATTENDED, _A.ATTEND)
            | _each(_S.CANCELLED, _A.CANCEL)
            | _each(_S.BROKEN, _A.LANDLORD_BREAK),
            _S.CONFIRMED: _ENDS
            | _BY_OTHERS
            | _each(_S.BOOKED, _A.MOVE)
            | _each(_S.CONFIRMED, _A.CONFIRM)
            | _each(_S.EN_ROUTE, _A.SET_OFF)
            | _each(_S.ATTENDED, _A.ATTEND)
            | _each(_S.CANCELLED, _A.CANCEL)
            | _each(_S.BROKEN, _A.LANDLORD_BREAK),
            _S.EN_ROUTE: _ENDS
            | _BY_OTHERS
            | _each(_S.EN_ROUTE, _A.SET_OFF)
            | _each(_S.ATTENDED, _A.ATTEND)
            | _each(_S.CANCELLED, _A.CANCEL)
            | _each(_S.BROKEN, _A.LANDLORD_BREAK),
            _S.ATTENDED: _ENDS | _BY_OTHERS | _each(_S.ATTENDED, _A.ATTEND),
            _S.COMPLETED: _each(_S.COMPLETED, _A.COMPLETE),
            _S.BROKEN: _each(_S.BROKEN, _A.BREAK, _A.REPLACE),
            _S.CANCELLED: _each(_S.CANCELLED, _A.CANCEL, _A.REPLACE),
            _S.NO_ACCESS: _each(_S.NO_ACCESS, _A.NO_ACCESS, _A.REPLACE),
        }
    )
)


def _refused_appointments() -> dict[AppointmentState, dict[AppointmentEvent, str]]:
    """All that AP7 and AP9 may name and that leads nowhere; final or not makes the code."""
    refused = {
        state: {
            event: "APPOINTMENT-FINAL" if state in APPOINTMENT_FINAL else "APPOINTMENT-STEP"
            for event in EVENT_OF_STATUS.values()
            if event not in leads
        }
        for state, leads in APPOINTMENT_LEADS.items()
    }
    refused[_S.BROKEN][_A.COMPLETE] = "APPOINTMENT-BROKEN"
    refused[_S.COMPLETED][_A.REPLACE] = "REPLACES-COMPLETED"
    return refused


APPOINTMENT_REFUSED: Final[Mapping[AppointmentState, Mapping[AppointmentEvent, str]]] = (
    MappingProxyType(_refused_appointments())
)

# -- invoice ---------------------------------------------------------------------------------------

_I, _N = InvoiceState, InvoiceEvent

INVOICE_STARTS: Final = _I.RECEIVED
INVOICE_FINAL: Final = frozenset({_I.PAID, _I.REJECTED})

INVOICE_LEADS: Final[Mapping[InvoiceState, Mapping[InvoiceEvent, InvoiceState]]] = MappingProxyType(
    {
        _I.RECEIVED: {_N.APPROVE: _I.APPROVED, _N.QUERY: _I.QUERIED, _N.REJECT: _I.REJECTED},
        _I.QUERIED: {_N.APPROVE: _I.APPROVED, _N.REJECT: _I.REJECTED},
        _I.APPROVED: {_N.QUERY: _I.QUERIED, _N.PAY: _I.PAID},
        _I.PAID: {},
        _I.REJECTED: {},
    }
)
