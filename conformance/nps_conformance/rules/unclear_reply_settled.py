"""Rule: an unclear reply is settled."""

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
    source="AP3 to AP9 return a status of action: who has not read it does not know whether the "
    "action was taken; orders flow from raised to being paid without intervention.",
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """A reply that did not come or could not be read is settled: the message is sent again, or
    the details are read and show that it was recorded. Giving up in silence loses work or money.
    (Who hands it to a person is judged by a rule of its own, and so is a program that was killed.)
    """
    for story in evidence.stories:
        for each in unclear_replies(story):
            if each.call.killed:
                continue
            if each.again is None:
                yield from _asked(each, evidence.due_within)
            elif not each.again.unclear:  # an unclear one is judged itself
                yield satisfied(each.call.seq, each.again.seq)


def _asked(each: Unclear, within: int) -> Iterator[Occasion]:
    story, call, since = each.story, each.call, each.last_look
    if each.asked is not None:
        yield satisfied(call.seq, each.asked)
        return
    if each.moot:
        yield undecided(Why.NOT_DUE, call.seq)
        return
    if each.noted is not None:
        return
    yield unmet(story.pace, since, within) or Violated(
        entries=(call.seq, since) if since > call.seq else (call.seq,),
        message=call.seq,
        order=story.number,
        element="ExternalReference",
        state=state_as_told(story, since + 1),
        came=f"Nothing more about {call.operation} {call.reference} for {story.number}, whose "
        f"reply was lost or unreadable, in {within} polls or rounds since entry {since}.",
        legal=f"The message of entry {call.seq} again unchanged, until its status of action is "
        "read; or RequestWorksOrderDetails, when they show it as recorded.",
        fix="Keep an event in the outbox until a status of action was read for it.",
    )
