"""A simulator of our own to load: a process, a sandbox with many contractors, and its control API.

It is started for one run and ended with it; in between it may be killed and started again. Its
database is a file, as in real use.
"""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from nps_load.targets import Login
from nps_scenarios.problems import SetUpError
from nps_simulator.journal.entries import Entry
from nps_simulator.journal.files import decode_lines
from nps_simulator.sandbox.definition import FULL

SANDBOX: Final = "load"
PATIENCE: Final = 30  # seconds to start, for one call of the control API, and to stop
BAD: Final = 400
LOOPBACK: Final = "127.0.0.1"
LASTING: Final = range(22_000, 23_000)  # below what systems give to clients
_CONTROL: Final = "Control "
_LAST_LINE: Final = "Ctrl-C"
# The `nps` of this installation, wherever its script is.
PROGRAM: Final = (
    sys.executable,
    "-c",
    "import sys; from nps_conformance.command import main; sys.exit(main())",
)


class Control:
    """A client of the control API, over one connection. Raises SetUpError with its sentence."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._connection = HTTPConnection(parts.hostname or "", parts.port, timeout=PATIENCE)

    def ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:  # noqa: ANN401 - JSON
        """One call, its answer as JSON."""
        content = None if body is None else json.dumps(body)
        self._connection.request(method, path, content, {"Content-Type": "application/json"})
        response = self._connection.getresponse()
        answer = json.loads(response.read())
        if response.status >= BAD:
            raise SetUpError(f"The control API refused {method} {path}: {answer.get('error')}")
        return answer

    def journal(self, sandbox: str) -> Iterator[Entry]:
        """The journal's entries, verified as they come."""
        self._connection.request("GET", f"/sandboxes/{sandbox}/journal")
        response = self._connection.getresponse()
        if response.status >= BAD:
            raise SetUpError(f"The journal of {sandbox} cannot be read: HTTP {response.status}.")
        yield from decode_lines(response, sandbox)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


class Simulator:
    """Our own simulator as a process: killed, it comes back on the same database, and on the same
    ports when they were given. `log` takes what it complains of.
    """

    def __init__(  # noqa: PLR0913 - all but two are named
        self,
        database: Path,
        logins: Sequence[Login],
        *,
        log: Path,
        profile: str | None = None,
        program: tuple[str, ...] = PROGRAM,
        options: Sequence[str] = (),
        ports: tuple[int, int] = (0, 0),
    ) -> None:
        self._log = log
        self._command = [*program, "serve", "--database", str(database), *options]
        self._command += ["--port", str(ports[0]), "--control-port", str(ports[1])]
        accounts = [{"name": each.username, "password": each.password} for each in logins]
        self._sandbox = {"name": SANDBOX, "profile": profile, "contractors": accounts}
        self.endpoint = ""
        self.control_url = ""
        self.process: subprocess.Popen[str]

    def start(self) -> None:
        """Start it, and open the sandbox or go on with it. Raises SetUpError."""
        with self._log.open("a") as errors:
            self.process = subprocess.Popen(  # noqa: S603 - our own program
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                start_new_session=True,  # Ctrl-C ends the load, and then the journal is still read
            )
        self.control_url = _control_url(self.process, self._log)
        control = self.control()
        try:
            self.endpoint = control.ask("POST", "/sandboxes", self._sandbox)["endpoint"]
        finally:
            control.close()

    def end(self, *, kill: bool = False) -> None:
        """End it, politely or not, and wait until it is gone."""
        if kill:
            self.process.kill()
        else:
            self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()

    def control(self) -> Control:
        """A new connection to the control API."""
        return Control(self.control_url)


@contextmanager
def running(  # noqa: PLR0913 - what a run asks for, all named by the caller
    directory: Path,
    logins: tuple[Login, ...],
    program: tuple[str, ...] = PROGRAM,
    journal: str = FULL,
    database: Path | None = None,
    *,
    profile: str | None = None,
    comes_back: bool = False,
) -> Iterator[Simulator]:
    """A simulator with one sandbox in which each login is a contractor; its database is in the
    directory, unless a file is given. `comes_back`: on fixed ports. Raises SetUpError.
    """
    simulator = Simulator(
        database or directory / "load.sqlite",
        logins,
        log=directory / "serve.log",
        profile=profile,
        program=program,
        options=("--journal", journal),
        ports=lasting_ports() if comes_back else (0, 0),
    )
    with ExitStack() as stack:
        stack.callback(_end, simulator)
        simulator.start()
        yield simulator


def _end(simulator: Simulator) -> None:
    """End what was started, if it was."""
    if hasattr(simulator, "process"):
        simulator.end()


def lasting_ports() -> tuple[int, int]:
    """Two free ports to come back on. No client is given one of them for its own end of a
    connection: while nobody listens, a client whose own port is the one it calls meets itself.
    """
    free: list[int] = []
    for step in range(len(LASTING)):
        # Two runs that begin at the same moment look at different ones.
        port = LASTING[(2 * os.getpid() + step) % len(LASTING)]
        with suppress(OSError), socket.create_server((LOOPBACK, port)):
            free.append(port)
        if len(free) == 2:  # noqa: PLR2004 - the endpoint and the control API
            return free[0], free[1]
    raise SetUpError(
        f"No two ports from {LASTING[0]} to {LASTING[-1]} are free for our own simulator; "
        "end what listens there."
    )


def _control_url(process: "subprocess.Popen[str]", log: Path) -> str:
    """Where the control API is, as the banner says; the banner is read to its end."""
    found = ""
    for line in process.stdout or ():
        if line.startswith(_CONTROL):
            found = line.removeprefix(_CONTROL).strip().removesuffix("/docs")
        if line.startswith(_LAST_LINE):
            return found
    code = process.wait(PATIENCE)
    said = log.read_text().strip() or "it said nothing"
    raise SetUpError(f"Our own simulator did not start (exit code {code}): {said}")


def own_logins(contractors: int) -> tuple[Login, ...]:
    """Invented logins for our own simulator."""
    return tuple(
        Login(username=f"load-{number:05d}", password=f"load-{number:05d}-secret")
        for number in range(1, contractors + 1)
    )
