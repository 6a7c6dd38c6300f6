"""A journal as a file: JSON Lines, `{"entry":{...},"hash":"..."}`, one line per entry.

What is read is verified: each line must be an entry in canonical form, in sequence, with the hash
that follows from the one before. An error names the line and the entry.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from nps_scenarios.readable import check_readable
from nps_simulator.journal.chain import START, canonical, decode, link
from nps_simulator.journal.entries import Closed, Entry, Opened

_FORMAT = 1


class JournalDamagedError(ValueError):
    """A journal that is not what was written: which line, what came, what was expected."""


class _Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    entry: msgspec.Raw
    hash: str


_line_decoder = msgspec.json.Decoder(_Line)


def encode_lines(entries: Iterable[Entry]) -> Iterator[bytes]:
    """The lines of a journal, with line ends, for entries from number 0 on."""
    previous = START
    for entry in entries:
        body = canonical(entry)
        previous = link(previous, body)
        yield b'{"entry":%b,"hash":"%b"}\n' % (body, previous.hex().encode())


def decode_lines(lines: Iterable[bytes], source: str = "journal") -> Iterator[Entry]:
    """The verified entries of lines; `source` is named in errors.

    Raises JournalDamagedError. That lines are missing at the end cannot be told from the chain:
    see `is_whole`.
    """
    previous = START
    for expected, line in enumerate(lines):
        where = f"{source}, line {expected + 1}"
        entry, raw, written = _parse(line, where)
        if entry.seq != expected:
            missing = (
                f"entry {expected} is missing" if entry.seq > expected else "it is out of order"
            )
            message = f"{where}: expected entry {expected}, found entry {entry.seq}; {missing}."
            raise JournalDamagedError(message)
        if expected == 0:
            _check_first(entry, where)
        previous = link(previous, raw)
        if previous.hex() != written:
            message = (
                f"{where}: entry {expected} does not match its hash; "
                "it, or the hash of the line before, was changed after it was written."
            )
            raise JournalDamagedError(message)
        yield entry


def _parse(line: bytes, where: str) -> tuple[Entry, msgspec.Raw, str]:
    """One line, taken apart: the entry, its bytes, and the hash written beside it."""
    if not line.endswith(b"\n"):
        message = f"{where}: the line has no end; the file was cut off."
        raise JournalDamagedError(message)
    try:
        taken = _line_decoder.decode(line)
        entry = decode(taken.entry)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        message = f"{where}: not a journal entry ({error})."
        raise JournalDamagedError(message) from error
    if canonical(entry) != bytes(taken.entry):
        message = (
            f"{where}: entry {entry.seq} is not in canonical form; something was added or changed."
        )
        raise JournalDamagedError(message)
    return entry, taken.entry, taken.hash


def _check_first(entry: Entry, where: str) -> None:
    if not isinstance(entry, Opened):
        message = f"{where}: a journal begins with `opened`, found {type(entry).__name__.lower()}."
        raise JournalDamagedError(message)
    if entry.format != _FORMAT:
        message = (
            f"{where}: the journal has format {entry.format}, this program reads {_FORMAT}; "
            "use the version that wrote it."
        )
        raise JournalDamagedError(message)


def is_whole(entries: tuple[Entry, ...]) -> bool:
    """True when the last entry is the closing one, so that nothing is missing at the end."""
    return bool(entries) and isinstance(entries[-1], Closed)


def write_journal(path: Path, entries: Iterable[Entry]) -> None:
    """Writes a journal file, all of it or nothing: a half-written one never has the name."""
    written = path.with_name(path.name + ".part")
    with written.open("wb") as file:
        file.writelines(encode_lines(entries))
    written.replace(path)


def read_journal(path: Path) -> tuple[Entry, ...]:
    """The verified entries of a file. Raises JournalDamagedError; OSError when unreadable,
    and SetUpError for what may never end.
    """
    check_readable(path)
    with path.open("rb") as file:
        entries = tuple(decode_lines(file, path.name))
    if not entries:
        message = f"{path.name}: the file is empty; a journal has at least its entry 0."
        raise JournalDamagedError(message)
    return entries
