"""`allure-results/`: the verdicts as Allure takes them, one result for each rule in each sandbox.

The JSON of Allure 2 and 3 is written as documented (a `-result.json` for each result, attachments
beside it, named in it). FAILED is failed, ERROR broken; what was not exercised, not decided or not
applicable is skipped with its reason; WARNED passes, and says so. Each violation is a step, with
the messages that prove it. Identifiers are made of what a result is about, so that the history of a
rule goes on from run to run.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from itertools import groupby
from typing import Any, Final

import msgspec

from nps_reports.record import Report, Verdict, Violation, Word
from nps_simulator.journal.entries import Entry, Exchange, Http

FOLDER: Final = "allure-results"
PREFIX: Final = "nps-"

STATUS: Final[Mapping[Word, str]] = {
    Word.PASSED: "passed",
    Word.WARNED: "passed",
    Word.FAILED: "failed",
    Word.ERROR: "broken",
    Word.NOT_EXERCISED: "skipped",
    Word.INCONCLUSIVE: "skipped",
    Word.NOT_APPLICABLE: "skipped",
}
SEVERITY: Final[Mapping[str, str]] = {"MUST": "critical"}  # anything less is minor
MOST_STEPS: Final = 20  # satisfied occasions that are told one by one

Json = dict[str, Any]
Journal = Mapping[int, Entry]


def render_files(report: Report) -> Iterator[tuple[str, bytes]]:
    """All results and the messages they name, sandbox by sandbox; only one of them is at hand."""
    for key, verdicts in groupby(report.run.verdicts, lambda each: (each.scenario, each.mode)):
        journal = {entry.seq: entry for entry in report.journals.get(key, ())}
        attached: set[int] = set()
        for verdict in verdicts:
            result = _result(report, verdict, journal)
            text = msgspec.json.format(msgspec.json.encode(result), indent=1)
            yield f"{PREFIX}{result['uuid']}-result.json", text + b"\n"
            proving = {seq for each in verdict.violations for seq in each.entries}
            for seq in sorted((proving - attached) & journal.keys()):
                yield _file(verdict, journal[seq]), content(journal[seq])
            attached |= proving


def _result(report: Report, verdict: Verdict, journal: Journal) -> Json:
    name = str(report.run.contractor.get("name", "contractor"))
    about = (name, verdict.scenario, verdict.mode, verdict.rule)
    status, excused = STATUS[verdict.verdict], report.run.excused
    full = f"{verdict.scenario}.{verdict.mode}.{verdict.rule}"
    return {
        "uuid": _identifier(report.environment.started_at, *about),
        "historyId": _identifier(*about).replace("-", ""),
        "testCaseId": _identifier(*about[1:]).replace("-", ""),
        "fullName": full,
        "name": verdict.rule,
        "titlePath": [name, verdict.scenario, verdict.mode],
        "description": f"{verdict.sentence}\n\n{verdict.level}, {verdict.provenance}. "
        f"Source: {verdict.source}",
        "status": status,
        "statusDetails": {
            "message": f"{verdict.verdict.value}: {verdict.reason}",
            "trace": "\n\n".join(map(_told, verdict.violations)),
            **({"known": True} if status == "failed" and verdict.rule in excused else {}),
        },
        "stage": "finished",
        "steps": [
            *(_broken(each, verdict, status, journal) for each in verdict.violations),
            *_kept(verdict, journal),
        ],
        "attachments": [],
        "parameters": [
            {"name": "scenario", "value": verdict.scenario},
            {"name": "mode", "value": verdict.mode},
        ],
        "labels": [
            {"name": label, "value": value}
            for label, value in (
                ("parentSuite", name),
                ("suite", verdict.scenario),
                ("subSuite", verdict.mode),
                ("feature", verdict.rule),
                ("story", f"{verdict.scenario}, {verdict.mode}"),
                ("severity", SEVERITY.get(verdict.level, "minor")),
                ("tag", verdict.provenance),
                ("framework", "nps certify"),
            )
        ],
        "links": [],
        **_times(report.environment.started_at),
    }


def _broken(violation: Violation, verdict: Verdict, status: str, journal: Journal) -> Json:
    """A violation as a step, with the messages that prove it."""
    entries = [journal[seq] for seq in violation.entries if seq in journal]
    place = f"{violation.xpath}, line {violation.line}" if violation.xpath else ""
    told = {
        "order": violation.order,
        "legal then": violation.legal,
        "state": violation.state,
        "where": place,
        "fix": violation.fix,
    }
    return {
        "name": violation.came,
        "status": status,
        "stage": "finished",
        "parameters": [{"name": key, "value": value} for key, value in told.items() if value],
        "steps": [],
        "attachments": [
            {"name": title(entry), "source": _file(verdict, entry), "type": _type(entry)}
            for entry in entries
        ],
    }


def _kept(verdict: Verdict, journal: Journal) -> Iterator[Json]:
    """Satisfied occasions as steps; the last step says how many there are beyond those listed."""
    shown = [seq for seq in verdict.evidence if seq in journal][:MOST_STEPS]
    names = [title(journal[seq]) for seq in shown]
    if shown and verdict.satisfied > len(shown):
        names.append(f"{verdict.satisfied} occasions in all")
    for name in names:
        yield {
            "name": name,
            "status": "passed",
            "stage": "finished",
            "parameters": [],
            "steps": [],
            "attachments": [],
        }


def _told(violation: Violation) -> str:
    place = f" at {violation.xpath}, line {violation.line}" if violation.xpath else ""
    return (
        f"Came: {violation.came}{place}\nLegal then: {violation.legal}\nState: {violation.state}\n"
        f"Entries: {', '.join(map(str, violation.entries))}\nFix: {violation.fix}"
    )


def title(entry: Entry) -> str:
    """What an attached entry is called."""
    if isinstance(entry, Exchange):
        return f"{entry.seq} {entry.operation or entry.http_request.start}: {entry.outcome}"
    return f"{entry.seq} {type(entry).__name__.lower()}"


def _type(entry: Entry) -> str:
    return "text/plain" if isinstance(entry, Exchange) else "application/json"


def _file(verdict: Verdict, entry: Entry) -> str:
    ending = "txt" if isinstance(entry, Exchange) else "json"
    about = _identifier(verdict.scenario, verdict.mode, str(entry.seq))
    return f"{PREFIX}{about}-attachment.{ending}"


def content(entry: Entry) -> bytes:
    """An exchange as it was on the wire; anything else as the journal has it."""
    if not isinstance(entry, Exchange):
        return msgspec.json.format(msgspec.json.encode(entry), indent=1)
    delivery = "" if entry.delivery == "delivered" else f" ({entry.delivery})"
    return "\n".join(
        [*_message(entry.http_request), "", f"--- reply{delivery}", *_message(entry.http_reply), ""]
    ).encode()


def _message(message: Http) -> Sequence[str]:
    headers = [f"{name}: {value}" for name, value in message.headers]
    return [message.start, *headers, "", message.body or message.body_base64]


def _identifier(*about: str) -> str:
    """A stable identifier in the form of a UUID."""
    digits = sha256("\x00".join(about).encode()).hexdigest()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:32]))


def _times(started: str) -> Json:
    """When the run began, in milliseconds; a verdict takes no time. Nothing if it is not known."""
    if not started:
        return {}
    moment = int(datetime.fromisoformat(started).timestamp() * 1000)
    return {"start": moment, "stop": moment}
