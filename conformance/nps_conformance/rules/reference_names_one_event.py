"""Rule: an external reference names one event."""

from collections.abc import Iterator

from nps_conformance.evidence.model import Call, Evidence
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
    provenance=Provenance.DOCUMENTED,
    kind=Kind.MESSAGE,
    family="repeats",
    source="The published contract: every write carries an ExternalReference, by which it may be "
    "resent safely.",
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """An external reference stands for one event: another event, or the same with other content,
    has another one. Only the reference of a message that was refused may serve again.
    """
    standing: dict[tuple[str, str], Call] = {}
    for call in evidence.calls:
        if not call.reference or call.request is None:
            continue
        key = (call.contractor, call.reference)
        first = standing.get(key)
        if first is None:
            if call.effective or call.unclear:
                standing[key] = call
            yield satisfied(call.seq)
        elif first.operation == call.operation and first.request == call.request:
            yield satisfied(first.seq, call.seq)
        elif first.operation != call.operation or not first.unclear:
            # A repeat with other content, after an unclear reply, is another rule's.
            yield _violation(first, call)


def _violation(first: Call, call: Call) -> Violated:
    what = "not told yet" if first.unclear else "accepted"
    return Violated(
        entries=(first.seq, call.seq),
        message=call.seq,
        order=", ".join(call.orders),
        element="ExternalReference",
        state=f"{first.operation} {call.reference} of entry {first.seq}: {what}",
        came=f"{call.operation} under {call.reference}, with other content than in entry "
        f"{first.seq}.",
        legal=f"The message of entry {first.seq} unchanged, or another reference.",
        fix="Make the reference when the event happens, keep the message with it, and send what "
        "was kept: no new time stamp, no other text.",
    )
