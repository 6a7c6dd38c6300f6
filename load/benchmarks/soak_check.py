"""What must hold at the end of a soak, read from the database file and the contractors' record.

The hash chain, entry by entry; the ledger: every invoice against its shares and its orders, and the
orders against their invoices; and that nothing which a contractor saw answered is missing.
"""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import msgspec

from nps_load.kept import judge_journal
from nps_load.record import Call, Record
from nps_load.simulator import SANDBOX
from nps_reports.record import Word
from nps_simulator.domain.model import Invoice, WorksOrder
from nps_simulator.journal.chain import START, decode, link
from nps_simulator.journal.entries import Entry, Exchange
from nps_simulator.messages.catalogue import OPERATIONS
from nps_simulator.store.sqlite import SqliteStore

ORDERS_AT_ONCE = 1000
MOST_TOLD = 20


class Soaked:
    """A database that nobody serves any more. `problems` is empty when all is well."""

    def __init__(self, database: Path) -> None:
        self._store = SqliteStore(str(database))
        row = self._store.sandbox(SANDBOX)
        if row is None:
            raise SystemExit(f"{database} has no sandbox {SANDBOX}.")
        self._key = row.key
        self.entries = 0
        self.exchanges = 0
        self.invoices = 0
        self.orders = 0
        self._seen: Counter[str] = Counter()
        self.problems: list[str] = []

    def check(self, record: Record) -> None:
        """Look at everything once."""
        for each in judge_journal(self._journal(), record):
            if each.word is Word.FAILED:
                self._note(f"{each.name}: {each.reason}: {'; '.join(each.examples[:3])}")
        self._check_answered(record.calls)
        self._check_ledger()
        self._store.close()

    def _note(self, problem: str) -> None:
        if len(self.problems) < MOST_TOLD:
            self.problems.append(problem)

    def _journal(self) -> Iterator[Entry]:
        digest = START
        for number, raw in enumerate(self._store.entries(self._key, 0)):
            entry = decode(raw)
            if entry.seq != number:
                self._note(f"entry {number} is missing: found {entry.seq}")
            digest = link(digest, raw)
            self.entries += 1
            if isinstance(entry, Exchange):
                self.exchanges += 1
                if entry.outcome == "success":
                    self._seen[str(entry.operation)] += 1
            yield entry
        if self._store.last_entry(self._key) != (self.entries - 1, digest):
            self._note("the hash chain does not lead to the last hash in the database")

    def _check_answered(self, calls: tuple[Call, ...]) -> None:
        """Of each operation the journal has at least as many successes as were seen."""
        names = {item.row: name for name, item in OPERATIONS.items()}
        for row, count in Counter(call.row for call in calls if call.success).items():
            if self._seen[names[row]] < count:
                found = self._seen[names[row]]
                self._note(f"{row}: {count} were answered, {found} are in the journal")

    def _all_orders(self) -> Iterator[WorksOrder]:
        decoder = msgspec.json.Decoder(WorksOrder)
        after = ""
        while documents := self._store.orders_after(self._key, after, ORDERS_AT_ONCE):
            for document in documents:
                order = decoder.decode(document)
                after = order.works_order_number
                yield order

    def _check_ledger(self) -> None:
        decoder = msgspec.json.Decoder(Invoice)
        billed: dict[str, set[str]] = {}
        looked_at: dict[str, Invoice] = {}
        for order in self._all_orders():
            self.orders += 1
            billed[order.works_order_number] = set(order.invoice_numbers)
            if order.invoiced and not order.invoice_numbers:
                self._note(f"{order.works_order_number} is invoiced by no invoice")
            for number in order.invoice_numbers:
                document = self._store.invoice(self._key, number)
                if document is None:
                    self._note(f"{order.works_order_number}: its invoice {number} is not there")
                elif number not in looked_at:
                    looked_at[number] = decoder.decode(document)
        self.invoices = len(looked_at)
        for number, invoice in looked_at.items():
            self._check_invoice(number, invoice, billed)

    def _check_invoice(self, number: str, invoice: Invoice, billed: dict[str, set[str]]) -> None:
        net = sum((share.net for share in invoice.shares), Decimal(0))
        tax = sum((share.tax for share in invoice.shares), Decimal(0))
        if (net, tax, net + tax) != (invoice.net, invoice.tax, invoice.gross):
            self._note(f"invoice {number} does not add up: {net} and {tax} to {invoice.gross}")
        for share in invoice.shares:
            if number not in billed.get(share.works_order_number, set()):
                self._note(f"invoice {number} is not on its order {share.works_order_number}")
