"""Rule: one poll at a time."""

from collections.abc import Iterator

from nps_conformance.evidence.model import POLL, Evidence
from nps_conformance.rules._rule import (
    Kind,
    Level,
    Occasion,
    Provenance,
    Violated,
    rule,
    satisfied,
)


@rule(
    level=Level.MUST,
    provenance=Provenance.ASSUMED,
    kind=Kind.MESSAGE,
    family="polling",
    source="Assumed: two lists under way at once hand out the same news twice, and a slow landlord "
    "gets slower with each.",
    needs=(POLL,),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """The list is not asked for while an earlier request for it is still without an answer, on a
    connection that is still open.
    """
    for sent in evidence.exchanges:
        if sent.operation != POLL:
            continue
        if sent.during is None:
            yield satisfied(sent.seq)
            continue
        yield Violated(
            entries=(sent.during, sent.seq),
            message=sent.seq,
            state=f"the list of entry {sent.during} was still under way",
            came="RequestWorksOrders beside another one.",
            legal="RequestWorksOrders after the answer to the first, or after giving it up and "
            "closing its connection.",
            fix="Let one poller run, and start the next poll when the one before has ended; a "
            "timer that fires while it runs is passed over.",
        )
