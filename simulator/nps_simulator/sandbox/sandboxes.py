"""The owner of all sandboxes of this process, over one database."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from hashlib import sha256
from typing import Any, Final, Self

import msgspec

from nps_scenarios.profile import Profile
from nps_scenarios.scenario import Scenario
from nps_scenarios.times import LATEST
from nps_simulator.clock import uk_now
from nps_simulator.sandbox.core import Core
from nps_simulator.sandbox.definition import (
    FAITHFUL,
    FULL,
    GULLIBLE,
    Account,
    Chances,
    Definition,
    decode_definition,
    encode_definition,
)
from nps_simulator.sandbox.life import player_of
from nps_simulator.sandbox.sandbox import Sandbox
from nps_simulator.store.protocol import SandboxRow, Store, StoreError
from nps_simulator.store.schema import MEMORY
from nps_simulator.store.sqlite import SqliteStore
from nps_wsdl.contract import wsdl_bytes

__all__ = ["Account", "OpeningError", "Sandboxes", "contract_sha256", "free_play"]

NAME: Final = re.compile(r"[a-z0-9-]{1,64}")


class OpeningError(ValueError):
    """A sandbox cannot be opened as asked: its name, its mode, or what exists under that name."""


@cache
def contract_sha256() -> str:
    """The hash of the contract that is served, whatever its address."""
    return sha256(wsdl_bytes("")).hexdigest()


def free_play(profile: Profile) -> Scenario:
    """A scenario without a script: it starts now, never ends by itself, and judges nothing."""
    return Scenario(
        id="free-play",
        title="Free play",
        why="To try a client by hand.",
        covers=(),
        profile=profile.name,
        starts=uk_now(),
        seed=1,
        steps=(),
        expects=(),
    )


class Sandboxes:
    """All sandboxes of this process. One thread, one writer."""

    def __init__(self, store: Store, *, journal: str = FULL) -> None:
        self._store = store
        self._journal = journal
        self._open: dict[str, Sandbox] = {}

    @classmethod
    def on(
        cls,
        database: str = MEMORY,
        *,
        durability: str = "normal",
        journal: str = FULL,
        journal_bytes: int = 0,
    ) -> Self:
        """Over a SQLite file, or memory. `normal` outlives a kill, `full` also a loss of power.
        `journal` is that of all sandboxes opened here; above `journal_bytes` (0: never) the oldest
        entries go from the database to files beside it. Raises StoreError.
        """
        store = SqliteStore(database, durability=durability, journal_bytes=journal_bytes)
        return cls(store, journal=journal)

    def open(  # noqa: PLR0913 - a sandbox is made of that much; all are named
        self,
        name: str,
        *,
        scenario: Scenario | None,
        profile: Profile,
        mode: str = FAITHFUL,
        seed: int | None = None,
        contractors: tuple[Account, ...] = (),
        claims: Mapping[str, Any] | None = None,
        rules_sha256: str = "",
        clock: str = "",
        vary: bool = False,
        whims: Chances | None = None,
    ) -> Sandbox:
        """Opens a sandbox, or goes on with the one of that name if it is made of the same.

        Without a scenario it is free play. Without a seed the scenario's counts. `clock` is
        `given` or `machine`; left out, free play follows the machine and a script is given its
        time. `vary` gives answers in any legal form, `whims` a landlord who acts by chance
        (without a scenario). Raises OpeningError; LostError when the database refuses it;
        ScriptError when the first steps cannot be done.
        """
        row = self._store.sandbox(name)
        played = scenario or self._free_play_again(row) or free_play(profile)
        definition = Definition(
            scenario=played,
            profile=profile,
            mode=mode,
            seed=played.seed if seed is None else seed,
            contractors=(*contractors, *_others(played, profile, contractors)),
            claims=dict(claims or {}),
            clock=clock or ("given" if played.steps else "machine"),
            contract_sha256=contract_sha256(),
            rules_sha256=rules_sha256,
            vary=vary,
            whims=whims,
            journal=self._journal,
        )
        _check(name, definition)
        # As it will be read again after a restart, so that both lives are equal.
        definition = decode_definition(encode_definition(definition))
        if row is not None:
            return self._gone_on_with(row, definition)
        core = Core.begun(self._store.new_key(), name, definition, self._store)
        try:
            player_of(core).go_on()
        except Exception as error:
            self._store.doom(core, error)
            self._store.flush()
            raise
        self._store.flush()
        sandbox = self._open[name] = Sandbox(name, core, self._store)
        return sandbox

    def _free_play_again(self, row: SandboxRow | None) -> Scenario | None:
        """The free play stored under a name: it began at its own time."""
        if row is None:
            return None
        played = _defined(row).scenario
        return None if played.steps else played

    def _gone_on_with(self, row: SandboxRow, definition: Definition) -> Sandbox:
        differences = _defined(row).differences(definition)
        if differences:
            message = (
                f"Sandbox {row.name} exists already with another {', '.join(differences)}; "
                "open it as it was, or give the new one another name."
            )
            raise OpeningError(message)
        sandbox = self.get(row.name)
        if sandbox is None:
            message = f"Sandbox {row.name} was there a moment ago and is not now."
            raise StoreError(message)
        return sandbox

    def get(self, name: str) -> Sandbox | None:
        """The sandbox of that name, read from the store when it is not in memory."""
        sandbox = self._open.get(name)
        if sandbox is None and NAME.fullmatch(name):
            row = self._store.sandbox(name)
            if row is not None:
                core = Core.stored(row.key, _defined(row), self._store)
                sandbox = self._open[name] = Sandbox(name, core, self._store)
        return sandbox

    def forget(self, name: str) -> None:
        """Lets go of the orders and the journal of a closed sandbox, which somebody else has now.

        It goes on to be there, and closed. One that is open is left as it is.
        """
        sandbox, row = self.get(name), self._store.sandbox(name)
        if sandbox is not None and sandbox.closed and row is not None:
            del self._open[name]
            self._store.forget(row.key)

    def names(self) -> tuple[str, ...]:
        """All names, in the order they were opened."""
        return self._store.sandbox_names()

    def close_all(self, why: str = "interrupted") -> None:
        """Ends every sandbox that is not closed yet; for a run that is over."""
        for name in self.names():
            sandbox = self.get(name)
            if sandbox is not None and not sandbox.closed:
                sandbox.close(why)
        self._store.flush()

    def shut(self) -> None:
        """Stores what is open and lets the database go; the sandboxes go on at the next start."""
        self._store.close()


def _defined(row: SandboxRow) -> Definition:
    try:
        return decode_definition(row.definition)
    except msgspec.DecodeError as error:
        message = (
            f"Sandbox {row.name} was stored by another version of this program ({error}); "
            "use that version, or give another database."
        )
        raise StoreError(message) from error


def _others(
    scenario: Scenario, profile: Profile, contractors: Iterable[Account]
) -> Iterator[Account]:
    """The other contractors of a scenario, but for those that somebody plays."""
    played = {each.name for each in contractors}
    for name in scenario.other_contractors:
        if name not in played:
            yield Account(name=name, password=None, authorisation=profile.authorisation)


def _check(name: str, definition: Definition) -> None:
    problem = ""
    names = [account.name for account in definition.contractors]
    if not NAME.fullmatch(name):
        problem = f"a name has 1 to 64 of a-z, 0-9 and hyphen, not {name!r}"
    elif definition.mode not in (FAITHFUL, GULLIBLE):
        problem = f"its mode is {FAITHFUL} or {GULLIBLE}, not {definition.mode!r}"
    elif definition.clock not in ("given", "machine"):
        problem = f"its clock is given or machine, not {definition.clock!r}"
    elif definition.scenario.starts > LATEST:
        starts = definition.scenario.starts.isoformat()
        problem = f"it starts at {starts}, and its clock goes to {LATEST.isoformat()}"
    elif definition.whims is not None and definition.scenario.steps:
        problem = "a landlord acts by a scenario or by chance, not by both"
    elif len(set(names)) < len(names):
        problem = f"two contractors have the same name in {', '.join(names)}"
    if problem:
        message = f"Sandbox {name} cannot be opened: {problem}."
        raise OpeningError(message)
