"""Rule: the invoice matches the order."""

from collections.abc import Iterator

from nps_conformance.evidence.knowledge import scope_before, state_as_told
from nps_conformance.evidence.model import INVOICE, Call, Evidence, Scope, Story
from nps_conformance.evidence.rejections import Rejections
from nps_conformance.rules._rule import (
    Kind,
    Level,
    Occasion,
    Provenance,
    Violated,
    rule,
    satisfied,
)
from nps_simulator.messages.create_invoice import InvoiceLine


@rule(
    level=Level.MUST,
    provenance=Provenance.INFERRED,
    kind=Kind.MESSAGE,
    family="invoice",
    source="New orders and successful variations will be made available to the contractor; AP8: "
    "Send works order numbers and invoice details.",
    needs=(INVOICE,),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """An invoice charges the lines of the current version as last told: every line, its quantity,
    its rate and its tax code, and nothing else. (What a rejected variation asked for is judged by
    a rule of its own.)
    """
    for story in evidence.stories:
        rejections = Rejections(story)
        for call in story.calls_of(INVOICE):
            scope = scope_before(story, call.seq)
            if scope is not None and call.request is not None:
                yield _judged(story, call, scope, rejections)


def _judged(story: Story, call: Call, scope: Scope, rejections: Rejections) -> Occasion:
    charged: dict[int, tuple[InvoiceLine, int]] = {}
    twice: list[tuple[int, int]] = []  # line number and place
    nth = 0
    for share in call.request.orders:
        for line in share.lines:
            if share.works_order_number == story.number:
                if line.line_number in charged:
                    twice.append((line.line_number, nth))
                charged[line.line_number] = (line, nth)
            nth += 1
    if twice:
        number, place = twice[0]
        return _violation(story, call, scope, f"line {number} more than once", place)
    claimed = ((line.line_number, line.quantity) for line, _ in charged.values())
    rejected = {number for number, _, _ in rejections.beyond_scope(call.seq, claimed)}
    for line, place in charged.values():
        wrong = None if line.line_number in rejected else _wrong(line, scope)
        if wrong:
            return _violation(story, call, scope, wrong, place)
    missing = sorted(number for number in scope.lines if number not in charged)
    if missing:
        wrong = f"no line {missing[0]}, which is on the order"
        return _violation(story, call, scope, wrong, None)
    return satisfied(scope.seq, call.seq)


def _wrong(line: InvoiceLine, scope: Scope) -> str:
    """What is wrong with a charged line, empty when nothing is."""
    ordered = scope.lines.get(line.line_number)
    if ordered is None:
        return f"line {line.line_number}, which is not on the order"
    pairs = (
        ("quantity", line.quantity, ordered.quantity),
        ("rate", line.unit_rate, ordered.unit_rate),
        ("tax code", line.tax_code, ordered.tax_code),
    )
    for name, came, right in pairs:
        if right is not None and came != right:
            return f"line {line.line_number} with {name} {came}, where the order has {right}"
    return ""


def _violation(story: Story, call: Call, scope: Scope, wrong: str, place: int | None) -> Violated:
    return Violated(
        entries=(scope.seq, call.seq),
        message=call.seq,
        order=story.number,
        element="Orders" if place is None else "Line",
        nth=place or 0,
        state=state_as_told(story, call.seq),
        came=f"CreateInvoice for {story.number} has {wrong}.",
        legal=f"The lines of version {scope.version}, as told in entry {scope.seq}: "
        + ", ".join(f"{line.line_number} x {line.quantity}" for line in scope.lines.values())
        + ".",
        fix="Build the invoice from the lines of the latest details you have read.",
    )
