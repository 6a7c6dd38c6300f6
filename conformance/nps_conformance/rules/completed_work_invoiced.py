"""Rule: completed work is invoiced."""

from collections.abc import Iterator

from nps_conformance.evidence.facts import invoice_runs, runs_of
from nps_conformance.evidence.knowledge import state_as_told, status_before
from nps_conformance.evidence.model import COMPLETE, INVOICE, Evidence, Story
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

DONE = frozenset({"COM", "CLO"})


@rule(
    level=Level.MUST,
    provenance=Provenance.INFERRED,
    kind=Kind.DUTY,
    family="invoice",
    source="AP8: Send works order numbers and invoice details. Orders flow automatically from "
    "raised to being paid without intervention.",
    needs=(COMPLETE, INVOICE),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """A works order whose completion was accepted is on an invoice of the next invoice run, and is
    invoiced again, corrected, after a refusal.
    """
    runs = invoice_runs(evidence)
    for story in evidence.stories:
        completed = next((c.seq for c in story.calls_of(COMPLETE) if c.told_success), None)
        if completed is None:
            continue
        due = [seq for seq in runs_of(runs, story.number) if seq > completed]
        if due and status_before(story.statuses, due[0]) not in DONE:
            due = []  # the details told otherwise since, so there is nothing to invoice
        inspected = evidence.authorisations.get(story.contractor, {}).get("needs_inspection")
        if not due or (inspected and not any(a.name == "pass_inspection" for a in story.actions)):
            yield undecided(Why.NOT_DUE, completed)
        else:
            yield _judged(story, completed, due[0], evidence.due_within)


def _judged(story: Story, completed: int, due: int, within: int) -> Occasion:
    invoices = list(story.calls_of(INVOICE))
    for call in invoices:
        if call.effective or call.unclear:
            return satisfied(completed, due, call.seq)
    since = max(due, *(call.seq for call in invoices)) if invoices else due
    proof = unmet(story.pace, since, within)
    if proof is not None:
        return proof
    refused = f"; it was refused in entry {invoices[-1].seq}" if invoices else ""
    return Violated(
        entries=tuple(sorted((completed, due, *(call.seq for call in invoices)))),
        order=story.number,
        state=state_as_told(story, since + 1),
        came=f"No invoice for {story.number}, completed in entry {completed}, in {within} polls or "
        f"rounds after the invoice run of entry {due}{refused}.",
        legal=f"CreateInvoice with {story.number}.",
        fix="Put every order with an accepted completion on the next invoice run, and keep it "
        "there until an invoice with it was accepted.",
    )
