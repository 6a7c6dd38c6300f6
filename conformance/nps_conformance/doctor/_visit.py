"""What the doctor saw: everything a check may look at."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from nps_conformance.contractor_file import ContractorFile
from nps_conformance.doctor._first_contact import Request
from nps_conformance.drivers.base import Fact, Saw, Seen, Surroundings
from nps_simulator.endpoints.wirelog import Refused
from nps_simulator.journal.entries import Entry, Exchange


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One fact or round: what the driver saw, and the calls that had arrived by then."""

    fact: Fact
    seen: Seen
    calls: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One visit to a contractor. Texts named `..._problem` are empty when there was none.

    `said` is the end of what the program printed; `machine` the machine's time, as UK local time.
    """

    path: Path
    reports: Path
    machine: datetime
    contractor: ContractorFile | None = None
    file_problem: str = ""
    around: Surroundings | None = None
    port_problem: str = ""
    answer_problem: str = ""
    start_problem: str = ""
    told: Sequence[Told] = ()
    entries: Sequence[Entry] = ()
    refused: Sequence[Refused] = ()
    requests: Sequence[Request] = ()
    said: str = ""
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))

    @property
    def known(self) -> ContractorFile:
        """The contractor, for checks that need its file to have been read."""
        if self.contractor is None:
            raise RuntimeError(f"{self.path} was not read, and a check looked into it")
        return self.contractor

    @property
    def exchanges(self) -> list[Exchange]:
        """Everything that reached the landlord's address, without fetched contracts."""
        return [
            each
            for each in self.entries
            if isinstance(each, Exchange) and each.outcome != "document"
        ]

    @property
    def documents(self) -> list[Exchange]:
        """Fetched contracts."""
        return [
            each
            for each in self.entries
            if isinstance(each, Exchange) and each.outcome == "document"
        ]

    @property
    def arrived(self) -> bool:
        """Whether anything arrived at all, at whatever path and in whatever form."""
        return bool(self.refused or self.exchanges or self.documents)

    def saw(self, event: Saw) -> Told | None:
        """The first fact after which the driver saw this."""
        return next((each for each in self.told if each.seen.event is event), None)

    @property
    def command(self) -> bool:
        """Whether a program is started at all."""
        return self.known.driver.kind == "command"
