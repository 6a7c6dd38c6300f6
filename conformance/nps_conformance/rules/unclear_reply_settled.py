"""Rule: an unclear reply is settled."""

from bisect import bisect_right
from collections.abc import Iterator

from nps_conformance.evidence.identity import next_same, recorded
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
        unclear = [
            call
            for call in story.calls_of(*WRITES)
            if call.unclear and call.request is not None and call.orders[0] == story.number
        ]
        following = next_same(story.calls) if unclear else {}
        for call in unclear:
            again = following.get(call.seq)
            if again is None:
                yield _asked(story, call, evidence.due_within)
            elif not again.unclear:  # an unclear one is judged itself
                yield satisfied(call.seq, again.seq)


def _asked(story: Story, call: Call, within: int) -> Occasion:
    views = [view for view in story.views if view.seq > call.seq]
    for view in views:
        if recorded(call, view.details):
            return satisfied(call.seq, view.seq)
    gone = _off_the_list(story, call) if call.operation == RECEIPT else None
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


def _off_the_list(story: Story, receipt: Call) -> int | None:
    """The first list after the receipt that was delivered without the order."""
    listed = {each.seq for each in story.listings}
    polls = story.pace.polls
    later = polls[bisect_right(polls, receipt.seq) :]
    return next((seq for seq in later if seq not in listed), None)
