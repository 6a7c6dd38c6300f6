"""Journals of any length about one order, each of one kind of traffic."""

from datetime import timedelta

from journal_builder import Journal
from message_builder import DAY
from world_builder import VISIT, agreed, book, failed, status, tell


def _polled(journal, turn):
    journal.poll("1/1", version=turn, change="AMD")
    journal.details(version=turn)
    journal.receipt(version=turn, ref=f"R-{turn}", refused="VERSION-STALE" if turn % 3 else "")


def _unread(journal, turn):
    journal.details("2/1", how={"lost": True})
    journal.receipt("2/1", ref=f"R-{turn}")


def _visited(journal, turn):
    day = timedelta(days=turn)
    agreed(journal, DAY + day)
    book(journal, DAY + day, reference=f"B{turn}", replaces=f"B{turn - 1}", ref=f"R-B{turn}")
    tell(journal, "operative_arrived", VISIT + day)
    status(journal, "ATT", VISIT + day, reference=f"B{turn}", ref=f"R-A{turn}")
    status(journal, "CMP", VISIT + day, reference=f"B{turn}", ref=f"R-C{turn}")


def _agreed_in_vain(journal, turn):
    agreed(journal, DAY + timedelta(days=100))
    book(journal, refused="BOOKING-NOT-PERMITTED", ref=f"R-{turn}")
    journal.details()
    journal.poll()


def _completed(journal, turn):
    tell(journal, "work_finished", lines=[{"line": 1 + turn % 2}])
    journal.complete(ref=f"R-{turn}", refused="VISIT-OPEN" if turn % 3 else "")
    journal.vary("APPLIED", base=turn, ref=f"R-V{turn}", lines=[("CHG", 1, f"{turn}.00")])


def _rejected(journal, turn):
    tell(journal, "more_work_found", lines=[{"line": 50 + turn, "quantity": "1.00"}])
    journal.vary(ref=f"V{turn}", lines=[("ADD", 50 + turn, "1.00"), ("CHG", 1, f"{turn}.00")])
    journal.details(variations=[(f"V{turn}", "REJ")])
    journal.complete(lines=[(1, f"{turn}.00"), (50 + turn, "1.00")], ref=f"R-{turn}", refused="NO")
    journal.vary(ref=f"W{turn}", lines=[("ADD", 500 + turn, "1.00")], refused="VERSION-STALE")


def _pending(journal, turn):
    journal.vary("PENDING", ref=f"V{turn}", lines=[("ADD", 50 + turn, "1.00")])
    journal.poll("1/1", version=1, change="VAR")


def _invoiced(journal, turn):
    journal.invoice(ref=f"R-{turn}", supplier=f"I{turn}", lost=turn % 2 == 0)
    journal.details(status="COM", invoices=[(f"I{turn}", "REJ")])
    journal.invoice(ref=f"R-A{turn}", supplier="I-SAME", lost=True)
    journal.fact("month_end", None)


def _noted(journal, turn):
    journal.fact("remark", text=f"Remark number {turn}")
    journal.note(ref=f"R-{turn}", text=f"Remark number {turn}")
    tell(journal, "hazard_seen", text="Asbestos")
    journal.poll()
    journal.details()


def _held(journal, turn):
    journal.act("hold_order")
    journal.details(status="HLD", appointments=[("A1", "BKD")])
    tell(journal, "work_finished")
    journal.complete(ref=f"R-{turn}", refused="ORDER-HELD" if turn % 2 else "")
    journal.visit("ENR", ref=f"R-V{turn}", lost=True)
    journal.act("release_order")
    journal.poll("1/1", change="REL")
    journal.details(appointments=[("A1", "BKD")])


def _without_access(journal, turn):
    at = VISIT + timedelta(days=turn)
    tell(journal, "nobody_in", at, reason="NOANS", carded=True)
    failed(journal, at, ref=f"R-{turn}", refused="" if turn % 3 else "NO")
    tell(journal, "visit_missed", at)
    journal.cancel("NOTREQ", ref=f"R-C{turn}", refused="CANCEL-NOT-PERMITTED")


KINDS = {
    each.__name__.strip("_"): each
    for each in (
        _polled,
        _unread,
        _visited,
        _agreed_in_vain,
        _completed,
        _rejected,
        _pending,
        _invoiced,
        _noted,
        _held,
        _without_access,
    )
}


def journal_of(kind, turns):
    """The journal of so many turns of a kind of traffic, about an order that was received."""
    journal = Journal()
    journal.received(appointments=[("A1", "BKD")])
    for turn in range(1, turns + 1):
        KINDS[kind](journal, turn)
    return journal
