"""Sums of an invoice: pounds, two decimals, halves rounded up."""

from decimal import ROUND_HALF_UP, Decimal

PENNY = Decimal("0.01")
# Percent by tax code; under the domestic reverse charge (RC) the landlord accounts for the tax.
RATES = {"S20": Decimal(20), "R05": Decimal(5)}


def pence(amount: Decimal) -> Decimal:
    """Round to two decimals, halves away from zero."""
    return amount.quantize(PENNY, rounding=ROUND_HALF_UP)


def tax_on(net: Decimal, tax_code: str) -> Decimal:
    """The tax on a net amount."""
    return pence(net * RATES.get(tax_code, Decimal(0)) / 100)
