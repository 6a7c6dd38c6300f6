"""Rule: over the whole run the money adds up."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from nps_conformance.evidence.facts import invoice_runs, rejected_invoices, runs_of
from nps_conformance.evidence.knowledge import first_told, latest, scope_before, status_before
from nps_conformance.evidence.model import COMPLETE, INVOICE, Call, Evidence, Scope, Story
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
PENNY = Decimal("0.01")
NOTHING = Decimal(0)


@rule(
    level=Level.MUST,
    provenance=Provenance.INFERRED,
    kind=Kind.DUTY,
    family="invoice",
    source="Orders flow automatically from raised to being paid without intervention; AP8: Send "
    "works order numbers and invoice details. Creates an invoice.",
    needs=(COMPLETE, INVOICE),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """Over the whole run two sums of a contractor are the same: the net of its invoices, and the
    worth of the works orders that were invoiced or should have been. An invoice counts once, if it
    was taken and not rejected. An order should have been invoiced when an invoice run came after
    its completion was told, by a reply or by its details (and after the inspection, where there is
    one). Its worth is quantity times rate of each line, half up to the penny, as last told before
    its invoice, approved variations included. So no order is forgotten, and none is charged twice,
    too dear or too cheap. (Not counted is an order of which an invoice was refused, or stayed
    without a reply however often it was sent.)
    """
    by_contractor: defaultdict[str, list[Story]] = defaultdict(list)
    for story in evidence.stories:
        by_contractor[story.contractor].append(story)
    runs = invoice_runs(evidence)
    for contractor, stories in by_contractor.items():
        inspects = bool(evidence.authorisations.get(contractor, {}).get("needs_inspection"))
        accounts = [
            _account(story, runs_of(runs, story.number), inspects=inspects) for story in stories
        ]
        judged = [each for each in accounts if each is not None]
        if judged:
            yield _judged(judged, evidence.due_within)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Account:
    """One order: its worth, what was invoiced, and the run from which on it was due (or none)."""

    story: Story
    worth: Decimal
    invoiced: Decimal
    calls: tuple[Call, ...]
    due: int | None


def _account(story: Story, runs: Sequence[int], *, inspects: bool) -> _Account | None:
    """The account of an order; None when it is of no interest, or not to be told."""
    calls = [call for call in story.acts_of(INVOICE) if call.effective and call.request]
    if not _settled(list(story.calls_of(INVOICE))):
        return None  # what became of these is judged by rules of their own
    rejected = rejected_invoices(story)
    calls = [call for call in calls if call.request.supplier_invoice_reference not in rejected]
    done = first_told(story.statuses, *DONE)
    if done is None and not calls:
        return None
    scope = scope_before(story, calls[0].seq if calls else story.calls[-1].seq + 1)
    if scope is None or any(line.unit_rate is None for line in scope.lines.values()):
        return None
    since = max([-1 if done is None else done, *rejected.values()])
    due = None
    if done is not None and not (inspects and not _inspected(story)):
        due = next((seq for seq in runs if seq > since), None)
    if due is not None and status_before(story.statuses, due) not in DONE:
        due = None  # the details told otherwise since
    return _Account(
        story=story,
        worth=_worth(scope),
        invoiced=_invoiced(story.number, calls),
        calls=tuple(calls),
        due=due,
    )


def _settled(calls: Sequence[Call]) -> bool:
    """Whether none was refused, and what was not answered was sent again and accepted."""
    accepted = [call.request for call in calls if call.told_success]
    return not any(
        call.told_refusal or (call.unclear and call.request not in accepted) for call in calls
    )


def _inspected(story: Story) -> bool:
    return any(each.name == "pass_inspection" for each in story.actions)


def _worth(scope: Scope) -> Decimal:
    amounts = (
        (line.quantity * (line.unit_rate or NOTHING)).quantize(PENNY, ROUND_HALF_UP)
        for line in scope.lines.values()
    )
    return sum(amounts, NOTHING)


def _invoiced(number: str, calls: Sequence[Call]) -> Decimal:
    """The net of all that was invoiced, each invoice once."""
    shares = {
        (call.request.supplier_invoice_reference, share.net)
        for call in calls
        for share in call.request.orders
        if share.works_order_number == number
    }
    return sum((net for _, net in shares), NOTHING)


def _judged(accounts: Sequence[_Account], within: int) -> Occasion:
    owing = [each for each in accounts if each.due is not None and not each.calls]
    proofs = [unmet(each.story.pace, each.due or 0, within) for each in owing]
    missing = [each for each, proof in zip(owing, proofs, strict=True) if proof is None]
    dear = [each for each in accounts if each.calls and each.invoiced != each.worth]
    if missing or dear:
        return _violation(accounts, [*missing, *dear])
    for proof in proofs:
        if proof is not None:
            return proof
    entries = sorted({call.seq for each in accounts for call in each.calls})
    return satisfied(*entries) if entries else undecided(Why.NOT_DUE)


def _violation(accounts: Sequence[_Account], wrong: Sequence[_Account]) -> Violated:
    asked = sum((each.invoiced for each in accounts), NOTHING)
    right = asked + sum((each.worth - each.invoiced for each in wrong), NOTHING)
    entries: set[int] = set()
    for each in wrong:
        entries |= {call.seq for call in each.calls}
        done = next((told.seq for told in each.story.statuses if told.status in DONE), None)
        entries |= {seq for seq in (done, each.due) if seq is not None}
    told = latest(wrong[0].story.statuses, max(entries) + 1)
    listed = ", ".join(f"{each.story.number} ({each.invoiced} for {each.worth})" for each in wrong)
    return Violated(
        entries=tuple(sorted(entries)),
        order=wrong[0].story.number,
        state=f"works order {wrong[0].story.number}: status {told.status if told else 'unknown'} "
        "as last told",
        came=f"Invoices of {asked} net in all, for work of {right}: {listed}.",
        legal=f"Invoices of {right} net in all.",
        fix="Reconcile before each run: every order that the details show as completed, against "
        "every invoice that was accepted.",
    )
