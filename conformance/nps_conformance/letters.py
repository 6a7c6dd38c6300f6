r"""What a terminal, or a file behind `>`, has no letters for is spelt out: `nps` never ends at it.

As JSON does it, `\uXXXX` in UTF-16: JSON that is printed stays JSON, with the same values in it.
"""

import codecs
from io import TextIOWrapper
from typing import Final, TextIO

SPELT_OUT: Final = "nps-spelt-out"  # the name of our error handler among Python's
_UNPREPARED: Final = frozenset({"strict", "surrogateescape"})  # where letters may be an error


def spell_out(stream: TextIO) -> None:
    """Let a stream spell out what its encoding lacks, unless it was told to do something else."""
    if isinstance(stream, TextIOWrapper) and stream.errors in _UNPREPARED:
        stream.reconfigure(errors=SPELT_OUT)


def _spelt_out(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4)), error.end


codecs.register_error(SPELT_OUT, _spelt_out)
