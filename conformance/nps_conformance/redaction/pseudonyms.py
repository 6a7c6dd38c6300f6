"""Pseudonyms that keep what rules compare.

A text is changed word by word: each letter becomes another letter, each digit another digit, in a
way that depends on the secret key and on all that stands before it in the word. So

* the same word gets the same pseudonym, and no two words the same one;
* a text keeps its length, its capitals, its blanks and its punctuation; one that is part of
  another, or the beginning of it, stays so: a note that was cut off is still seen to be cut off;
* single letters beyond ASCII stay, so that a letter that was sent in the wrong encoding is still
  seen to be; words in other scripts are changed within their script.

It is a pseudonym and no cipher: who knows what some of the words were can tell where they come
again, and guess at others that begin alike.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from string import ascii_lowercase, digits
from typing import Final

_WORD: Final = re.compile(r"[A-Za-z0-9]+|[^\W\d_A-Za-z]{2,}")
_BLOCK: Final = 64  # code points: small enough to stay in a script
SHORTEST_KEY: Final = 16  # bytes
WORDS_REMEMBERED: Final = 1 << 16


class Pseudonyms:
    """The pseudonyms of one secret key. The same key gives the same pseudonyms."""

    def __init__(self, key: bytes) -> None:
        self._key = blake2b(key, digest_size=32).digest()
        self.word = lru_cache(maxsize=WORDS_REMEMBERED)(self._word)

    def text(self, text: str) -> str:
        """The pseudonym of a text, of the same length."""
        return _WORD.sub(lambda match: self.word(match.group()), text)

    def _word(self, word: str) -> str:
        folded = word.lower() if word.isascii() else word
        return "".join(
            self._one(letter, folded[:place], folded[place]) for place, letter in enumerate(word)
        )

    def _one(self, letter: str, before: str, folded: str) -> str:
        if letter in digits:
            return self._next(digits, before, letter)
        if letter.isascii():
            other = self._next(ascii_lowercase, before, folded)
            return other.upper() if letter.isupper() else other
        return self._next(_alike(letter), before, letter)

    def _next(self, letters: str, before: str, letter: str) -> str:
        """The letter that follows in one secret round of them all, so that none stays itself."""
        order = self._round(letters, before)
        return order[(order.index(letter) + 1) % len(order)]

    def _round(self, letters: str, before: str) -> Sequence[str]:
        return sorted(
            letters,
            key=lambda each: blake2b(
                f"{before}\0{each}".encode(), key=self._key, digest_size=16
            ).digest(),
        )


@lru_cache(maxsize=4096)
def _alike(letter: str) -> str:
    """Letters of the same kind nearby, which take as many bytes."""
    kind, size = unicodedata.category(letter), len(letter.encode())
    start = ord(letter) // _BLOCK * _BLOCK
    return "".join(
        each
        for number in range(start, start + _BLOCK)
        if unicodedata.category(each := chr(number)) == kind and len(each.encode()) == size
    )
