"""The journals as people read them: one line for each entry, the messages to be opened."""

from collections.abc import Sequence

from nps_reports.page.markup import Markup, tag
from nps_reports.record import Report
from nps_simulator.journal.entries import (
    Action,
    Closed,
    Driver,
    Entry,
    Exchange,
    FaultArmed,
    Http,
    Instruction,
    Opened,
)

MOST_BODIES = 1000  # exchanges shown with their messages; beyond, only those a violation names


def anchor(scenario: str, mode: str, seq: int) -> str:
    """The id of an entry on the page."""
    return f"e-{scenario}-{mode}-{seq}"


def messages(report: Report) -> Markup:
    """Every sandbox with its entries."""
    named: dict[tuple[str, str], set[int]] = {}
    for verdict in report.run.verdicts:
        for violation in verdict.violations:
            key = (verdict.scenario, verdict.mode)
            named.setdefault(key, set()).update(violation.entries)
    everything = sum(each.exchanges for each in report.run.played) <= MOST_BODIES
    return Markup(
        "".join(
            _sandbox(key, entries, None if everything else named.get(key, set()))
            for key, entries in report.journals.items()
        )
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
        tag("span", _told(entry), class_=type(entry).__name__.lower()),
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


def _told(entry: Entry) -> str:
    match entry:
        case Exchange():
            return _exchange(entry)
        case Action():
            told = f"landlord: {entry.name} {', '.join(entry.orders)}"
        case Instruction():
            told = f"fact: {entry.kind} {', '.join(entry.orders)} {entry.text}"
        case Driver():
            number = "" if entry.number is None else f" {entry.number}"
            told = f"driver: {entry.event}{number} {entry.detail}"
        case FaultArmed():
            told = f"fault armed: {entry.kind} on {entry.operation}, {entry.count} times"
        case Opened():
            told = f"opened: scenario {entry.scenario}, {entry.mode}, seed {entry.seed}"
        case Closed():
            told = f"closed: {entry.why}"
        case _:
            told = f"clock: {entry.why}"
    return told


def _exchange(entry: Exchange) -> str:
    request = entry.request or {}
    about = request.get("works_order_number") or request.get("appointment_reference") or ""
    if "orders" in request:
        about = ", ".join(str(each.get("works_order_number")) for each in request["orders"])
    parts = [entry.operation or entry.http_request.start, str(about), "→", entry.outcome]
    parts += [entry.code] if entry.code else []
    parts += [f"[{entry.delivery}]"] if entry.delivery != "delivered" else []
    parts += [f"[accepted in place of {entry.suspended}]"] if entry.suspended else []
    return " ".join(part for part in parts if part)


def _message(message: Http) -> Markup:
    head = "\n".join([message.start, *(f"{name}: {value}" for name, value in message.headers)])
    return tag("pre", f"{head}\n\n{message.body or message.body_base64}", tabindex="0")
