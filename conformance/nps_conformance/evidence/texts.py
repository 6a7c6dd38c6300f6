"""Which note was meant to be which of the texts that a contractor was told."""

from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Final

ALIKE: Final = 0.6  # a note of which so much is in a remark was meant to be that remark
PIECE: Final = 3  # characters: the shortest piece that counts, in a note at least half as long
LONG_PIECE: Final = 8  # characters: in a shorter note, any few letters occur in a long remark


def plain(text: str) -> str:
    """The text without white space, so that line ends and wrapping make no difference."""
    return "".join(text.split())


def alike(text: str, said: str) -> bool:
    """Whether a note is a damaged form of a remark: most of it is the remark's. Both are plain."""
    pieces = SequenceMatcher(None, text, said, autojunk=False).get_matching_blocks()
    shortest = PIECE if 2 * len(text) >= len(said) else LONG_PIECE
    same = sum(piece.size for piece in pieces if piece.size >= shortest)
    return same >= ALIKE * max(len(text), 1)


def of_another(text: str, said: str, others: Iterable[str]) -> bool:
    """Whether a note is clearly one of the other texts that were told, and not this one: it has all
    of that and little besides. All are plain; an empty text is nobody's.
    """
    if said in text:
        return False
    other = any(each and each in text and 2 * len(each) >= len(text) for each in others)
    return other and not alike(text, said)
