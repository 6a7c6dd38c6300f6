"""Reads of new numbers only the highest, and none below one it has read."""

from nps_conformance.contractors.reference.contractor import Contractor

BREAKS = "listed-order-read"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Thinks that numbers only ever grow."""

    def poll(self) -> tuple[list[str], bool]:
        """The known numbers of the list, and the newest."""
        numbers, more = super().poll()
        known = [number for number in numbers if number in self.books.orders]
        highest = max(map(_count, self.books.orders), default=0)
        newest = max((each for each in numbers if _count(each) > highest), key=_count, default="")
        taken = [*known, newest] if newest and newest not in known else known
        return taken, more and bool(taken)


def _count(number: str) -> int:
    return int(number.partition("/")[0])
