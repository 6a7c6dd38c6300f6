"""Child processes: started in a group of their own, and ended with everything they started."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO, Final, Protocol

from nps_conformance.contractor_file import DriverSettings
from nps_conformance.drivers.base import Surroundings
from nps_scenarios.problems import SetUpError

GRACE: Final = 3.0  # seconds between asking a program to end and killing it
LONGEST_LINE: Final = 1 << 20
LOOK: Final = 0.02  # seconds between two looks at whether a program has ended


class Program(Protocol):
    """What is used of a program that was started, whichever way (see `warm`)."""

    @property
    def pid(self) -> int:
        """The process, and the group that it leads."""

    @property
    def returncode(self) -> int | None:
        """Its exit code once it has ended, negative for a signal."""

    @property
    def stdin(self) -> asyncio.StreamWriter | None:
        """What it reads."""

    @property
    def stdout(self) -> asyncio.StreamReader | None:
        """What it says, where that is a pipe."""

    async def wait(self) -> int:
        """Wait for its end."""


async def start(
    settings: DriverSettings,
    around: Surroundings,
    *,
    more_env: dict[str, str],
    log: IO[bytes],
    stdout: IO[bytes] | None,
) -> Program:
    """Start the contractor's program; no `stdout` is a pipe. Raises SetUpError with the reason."""
    command = [around.filled(word) for word in settings.command]
    cwd = _folder(settings, around)
    program = _program(command[0], around.folder)
    env = _environment(settings, around, more_env)
    if around.nursery is not None:
        words = [program, *command[1:]]
        hatched = await around.nursery.start(
            words, cwd=cwd, env=env, stdout=stdout, log=log, limit=LONGEST_LINE
        )
        if hatched is not None:
            return hatched
    try:
        return await asyncio.create_subprocess_exec(
            program,
            *command[1:],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE if stdout is None else stdout,
            stderr=log,
            cwd=cwd,
            env=env,
            limit=LONGEST_LINE,
            start_new_session=sys.platform != "win32",
        )
    except OSError as error:
        raise SetUpError(
            f"The contractor's program {command[0]!r} cannot be started in {cwd}: "
            f"{error.strerror or error}. Check driver.command and driver.cwd in contractor.yaml."
        ) from error


def _environment(
    settings: DriverSettings, around: Surroundings, more: dict[str, str]
) -> dict[str, str]:
    given = {name: around.filled(value) for name, value in settings.env.items()}
    ours = {
        "NPS_ENDPOINT": around.endpoint,
        "NPS_WSDL": around.wsdl,
        "NPS_USERNAME": around.username,
        "NPS_PASSWORD": around.password,
        "NPS_WORK": str(around.work),
    }
    return {**os.environ, **ours, **more, **given}


def _folder(settings: DriverSettings, around: Surroundings) -> Path:
    if settings.cwd is None:
        return around.folder
    return around.folder / around.filled(settings.cwd)


def _program(word: str, folder: Path) -> str:
    """A program with a path is looked for from the file's folder, one without on PATH."""
    if Path(word).name == word:
        return shutil.which(word) or word
    return str(folder / word)


async def feed(process: Program, text: bytes) -> None:
    """Give a program all its input, and wait for its end."""
    if process.stdin is not None:
        process.stdin.write(text)
        with suppress(OSError):  # it need not read
            await process.stdin.drain()
        process.stdin.close()
    await process.wait()


async def ended(process: Program) -> int:
    """Wait for a program's end; its exit code.

    `Process.wait` of some Python versions also waits until whatever the program started has closed
    its output; this does not.
    """
    while process.returncode is None:  # noqa: ASYNC110 - asyncio tells of the end no other way
        await asyncio.sleep(LOOK)
    return process.returncode


async def end(process: Program) -> bool:
    """End a program and its group; whether it had to be killed."""
    killed = False
    if process.returncode is None:
        _signal(process, signal.SIGTERM)
        try:
            await asyncio.wait_for(ended(process), GRACE)
        except TimeoutError:
            killed = True
    _signal(process, signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)
    await ended(process)
    if process.stdin is not None:
        process.stdin.close()
        with suppress(OSError, TimeoutError):  # what it never read cannot be written any more
            await asyncio.wait_for(process.stdin.wait_closed(), GRACE)
    return killed


async def kill(process: Program) -> None:
    """Kill a program and its group at once, as a power cut would."""
    _signal(process, signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)
    await ended(process)


def _signal(process: Program, number: signal.Signals) -> None:
    """To the whole group, so that nothing it started is left behind."""
    with suppress(ProcessLookupError, PermissionError):
        if sys.platform != "win32":
            os.killpg(process.pid, number)
        elif process.returncode is None:
            process.terminate()


def exit_detail(code: int | None) -> str:
    """How a program ended, in words that are the same in every run."""
    if code is None:
        return "it closed its input"
    return f"exit code {code}" if code >= 0 else f"signal {-code}"
