"""From a checked document to a Scenario or a Profile, with the checks a schema cannot express.

Called with documents that already follow their schema; raises FileError naming the line.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from nps_scenarios.cases import scenario_id
from nps_scenarios.profile import Authorisation, Credentials, Profile, Promotion
from nps_scenarios.scenario import Deed, Expectation, Scenario, Step, Trigger
from nps_scenarios.times import DATE_KEYS, TIME_KEYS, TimeError, clock_after, resolve_time, span
from nps_scenarios.words import listed, nearest
from nps_scenarios.yaml_file import Document, Where

KINDS: Final = ("after", "polls", "rounds", "time", "is")
FAULT: Final = "fault"
SPAN_KEYS: Final = frozenset({"advance", "round"})
SECONDS: Final = ("seconds", "pause")  # of a fault
NAMING: Final = {"raise_order": "order", "reallocate_order": "as"}  # where a deed names an order


def scenario(document: Document, source: bytes, case: str = "") -> Scenario:
    """A scenario from its document, made out. Raises FileError."""
    value = document.value
    starts = _time(document, ("starts",), value["starts"], None)
    _check_reach(document, ("starts",), value, starts)
    _check_reach(document, ("round",), value, starts)
    steps = tuple(_steps(document, starts))
    _check_handles(document)
    return Scenario(
        id=scenario_id(value["id"], case),
        title=value["title"],
        why=_flowing(value["why"]),
        covers=tuple(value["covers"]),
        profile=value.get("profile", "certification"),
        starts=starts,
        seed=value["seed"],
        steps=steps,
        expects=tuple(
            Expectation(order=order, status=status)
            for order, status in value.get("expects", {}).items()
        ),
        round_length=span(value.get("round", "15m")),
        tail_rounds=value.get("tail", 5),
        maximum_rounds=value.get("maximum_rounds", 60),
        source_bytes=source,
        needs=value.get("needs", {}),
        other_contractors=tuple(value.get("other_contractors", ())),
    )


def profile(document: Document) -> Profile:
    """A profile from its document; what is not given is as in `Profile`. Raises FileError."""
    value = dict(document.value)
    given = dict(value.pop("authorisation", {}))
    amounts = {
        name: None if amount is None else Decimal(str(amount))
        for name, amount in given.items()
        if name.endswith("_value")
    }
    promotes = tuple(Promotion(**promotion) for promotion in value.pop("promotes", ()))
    credentials = Credentials(value.pop("credentials", Credentials.BASIC))
    return Profile(
        authorisation=Authorisation(**{**given, **amounts}),
        promotes=promotes,
        credentials=credentials,
        **value,
    )


def _steps(document: Document, starts: datetime) -> Iterator[Step]:
    for number, step in enumerate(document.value["script"]):
        where: Where = ("script", number)
        for index, deed in enumerate(step["then"]):
            _check_times(document, (*where, "then", index), deed)
            for name in deed.get("clock", ()):
                here: Where = (*where, "then", index, "clock", name)
                _check_reach(document, here, deed["clock"], starts)
        yield Step(
            when=_trigger(document, (*where, "when"), step["when"], starts),
            then=tuple(
                Deed(name=name, arguments=_settings(arguments) if name == FAULT else arguments)
                for deed in step["then"]
                for name, arguments in deed.items()
            ),
            line=document.line(where),
            file="" if document.file(where) == document.name else document.file(where),
        )


def _settings(fault: Mapping[str, Any]) -> Mapping[str, Any]:
    """The settings of a fault; seconds are numbers, also those with a point."""
    texts = {name: fault[name] for name in SECONDS if isinstance(fault.get(name), str)}
    return {**fault, **{name: float(text) for name, text in texts.items()}}


def _trigger(
    document: Document, where: Where, when: str | Mapping[str, Any], starts: datetime
) -> Trigger:
    if isinstance(when, str):
        return Trigger(kind="start")
    kinds = [key for key in KINDS if key in when]
    if len(kinds) != 1:
        came = listed(kinds) or "none of them"
        hint = "A trigger is exactly one of after, polls, rounds, time, is."
        raise document.error(where, f"this trigger has {came}.", hint)
    kind = kinds[0]
    _check_company(document, where, kind, when)
    match kind:
        case "after":
            return Trigger(
                kind="exchange",
                operation=when["after"],
                order=when.get("order"),
                count=when.get("count", 1),
            )
        case "time":
            return Trigger(kind="time", at=_time(document, (*where, "time"), when["time"], starts))
        case "is":
            return Trigger(kind="state", order=when["order"], status=when["is"])
        case _:
            return Trigger(kind=kind, count=when[kind])


def _check_company(document: Document, where: Where, kind: str, when: Mapping[str, Any]) -> None:
    """`order` goes with after and is (which needs it), `count` with after."""
    allowed = {"after": {"order", "count"}, "is": {"order"}}.get(kind, set())
    for key in when.keys() - {kind} - allowed:
        raise document.error((*where, key), f"{key!r} says nothing beside {kind!r}.")
    if kind == "is" and "order" not in when:
        hint = "Write {order: tap, is: COM}."
        raise document.error(where, "this trigger does not say which order it is about.", hint)


def _check_times(document: Document, where: Where, found: object) -> None:
    """Every time in a deed's arguments can be understood."""
    if isinstance(found, list):
        for index, item in enumerate(found):
            _check_times(document, (*where, index), item)
    if isinstance(found, dict):
        for key, item in found.items():
            if key in TIME_KEYS | DATE_KEYS and isinstance(item, str):
                _time(document, (*where, key), item, datetime(2000, 1, 1))
            else:
                _check_times(document, (*where, key), item)


def _check_reach(
    document: Document, where: Where, holder: Mapping[str, Any], starts: datetime
) -> None:
    """A clock that has gone no further than the start gets to where the key leads it."""
    name = str(where[-1])
    if name in holder:
        try:
            clock_after(holder[name], starts, by_span=name in SPAN_KEYS)
        except TimeError as error:
            raise document.error(where, f"{name!r}: {error}.") from error


def _time(document: Document, where: Where, text: str, now: datetime | None) -> datetime:
    try:
        return resolve_time(text, now) if now is not None else datetime.fromisoformat(text)
    except (TimeError, ValueError) as error:
        raise document.error(where, f"{where[-1]!r}: {error}.") from error


def _check_handles(document: Document) -> None:
    """An order is raised before anything is said about it, and only once."""
    raised: set[str] = set()
    for number, step in enumerate(document.value["script"]):
        where: Where = ("script", number)
        if isinstance(step["when"], dict) and "order" in step["when"]:
            _check_handle(document, (*where, "when", "order"), step["when"]["order"], raised)
        for index, deed in enumerate(step["then"]):
            for name, arguments in deed.items():
                here = (*where, "then", index, name)
                if "order" in arguments and NAMING.get(name) != "order":
                    _check_handle(document, (*here, "order"), arguments["order"], raised)
                named = arguments.get(NAMING.get(name, ""))
                if named in raised:
                    where = (*here, NAMING[name])
                    raise document.error(where, f"the order {named!r} is raised twice.")
                if named is not None:
                    raised.add(named)
    for handle in document.value.get("expects", {}):
        _check_handle(document, ("expects", handle), handle, raised)


def _check_handle(document: Document, where: Where, handle: object, raised: set[str]) -> None:
    if handle not in raised:
        hint = nearest(str(handle), raised) if raised else "Raise it with raise_order first."
        raise document.error(where, f"no order {handle!r} was raised before this.", hint)


def _flowing(text: str) -> str:
    return " ".join(text.split())
