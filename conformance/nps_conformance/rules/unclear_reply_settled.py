"""Rule: an unclear reply is settled."""

from collections.abc import Iterator

from nps_conformance.evidence.identity import recorded, same_event
from nps_conformance.evidence.knowledge import OPEN_ORDER, state_as_told, status_before
from nps_conformance.evidence.model import RECEIPT, WRITES, Call, Evidence, Story
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
    """
    for story in evidence.stories:
        for call in story.calls_of(*WRITES):
            if not call.unclear or call.request is None or call.orders[0] != story.number:
                continue
            again = [
                each
                for each in story.calls_of(call.operation)
                if each.seq > call.seq and same_event(call, each)
            ]
            if again and again[0].unclear:
                continue  # judged by the last of them
            yield (
                satisfied(call.seq, again[0].seq)
                if again
                else _asked(story, call, evidence.due_within)
            )


def _asked(story: Story, call: Call, within: int) -> Occasion:
    views = [view for view in story.views if view.seq > call.seq]
    for view in views:
        if recorded(call, view.details):
            return satisfied(call.seq, view.seq)
    if call.operation == RECEIPT:
        listed = {each.seq for each in story.listings}
        gone = next((s for s in story.pace.polls if s > call.seq and s not in listed), None)
        if gone is not None:
            return satisfied(call.seq, gone)
    end = story.statuses[-1].seq if story.statuses else call.seq
    now = status_before(story.statuses, end + 1)
    if end > call.seq and now not in OPEN_ORDER and now != "COM":
        return undecided(Why.NOT_DUE, call.seq)
    since = views[-1].seq if views else call.seq
    return unmet(story.pace, since, within) or Violated(
        entries=(call.seq, since) if views else (call.seq,),
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
