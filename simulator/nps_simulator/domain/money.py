"""Sums: pounds with two decimals, halves rounded up (away from nought), as HMRC allows."""

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import Final

from nps_scenarios.profile import Authorisation
from nps_simulator.domain.model import Line
from nps_wsdl.limits import LIMITS

NOUGHT: Final = Decimal("0.00")
_PENNY: Final = Decimal("0.01")
_HUNDRED: Final = Decimal(100)

_MOST: Final = LIMITS["CreateInvoice"]["gross_total"].maximum
MOST_INVOICED: Final = Decimal("Infinity") if _MOST is None else _MOST

# Percent actually charged, by tax code: nil under the domestic reverse charge.
PERCENT: Final[Mapping[str, Decimal]] = MappingProxyType(
    {"S20": Decimal(20), "R05": Decimal(5), "Z00": Decimal(0), "EX": Decimal(0), "RC": Decimal(0)}
)


def pence(amount: Decimal) -> Decimal:
    """The amount in whole pence, halves rounded up."""
    return amount.quantize(_PENNY, rounding=ROUND_HALF_UP)


def shortened(amount: Decimal) -> Decimal:
    """The amount without the noughts behind its pence: what is told has two decimals at most."""
    short = pence(amount) if amount.as_tuple().exponent not in (0, -1, -2) else amount
    return short if short == amount else amount


def line_net(quantity: Decimal, unit_rate: Decimal) -> Decimal:
    """What a line costs without tax."""
    return pence(quantity * unit_rate)


def tax_on(net: Decimal, tax_code: str) -> Decimal:
    """The tax charged on a net amount under a published tax code."""
    return pence(net * PERCENT[tax_code] / _HUNDRED)


def net_of(lines: Iterable[Line]) -> Decimal:
    """What lines cost without tax."""
    return sum((line_net(line.quantity, line.unit_rate) for line in lines), NOUGHT)


def tax_of(lines: Iterable[Line]) -> Decimal:
    """The tax on lines: rounded on each line, then summed."""
    return sum(
        (tax_on(line_net(line.quantity, line.unit_rate), line.tax_code) for line in lines), NOUGHT
    )


def uninvoiceable(lines: Iterable[Line]) -> Decimal | None:
    """What lines cost with tax, where that is more than an invoice can say; else None."""
    held = tuple(lines)
    gross = net_of(held) + tax_of(held)
    return gross if gross > MOST_INVOICED else None


def tax_code_for(authorisation: Authorisation) -> str:
    """The tax code of a contractor's lines: exempt without a VAT registration, the domestic
    reverse charge when the landlord is not an end user, else the standard rate.
    """
    if not authorisation.vat_registered:
        return "EX"
    return "S20" if authorisation.end_user_confirmed else "RC"
