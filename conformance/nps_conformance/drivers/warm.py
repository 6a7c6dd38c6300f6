"""Warm starts of our own contractors, by a nursery that has imported what they need.

Only for `python -P -m` of a module in OURS, in this interpreter, on Linux. A client of anybody else
is never started so, and where no nursery can run, or it has died, nothing is. Which way a program
was started shows nowhere: it has a session, files, folder, environment and exit code of its own.
"""

import asyncio
import json
import os
import socket
import subprocess
import sys
from collections.abc import Collection, Mapping, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self

NURSERY: Final = "nps_conformance.contractors.nursery"
OURS: Final = frozenset(
    {"nps_conformance.contractors.reference", "nps_conformance.contractors.faulty"}
)
# Variables that no import looks at, so that a child may have others than the nursery. pytest names
# the test under way in one.
FREE: Final = ("NPS_", "PYTEST_")


class Hatched:
    """A child of the nursery, with what drivers use of `asyncio.subprocess.Process`."""

    def __init__(
        self,
        pid: int,
        stdin: asyncio.StreamWriter,
        stdout: asyncio.StreamReader | None,
        words: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    ) -> None:
        self.pid = pid
        self.stdin = stdin
        self.stdout = stdout
        self.returncode: int | None = None
        self._over = asyncio.Event()
        self._watch = asyncio.create_task(self._await_end(*words))

    async def wait(self) -> int:
        """Wait for its end; its exit code, negative for a signal."""
        await self._over.wait()
        return -9 if self.returncode is None else self.returncode

    async def _await_end(self, words: asyncio.StreamReader, ours: asyncio.StreamWriter) -> None:
        # It ended without a word, and the nursery had died too: killed, for all that can be known.
        code = -9
        try:
            with suppress(OSError):
                while line := await words.readline():
                    word: dict[str, int] = json.loads(line)
                    code = word.get("code", word.get("ending", code))
                    if "code" in word:
                        break
        finally:
            ours.close()
        self.returncode = code
        self._over.set()


class Nursery:
    """Starts programs warm where it can. Started with the first of them; to be closed.

    It may be used in several event loops, one after the other.
    """

    def __init__(self, modules: Collection[str] = OURS) -> None:
        self._modules = modules
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._env: Mapping[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the nursery; its children are left alone."""
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process is not None:
            self._process.terminate()
            self._process.wait()

    async def start(  # noqa: PLR0913 - what a process has
        self,
        command: Sequence[str],
        *,
        cwd: Path,
        env: Mapping[str, str],
        stdout: IO[bytes] | None,
        log: IO[bytes],
        limit: int,
    ) -> Hatched | None:
        """Start a program; None when it has to be started plainly.

        `stdout` None is a pipe, whose lines may be as long as `limit`; `log` takes its stderr. What
        cannot be had warm, such as a folder that is not there, is left to the plain start to say.
        """
        control = self._ready(command, env)
        if control is None:
            return None
        with ExitStack() as ours:
            with ExitStack() as theirs:
                try:
                    stdin_read, stdin = _pipe(theirs, ours)
                    heard, said = (None, stdout) if stdout is not None else _pipe(ours, theirs)
                    mine, its = socket.socketpair()
                    ours.enter_context(mine)
                    theirs.enter_context(its)
                    files = [each.fileno() for each in (stdin_read, said, log)]
                    socket.send_fds(control, [_request(command, cwd, env)], [*files, its.fileno()])
                except OSError:  # it has died, or is stuck, or this is too long for it
                    return None
            words, answer = await asyncio.open_connection(sock=mine)
            ours.callback(answer.transport.close)
            writer = await _writer(stdin)
            ours.callback(writer.transport.close)
            reader = None
            if heard is not None:
                reader = await _reader(heard, limit, ours)
            try:
                first = await words.readline()
            except OSError:
                return None
            pid = json.loads(first or b"{}").get("pid")
            if pid is None:  # it could not so much as begin: a plain start says why
                return None
            answer.write(b"\n")
            ours.pop_all()
        return Hatched(pid, writer, reader, (words, answer))

    def _ready(self, command: Sequence[str], env: Mapping[str, str]) -> socket.socket | None:
        """The line to the nursery, if it can start this."""
        head, named = list(command[:3]), command[3:4]
        if head != [sys.executable, "-P", "-m"] or not named or named[0] not in self._modules:
            return None
        if sys.platform != "linux" or not hasattr(os, "pidfd_open"):
            return None
        fixed = {name: value for name, value in env.items() if not name.startswith(FREE)}
        if self._process is None:
            with suppress(OSError):
                self._launch(fixed)
        return self._control if fixed == self._env else None

    def _launch(self, env: Mapping[str, str]) -> None:
        mine, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        mine.settimeout(0)  # a nursery that is stuck is waited for by nobody
        with its, ExitStack() as failing:
            failing.enter_context(mine)
            self._process = subprocess.Popen(  # noqa: S603 - ourselves
                [sys.executable, "-P", "-m", NURSERY, str(its.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=env,
                pass_fds=(its.fileno(),),
                start_new_session=True,
            )
            failing.pop_all()
        self._control, self._env = mine, env


def _request(command: Sequence[str], cwd: Path, env: Mapping[str, str]) -> bytes:
    free = {name: value for name, value in env.items() if name.startswith(FREE)}
    asked = {
        "module": command[3],
        "arguments": list(command[4:]),
        "cwd": str(cwd.absolute()),
        "env": free,
    }
    return json.dumps(asked).encode()


def _pipe(reads: ExitStack, writes: ExitStack) -> tuple[IO[bytes], IO[bytes]]:
    """A pipe: where it is read and where it is written, each closed by its stack."""
    read, write = os.pipe()
    return (
        reads.enter_context(os.fdopen(read, "rb", buffering=0)),
        writes.enter_context(os.fdopen(write, "wb", buffering=0)),
    )


async def _writer(pipe: IO[bytes]) -> asyncio.StreamWriter:
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()  # of nothing: its protocol does the writer's waiting
    transport, protocol = await loop.connect_write_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), pipe
    )
    return asyncio.StreamWriter(transport, protocol, reader, loop)


async def _reader(pipe: IO[bytes], limit: int, ours: ExitStack) -> asyncio.StreamReader:
    reader = asyncio.StreamReader(limit=limit)
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), pipe
    )
    ours.callback(transport.close)
    return reader
