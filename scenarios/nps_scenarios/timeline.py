"""A scenario told step by step: when, what the landlord does, what is told, what goes wrong.

Names, loops and includes are made out, so that it reads as it is played.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from textwrap import wrap
from typing import Any, Final

from nps_scenarios.scenario import Deed, Scenario, Trigger

WIDTH: Final = 100
_ACTOR: Final[Mapping[str, str]] = {"instruct": "told", "fault": "fault", "clock": "clock"}
_LANDLORD: Final = "landlord"
_INDENT: Final = 4
_SAID: Final = _INDENT + len(_LANDLORD) + 2  # where the words after the actor begin


def timeline(scenario: Scenario) -> str:
    """The lines for a terminal, each at most `WIDTH` wide."""
    return "\n".join(line.rstrip() for line in _lines(scenario)) + "\n"


def _lines(scenario: Scenario) -> Iterator[str]:
    yield f"{scenario.id}: {scenario.title}"
    yield from _folded("", scenario.why)
    yield ""
    yield from _folded("covers    ", ", ".join(scenario.covers))
    needs = "".join(f", needs {name}: {value}" for name, value in scenario.needs.items())
    others = "".join(f", beside {name}" for name in scenario.other_contractors)
    yield from _folded("landlord  ", f"profile {scenario.profile}{needs}{others}")
    yield (
        f"  begins    {scenario.starts:%a %d %b %Y %H:%M}, seed {scenario.seed}, "
        f"a round is {_span(scenario.round_length)}"
    )
    for step in scenario.steps:
        yield ""
        where = f"  ({step.place})" if step.file else f"  (line {step.line})"
        yield f"  {_when(step.when, scenario)}{where}"
        for deed in step.then:
            yield from _deed(deed)
    yield ""
    rounds = f"{scenario.tail_rounds} rounds later, or after {scenario.maximum_rounds} in all"
    yield f"  {rounds}: the end"
    for expected in scenario.expects:
        yield f"    {expected.order} is {expected.status}"


def _when(when: Trigger, scenario: Scenario) -> str:
    match when.kind:
        case "start":
            return "at the start"
        case "exchange":
            about = f" of {when.order}" if when.order else ""
            calls = "the next call" if when.count == 1 else f"{when.count} calls"
            return f"after {calls} of {when.operation}{about}"
        case "polls":
            return f"{_several(when.count, 'poll')} later"
        case "rounds":
            return f"{_several(when.count, 'round')} later"
        case "time" if when.at is not None:
            days = (when.at.date() - scenario.starts.date()).days
            return f"at {when.at:%a %d %b %H:%M} (day {days + 1})"
        case _:
            return f"when {when.order} is {when.status}"


def _several(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _deed(deed: Deed) -> Iterator[str]:
    given = dict(deed.arguments)
    actor = _ACTOR.get(deed.name, _LANDLORD)
    head = f"{'':<{_INDENT}}{actor:<{len(_LANDLORD)}}  "
    if deed.name == "instruct":
        text, tempts = given.pop("text", ""), given.pop("tempts", ())
        yield from _folded(head, f"{_said(given)}: {text}" if text else _said(given))
        if tempts:
            yield from _folded(" " * _SAID, f"(tempts a wrong client: {', '.join(tempts)})")
    elif deed.name == "fault":
        operation, kind = given.pop("on", ""), given.pop("kind", "")
        count, skip = given.pop("count", 1), given.pop("skip", 0)
        times = "the next call" if count == 1 else f"the next {count} calls"
        after = f" after {skip} more" if skip else ""
        more = f" ({_said(given)})" if given else ""
        yield from _folded(head, f"{kind} on {times} of {operation}{after}{more}")
    elif deed.name == "clock":
        yield from _folded(head, _said(given))
    else:
        order = given.pop("order", "")
        words = f"{deed.name.replace('_', ' ')} {order}".strip()
        yield from _folded(head, f"{words}: {_said(given)}" if given else words)


def _said(arguments: Mapping[str, Any]) -> str:
    """Arguments in words: what kind and which order first and bare, the others by name."""
    bare = [str(arguments[name]) for name in ("kind", "order") if name in arguments]
    named = [
        f"{name} {_value(value)}"
        for name, value in arguments.items()
        if name not in {"kind", "order"}
    ]
    return ", ".join([" ".join(bare), *named] if bare else named)


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        return f"({', '.join(f'{name} {_value(each)}' for name, each in value.items())})"
    if isinstance(value, list | tuple):
        return " ".join(_value(each) for each in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _span(length: timedelta) -> str:
    minutes = int(length.total_seconds() // 60)
    parts = ((minutes // 1440, "d"), (minutes // 60 % 24, "h"), (minutes % 60, "m"))
    return "".join(f"{number}{unit}" for number, unit in parts if number) or "0m"


def _folded(head: str, words: str) -> Iterator[str]:
    """Words after a head, folded; further lines begin below the first word."""
    begin = head if head.startswith(" ") else f"  {head}"
    yield from wrap(
        words,
        WIDTH,
        initial_indent=begin,
        subsequent_indent=" " * len(begin),
        break_long_words=False,
        break_on_hyphens=False,
    )
