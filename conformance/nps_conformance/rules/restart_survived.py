"""Rule: a restart loses nothing."""

from collections.abc import Iterator

from nps_conformance.evidence.knowledge import state_as_told
from nps_conformance.evidence.model import Evidence
from nps_conformance.evidence.unclear import Unclear, unclear_replies
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
    unmet,
)


@rule(
    level=Level.MUST,
    provenance=Provenance.INFERRED,
    kind=Kind.DUTY,
    family="repeats",
    source="Orders flow from raised to being paid without intervention, and AP3 to AP9 return a "
    "status of action: who was killed before reading it does not know what was taken.",
    needs_restart=True,
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """What the contractor's program was telling the landlord when it was killed is settled once it
    runs again: the message is sent again, or what is read shows that it was recorded.
    """
    for story in evidence.stories:
        for each in unclear_replies(story):
            if each.call.killed:
                yield _judged(each, evidence.due_within)


def _judged(each: Unclear, within: int) -> Occasion:
    story, call = each.story, each.call
    settled = each.again.seq if each.again is not None else each.asked
    if settled is not None:
        return satisfied(call.seq, settled)
    if each.moot:
        return undecided(Why.NOT_DUE, call.seq)
    since = each.last_look
    return unmet(story.pace, since, within) or Violated(
        entries=(call.seq, since) if since > call.seq else (call.seq,),
        message=call.seq,
        order=story.number,
        element="ExternalReference",
        state=state_as_told(story, since + 1),
        came=f"Nothing more about {call.operation} {call.reference} for {story.number}, at which "
        f"the program was killed and started again, in {within} polls or rounds since entry "
        f"{since}.",
        legal=f"The message of entry {call.seq} again unchanged; or RequestWorksOrderDetails, when "
        "they show it as recorded.",
        fix="Write the outbox to disk before a message is sent, and go through it at the start.",
    )
