"""The landlord withdraws a contractor's permission, or gives it back."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from nps_scenarios.profile import Profile
from nps_simulator.actions._action import Action, ActionError
from nps_simulator.domain.ledger import Books, Decision

PERMISSIONS: Final = ("may_cancel", "may_book_appointments")


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawPermission:
    """Which permission (may_cancel, may_book_appointments), whose (default: the first
    contractor's), and `back` to give it back.
    """

    permission: str
    contractor: str | None = None
    back: bool = False


def decide(
    arguments: WithdrawPermission, books: Books, now: datetime, profile: Profile
) -> Decision:
    """Counts from the next call on; what was done with the permission stays."""
    del now, profile
    names = books.contractors()
    contractor = arguments.contractor or next(iter(names), None)
    if contractor is None or contractor not in names:
        raise ActionError(
            f"withdraw_permission: there is no contractor {contractor!r}; there are "
            f"{', '.join(names) or 'none'}"
        )
    if arguments.permission not in PERMISSIONS:
        raise ActionError(
            f"withdraw_permission: {arguments.permission!r} is no permission; use one of "
            f"{', '.join(PERMISSIONS)}"
        )
    former = books.authorisation(contractor)
    if arguments.permission == "may_cancel":
        changed = replace(former, may_cancel=arguments.back)
    else:
        changed = replace(former, may_book_appointments=arguments.back)
    facts = {
        "contractor": contractor,
        "permission": arguments.permission,
        "granted": arguments.back,
    }
    return Decision(authorisations=((contractor, changed),), facts=facts)


ACTION: Final = Action(name="withdraw_permission", arguments=WithdrawPermission, decide=decide)
