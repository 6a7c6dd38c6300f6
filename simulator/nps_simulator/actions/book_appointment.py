"""The landlord books a visit, agreed with the tenant."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from nps_scenarios.profile import Profile
from nps_simulator.actions._action import Action, ActionError, listed_code, order_named, visit_facts
from nps_simulator.domain.events import OrderEvent
from nps_simulator.domain.ledger import Books, Decision
from nps_simulator.domain.orders import landlords_visit, moved, with_appointment, with_news
from nps_simulator.domain.standing import landlord_may, open_appointments
from nps_wsdl.codes import SLOTS


@dataclass(frozen=True, slots=True, kw_only=True)
class BookAppointment:
    """Which order, and the day and slot."""

    order: str
    date: date
    slot: str


def decide(arguments: BookAppointment, books: Books, now: datetime, profile: Profile) -> Decision:
    """A booked visit with the next reference; the order is listed."""
    del profile
    order = order_named(books, arguments.order)
    listed_code(SLOTS, arguments.slot, "slot")
    landlord_may(order, OrderEvent.ARRANGE)
    visits = open_appointments(order)
    if visits:
        raise ActionError(
            f"book_appointment: works order {arguments.order} has the open appointment "
            f"{visits[-1].appointment_reference}; move or break it"
        )
    visit = landlords_visit(arguments.date, arguments.slot, books, now)
    changed = with_appointment(moved(order, OrderEvent.ARRANGE, now), visit)
    return Decision(orders=(with_news(changed, "APP"),), facts=visit_facts(visit))


ACTION: Final = Action(name="book_appointment", arguments=BookAppointment, decide=decide)
