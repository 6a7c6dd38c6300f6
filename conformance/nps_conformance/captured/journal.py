"""A captured log as a journal: what was said, and nothing of what moved either side to say it.

There are no instructions and no landlord's actions in a log, so rules that need them are
NOT_EXERCISED; the client's clock is not ours, so rules that need a given time are NOT_APPLICABLE.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from nps_conformance.captured.message import Captured, Log
from nps_conformance.captured.reading import Understanding
from nps_conformance.judge import judge, rules_sha256
from nps_conformance.rules._book import RULES
from nps_reports.record import Word
from nps_scenarios.profile import Profile
from nps_simulator.clock import UK
from nps_simulator.journal.entries import Closed, Delivery, Entry, Exchange, Http, Opened
from nps_simulator.sandbox.definition import FAITHFUL, plain
from nps_simulator.sandbox.sandboxes import contract_sha256

SCENARIO: Final = "captured"
WHOLE, PART = "whole", "part"
_SAID: Final = frozenset({Word.PASSED, Word.FAILED, Word.WARNED, Word.INCONCLUSIVE})
_MESSAGE: Final = "message"  # the family of rules that need nothing but the message


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """The journal, and what should be known of the log, a sentence each."""

    entries: tuple[Entry, ...]
    notes: tuple[str, ...]


def imported(log: Log, *, profile: Profile, claims: Mapping[str, Any], whole: bool) -> Imported:
    """The journal of a log. `whole` says that no message came before its first. The rules it is
    said to cover are those that it gives an occasion, and those on messages where there is none.
    """
    understanding = Understanding()
    exchanges: list[Exchange] = []
    strange: list[str] = []
    for captured in log.exchanges:
        exchange, odd = _exchange(captured, len(exchanges) + 1, understanding)
        exchanges.append(exchange)
        if odd:
            strange.append(captured.where)
    exchanges = _overlapping(exchanges, log)
    names = dict.fromkeys(each.contractor for each in exchanges if each.contractor)
    opened = Opened(
        seq=0,
        at=exchanges[0].at if exchanges else "",
        scenario=SCENARIO,
        scenario_sha256=log.sha256,
        covers=[],
        profile=plain(profile),
        mode=FAITHFUL,
        seed=0,
        contractors={str(name): {} for name in names},
        claims={"name": log.name, "version": "", "driver": "none", **claims, "clock": "machine"},
        contract_sha256=contract_sha256(),
        rules_sha256=rules_sha256(),
        captured=WHOLE if whole else PART,
    )
    closed = Closed(seq=len(exchanges) + 1, at=exchanges[-1].at if exchanges else "", why="asked")
    verdicts = judge((opened, *exchanges, closed))
    covers = [each.rule for each in verdicts if each.verdict in _SAID]
    if not any(each.verdict is Word.PASSED for each in verdicts):
        covers += [rule.id for rule in RULES.values() if rule.family == _MESSAGE]
    opened = replace(opened, covers=sorted(set(covers)))
    return Imported(entries=(opened, *exchanges, closed), notes=_notes(log, strange, whole=whole))


def _exchange(captured: Captured, seq: int, understanding: Understanding) -> tuple[Exchange, bool]:
    asked = understanding.asked(captured.request)
    answered = understanding.answered(captured, asked)
    refused = answered.outcome == "http" and answered.delivery == Delivery.DELIVERED
    at_once = refused or answered.outcome == "document"
    reply = captured.reply
    exchange = Exchange(
        seq=seq,
        at=_local(captured.ended),
        operation=None if at_once else asked.operation,
        contractor=None if at_once else asked.contractor,
        http_request=captured.request.masked(),
        http_reply=Http(start="", headers=[]) if reply is None else reply.masked(),
        request=None if at_once else msgspec.to_builtins(asked.request),
        reply=msgspec.to_builtins(answered.reply),
        outcome=answered.outcome,
        code=answered.code,
        delivery=answered.delivery,
        findings=[] if at_once else list(asked.findings),
    )
    return exchange, answered.strange


def _overlapping(exchanges: list[Exchange], log: Log) -> list[Exchange]:
    """With what was still under way when a request began, and of the same operation."""
    open_since: dict[tuple[str | None, str | None], tuple[str, int]] = {}
    found: dict[int, int] = {}
    by_start = sorted(zip(exchanges, log.exchanges, strict=True), key=lambda pair: pair[1].began)
    for exchange, captured in by_start:
        key = (exchange.contractor, exchange.operation)
        ended, seq = open_since.get(key, ("", 0))
        if captured.began and exchange.operation and captured.began < ended:
            found[exchange.seq] = seq
        if captured.ended > ended:
            open_since[key] = (captured.ended, exchange.seq)
    unheard = _unheard(exchanges, log)
    return [
        replace(each, during=found.get(each.seq), unheard=unheard.get(each.seq))
        for each in exchanges
    ]


def _unheard(exchanges: list[Exchange], log: Log) -> dict[int, int]:
    """By entry, the first of the same contractor that had not ended when it began."""
    ends: dict[str | None, list[tuple[str, int]]] = {}  # by contractor; both ascend
    found: dict[int, int] = {}
    for exchange, captured in zip(exchanges, log.exchanges, strict=True):
        if exchange.operation is None:
            continue
        before = ends.setdefault(exchange.contractor, [])
        at = bisect_right(before, captured.began, key=itemgetter(0))
        if captured.began and at < len(before):
            found[exchange.seq] = before[at][1]
        ended = max(captured.ended, before[-1][0]) if before else captured.ended
        before.append((ended, exchange.seq))
    return found


def _local(moment: str) -> str:
    """A moment as journals write it: UK local, without a zone."""
    if not moment:
        return ""
    return datetime.fromisoformat(moment).astimezone(UK).replace(tzinfo=None).isoformat()


def _notes(log: Log, strange: list[str], *, whole: bool) -> tuple[str, ...]:
    notes = [f"Passed over: {each}." for each in log.passed_over]
    if strange:
        notes.append(
            f"{len(strange)} replies are none of the published contract, the first in "
            f"{strange[0]}; what they told the contractor is not known."
        )
    if not whole:
        notes.append(
            "What came before the log is not known: only orders whose first listing is in it are "
            "judged by what was told and done. With --whole all are."
        )
    return tuple(notes)
