"""Rule: amounts have at most two decimals."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from nps_conformance.evidence.figures import too_fine
from nps_conformance.evidence.model import COMPLETE, INVOICE, VARY, Call, Evidence
from nps_conformance.rules._rule import (
    Kind,
    Level,
    Occasion,
    Provenance,
    Violated,
    rule,
    satisfied,
)

WITH_AMOUNTS = frozenset({COMPLETE, INVOICE, VARY})


@rule(
    level=Level.MUST,
    provenance=Provenance.DOCUMENTED,
    kind=Kind.MESSAGE,
    family="message",
    source="The published contract: quantities and amounts have at most 2 decimals.",
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """Quantities and amounts of money have at most two decimals (2.000 is 2); what a binary
    floating point number makes of them is not accepted.
    """
    for call in evidence.calls:
        amounts = list(_amounts(call.request)) if call.operation in WITH_AMOUNTS else []
        if not amounts:
            continue
        wrong = next(((n, a) for n, a in amounts if too_fine(a)), None)
        yield satisfied(call.seq) if wrong is None else _violation(call, amounts, *wrong)


def _amounts(value: object, name: str = "") -> Iterator[tuple[str, Decimal]]:
    """XML name and value of every decimal in a message, in its order."""
    if isinstance(value, Decimal):
        yield name, value
    elif isinstance(value, tuple):
        for each in value:
            yield from _amounts(each, name)
    elif is_dataclass(value):
        for field, element in _elements(value.__class__):
            yield from _amounts(getattr(value, field), element)


@cache
def _elements(kind: type[Any]) -> tuple[tuple[str, str], ...]:
    """The fields of a message class and their XML names."""
    names = [field.name for field in fields(kind)]
    return tuple((n, "".join(part.capitalize() for part in n.split("_"))) for n in names)


def _violation(
    call: Call, amounts: list[tuple[str, Decimal]], name: str, amount: Decimal
) -> Violated:
    alike = [value for element, value in amounts if element == name]
    return Violated(
        entries=(call.seq,),
        message=call.seq,
        order=", ".join(call.orders),
        element=name,
        nth=alike.index(amount),
        state=f"a request for {call.operation}",
        came=f"{name} is {amount} in {call.operation}.",
        legal=f"{name} with at most two decimals.",
        fix="Calculate and write amounts as decimals; do not pass them through binary floating "
        "point.",
    )
