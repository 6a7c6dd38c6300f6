"""A simulator of our own to load: a process, a sandbox with many contractors, and its control API.

It is started for one run and ended with it. Its database is a file, as in real use.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulator:
    """A running one: the endpoint to load, and the control API."""

    endpoint: str
    control_url: str
    process: "subprocess.Popen[str]"

    def control(self) -> Control:
        """A new connection to the control API."""
        return Control(self.control_url)


@contextmanager
def running(
    directory: Path,
    logins: tuple[Login, ...],
    program: tuple[str, ...] = PROGRAM,
    journal: str = FULL,
    profile: str | None = None,
) -> Iterator[Simulator]:
    """A simulator with one sandbox in which each login is a contractor. Raises SetUpError."""
    command = [*program, "serve", "--port", "0", "--control-port", "0"]
    command += ["--database", str(directory / "load.sqlite"), "--journal", journal]
    log = directory / "serve.log"
    with (
        log.open("w") as errors,
        subprocess.Popen(  # noqa: S603 - our own program
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            start_new_session=True,  # Ctrl-C ends the load, and then the journal is still read
        ) as process,
    ):
        try:
            control_url = _control_url(process, log)
            control = Control(control_url)
            opened = control.ask(
                "POST",
                "/sandboxes",
                {
                    "name": SANDBOX,
                    "profile": profile,
                    "contractors": [
                        {"name": login.username, "password": login.password} for login in logins
                    ],
                },
            )
            control.close()
            yield Simulator(endpoint=opened["endpoint"], control_url=control_url, process=process)
        finally:
            process.terminate()
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()


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
