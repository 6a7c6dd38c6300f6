"""What the run has tried: operations by the state of the works order, and by fault."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from nps_reports.page.markup import Markup, tag
from nps_reports.record import Report
from nps_simulator.journal.entries import Exchange
from nps_simulator.messages.catalogue import OPERATIONS

STATES: Final = ("AUT", "ISS", "HLD", "COM", "CLO", "CAN")


def coverage(report: Report) -> Markup:
    """Two tables: how often each operation met each state, and each fault."""
    states: Counter[tuple[str, str]] = Counter()
    faults: Counter[tuple[str, str]] = Counter()
    for entries in report.journals.values():
        for entry in entries:
            if not isinstance(entry, Exchange) or entry.operation is None:
                continue
            for state in {told.split()[0] for told in entry.before.values() if told}:
                states[entry.operation, state] += 1
            if entry.fault:
                faults[entry.operation, entry.fault] += 1
    seen = sorted({state for _, state in states} - set(STATES))
    return Markup(
        tag("p", "How often each operation was tried on an order in each state.", class_="legend")
        + _table("state of the works order", [*STATES, *seen], states)
        + tag("p", "How often each operation met each fault.", class_="legend")
        + _table("fault", sorted({fault for _, fault in faults}), faults)
    )


def _table(what: str, columns: Sequence[str], counted: Counter[tuple[str, str]]) -> Markup:
    if not columns:
        return tag("p", "None was met in this run.")
    head = tag("tr", [tag("th", text, scope="col") for text in ("Operation", *columns)])
    body = [
        tag("tr", [tag("th", each, scope="row"), *_cells(each, columns, counted)])
        for each in OPERATIONS
    ]
    table = tag("table", [tag("thead", head), tag("tbody", body)])
    label = f"Operations by {what}"
    return tag("div", table, class_="wide", tabindex="0", role="region", aria_label=label)


def _cells(
    operation: str, columns: Iterable[str], counted: Counter[tuple[str, str]]
) -> list[Markup]:
    return [
        tag("td", str(count), class_="passed") if count else tag("td", "-")
        for count in (counted[operation, column] for column in columns)
    ]
