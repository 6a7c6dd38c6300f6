"""The live parts of one sandbox, in memory: books, clock, dice, script position, end of the chain.

When a turn is lost, this is thrown away and read again from the store.
"""

from datetime import datetime

from nps_simulator.clock import Clock, ClockState, Pace, uk_now
from nps_simulator.dice import Dice
from nps_simulator.domain.ledger import Circumstances
from nps_simulator.journal.chain import START, canonical, link
from nps_simulator.journal.entries import Entry, Opened
from nps_simulator.sandbox.books import StoredBooks
from nps_simulator.sandbox.definition import (
    COUNTED,
    FULL,
    Definition,
    encode_definition,
    plain,
    scenario_sha256,
)
from nps_simulator.sandbox.state import State, decode_state, encode_state
from nps_simulator.store.protocol import Commit, Store


class UnrecordedError(RuntimeError):
    """A call and the recording of its exchange did not come one after the other, as they must."""


class Core:
    """One sandbox in memory; it writes through the store and takes part in its commits."""

    def __init__(  # noqa: PLR0913 - all of it is what a sandbox consists of
        self,
        *,
        key: int,
        store: Store,
        definition: Definition,
        state: State,
        seq: int,
        digest: bytes,
    ) -> None:
        self.key = key
        self.store = store
        self.definition = definition
        self.state = state
        self.clock = Clock(state.clock)
        self.dice = Dice(definition.seed, state.drawn)
        self.books = StoredBooks(
            store,
            self,
            state,
            {account.name: account.authorisation for account in definition.contractors},
        )
        self.seq = seq  # of the next entry
        self.digest = digest
        self.gone: Exception | None = None  # set when a turn was lost: read again from the store
        self.unrecorded: object = None  # the call whose exchange is not written yet
        self.effects = 0  # counts what was written, so that a failure half-way is told
        self._at: tuple[datetime, str] | None = None
        self._here: dict[str, Circumstances] = {}

    @classmethod
    def begun(cls, key: int, name: str, definition: Definition, store: Store) -> "Core":
        """A new sandbox: its row and entry 0 are written, not yet committed."""
        starts = definition.scenario.starts
        pace = Pace.FROZEN
        if definition.clock == "machine":
            starts, pace = uk_now(), Pace.MACHINE
        numbers = dict.fromkeys(COUNTED, definition.counts_from)
        state = State(clock=ClockState(at=starts, pace=pace), numbers=numbers)
        core = cls(key=key, store=store, definition=definition, state=state, seq=0, digest=START)
        store.put_sandbox(core, name, encode_definition(definition))
        core.append(
            Opened(
                seq=core.seq,
                at=core.at(),
                scenario=definition.scenario.id,
                scenario_sha256=scenario_sha256(definition.scenario),
                covers=list(definition.scenario.covers),
                profile=plain(definition.profile),
                mode=definition.mode,
                seed=definition.seed,
                contractors={
                    account.name: plain(account.authorisation) for account in definition.contractors
                },
                claims=plain(definition.claims),
                contract_sha256=definition.contract_sha256,
                rules_sha256=definition.rules_sha256,
                journal="" if definition.journal == FULL else definition.journal,
                vary=definition.vary,
            )
        )
        return core

    @classmethod
    def stored(cls, key: int, definition: Definition, store: Store) -> "Core":
        """A sandbox as it was last committed."""
        last = store.last_entry(key)
        seq, digest = (0, START) if last is None else (last[0] + 1, last[1])
        state = decode_state(store.state(key))
        return cls(key=key, store=store, definition=definition, state=state, seq=seq, digest=digest)

    # -- taking part in commits ---------------------------------------------------------------

    def state_to_store(self) -> bytes:
        """The state at the end of the turn. Refused while a call has no entry in the journal."""
        self.check_recorded()
        self.state.clock = self.clock.state()
        self.state.drawn = self.dice.drawn()
        return encode_state(self.state)

    def check_recorded(self) -> None:
        """Raises UnrecordedError while a call has no entry in the journal."""
        if self.unrecorded is not None:
            message = "A call was answered, but its exchange was not recorded; both are undone."
            raise UnrecordedError(message)

    def lost(self, error: Exception) -> None:
        """What memory holds is no longer true."""
        self.gone = error

    def touch(self) -> None:
        """The state has changed and is to be stored with this turn."""
        self.store.touch(self)

    def committed(self) -> Commit:
        """The commit of this turn."""
        return self.store.committed(self)

    # -- what all parts need ------------------------------------------------------------------

    def at(self) -> str:
        """The sandbox's time as entries have it."""
        now = self.clock.now()
        if self._at is None or self._at[0] != now:
            self._at = now, now.isoformat()
        return self._at[1]

    def circumstances(self, contractor: str) -> Circumstances:
        """Those of a call of that contractor now."""
        now, authorisation = self.clock.now(), self.books.authorisation(contractor)
        here = self._here.get(contractor)
        if here is None or here.now != now or here.authorisation is not authorisation:
            here = self._here[contractor] = Circumstances(
                contractor=contractor,
                now=now,
                profile=self.definition.profile,
                authorisation=authorisation,
            )
        return here

    def append(self, entry: Entry) -> int:
        """Writes the next entry of the journal; returns its number."""
        self.effects += 1
        body = canonical(entry)
        self.digest = link(self.digest, body)
        self.store.append(self, entry.seq, body, self.digest)
        self.seq = entry.seq + 1
        return entry.seq
