"""The scope of an order, each time that it was told anew: by details, or by what was applied."""

from collections import deque
from collections.abc import Iterable

from nps_conformance.evidence.model import Requested, Scope, ScopeLine, View


def scopes(views: Iterable[View], variations: Iterable[Requested]) -> tuple[Scope, ...]:
    """The scopes of an order, in the order in which they were told. Both arguments ascend."""
    told: list[Scope] = []
    waiting = deque(views)
    for asked in variations:
        while waiting and waiting[0].seq < asked.call.seq:
            told.append(_as_read(waiting.popleft()))
        if told and asked.call.told_success and asked.call.reply.outcome == "APPLIED":
            told.append(_varied(told[-1], asked))
    told.extend(_as_read(view) for view in waiting)
    return tuple(told)


def _as_read(view: View) -> Scope:
    lines = {line.line_number: line for line in view.details.lines}
    return Scope(seq=view.seq, version=view.details.version, lines=lines)


def _varied(scope: Scope, asked: Requested) -> Scope:
    lines = dict(scope.lines)
    for change in asked.call.request.lines:
        before = lines.get(change.line_number)
        if change.action == "REM":
            lines.pop(change.line_number, None)
        elif change.quantity is not None:
            lines[change.line_number] = ScopeLine(
                line_number=change.line_number,
                quantity=change.quantity,
                unit_rate=change.unit_rate or (before.unit_rate if before else None),
                tax_code=before.tax_code if before else None,
            )
    version = asked.call.reply.new_version or scope.version + 1
    return Scope(seq=asked.call.seq, version=version, lines=lines)
