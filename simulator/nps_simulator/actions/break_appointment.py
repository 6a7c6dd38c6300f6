"""The landlord breaks a visit: it will not take place, and another is to be booked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from nps_scenarios.profile import Profile
from nps_simulator.actions._action import Action, listed_code, order_named, visit_facts, visit_named
from nps_simulator.domain.events import AppointmentEvent, OrderEvent
from nps_simulator.domain.ledger import Books, Decision
from nps_simulator.domain.orders import appointment_moved, moved, with_appointment, with_news
from nps_simulator.domain.standing import landlord_may, landlord_may_appointment
from nps_wsdl.codes import APPOINTMENT_REASONS


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakAppointment:
    """Which order, which visit (default: the open one), and the reason code."""

    order: str
    appointment: str | None = None
    reason: str = "LANDLD"


def decide(arguments: BreakAppointment, books: Books, now: datetime, profile: Profile) -> Decision:
    """The visit is broken, and the order listed."""
    del profile
    order = order_named(books, arguments.order)
    visit = visit_named(order, arguments.appointment)
    listed_code(APPOINTMENT_REASONS, arguments.reason, "appointment reason")
    landlord_may(order, OrderEvent.ARRANGE)
    landlord_may_appointment(visit, AppointmentEvent.LANDLORD_BREAK)
    broken = appointment_moved(visit, AppointmentEvent.LANDLORD_BREAK, now, arguments.reason)
    changed = with_appointment(moved(order, OrderEvent.ARRANGE, now), broken)
    return Decision(orders=(with_news(changed, "APP"),), facts=visit_facts(broken))


ACTION: Final = Action(name="break_appointment", arguments=BreakAppointment, decide=decide)
