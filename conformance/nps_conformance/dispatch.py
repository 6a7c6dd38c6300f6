"""The `nps` command: finds its subcommands among the installed entry points and runs one.

A subcommand is a module with NAME, SUMMARY, `configure(parser)` and `run(args) -> exit code`; it is
loaded only when it is chosen. Exit codes: 0 conformant (or done), 1 not conformant, 2 undecided
or interrupted, 3 set-up error, 4 our own error. A wrong option is a set-up error.
"""

import argparse
import gc
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib.metadata import EntryPoint, entry_points, version
from pathlib import Path
from typing import Final, NoReturn, Protocol, cast

from nps_conformance.letters import spell_out
from nps_scenarios.problems import SetUpError
from nps_scenarios.words import nearest

GROUP: Final = "nps.commands"
INTERRUPTED, SET_UP, OURS = 2, 3, 4
TRACE: Final = "NPS_TRACE"

# Shown by `nps --help` without loading the modules; a test holds them against the modules.
SUMMARIES: Final = {
    "serve": "serve a landlord for contractors to talk to",
    "simulate": "serve a landlord who acts by chance, for soak tests",
    "wsdl": "print the contract: WSDL, XML Schema, or a readable page",
    "scenarios": "list, check, show or begin scenarios",
    "doctor": "check a contractor's set-up before any test",
    "certify": "certify a contractor: play scenarios, judge, write reports",
    "judge": "judge a journal again, or a log captured elsewhere",
    "certificate": "sign a conformant run: one file that anybody can check",
    "verify": "check a certificate by judging its journals again",
    "redact": "give the people in a journal other names, with the same verdicts",
    "rules": "list the rules, with level, provenance and source",
    "kill-matrix": "show that each rule bites: play every faulty contractor",
    "seeds": "show that the reference contractor upholds every rule under many seeds",
    "load": "load an endpoint with polling contractors, and judge what came of it",
}


class Subcommand(Protocol):
    """A module that is a subcommand of `nps`."""

    NAME: str
    SUMMARY: str
    configure: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


class _Parser(argparse.ArgumentParser):
    """Ends with exit code 3 on a wrong option, and says where help is."""

    def error(self, message: str) -> NoReturn:
        sys.stderr.write(f"{self.prog}: {message}. See {self.prog} --help.\n")
        raise SystemExit(SET_UP)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `nps` with arguments (those of the process by default); the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        spell_out(stream)
    try:
        return _main(words, alone=arguments is None)
    except KeyboardInterrupt:  # before the command could begin
        sys.stderr.write("nps: interrupted.\n")
        return INTERRUPTED


def _main(words: Sequence[str], *, alone: bool) -> int:
    found = {point.name: point for point in entry_points(group=GROUP)}
    if not words or words[0] in {"-h", "--help"}:
        sys.stdout.write(_help(found))
        return 0 if words else SET_UP
    if words[0] == "--version":
        sys.stdout.write(f"nps {version('nps-conformance')}\n")
        return 0
    if words[0] not in found:
        sys.stderr.write(f"nps: there is no command {words[0]!r}. {nearest(words[0], found)}\n")
        return SET_UP
    chosen = found[words[0]]
    if alone:
        _load_undisturbed(chosen)
    return _run(chosen, words[1:])


def _load_undisturbed(point: EntryPoint) -> None:
    """Load a subcommand as the only thing this process does.

    What modules make stays to the end: a collector that looks for garbage in between, and at all
    of it ever after, finds none, and takes a tenth of the time that `nps serve` takes to start.
    """
    gc.disable()
    with suppress(Exception):  # `_run` meets it again, and says what there is to say
        point.load()
    gc.freeze()
    gc.enable()


def _run(point: EntryPoint, words: Sequence[str]) -> int:
    """Load a subcommand and run it; every error becomes one sentence and an exit code."""
    try:
        module = cast("Subcommand", point.load())
        parser = _Parser(prog=f"nps {point.name}", description=f"{module.SUMMARY.capitalize()}.")
        module.configure(parser)
        code = module.run(parser.parse_args(words))
        sys.stdout.flush()
    except SetUpError as error:
        sys.stderr.write(f"nps {point.name}: {error}\n")
        return SET_UP
    except BrokenPipeError:  # as with `nps rules | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        sys.stderr.write(f"nps {point.name}: interrupted.\n")
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last resort of a command
        return _ours(point.name, error)
    return code


def _ours(name: str, error: Exception) -> int:
    """An error of ours: one sentence and where the rest is; never a bare traceback."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{last.name} in {Path(last.filename).name}, line {last.lineno}"
    sys.stderr.write(
        f"nps {name}: this is an error of ours, not yours: {type(error).__name__}: {error} "
        f"({place}). Set {TRACE}=1 and run it again for the whole trace, and please report it.\n"
    )
    if os.environ.get(TRACE):
        traceback.print_exception(error)
    return OURS


def _help(found: dict[str, EntryPoint]) -> str:
    width = max(len(name) for name in found) if found else 0
    lines = [
        "usage: nps COMMAND [options]",
        "",
        "A stand-in for NPS Housing Repairs, and the suite that certifies contractors against it.",
        "",
        *(f"  {name:<{width}}  {SUMMARIES.get(name, '')}".rstrip() for name in sorted(found)),
        "",
        "Each has a --help of its own. Exit codes: 0 conformant or done, 1 not conformant,",
        "2 undecided or interrupted, 3 set-up error, 4 our own error.",
        "",
    ]
    return "\n".join(lines)
