"""Hashes the client's own files that its command line names, so that a certificate can say which
build was played. What these load in their turn is not seen.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final

_PIECE: Final = 1 << 20


def hashed(command: Sequence[str], folder: Path, cwd: str | None) -> Mapping[str, str]:
    """SHA-256 in hex by file name, for each word of the command that is a file.

    A program that is found on PATH is the machine's and is left out. `folder` is where the program
    is looked for, `cwd` (from there on) where the other words begin; a file that cannot be read is
    left out, as starting it will tell why.
    """
    found: dict[str, str] = {}
    for number, word in enumerate(command):
        if "{" in word or (number == 0 and Path(word).name == word):
            continue
        if number and cwd is not None and "{" in cwd:
            path = Path(word)  # a folder made for each sandbox: only a whole path means a file
            if not path.is_absolute():
                continue
        else:
            path = folder / (cwd or "" if number else "") / word
        try:
            if path.is_file():
                found[path.name] = _hash(path)
        except (OSError, ValueError):
            continue
    return found


def _hash(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()
