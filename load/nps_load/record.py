"""The generator's own record: what each virtual contractor was due to do, sent and saw.

One file for each process, JSON Lines, so that nothing is shared while the load runs. All times are
seconds since 1970 by the machine's clock, but advance by its monotonic one. Against a foreign
endpoint this record is all there is to judge. To add a kind of line: one Struct, joined to `Line`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol, Self

import msgspec

from nps_scenarios.problems import SetUpError
from nps_simulator.clock import machine_now, monotonic

PATTERN: Final = "record-*.jsonl"
MILLI: Final = 1000


class Base(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What every line has."""

    at: float


class Started(Base, frozen=True, kw_only=True, tag="started"):
    """A process began: the run it belongs to, its shape, and the moment from which its schedule
    counts.
    """

    run: str
    begins: float
    shape: str = ""  # of older records it is not known


class Raised(Base, frozen=True, kw_only=True, tag="raised"):
    """The landlord raised an order (written by whoever asked for it). `due` is when it was to be
    raised; later than that, it had piled up while the server was down.
    """

    order: str
    contractor: str
    due: float = 0.0


class Outage(Base, frozen=True, kw_only=True, tag="outage"):
    """From `at` to `until` nobody got through: the server was `down`, or the contractors silent."""

    until: float
    down: bool = False


class Call(Base, frozen=True, kw_only=True, tag="call"):
    """One request: sent `at`, answered `took` milliseconds later.

    `due` is when it should have been sent, for a scheduled poll only; `lag` (milliseconds) is how
    late the generator was although the contractor was free. `order` is what it was about, `orders`
    what an invoice covers, `listed` what a list held (number, version, change type). `reference` is
    the contractor's external reference, `again` says that it was a resend. `problem` is empty for a
    success; `unclear`: the landlord may have done it all the same.
    """

    contractor: str
    row: str
    took: float
    due: float = 0.0
    lag: float = 0.0
    problem: str = ""
    unclear: bool = False
    order: str = ""
    version: int = 0
    orders: tuple[str, ...] = ()
    listed: tuple[tuple[str, int, str], ...] = ()
    more: bool = False
    reference: str = ""
    invoice: str = ""
    again: bool = False

    @property
    def ended(self) -> float:
        """When the reply was there."""
        return self.at + self.took / MILLI

    @property
    def success(self) -> bool:
        """Whether the landlord did it and said so."""
        return not self.problem


class Skipped(Base, frozen=True, kw_only=True, tag="skipped"):
    """A poll that was due and could not be sent before the end of the run."""

    contractor: str
    due: float


class Ended(Base, frozen=True, kw_only=True, tag="ended"):
    """A process ended: the processor time it used and the time that passed, in seconds."""

    processor: float
    passed: float


Line = Started | Raised | Outage | Call | Skipped | Ended
_encoder: Final = msgspec.json.Encoder()
_decoder: Final = msgspec.json.Decoder(Line)


class Recording(Protocol):
    """Where lines go."""

    def write(self, line: Line) -> None:
        """Keep a line."""


class Timeline:
    """Seconds since 1970 that never go back: the wall clock once, the monotonic one from then."""

    def __init__(self) -> None:
        self._wall = machine_now().timestamp()
        self._since = monotonic()

    def now(self) -> float:
        """The time."""
        return self._wall + monotonic() - self._since


class RecordFile:
    """A record being written. Lines are buffered; `close` writes the rest."""

    def __init__(self, directory: Path, name: str) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._file = (directory / f"record-{name}.jsonl").open("wb", buffering=1 << 18)

    def write(self, line: Line) -> None:
        """Keep a line; after `close` it is left out."""
        if not self._file.closed:
            self._file.write(_encoder.encode(line) + b"\n")

    def flush(self) -> None:
        """Write what is buffered so far, for others to see."""
        self._file.flush()

    def close(self) -> None:
        """Write what is buffered."""
        self._file.close()

    def __enter__(self) -> Self:
        """Nothing to do."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()


def read_record(directory: Path) -> Iterator[Line]:
    """All lines of all processes, file by file. Raises SetUpError for what is not a record."""
    for path in sorted(directory.glob(PATTERN)):
        with path.open("rb") as file:
            for number, text in enumerate(file, start=1):
                try:
                    yield _decoder.decode(text)
                except msgspec.DecodeError as error:
                    if not text.endswith(b"\n"):  # the process was killed while it wrote
                        break
                    raise SetUpError(
                        f"{path.name}, line {number}: not a line of a record ({error}); "
                        "give a directory that `nps load` wrote."
                    ) from error


def started(directory: Path) -> Started | None:
    """How the first generator process of a directory began; None while there is none."""
    for path in sorted(directory.glob(PATTERN)):
        with path.open("rb") as file:
            line = file.readline()
        if line.endswith(b"\n"):
            found = _decoder.decode(line)
            if isinstance(found, Started):
                return found
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A whole record, sorted by time and by kind."""

    started: tuple[Started, ...]
    raised: tuple[Raised, ...]
    outages: tuple[Outage, ...]
    calls: tuple[Call, ...]
    skipped: tuple[Skipped, ...]
    ended: tuple[Ended, ...]

    @classmethod
    def of(cls, lines: Iterable[Line]) -> Self:
        """The record made of lines."""
        kinds: dict[type[Line], list[Line]] = {}
        for line in lines:
            kinds.setdefault(type(line), []).append(line)

        def sorted_by_time(kind: type[Line]) -> tuple[Line, ...]:
            return tuple(sorted(kinds.get(kind, ()), key=lambda line: line.at))

        return cls(
            started=sorted_by_time(Started),  # type: ignore[arg-type] # all of that kind
            raised=sorted_by_time(Raised),  # type: ignore[arg-type] # likewise
            outages=sorted_by_time(Outage),  # type: ignore[arg-type] # likewise
            calls=sorted_by_time(Call),  # type: ignore[arg-type] # likewise
            skipped=sorted_by_time(Skipped),  # type: ignore[arg-type] # likewise
            ended=sorted_by_time(Ended),  # type: ignore[arg-type] # likewise
        )

    @property
    def shape(self) -> str:
        """The shape that was played."""
        return next((line.shape for line in self.started if line.shape), "unknown shape")

    @property
    def contractors(self) -> int:
        """How many contractors called."""
        return len({call.contractor for call in self.calls})
