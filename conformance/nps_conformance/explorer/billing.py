"""Invoices, right and wrong in one place each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import Final

from nps_conformance.explorer.world import World
from nps_simulator.messages.create_invoice import CreateInvoice, InvoicedOrder, InvoiceLine

PENNY: Final = Decimal("0.01")
RATES: Final = MappingProxyType({"S20": 20, "R05": 5})  # per cent; every other code: nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """One line to be charged."""

    line_number: int
    quantity: Decimal
    rate: Decimal
    tax_code: str = "S20"

    def written(self) -> InvoiceLine:
        """The line with its sums."""
        net = (self.quantity * self.rate).quantize(PENNY, ROUND_HALF_UP)
        tax = (net * RATES.get(self.tax_code, 0) / 100).quantize(PENNY, ROUND_HALF_UP)
        return InvoiceLine(
            line_number=self.line_number,
            quantity=self.quantity,
            unit_rate=self.rate,
            net=net,
            tax_code=self.tax_code,
            tax=tax,
        )


def _quantity(amount: str) -> Callable[[Sequence[Charge]], list[Charge]]:
    """The first line with that quantity; there as line 1 where it is gone."""

    def change(charges: Sequence[Charge]) -> list[Charge]:
        first, *rest = charges
        return [replace(first, quantity=Decimal(amount)), *rest]

    return change


def _more(charges: Sequence[Charge]) -> list[Charge]:
    extra = Charge(line_number=7, quantity=Decimal("15.00"), rate=Decimal("12.50"))
    return [*charges, extra]


# What may be charged besides the lines as read.
CHARGED: Final[Sequence[Callable[[Sequence[Charge]], list[Charge]]]] = (
    list,
    _quantity("15.00"),
    _quantity("4.00"),
    _more,
    _quantity("11.00"),
    lambda charges: list(charges[1:] or charges),
    lambda charges: [replace(charges[0], rate=Decimal("13.00")), *charges[1:]],
    lambda charges: [replace(charges[0], tax_code="R05"), *charges[1:]],
    _quantity("2.005"),
)
# What may be wrong with the sums: (of a line or order or the whole, which field, by how much).
WRONG: Final = (
    None,
    ("line", "net"),
    ("line", "tax"),
    ("order", "net"),
    ("order", "tax"),
    ("whole", "net_total"),
    ("whole", "tax_total"),
    ("whole", "gross_total"),
    ("flag", "reverse"),
    ("flag", "reverse without tax"),
)


def bill(world: World, orders: Mapping[str, list[Charge]], twist: int) -> CreateInvoice:
    """The invoice of these orders. Twists: what is charged, which sum is wrong, which reference."""
    charged = CHARGED[twist % len(CHARGED)]
    wrong = WRONG[twist // len(CHARGED) % len(WRONG)]
    again = twist // len(CHARGED) // len(WRONG)
    shares = [_share(number, charged(each), wrong) for number, each in orders.items()]
    if wrong is not None and wrong[0] == "order":
        shares[0] = replace(shares[0], **{wrong[1]: getattr(shares[0], wrong[1]) + PENNY})
    net = sum((each.net for each in shares), Decimal("0.00"))
    tax = sum((each.tax for each in shares), Decimal("0.00"))
    reference = world.reference()
    made = CreateInvoice(
        supplier_invoice_reference="S1" if again else f"S-{reference}",
        invoice_date=world.now.date(),
        reverse_charge=wrong is not None and wrong[0] == "flag",
        orders=tuple(shares),
        net_total=net,
        tax_total=tax,
        gross_total=net + tax,
        external_reference=reference,
    )
    if wrong is not None and wrong[0] == "whole":
        return replace(made, **{wrong[1]: getattr(made, wrong[1]) + PENNY})
    return made


def _share(number: str, charges: Sequence[Charge], wrong: tuple[str, str] | None) -> InvoicedOrder:
    lines = [each.written() for each in charges]
    if wrong is not None and wrong[0] == "line":
        lines[0] = replace(lines[0], **{wrong[1]: getattr(lines[0], wrong[1]) + PENNY})
    if wrong == ("flag", "reverse without tax"):
        lines = [replace(each, tax=Decimal("0.00")) for each in lines]
    return InvoicedOrder(
        works_order_number=number,
        lines=tuple(lines),
        net=sum((each.net for each in lines), Decimal("0.00")),
        tax=sum((each.tax for each in lines), Decimal("0.00")),
    )
