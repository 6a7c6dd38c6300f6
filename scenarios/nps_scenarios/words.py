"""Lists in a sentence, and what may have been meant by a word that is none of them."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

MOST_GUESSES: Final = 3


def listed(words: Iterable[object]) -> str:
    """Words for a sentence: `a`, `b` and `c`."""
    several = [str(word) for word in words]
    return " and ".join([", ".join(several[:-1]), several[-1]] if several[1:] else several)


def nearest(word: str, valid: Iterable[str]) -> str:
    """What may have been meant, and what there is."""
    words = sorted(str(one) for one in valid)
    close = get_close_matches(word, words, n=1, cutoff=0.5)
    guess = f"Did you mean {close[0]!r}? " if close else ""
    return f"{guess}Expected {'one of ' if words[1:] else ''}{', '.join(words)}."


def nearest_of_many(word: str, valid: Iterable[str], lister: str) -> str:
    """What may have been meant, where there is too much to list: `lister` does that."""
    words = sorted(valid)
    close = get_close_matches(word, words, n=MOST_GUESSES)
    close = close or [each for each in words if word and word in each][:MOST_GUESSES]
    guess = f"Did you mean {' or '.join(map(repr, close))}? " if close else ""
    return f"{guess}{lister} lists all there are."
