"""Whether the values of a request are within the published limits, whatever the books say.

The limits are those of `nps_wsdl.limits`; a request is walked field by field, lists included. What
a limit leaves open (dates, sums) is checked by `dates.py` and `money.py`.
"""

import re
from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal
from functools import cache
from typing import Any, Final, NamedTuple

from nps_simulator.domain.ledger import Guarded
from nps_simulator.domain.refusals import refusing
from nps_wsdl.limits import LIMITS, Limit


class _Check(NamedTuple):
    """One field of a message: its name here and on the wire, its limit, and its pattern."""

    name: str
    wire: str
    limit: Limit
    pattern: re.Pattern[str] | None


_NO_LIMITS: Final[Mapping[str, Limit]] = {}


def wire_name(name: str) -> str:
    """The XML name of a field: `works_order_number` is `WorksOrderNumber`."""
    return name.title().replace("_", "")


@cache
def _checks(message: type[Any]) -> tuple[tuple[_Check, ...], tuple[str, ...]]:
    limits = LIMITS.get(message.__name__, _NO_LIMITS)
    checks = tuple(
        _Check(
            name=name,
            wire=wire_name(name),
            limit=limit,
            pattern=re.compile(limit.pattern) if limit.pattern else None,
        )
        for name, limit in limits.items()
    )
    lists = tuple(each.name for each in fields(message) if str(each.type).startswith("tuple["))
    return checks, lists


def content_objection(request: Any) -> Guarded | None:  # noqa: ANN401 - any request of the messages
    """The first value that is out of its limits, refused by name; None when all are within."""
    checks, lists = _checks(type(request))  # type: ignore[arg-type] # classes do hash
    for check in checks:
        value = getattr(request, check.name)
        if value is not None:
            found = _objection(check, value)
            if found is not None:
                return found
    for name in lists:
        for part in getattr(request, name):
            found = content_objection(part)
            if found is not None:
                return found
    return None


def values_objection(message: type[Any], values: Mapping[str, Any]) -> Guarded | None:
    """The same for values that are to stand in a message of that class; None is left out."""
    for check in _checks(message)[0]:  # type: ignore[arg-type] # classes do hash
        value = values.get(check.name)
        found = None if value is None else _objection(check, value)
        if found is not None:
            return found
    return None


def _objection(check: _Check, value: str | int | Decimal) -> Guarded | None:
    if isinstance(value, str):
        return _text_objection(check, value)
    limit, wire = check.limit, check.wire
    decimals = limit.decimals
    if isinstance(value, Decimal) and decimals is not None and _has_more(value, decimals):
        return refusing("DECIMALS-TOO-MANY", wire, value=_shown(str(value)), decimals=decimals)
    low, high = limit.minimum, limit.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        came = _shown(str(value))
        return refusing("VALUE-OUT-OF-RANGE", wire, value=came, least=low, most=high)
    return None


def _has_more(value: Decimal, decimals: int) -> bool:
    """Whether a value has more decimals. Noughts at the end do not count: `xs:decimal` is a value
    (XML Schema 2, 3.2.3), and databases write 2 as 2.0000.
    """
    _, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int):
        return True
    beyond = -exponent - decimals
    return beyond > 0 and any(digits[-beyond:])


def _text_objection(check: _Check, value: str) -> Guarded | None:
    limit, wire = check.limit, check.wire
    if limit.codes is not None and value not in limit.codes:
        return refusing("CODE-UNKNOWN", wire, value=_shown(value), codes=", ".join(limit.codes))
    if limit.max_length is not None and len(value) > limit.max_length:
        return refusing("TEXT-TOO-LONG", wire, length=len(value), longest=limit.max_length)
    if limit.min_length is not None and len(value) < limit.min_length:
        return refusing("TEXT-MISSING", wire, shortest=limit.min_length)
    if check.pattern is not None and check.pattern.fullmatch(value) is None:
        return refusing("PATTERN-WRONG", wire, value=_shown(value), pattern=limit.pattern)
    return None


_SHOWN: Final = 40


def _shown(value: str) -> str:
    return value if len(value) <= _SHOWN else f"{value[:_SHOWN]}..."
