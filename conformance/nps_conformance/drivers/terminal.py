"""A person's terminal: plain lines out, and whether Enter was pressed. Nothing here ever waits."""

import os
import select
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TextIO

from nps_scenarios.problems import SetUpError

AT_ONCE: Final = 4096  # bytes; far more than a person types between two looks


@dataclass(frozen=True, slots=True, kw_only=True)
class Terminal:
    """What a person reads (`out`) and types into (`keys`, a file descriptor)."""

    keys: int
    out: TextIO

    def show(self, lines: Sequence[str]) -> None:
        """Write lines, at once. Whatever could steer the terminal is shown as a question mark."""
        for line in lines:
            self.out.write("".join(each if each.isprintable() else "?" for each in line) + "\n")
        self.out.flush()

    def entered(self) -> bool:
        """Whether Enter was pressed since this was last asked. Raises OSError when it is closed."""
        typed = b""
        while more := _typed(self.keys):
            typed += more
        return b"\n" in typed or b"\r" in typed


def the_terminal() -> Terminal:
    """The terminal of this process. Raises SetUpError when there is none."""
    keys, several = sys.stdin, (sys.stdout, sys.stderr)
    out = next((each for each in several if each is not None and each.isatty()), None)
    if keys is None or not keys.isatty() or out is None:
        raise SetUpError(
            "driver.kind is person, and there is no terminal to show cards on and to read Enter "
            "from. Run it in a terminal, or use another kind in contractor.yaml."
        )
    return Terminal(keys=keys.fileno(), out=out)


if sys.platform == "win32":  # select knows only sockets there
    import msvcrt

    def _typed(_keys: int) -> bytes:
        return msvcrt.getch() if msvcrt.kbhit() else b""

else:

    def _typed(keys: int) -> bytes:
        if not select.select([keys], [], [], 0)[0]:
            return b""
        typed = os.read(keys, AT_ONCE)
        if not typed:
            raise OSError("the input has ended")
        return typed
