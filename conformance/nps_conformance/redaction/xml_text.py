"""Changes the texts in a message and nothing else, byte for byte; the message may be broken.

It is not parsed: what comes may be cut off or ill-formed, and line numbers and the way a message is
written are evidence. Text is found between tags, in CDATA sections, and in comments.
"""

import re
from collections.abc import Callable
from typing import Final
from xml.sax.saxutils import escape

_PIECE: Final = re.compile(
    r"(?P<cdata><!\[CDATA\[)(?P<data>.*?)(?P<data_end>\]\]>|\Z)"
    r"|(?P<comment><!--)(?P<remark>.*?)(?P<remark_end>-->|\Z)"
    r"|(?P<other><\?.*?(?:\?>|\Z)|<![^>]*(?:>|\Z))"
    r"|<(?P<slash>/?)(?:[\w.-]+:)?(?P<name>[\w.-]+)"
    r"""(?P<rest>(?:[^<>"']|"[^"<]*"|'[^'<]*')*)(?P<end>/?>|\Z)"""
    r"|(?P<text>[^<]+|<)",
    re.DOTALL,
)
_REFERENCE: Final = re.compile(r"&(?:#\d+|#x[0-9A-Fa-f]+|amp|lt|gt|quot|apos);")

Change = Callable[[tuple[str, ...], str], str]


def changed(body: str, change: Change) -> str:
    """The body with its texts changed. `change` is given the local names of the open elements, the
    innermost last, and a text as it reads; what it gives back has the same length.
    """
    open_elements: list[str] = []
    written: list[str] = []
    for piece in _PIECE.finditer(body):
        here = tuple(open_elements)
        if piece["text"] is not None:
            written.append(_in_text(piece["text"], here, change))
        elif piece["cdata"] is not None:
            data = change(here, piece["data"]) if piece["data"].strip() else piece["data"]
            written.append(f"{piece['cdata']}{data}{piece['data_end']}")
        elif piece["comment"] is not None:
            remark = change(("!comment",), piece["remark"])
            written.append(f"{piece['comment']}{remark}{piece['remark_end']}")
        else:
            if piece["name"] is not None:
                _step(open_elements, piece)
            written.append(piece.group())
    return "".join(written)


def _step(open_elements: list[str], piece: re.Match[str]) -> None:
    """Opens or closes an element; a closing tag that fits nothing is passed over."""
    name = piece["name"]
    if piece["slash"]:
        if name in open_elements:
            while open_elements.pop() != name:
                pass
    elif not piece["rest"].endswith("/") and piece["end"] != "/>":
        open_elements.append(name)


def _in_text(text: str, here: tuple[str, ...], change: Change) -> str:
    if not text.strip():
        return text
    units: list[str] = []  # as written, one for each character as read
    end = 0
    for match in _REFERENCE.finditer(text):
        units += text[end : match.start()]
        units.append(match.group())
        end = match.end()
    units += text[end:]
    read = "".join(_character(unit) for unit in units)
    now = change(here, read)
    if now == read:
        return text
    return "".join(
        unit if before == after else escape(after)
        for unit, before, after in zip(units, read, now, strict=True)
    )


def _character(unit: str) -> str:
    """One character, whatever is written; a reference to none that XML has stays one character."""
    if len(unit) == 1:
        return unit
    named = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'"}.get(unit)
    if named is not None:
        return named
    digits = unit[2:-1]
    number = int(digits[1:], 16) if digits.startswith("x") else int(digits)
    return chr(number) if number < 0x110000 else "\N{REPLACEMENT CHARACTER}"  # noqa: PLR2004 - Unicode ends there
