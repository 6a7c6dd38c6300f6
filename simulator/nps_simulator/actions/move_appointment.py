"""The landlord moves a visit to another day or slot, agreed with the tenant."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from nps_scenarios.profile import Profile
from nps_simulator.actions._action import Action, listed_code, order_named, visit_facts, visit_named
from nps_simulator.domain.dates import slot_times
from nps_simulator.domain.events import AppointmentEvent, OrderEvent
from nps_simulator.domain.ledger import Books, Decision
from nps_simulator.domain.orders import moved, with_appointment, with_news
from nps_simulator.domain.standing import appointment_after, landlord_may, landlord_may_appointment
from nps_wsdl.codes import SLOTS


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveAppointment:
    """Which order and visit (default: the open one), and the new day and slot."""

    order: str
    date: date
    slot: str
    appointment: str | None = None


def decide(arguments: MoveAppointment, books: Books, now: datetime, profile: Profile) -> Decision:
    """The same reference at another time, booked again; the order is listed."""
    del profile
    order = order_named(books, arguments.order)
    visit = visit_named(order, arguments.appointment)
    listed_code(SLOTS, arguments.slot, "slot")
    landlord_may(order, OrderEvent.ARRANGE)
    landlord_may_appointment(visit, AppointmentEvent.MOVE)
    starts_at, ends_at = slot_times(arguments.date, arguments.slot)
    elsewhen = replace(
        visit,
        state=appointment_after(visit, AppointmentEvent.MOVE),
        status_at=now,
        appointment_date=arguments.date,
        slot_code=arguments.slot,
        starts_at=starts_at,
        ends_at=ends_at,
    )
    changed = with_appointment(moved(order, OrderEvent.ARRANGE, now), elsewhen)
    return Decision(orders=(with_news(changed, "APP"),), facts=visit_facts(elsewhen))


ACTION: Final = Action(name="move_appointment", arguments=MoveAppointment, decide=decide)
