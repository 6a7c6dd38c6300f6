"""What an entry of the refusal catalogue is; `refusals.py` explains the catalogue."""

from dataclasses import dataclass

from nps_simulator.domain.ledger import RefusalKind
from nps_simulator.messages.common import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalEntry:
    """One way of saying no. `wording` is a format template; its names are given when it is used."""

    code: str
    wording: str
    kind: str
    severity: Severity = Severity.ERROR
    resend_helps: bool = False
    mirrors: str | None = None
    why_no_rule: str | None = None


class Why:
    """Why some refusals have no rule."""

    VALUE = "a mistake in one value, which the reply explains; no flow depends on it"
    PERMISSION = "asking without a permission harms nobody; the landlord guards it alone"
    NUMBER = "a wrong number harms nobody; the rules judge orders that were handed out"
    VERSIONS = "a receipt without a version is right but where a landlord asks for one, and refuses"
    DIARY = "the order of steps inside one visit is assumed, too weak to judge a client by"


def _entry(kind: str, code: str, wording: str, **more: str | bool) -> RefusalEntry:
    rule, why = more.get("rule"), more.get("why")
    return RefusalEntry(
        code=code,
        wording=wording,
        kind=kind,
        resend_helps=more.get("later") is True,
        mirrors=rule if isinstance(rule, str) else None,
        why_no_rule=why if isinstance(why, str) else None,
    )


def authority(code: str, wording: str, **more: str | bool) -> RefusalEntry:
    """What the contractor may not see or do; never swallowed."""
    return _entry(RefusalKind.AUTHORITY, code, wording, **more)


def content(code: str, wording: str, **more: str | bool) -> RefusalEntry:
    """A wrong value, whatever the state of the order; never swallowed."""
    return _entry(RefusalKind.CONTENT, code, wording, **(more or {"why": Why.VALUE}))


def sequence(code: str, wording: str, **more: str | bool) -> RefusalEntry:
    """Too early, too late or beside the current version; a gullible landlord swallows it."""
    return _entry(RefusalKind.SEQUENCE, code, wording, **more)


def duplicate(code: str, wording: str, **more: str | bool) -> RefusalEntry:
    """The same thing again; a gullible landlord swallows it."""
    return _entry(RefusalKind.DUPLICATE, code, wording, **more)
