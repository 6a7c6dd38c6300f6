"""A sequence diagram for each works order of a sandbox: who told whom what, and what came back.

Four lanes, from left to right: facts of the contractor's side, the contractor, NPS, what the
landlord did. Each message leads to the entry with its text.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from nps_reports.page.markup import Markup, tag
from nps_reports.page.messages import anchor
from nps_reports.record import Report
from nps_simulator.journal.entries import Action, Entry, Exchange, Instruction

ANSWERS: Final[Mapping[str, str]] = {
    "delivered": "",
    "request-lost": "the request was lost",
    "reply-lost": "the reply was lost",
    "reply-broken": "the reply could not be read",
    "replaced": "another answer went out",
}
# Steps on one page; a run beyond it shows only the sandboxes with a breach.
MOST_STEPS: Final = 20_000
LINES: Final = tag("td", colspan="2", class_="arrows")
LANES: Final = ("Facts", "Contractor", "NPS", "Landlord")


def sequences(report: Report) -> Iterator[Markup]:
    """A diagram for each works order, a piece for each sandbox; those with a breach are open."""
    broken = {
        (verdict.scenario, verdict.mode, violation.order): violation.message
        for verdict in report.run.verdicts
        for violation in verdict.violations
    }
    at_fault = {key[:2] for key in broken}
    everything = sum(len(entries) for entries in report.journals.values()) <= MOST_STEPS
    shown = [key for key in report.journals if everything or key in at_fault]
    return (_sandbox(key, report.journals[key], broken) for key in shown)


def _sandbox(
    key: tuple[str, str],
    entries: Sequence[Entry],
    broken: Mapping[tuple[str, str, str], int | None],
) -> Markup:
    by_order: dict[str, list[Entry]] = {}
    for entry in entries:
        for number in sorted(orders_of(entry)):
            by_order.setdefault(number, []).append(entry)
    open_ = any((*key, number) in broken for number in by_order)
    wrong = {message for each, message in broken.items() if each[:2] == key}
    diagrams = [
        tag("figure", [tag("figcaption", f"Works order {number}"), _diagram(key, steps, wrong)])
        for number, steps in by_order.items()
    ]
    orders = "1 works order" if len(by_order) == 1 else f"{len(by_order)} works orders"
    if not by_order:
        return Markup("")
    return tag(
        "details",
        [tag("summary", f"{key[0]}, {key[1]}: {orders}"), *diagrams],
        open="open" if open_ else "",
    )


def orders_of(entry: Entry) -> frozenset[str]:
    """The works orders that an entry is about: named, listed, or touched by what it did."""
    if isinstance(entry, Action | Instruction):
        return frozenset(entry.orders)
    if not isinstance(entry, Exchange):
        return frozenset()
    found = {*entry.before, *entry.after, *_named(entry.request)}
    if entry.operation == "RequestWorksOrders":
        found |= set(_named(entry.reply))
    return frozenset(found)


def _named(content: Mapping[str, Any] | None) -> Iterator[str]:
    if content is None:
        return
    for each in (content, *content.get("orders", ()), *content.get("works_orders", ())):
        if isinstance(each, Mapping) and each.get("works_order_number"):
            yield str(each["works_order_number"])


def _diagram(key: tuple[str, str], steps: Iterable[Entry], wrong: Iterable[int | None]) -> Markup:
    head = tag("tr", [tag("th", lane, scope="col") for lane in LANES])
    body = [_step(anchor(*key, each.seq), each, each.seq in wrong) for each in steps]
    return tag("table", [tag("thead", head), tag("tbody", body)], class_="sequence")


def _step(target: str, entry: Entry, wrong: bool) -> Markup:  # noqa: FBT001 - how a row looks
    link = tag("a", str(entry.seq), href=f"#{target}")
    match entry:
        case Exchange():
            said = [*_request(entry, link), *_reply(entry)]
            cells = [tag("td"), tag("td", said, colspan="2", class_="arrows"), tag("td")]
        case Action():
            cells = [tag("td"), LINES, tag("td", [link, f" {_plain(entry.name)}"], class_="act")]
        case Instruction():
            told = entry.text or _plain(entry.kind)
            cells = [tag("td", [link, f" {told}"], class_="fact"), LINES, tag("td")]
        case _:
            return Markup("")
    return tag("tr", cells, class_="wrong" if wrong else "")


def _request(entry: Exchange, link: Markup) -> Iterator[Markup]:
    lost = " lost" if entry.delivery == "request-lost" else ""
    said = [link, " ", entry.operation or entry.http_request.start, " →"]
    yield tag("div", said, class_=f"there{lost}")


def _reply(entry: Exchange) -> Iterator[Markup]:
    trouble = ANSWERS.get(entry.delivery, entry.delivery)
    answered = entry.http_reply.start or "no answer" if entry.outcome == "http" else entry.outcome
    told = " ".join(part for part in (answered, entry.code) if part)
    if entry.suspended:
        told += f", in place of {entry.suspended}"
    if trouble:
        told += f" ({trouble})"
    yield tag("div", f"← {told}", class_=f"back{' lost' if trouble else ''}")


def _plain(name: str) -> str:
    return name.replace("_", " ")
