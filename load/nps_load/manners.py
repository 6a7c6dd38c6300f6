"""The rules of the conformance suite, over the journal of a load run: did the contractors behave?

Our virtual contractors should; when a rule fails, either they or the landlord went wrong under
load, and both are worth a failure.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from nps_conformance.judge import judge
from nps_load.invariants import MOST_EXAMPLES, Finding
from nps_reports.record import Verdict, Word
from nps_simulator.journal.entries import Entry

VIEW: Final = "rules"
KEPT: Final = "the rules of the contract are kept"
MOST_ENTRIES: Final = 100_000  # the judge holds them all in memory
# What the generator does on purpose: it sends some answered invoices again (`Conduct.resends`).
REPEATED: Final = "success-not-repeated"
INVOICE: Final = "CreateInvoice "
TOLD: Final = frozenset({Word.FAILED, Word.WARNED, Word.ERROR})


def judge_rules(entries: Sequence[Entry]) -> tuple[Finding, ...]:
    """One finding that counts, and one for each rule that was broken."""
    if len(entries) > MOST_ENTRIES:
        reason = f"the journal has more than {MOST_ENTRIES} entries, too many to judge by rules"
        return (Finding(name=KEPT, view=VIEW, word=Word.NOT_APPLICABLE, reason=reason),)
    verdicts = judge(entries)
    words = Counter(each.verdict for each in verdicts)
    broken = tuple(
        _on_purpose(each) if _is_on_purpose(each) else _told(each)
        for each in verdicts
        if each.verdict in TOLD
    )
    if words[Word.FAILED]:
        word = Word.FAILED
    elif words[Word.PASSED]:
        word = Word.PASSED
    else:
        word = Word.NOT_EXERCISED
    counted = ", ".join(f"{count} {name.value}" for name, count in sorted(words.items()))
    return (Finding(name=KEPT, view=VIEW, word=word, reason=counted), *broken)


def _told(verdict: Verdict) -> Finding:
    return Finding(
        name=verdict.rule,
        view=VIEW,
        word=verdict.verdict,
        reason=f"{verdict.sentence} {verdict.violated} times: {verdict.reason}",
        examples=tuple(f"{each.order}: {each.came}" for each in verdict.violations[:MOST_EXAMPLES]),
    )


def _is_on_purpose(verdict: Verdict) -> bool:
    """Whether it is only what the generator does on purpose."""
    return verdict.rule == REPEATED and all(
        each.came.startswith(INVOICE) for each in verdict.violations
    )


def _on_purpose(verdict: Verdict) -> Finding:
    return Finding(
        name=verdict.rule,
        view=VIEW,
        word=Word.NOT_APPLICABLE,
        reason=f"the generator sends some answered invoices again on purpose, "
        f"{verdict.violated} here, to see whether they are billed twice",
    )
