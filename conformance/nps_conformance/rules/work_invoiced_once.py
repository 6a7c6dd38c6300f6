"""Rule: work is invoiced once."""

from collections.abc import Iterator, Sequence

from nps_conformance.evidence.facts import invoice_runs, runs_of
from nps_conformance.evidence.knowledge import lived, state_as_told, view_between
from nps_conformance.evidence.model import INVOICE, Call, Evidence, Story
from nps_conformance.evidence.repeating import content
from nps_conformance.rules._rule import (
    Kind,
    Level,
    Occasion,
    Provenance,
    Violated,
    Why,
    refrained,
    rule,
    undecided,
)


@rule(
    level=Level.MUST,
    provenance=Provenance.DOCUMENTED,
    kind=Kind.PROHIBITION,
    family="invoice",
    source="AP8: Send works order numbers and invoice details. Creates an invoice; and the brief: "
    "duplicate invoices.",
    needs=(INVOICE,),
    always_fails=True,
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """The work of a works order is invoiced once: no second invoice follows one that was accepted,
    or one whose reply was lost and that nobody has asked after.
    """
    runs = invoice_runs(evidence)
    sent: dict[str, list[int]] = {}
    for call in evidence.calls:
        if call.operation == INVOICE:
            sent.setdefault(call.contractor, []).append(call.seq)
    for story in evidence.stories:
        standing: list[Call] = []
        broken: list[tuple[Call, Call]] = []
        for call in story.acts_of(INVOICE):
            if call.request is None:
                continue
            first = next((each for each in standing if _second(story, each, call)), None)
            if first is not None:
                broken.append((first, call))
            if call.effective or call.unclear:
                standing.append(call)
        for first, second in broken:
            yield _violation(story, first, second)
        if standing and not broken:
            yield _kept(
                story, standing, runs_of(runs, story.number), sent.get(story.contractor, ())
            )


def _second(story: Story, first: Call, second: Call) -> bool:
    """Whether the second invoices again what, for all the contractor knew, the first had."""
    one, other = (call.request.supplier_invoice_reference for call in (first, second))
    view = view_between(story, first.seq, second.seq)
    shown = (
        {}
        if view is None
        else {each.supplier_invoice_reference: each.status for each in view.details.invoices}
    )
    if one == other and content(first) == content(second):
        return False  # the same invoice again; under which reference is judged elsewhere
    if shown.get(one) == "REJ":
        return False
    if first.unclear:
        asked_and_absent = view is not None and one not in shown
        return one != other and first.effective and not asked_and_absent
    return first.told_success


def _violation(story: Story, first: Call, second: Call) -> Violated:
    one, other = (call.request.supplier_invoice_reference for call in (first, second))
    return Violated(
        entries=(first.seq, second.seq),
        message=second.seq,
        order=story.number,
        element="SupplierInvoiceReference",
        state=state_as_told(story, second.seq),
        came=f"CreateInvoice {other} in entry {second.seq} for {story.number}, which CreateInvoice "
        f"{one} in entry {first.seq} had already invoiced.",
        legal=f"Nothing; or, when the reply was lost, the same invoice {one} again unchanged.",
        fix="Mark an order as invoiced when the invoice is sent, and repeat an invoice without a "
        "clear answer with the same reference and content.",
    )


def _kept(
    story: Story, standing: Sequence[Call], runs: Sequence[int], sent: Sequence[int]
) -> Occasion:
    """Whether a later invoice run, in which there was life, left the order out. An invoice about
    other orders shows that there was.
    """
    first = standing[0]
    if first.unclear:
        return refrained(lived(story, first.seq), first.seq)
    tempted = next((seq for seq in runs if seq > first.seq), None)
    if tempted is None:
        return undecided(Why.NOT_TEMPTED, first.seq)
    life = lived(story, tempted) or next((seq for seq in sent if seq > tempted), None)
    return refrained(life, first.seq, tempted)
