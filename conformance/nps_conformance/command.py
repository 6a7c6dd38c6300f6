"""Where `nps` begins: Ctrl-C while it is still loading ends it in a sentence, too."""

import sys
from typing import Final

__all__ = ["main"]

_INTERRUPTED: Final = 2  # undecided, as whenever a command is interrupted

try:
    from nps_conformance.dispatch import main
except KeyboardInterrupt:
    sys.stderr.write("nps: interrupted.\n")
    raise SystemExit(_INTERRUPTED) from None
