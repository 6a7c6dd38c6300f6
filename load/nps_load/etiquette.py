"""How each virtual contractor behaved, by the generator's own record.

What a landlord would complain of: polls in quick succession, details read again without news, news
read and never confirmed, orders left unread. Nothing here fails a run; the rules of the judge do.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from nps_load.record import Call, Record

POLL: Final = "AP1"
DETAILS: Final = "AP2"
RECEIPT: Final = "AP3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Etiquette:
    """One contractor's manners. `closest` is the shortest time between two scheduled polls as they
    were sent, in seconds, None with fewer than two. `again` counts details read although nothing
    had been listed since; `unread` listed and `unconfirmed` read orders when the run ended.
    """

    contractor: str
    polls: int
    pages: int
    closest: float | None
    read: int
    again: int
    unread: int
    confirmed: int
    unconfirmed: int
    resent: int
    refused: int

    @property
    def blemishes(self) -> int:
        """How much there is to complain of."""
        return self.again + self.unread + self.unconfirmed + self.refused


@dataclass(slots=True)
class _Seen:
    polls: list[float] = field(default_factory=list)
    pages: int = 0
    read: int = 0
    again: int = 0
    confirmed: int = 0
    resent: int = 0
    refused: int = 0
    unread: set[str] = field(default_factory=set)
    unconfirmed: set[str] = field(default_factory=set)
    known: set[str] = field(default_factory=set)  # read, and not listed or changed since


def etiquette(record: Record) -> tuple[Etiquette, ...]:
    """Of each contractor, in order of name."""
    seen: dict[str, _Seen] = defaultdict(_Seen)
    for call in record.calls:
        _look(call, seen[call.contractor])
    return tuple(_told(name, seen[name]) for name in sorted(seen))


def _look(call: Call, one: _Seen) -> None:
    one.resent += call.again
    one.refused += call.problem.startswith("refused")
    if call.row == POLL:
        one.pages += 1
        if call.due:
            one.polls.append(call.at)
        if call.success:
            numbers = {number for number, _, _ in call.listed}
            one.unread |= numbers
            one.known -= numbers
    elif call.row == DETAILS and call.success:
        one.read += 1
        one.again += call.order in one.known
        one.known.add(call.order)
        one.unread.discard(call.order)
        one.unconfirmed.add(call.order)
    elif call.row == RECEIPT and call.success:
        one.confirmed += 1
        one.unread.discard(call.order)  # read before the list that told of it once more
        one.unconfirmed.discard(call.order)
    elif call.success:
        one.known.discard(call.order)  # a write may have changed it: to look again is right


def _told(name: str, one: _Seen) -> Etiquette:
    gaps = [after - before for before, after in zip(one.polls, one.polls[1:], strict=False)]
    return Etiquette(
        contractor=name,
        polls=len(one.polls),
        pages=one.pages,
        closest=round(min(gaps), 3) if gaps else None,
        read=one.read,
        again=one.again,
        unread=len(one.unread),
        confirmed=one.confirmed,
        unconfirmed=len(one.unconfirmed),
        resent=one.resent,
        refused=one.refused,
    )


def in_words(found: Iterable[Etiquette]) -> str:
    """All contractors in one line, and the one to look at first."""
    everyone = tuple(found)
    closest = [each.closest for each in everyone if each.closest is not None]
    again, unread = sum(each.again for each in everyone), sum(each.unread for each in everyone)
    unconfirmed = sum(each.unconfirmed for each in everyone)
    words = (
        f"{sum(each.polls for each in everyone)} polls by {len(everyone)} contractors"
        f"{f', the closest {min(closest):.2f} s apart' if closest else ''}; details read again "
        f"without news {again}, listed and not read {unread}, read and not confirmed {unconfirmed}"
    )
    worst = max(everyone, key=lambda each: each.blemishes, default=None)
    if worst is not None and worst.blemishes:
        words += f"; most by {worst.contractor}"
    return words
