"""Entries of a journal in words, one line each, for every format that people read."""

from nps_simulator.journal.entries import (
    Action,
    Closed,
    Driver,
    Entry,
    Exchange,
    FaultArmed,
    Instruction,
    Opened,
)


def told(entry: Entry) -> str:
    """An entry in one line, without its number and time."""
    match entry:
        case Exchange():
            return _exchange(entry)
        case Action():
            said = f"landlord: {entry.name} {', '.join(entry.orders)}"
        case Instruction():
            said = f"fact: {entry.kind} {', '.join(entry.orders)} {entry.text}"
        case Driver():
            number = "" if entry.number is None else f" {entry.number}"
            said = f"driver: {entry.event}{number} {entry.detail}"
        case FaultArmed():
            said = f"fault armed: {entry.kind} on {entry.operation}, {entry.count} times"
        case Opened():
            said = f"opened: scenario {entry.scenario}, {entry.mode}, seed {entry.seed}"
        case Closed():
            said = f"closed: {entry.why}"
        case _:
            said = f"clock: {entry.why}"
    return said


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
