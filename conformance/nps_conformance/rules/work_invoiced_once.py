"""Rule: work is invoiced once."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial

from nps_conformance.evidence.facts import invoice_runs, runs_of
from nps_conformance.evidence.knowledge import lived, state_as_told, view_before
from nps_conformance.evidence.model import INVOICE, Call, Evidence, Story, View
from nps_conformance.evidence.pace import following
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
        standing = _Standing(story)
        broken: list[tuple[Call, Call]] = []
        for call in story.acts_of(INVOICE):
            first = standing.first(call)
            if first is not None:
                broken.append((first, call))
            if call.effective or call.unclear:
                standing.add(call)
        for first, second in broken:
            yield _violation(story, first, second)
        if standing.calls and not broken:
            yield _kept(
                story,
                standing.calls[0],
                runs_of(runs, story.number),
                sent.get(story.contractor, ()),
            )


class _Standing:
    """The invoices of an order that stand, as far as the contractor could know. Of those that are
    alike only the first counts, before the last details and after them.
    """

    def __init__(self, story: Story) -> None:
        self.story = story
        self.calls: list[Call] = []
        self._read = -1  # the last details before a call, and the invoices they show
        self._shown: dict[str, str] = {}
        self._since: dict[object, Call] = {}  # sent since then
        self._before: set[object] = set()  # sent before that; answered, or not, by reference
        self._told: list[Call] = []
        self._lost: defaultdict[str, list[Call]] = defaultdict(list)

    def add(self, call: Call) -> None:
        """Takes in another one."""
        self.calls.append(call)
        if call.effective:
            self._since.setdefault((content(call), call.unclear), call)

    def _look(self, view: View) -> None:
        """Takes in details, which show what became of the invoices before them."""
        told = view.details.invoices
        self._read = view.seq
        self._shown = {each.supplier_invoice_reference: each.status for each in told}
        for key, call in self._since.items():
            if key not in self._before:
                self._before.add(key)
                lost = self._lost[call.request.supplier_invoice_reference]
                (lost if call.unclear else self._told).append(call)
        self._since.clear()

    def first(self, second: Call) -> Call | None:
        """The first one that the second invoices again."""
        view = view_before(self.story, second.seq)
        if view is not None and view.seq != self._read:
            self._look(view)
        lost = (call for shown in self._shown for call in self._lost.get(shown, ()))
        again = partial(self._again, second=second)
        found = (
            next(filter(again, self._told), None),
            min(filter(again, lost), key=lambda each: each.seq, default=None),
            next(filter(again, self._since.values()), None),
        )
        calls = (each for each in found if each is not None)
        return min(calls, key=lambda each: each.seq, default=None)

    def _again(self, first: Call, second: Call) -> bool:
        """Whether the second invoices again what, for all the contractor knew, the first had."""
        one, other = (call.request.supplier_invoice_reference for call in (first, second))
        asked = first.seq < self._read
        if one == other and content(first) == content(second):
            return False  # the same invoice again; under which reference is judged elsewhere
        if asked and self._shown.get(one) == "REJ":
            return False
        if first.unclear:
            return one != other and not (asked and one not in self._shown)
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


def _kept(story: Story, first: Call, runs: Sequence[int], sent: Sequence[int]) -> Occasion:
    """Whether a later invoice run, in which there was life, left the order out. An invoice about
    other orders shows that there was.
    """
    if first.unclear:
        return refrained(lived(story, first.seq), first.seq)
    tempted = following(runs, first.seq)
    if tempted is None:
        return undecided(Why.NOT_TEMPTED, first.seq)
    life = lived(story, tempted) or following(sent, tempted)
    return refrained(life, first.seq, tempted)
