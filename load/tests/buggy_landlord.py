"""`nps` with a planted bug: orders whose request number ends in 7 are left out of every list."""

import sys

from nps_conformance.command import main
from nps_simulator.sandbox.books import StoredBooks

_honest = StoredBooks.listed


def _forgetful(books: StoredBooks, contractor: str, limit: int) -> tuple[tuple[str, int, str], ...]:
    rows = _honest(books, contractor, limit)
    return tuple(row for row in rows if not row[0].endswith("7/1"))


StoredBooks.listed = _forgetful  # type: ignore[method-assign] # the bug

if __name__ == "__main__":
    sys.exit(main())
