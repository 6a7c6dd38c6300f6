"""The journals as people read them: one line for each entry, the messages to be opened."""

from collections.abc import Iterator, Sequence

from nps_reports.entry_text import told
from nps_reports.page.markup import Markup, tag
from nps_reports.record import Report
from nps_simulator.journal.entries import Entry, Exchange, Http

MOST_BODIES = 1000  # exchanges shown with their messages; beyond, only those a violation names


def anchor(scenario: str, mode: str, seq: int) -> str:
    """The id of an entry on the page."""
    return f"e-{scenario}-{mode}-{seq}"


def messages(report: Report) -> Iterator[Markup]:
    """Every sandbox with its entries, a piece for each."""
    named: dict[tuple[str, str], set[int]] = {}
    for verdict in report.run.verdicts:
        for violation in verdict.violations:
            key = (verdict.scenario, verdict.mode)
            named.setdefault(key, set()).update(violation.entries)
    everything = sum(each.exchanges for each in report.run.played) <= MOST_BODIES
    return (
        _sandbox(key, entries, None if everything else named.get(key, set()))
        for key, entries in report.journals.items()
    )


def _sandbox(key: tuple[str, str], entries: Sequence[Entry], bodies: set[int] | None) -> Markup:
    scenario, mode = key
    lines = [
        _entry(anchor(scenario, mode, each.seq), each, bodies is None or each.seq in bodies)
        for each in entries
    ]
    return tag(
        "details",
        [
            tag("summary", f"{scenario}, {mode}: {len(entries)} entries"),
            tag("div", lines, class_="journal"),
        ],
        open="open" if bodies else "",
    )


def _entry(id_: str, entry: Entry, whole: bool) -> Markup:  # noqa: FBT001 - a column of a table
    head = [
        tag("span", str(entry.seq), class_="seq"),
        tag("time", entry.at),
        tag("span", told(entry), class_=type(entry).__name__.lower()),
    ]
    if not (whole and isinstance(entry, Exchange)):
        return tag("div", head, id=id_, class_="line")
    return tag(
        "details",
        [
            tag("summary", head, class_="line"),
            tag("h4", "Request"),
            _message(entry.http_request),
            tag("h4", "Reply" + ("" if entry.delivery == "delivered" else f" ({entry.delivery})")),
            _message(entry.http_reply),
        ],
        id=id_,
    )


def _message(message: Http) -> Markup:
    head = "\n".join([message.start, *(f"{name}: {value}" for name, value in message.headers)])
    return tag("pre", f"{head}\n\n{message.body or message.body_base64}", tabindex="0")
