"""What a landlord's action is. To add one: one module here with `ACTION = Action(...)`, named as
the action, and it is known to scenarios, the control API and the console alike.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

import msgspec

from nps_scenarios.profile import Profile
from nps_simulator.domain.content import values_objection
from nps_simulator.domain.ledger import Books, Decision
from nps_simulator.domain.model import Appointment, Invoice, Line, Variation, WorksOrder
from nps_simulator.domain.money import MOST_INVOICED, uninvoiceable
from nps_simulator.domain.standing import NotNowError, open_appointments, visit_of

ArgumentsT = TypeVar("ArgumentsT")


class ActionError(ValueError):
    """An action that cannot be taken: says which, what is wrong, and what it needs."""


class ArgumentsError(ActionError):
    """The arguments are wrong in themselves, whatever state the books are in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action(Generic[ArgumentsT]):
    """Something the landlord does, by name.

    `arguments` is a frozen dataclass of what it needs. `decide` gives the effect and, as facts,
    what a rule may know of it in the domain's words; it raises ActionError or NotNowError.
    """

    name: str
    arguments: type[ArgumentsT]
    decide: Callable[[ArgumentsT, Books, datetime, Profile], Decision]

    def take(
        self,
        arguments: Mapping[str, Any],
        books: Books,
        now: datetime,
        profile: Profile,
    ) -> Decision:
        """Takes the action with plain arguments (texts, numbers, lists). Raises ActionError, and
        then nothing has happened.
        """
        typed = self._typed(arguments)
        try:
            return self.decide(typed, books, now, profile)
        except NotNowError as error:
            raise ActionError(f"{self.name}: {error}") from error

    def _typed(self, arguments: Mapping[str, Any]) -> ArgumentsT:
        self._check_names(arguments)
        try:
            return msgspec.convert(dict(arguments), type=self.arguments, strict=False)
        except msgspec.ValidationError as error:
            raise ArgumentsError(f"{self.name}: {error}") from error

    def _check_names(self, arguments: Mapping[str, Any]) -> None:
        if not is_dataclass(self.arguments):
            raise TypeError(f"{self.name}: its arguments are not a dataclass")
        known = {each.name: each for each in fields(self.arguments)}
        takes = ", ".join(known)
        for name in arguments:
            if name not in known:
                raise ArgumentsError(f"{self.name} has no argument {name!r}; it takes {takes}")
        for name, each in known.items():
            needed = each.default is MISSING and each.default_factory is MISSING
            if needed and name not in arguments:
                raise ArgumentsError(f"{self.name} needs the argument {name!r}; it takes {takes}")


def order_named(books: Books, number: str) -> WorksOrder:
    """The order of that number. Raises ActionError when there is none."""
    order = books.order(number)
    if order is None:
        raise ActionError(f"there is no works order {number!r}; use the number it was raised under")
    return order


def listed_code(published: Mapping[str, Any], code: str, what: str) -> str:
    """The code, when it is in its published list. Raises ArgumentsError."""
    if code not in published:
        raise ArgumentsError(f"{what} {code!r} is not known; use one of {', '.join(published)}")
    return code


def showable(message: type[Any], **values: Any) -> None:  # noqa: ANN401 - values of many fields
    """Raises ArgumentsError for a value that a message of that class could not show, because it is
    beyond the published limits: what the landlord says has to keep to the contract too.
    """
    found = values_objection(message, values)
    if found is not None:
        raise ArgumentsError(found.refusal.text)


def payable(lines: Iterable[Line]) -> None:
    """Raises ActionError for lines that cost more than an invoice can say."""
    gross = uninvoiceable(lines)
    if gross is not None:
        raise ActionError(
            f"the lines cost {gross} with tax, and an invoice says {MOST_INVOICED} at most"
        )


def visit_named(order: WorksOrder, reference: str | None) -> Appointment:
    """The visit of that reference; without one, the order's open visit. Raises ActionError."""
    number = order.works_order_number
    if reference is not None:
        visit = visit_of(order, reference)
        if visit is None:
            raise ActionError(f"works order {number} has no appointment {reference!r}")
        return visit
    visits = open_appointments(order)
    if not visits:
        raise ActionError(f"works order {number} has no open appointment; name one, or book one")
    return visits[-1]


def variation_named(order: WorksOrder, number: int | None) -> Variation:
    """The variation of that number; without one, the order's latest. Raises ActionError."""
    if not order.variations:
        raise ActionError(f"works order {order.works_order_number} has no variation")
    if number is None:
        return order.variations[-1]
    for variation in order.variations:
        if variation.variation_number == number:
            return variation
    raise ActionError(f"works order {order.works_order_number} has no variation {number}")


def invoice_named(books: Books, invoice: str | None, order: str | None) -> Invoice:
    """The invoice of that number, or the latest of that order. Raises ActionError."""
    number = invoice
    if number is None:
        if order is None:
            raise ActionError("say which invoice: its number, or a works order that it covers")
        numbers = order_named(books, order).invoice_numbers
        if not numbers:
            raise ActionError(f"works order {order} has not been invoiced")
        number = numbers[-1]
    found = books.invoice(number)
    if found is None or found.beside:
        raise ActionError(f"there is no invoice {number!r}; use the number in the reply to AP8")
    return found


def line_facts(lines: Iterable[Line]) -> list[dict[str, Any]]:
    """Lines as facts for the journal."""
    return [
        {"line": line.line_number, "sor": line.sor_code, "quantity": str(line.quantity)}
        for line in lines
    ]


def visit_facts(visit: Appointment) -> dict[str, Any]:
    """A visit as facts for the journal."""
    return {
        "appointment_reference": visit.appointment_reference,
        "appointment_status": visit.state.value,
        "appointment_date": visit.appointment_date.isoformat(),
        "slot_code": visit.slot_code,
        "reason_code": visit.reason_code,
    }
