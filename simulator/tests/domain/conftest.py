"""A landlord to test against: the domain's APIs and actions over books kept in memory."""

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest

from nps_scenarios.profile import Authorisation, Profile
from nps_simulator.actions.registry import ACTIONS
from nps_simulator.apis.registry import APIS
from nps_simulator.domain.ledger import Circumstances, Decision, RefusalKind
from nps_simulator.domain.model import Invoice, WorksOrder
from nps_simulator.messages.complete_works_order import CompleteWorksOrder
from nps_simulator.messages.confirm_works_order_receipt import ConfirmWorksOrderReceipt
from nps_simulator.messages.create_invoice import CreateInvoice, InvoicedOrder, InvoiceLine
from nps_simulator.messages.request_works_order_details import RequestWorksOrderDetails

SUSPENDED = {RefusalKind.SEQUENCE, RefusalKind.DUPLICATE}
RATES = {"S20": Decimal(20), "R05": Decimal(5)}
PENNY = Decimal("0.01")


@dataclass
class MemoryBooks:
    """Books in memory: a small real implementation of the protocol."""

    authorisations: dict[str, Authorisation]
    orders: dict[str, WorksOrder] = field(default_factory=dict)
    invoices: dict[str, Invoice] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)

    def order(self, works_order_number: str) -> WorksOrder | None:
        return self.orders.get(works_order_number)

    def order_of_appointment(self, appointment_reference: str) -> WorksOrder | None:
        for order in self.orders.values():
            for each in order.appointments:
                if each.appointment_reference == appointment_reference:
                    return order
        return None

    def invoice(self, invoice_number: str) -> Invoice | None:
        return self.invoices.get(invoice_number)

    def invoice_by_supplier_reference(self, contractor: str, reference: str) -> Invoice | None:
        for each in self.invoices.values():
            if (each.contractor, each.supplier_invoice_reference) == (contractor, reference):
                return each
        return None

    def listed(self, contractor: str, limit: int) -> tuple[tuple[str, int, str], ...]:
        news = [
            (each.works_order_number, each.version, each.change_type)
            for each in self.orders.values()
            if each.contractor == contractor and each.acknowledged < each.counter
        ]
        return tuple(news[: limit + 1])

    def next_number(self, kind: str) -> int:
        self.numbers[kind] = self.numbers.get(kind, 0) + 1
        return self.numbers[kind]

    def contractors(self) -> tuple[str, ...]:
        return tuple(self.authorisations)

    def authorisation(self, contractor: str) -> Authorisation:
        return self.authorisations[contractor]

    def write(self, decision: Decision) -> None:
        self.orders.update({each.works_order_number: each for each in decision.orders})
        self.invoices.update({each.invoice_number: each for each in decision.invoices})
        self.authorisations.update(decision.authorisations)

    def everything(self) -> tuple[Any, ...]:
        """A copy of all that a refusal must leave as it was."""
        return dict(self.orders), dict(self.invoices), dict(self.authorisations)


