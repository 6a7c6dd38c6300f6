"""Which note was meant to be which of the texts that a contractor was told."""

from collections import defaultdict
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
    shortest = PIECE if 2 * len(text) >= len(said) else LONG_PIECE
    starts = range(len(text) - shortest + 1)
    if not any(text[at : at + shortest] in said for at in starts):
        return False  # which is told in much less time
    pieces = SequenceMatcher(None, text, said, autojunk=False).get_matching_blocks()
    same = sum(piece.size for piece in pieces if piece.size >= shortest)
    return same >= ALIKE * max(len(text), 1)


class Told:
    """Texts that a contractor was told, to be looked for in notes. All are plain."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._of_length: defaultdict[int, set[str]] = defaultdict(set)
        for each in texts:
            self._of_length[len(each)].add(each)

    def within(self, text: str, shortest: int = 0) -> bool:
        """Whether a text has all of one of them that has so many characters or more."""
        return any(
            text[at : at + length] in texts
            for length, texts in self._of_length.items()
            if shortest <= length
            for at in range(len(text) - length + 1)
        )

    def make_up(self, text: str) -> bool:
        """Whether a text has all of one of them, and little besides; an empty one is nobody's."""
        return self.within(text, max(1, (len(text) + 1) // 2))
