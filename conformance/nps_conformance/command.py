"""Where `nps` begins: Ctrl-C while it is still loading ends it in a sentence, too."""

import sys
from typing import Final

__all__ = ["main"]

_INTERRUPTED: Final = 3  # a set-up error, as of every command that is interrupted before its work

try:
    from nps_conformance.dispatch import main
except KeyboardInterrupt:
    sys.stderr.write("nps: interrupted.\n")
    raise SystemExit(_INTERRUPTED) from None
