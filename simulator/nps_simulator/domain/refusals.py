"""The refusal catalogue: every way in which the landlord says no in a reply.

A code is stable: a contractor may branch on it, never on the wording. The kind says whether a
gullible landlord swallows the refusal: `sequence` and `duplicate` are swallowed, so that the judge
must see them; `content` and `authority` never. `mirrors` is the rule that judges the same act, or
`why_no_rule` says why none does. `resend_helps` says whether the very same content may succeed
later. To add a refusal, add an entry in `wordings_content.py` or
`wordings_flow.py`; `REFUSALS.md` is written from the catalogue
and compared. All codes are assumed.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from nps_simulator.domain.ledger import Guarded, Refusal, RefusalKind
from nps_simulator.domain.wordings import RefusalEntry
from nps_simulator.domain.wordings_content import AUTHORITY, CONTENT
from nps_simulator.domain.wordings_flow import DUPLICATE, SEQUENCE


def _catalogue() -> Mapping[str, RefusalEntry]:
    by_code: dict[str, RefusalEntry] = {}
    for entry in AUTHORITY + CONTENT + SEQUENCE + DUPLICATE:
        if entry.code in by_code:
            raise ValueError(f"two refusals are called {entry.code}: each code names one refusal")
        if (entry.mirrors is None) == (entry.why_no_rule is None):
            raise ValueError(f"refusal {entry.code} needs a rule that mirrors it, or why none does")
        by_code[entry.code] = entry
    return MappingProxyType(by_code)


CATALOGUE: Final[Mapping[str, RefusalEntry]] = _catalogue()


def refusing(code: str, field: str, **facts: object) -> Guarded:
    """The objection of that code, worded with these facts; `field` is the XML name of a field."""
    entry = CATALOGUE[code]
    refusal = Refusal(code=code, text=entry.wording.format(field=field, **facts), field=field)
    return Guarded(refusal, entry.kind)


def refusals_page() -> str:
    """The whole of `REFUSALS.md`."""
    lines = [_HEAD]
    for kind, meaning in _KINDS.items():
        lines += [f"## {kind.capitalize()}\n", f"{meaning}\n", _TABLE]
        lines += [_row(entry) for entry in CATALOGUE.values() if entry.kind == kind]
        lines.append("")
    return "\n".join(lines)


def _row(entry: RefusalEntry) -> str:
    helps = "yes, later" if entry.resend_helps else "no"
    rule = f"`{entry.mirrors}`" if entry.mirrors else f"none: {entry.why_no_rule}"
    return f"| `{entry.code}` | {entry.severity} | {entry.wording} | {helps} | {rule} |"


_HEAD: Final = (
    "# Refusals\n\n"
    "Generated from the refusal catalogue; written by `python -m nps_simulator.commands.pages`.\n\n"
    "A refusal is a normal reply with success flag `N` and one message; nothing has changed.\n"
    "Branch on the code, never on the wording. *Resend* says whether the very same content may\n"
    "succeed later. *Rule* is the rule of the suite that judges the same act. A success may carry\n"
    "the message `NOTHING-CHANGED` (severity I): what was reported is so already.\n"
)
_TABLE: Final = "| code | severity | wording | resend | rule |\n|---|---|---|---|---|"
_KINDS: Final = MappingProxyType(
    {
        RefusalKind.AUTHORITY: "What the contractor may not see or do.",
        RefusalKind.CONTENT: "A value that is wrong whatever the state of the works order.",
        RefusalKind.SEQUENCE: "Too early, too late, or beside the current version. A gullible "
        "landlord swallows it.",
        RefusalKind.DUPLICATE: "The same thing a second time. A gullible landlord swallows it.",
    }
)
