"""Amounts as values: how many decimals one has."""

from decimal import Decimal
from typing import Final

MOST_DECIMALS: Final = 2  # of the published contract


def too_fine(amount: Decimal) -> bool:
    """Whether an amount has more decimals than the contract allows. Noughts at the end are none:
    `xs:decimal` is a value (XML Schema 2, 3.2.3).
    """
    fraction = f"{amount:f}".partition(".")[2]
    return len(fraction.rstrip("0")) > MOST_DECIMALS