@dataclass
class Landlord:
    """Plays one landlord: calls go through guard and accept, as the sandbox does it."""

    profile: Profile
    books: MemoryBooks
    now: datetime = datetime(2026, 3, 2, 9, 0)
    gullible: bool = False
    references: int = 0
    suspended: str = ""
    delivers: bool = True

    def call(self, request_class: type[Any], contractor: str = "acme", **values: Any) -> Any:
        """Calls an API, with an external reference of its own unless one is given; the reply."""
        if "external_reference" in {each.name for each in fields(request_class)}:
            self.references += 1
            values = {"external_reference": f"ER-{self.references}"} | values
        request = request_class(**values)
        api = APIS[request_class.__name__]
        here = Circumstances(
            contractor=contractor,
            now=self.now,
            profile=self.profile,
            authorisation=self.books.authorisation(contractor),
        )
        self.suspended = ""
        objection = api.guard(request, self.books, here)
        if objection is not None:
            if not (self.gullible and objection.kind in SUSPENDED):
                return api.refuse(request, objection.refusal)
            self.suspended = objection.refusal.code
        decision = (api.accept if objection is None else api.beside)(request, self.books, here)
        self.books.write(decision)
        if self.delivers:
            shown = {each.works_order_number: each for each in decision.delivered}
            self.books.orders.update(shown)
        return decision.reply

    def refusal(self, request_class: type[Any], contractor: str = "acme", **values: Any) -> str:
        """The code with which the call is refused, '' when it is not; a refusal changes nothing."""
        before = self.books.everything()
        reply = self.call(request_class, contractor, **values)
        if reply.action_status.success_flag:
            return ""
        assert self.books.everything() == before
        (message,) = reply.action_status.messages
        assert message.severity == "E"
        assert "{" not in message.text or message.code == "PATTERN-WRONG"
        return str(message.code)

    def act(self, name: str, **arguments: Any) -> Decision:
        """Takes a landlord's action."""
        decision = ACTIONS[name].take(arguments, self.books, self.now, self.profile)
        self.books.write(decision)
        return decision

    def order(self, number: str) -> WorksOrder:
        """The order as the books have it."""
        return self.books.orders[number]

    def raised(self, **arguments: Any) -> str:
        """A new order's number: two taps and some plaster, routine; 106.90 net."""
        given = {
            "priority": "ROU",
            "description": "Leaking tap, damp wall",
            "lines": [{"sor": "900101", "quantity": "2"}, {"sor": "900425", "quantity": "3.5"}],
        }
        return self.act("raise_order", **(given | arguments)).orders[0].works_order_number

    def issued(self, contractor: str = "acme", **arguments: Any) -> str:
        """A new order's number, read and confirmed."""
        number = self.raised(contractor=contractor, **arguments)
        self.read(number, contractor)
        return number

    def read(self, number: str, contractor: str = "acme") -> Any:
        """Reads the details and confirms their receipt; the details."""
        reply = self.call(RequestWorksOrderDetails, contractor, works_order_number=number)
        self.call(ConfirmWorksOrderReceipt, contractor, works_order_number=number)
        return reply.works_order

    def details(self, number: str, contractor: str = "acme") -> Any:
        """Reads the details."""
        return self.call(
            RequestWorksOrderDetails, contractor, works_order_number=number
        ).works_order

    def completed(self, **arguments: Any) -> str:
        """A new order's number, completed an hour later."""
        number = self.issued(**arguments)
        self.later(hours=1)
        self.call(CompleteWorksOrder, works_order_number=number, completed_at=self.now)
        return number

    def invoice_values(self, *numbers: str, **changes: Any) -> dict[str, Any]:
        """What an invoice says that is right for these orders as they stand."""
        orders = tuple(self._share(number) for number in numbers)
        net = sum((each.net for each in orders), Decimal("0.00"))
        tax = sum((each.tax for each in orders), Decimal("0.00"))
        right = {
            "supplier_invoice_reference": f"INV-{numbers[0]}",
            "invoice_date": self.now.date(),
            "reverse_charge": any(line.tax_code == "RC" for each in orders for line in each.lines),
            "orders": orders,
            "net_total": net,
            "tax_total": tax,
            "gross_total": net + tax,
        }
        return right | changes

    def _share(self, number: str) -> InvoicedOrder:
        lines = tuple(
            InvoiceLine(
                line_number=line.line_number,
                quantity=line.quantity,
                unit_rate=line.unit_rate,
                net=_pence(line.quantity * line.unit_rate),
                tax_code=line.tax_code,
                tax=_pence(
                    _pence(line.quantity * line.unit_rate) * RATES.get(line.tax_code, 0) / 100
                ),
            )
            for line in self.order(number).lines
        )
        return InvoicedOrder(
            works_order_number=number,
            lines=lines,
            net=sum((line.net for line in lines), Decimal("0.00")),
            tax=sum((line.tax for line in lines), Decimal("0.00")),
        )

    def invoice(self, *numbers: str, **changes: Any) -> Any:
        """Sends an invoice that is right for these orders but for the changes; the reply."""
        return self.call(CreateInvoice, **self.invoice_values(*numbers, **changes))

    def later(self, **span: float) -> None:
        """Time passes."""
        self.now += timedelta(**span)


def _pence(amount: Decimal) -> Decimal:
    return amount.quantize(PENNY, ROUND_HALF_UP)


def _make(*, gullible: bool = False, may: dict[str, Any] | None = None, **policy: Any) -> Landlord:
    authorisation = Authorisation(**(may or {}))
    profile = Profile(name="test", title="Test", authorisation=authorisation, **policy)
    books = MemoryBooks(authorisations={"acme": authorisation, "bodge": authorisation})
    return Landlord(profile=profile, books=books, gullible=gullible)


@pytest.fixture(scope="session")
def make_landlord() -> Callable[..., Landlord]:
    """The same as `landlord_with`, for tests that Hypothesis repeats."""
    return _make


@pytest.fixture
def landlord_with() -> Callable[..., Landlord]:
    """A landlord with a profile and authorisation to choose; contractors are acme and bodge."""
    return _make


@pytest.fixture
def landlord(landlord_with: Callable[..., Landlord]) -> Landlord:
    """A landlord with the default policy."""
    return landlord_with()
