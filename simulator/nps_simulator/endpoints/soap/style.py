"""The ways in which a legal message may look: same content, other bytes.

What the contract leaves open and every tested client stack survived. To add a way, add a field
with a default that changes nothing, and honour it in `writing.py`.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class WireStyle:
    """How a message is written.

    A prefix that is empty stands for a default namespace. `indent` is the number of blanks for
    each level; 0 writes no white space between elements. `comments` puts a comment into every
    element that holds elements; `cdata` writes text in CDATA sections where these can hold it.
    """

    envelope_prefix: str = "soap"
    body_prefix: str = ""
    indent: int = 0
    comments: bool = False
    cdata: bool = False


PLAIN: Final = WireStyle()
