"""Rule: refused credentials are not tried again and again."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Final

from nps_conformance.evidence.model import WORK, Evidence
from nps_conformance.evidence.wire import values
from nps_conformance.rules._rule import (
    Kind,
    Level,
    Occasion,
    Provenance,
    Violated,
    Why,
    rule,
    satisfied,
    undecided,
)

MOST: Final = 3  # the fewest after which accounts are commonly locked


@rule(
    level=Level.MUST,
    provenance=Provenance.ASSUMED,
    kind=Kind.MESSAGE,
    family="identity",
    source="Assumed: an account is locked after a few wrong passwords, and locks out the "
    "contractor's other systems too.",
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """Once credentials are refused, the same are not tried more than three times in a row before
    the next fact or round: a person has to look.
    """
    work = [call.seq for call in evidence.calls if call.operation in WORK and not call.unclear]
    for run in _runs(evidence):
        if len(run) > MOST:
            yield Violated(
                entries=tuple(run[: MOST + 1]),
                message=run[MOST],
                state=f"credentials refused since entry {run[0]}",
                came=f"{len(run)} calls in a row whose credentials were refused.",
                legal=f"At most {MOST}, then none before the next turn.",
                fix="When a call is answered with 401 or FailedAuthentication, stop calling, tell "
                "a person, and try again much later.",
                path="Authorization (HTTP header)",
            )
        elif work and work[-1] > run[-1]:
            yield satisfied(*run, work[bisect_right(work, run[-1])])
        else:
            yield undecided(Why.NO_LIFE, *run)


def _runs(evidence: Evidence) -> Iterator[Sequence[int]]:
    """The calls whose credentials were refused, in a row and within one turn; not those that only
    wait for a challenge.
    """
    run: list[int] = []
    turn = 0
    for sent in evidence.exchanges:
        if sent.outcome == "document":
            continue
        now = bisect_right(evidence.turns, sent.seq)
        bare = not sent.fault and not values(sent.http_request, "Authorization")
        refused = sent.code == "CREDENTIALS" or (sent.code == "401" and not bare)
        if run and (now != turn or not refused):
            yield run
            run = []
        turn = now
        if refused:
            run.append(sent.seq)
    if run:
        yield run
