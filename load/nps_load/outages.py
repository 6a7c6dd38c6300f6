"""Outages and how soon what had piled up was drained, from the record.

The backlog of an outage are the orders that were raised, or due to be raised, before its end and
were not confirmed by then; it is drained when the last of them is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from nps_load.invariants import MOST_EXAMPLES, RECORD, Finding
from nps_load.record import Call, Outage, Record
from nps_load.replies import NO_REPLY
from nps_reports.record import Word

DRAINED: Final = "drained after an outage"
RECEIPT: Final = "AP3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drain:
    """One outage: `lasted` seconds, `unanswered` calls got no reply in it, `backlog` orders waited
    when it was over. `seconds` later the last of them was confirmed; None when some, `left`, were
    not.
    """

    down: bool
    lasted: float
    unanswered: int
    backlog: int
    seconds: float | None
    left: tuple[str, ...]


def into_an_outage(call: Call, outages: Iterable[Outage]) -> bool:
    """Whether a call got no reply because the server was down."""
    return call.problem.startswith(NO_REPLY) and any(_meets(call, each) for each in outages)


def _meets(call: Call, outage: Outage) -> bool:
    return outage.down and call.at <= outage.until and call.ended >= outage.at


def drains(record: Record) -> tuple[Drain, ...]:
    """Of each outage that was over before the record ends."""
    last = max((call.ended for call in record.calls), default=0.0)
    return tuple(_drain(each, record) for each in record.outages if each.until <= last)


def _drain(outage: Outage, record: Record) -> Drain:
    confirmed: dict[str, float] = {}
    for call in record.calls:
        if call.row == RECEIPT and call.success:
            confirmed.setdefault(call.order, call.ended)
    waiting = [
        each.order
        for each in record.raised
        if (each.due or each.at) <= outage.until
        and confirmed.get(each.order, outage.until) >= outage.until
    ]
    left = tuple(number for number in waiting if number not in confirmed)
    ends = max((confirmed[number] for number in waiting if number in confirmed), default=0.0)
    return Drain(
        down=outage.down,
        lasted=outage.until - outage.at,
        unanswered=sum(into_an_outage(call, [outage]) for call in record.calls),
        backlog=len(waiting),
        seconds=None if left else max(ends - outage.until, 0.0),
        left=left,
    )


def judge_drains(found: Iterable[Drain], *, interrupted: bool) -> tuple[Finding, ...]:
    """A finding for each outage. A run that was cut short proves nothing about what was left."""
    return tuple(_judge(each, interrupted=interrupted) for each in found)


def _judge(drain: Drain, *, interrupted: bool) -> Finding:
    who = "the server was down" if drain.down else "the contractors were silent"
    story = f"{who} for {drain.lasted:.1f} s"
    if drain.down:
        story += f", {drain.unanswered} calls got no reply"
    story += f"; {drain.backlog} orders were waiting"
    if not drain.backlog:
        word = Word.NOT_EXERCISED
    elif drain.seconds is not None:
        word, story = Word.PASSED, f"{story}, all confirmed {drain.seconds:.1f} s later"
    else:
        word = Word.INCONCLUSIVE if interrupted else Word.FAILED
        story += f", {len(drain.left)} of them not confirmed when the run ended"
    return Finding(
        name=DRAINED, view=RECORD, word=word, reason=story, examples=drain.left[:MOST_EXAMPLES]
    )
