"""A sandbox's life in memory: what is true now, and how it is undone when a turn is lost."""

from collections.abc import Iterator
from contextlib import contextmanager

from nps_simulator.sandbox.core import Core, UnrecordedError
from nps_simulator.sandbox.player import Player, ScriptError
from nps_simulator.sandbox.recording import Recorded
from nps_simulator.sandbox.whims import Whims
from nps_simulator.store.protocol import Store


class SandboxClosed(Exception):  # noqa: N818 - it is no error: the sandbox has come to its end
    """The sandbox has ended; nothing more is taken in or recorded."""


def player_of(core: Core) -> Player | Whims:
    """Who acts for the landlord: the script, or chance."""
    return Player(core) if core.definition.whims is None else Whims(core)


class Life:
    """Holds the core and the player of one sandbox, and makes them anew from the store after a
    turn was lost. `failure` is the script's error that nothing can go on from.
    """

    def __init__(self, name: str, core: Core, store: Store) -> None:
        self.name = name
        self.store = store
        self.definition = core.definition
        self.failure: ScriptError | None = None
        self._take(core)

    def _take(self, core: Core) -> None:
        self._core = core
        self.player = player_of(core)

    def core(self) -> Core:
        """What is true now."""
        if self._core.gone is not None:
            self._take(Core.stored(self._core.key, self.definition, self.store))
        return self._core

    def open_core(self) -> Core:
        """The same, of a sandbox that has not ended. Raises SandboxClosed."""
        core = self.core()
        if core.state.closed:
            message = f"Sandbox {self.name} is closed ({core.state.closed})."
            raise SandboxClosed(message)
        return core

    def written(self, seq: int) -> Recorded:
        """An entry with its commit."""
        return Recorded(seq, self._core.committed())

    @contextmanager
    def turn(self) -> Iterator[Core]:
        """Something that has an effect. If it fails half-way, the turn is undone; if it fails
        before anything was written, nothing has happened and the turn stands.
        """
        core = self.open_core()
        effects = core.effects
        try:
            yield core
        except Exception as error:
            self.failed(core, effects, error)
            raise

    def failed(self, core: Core, effects: int, error: Exception) -> None:
        """Undoes the turn if the core has written more than `effects`, or cannot go on. It does so
        at once: what is asked next, maybe still in this turn of the loop, must not be undone too.
        """
        if isinstance(error, ScriptError):
            self.failure = error
        elif core.effects == effects and not isinstance(error, UnrecordedError):
            return
        self.store.doom(core, error)
        self.store.flush()
