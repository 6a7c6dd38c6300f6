"""`nps serve`: a landlord on a socket, until Ctrl-C.

Everything that can be wrong with the set-up (a taken port, a locked database, an unknown scenario)
is one sentence on stderr and exit code 3.
"""

import argparse
import asyncio
import signal
import sys
from collections.abc import Callable
from contextlib import AsyncExitStack
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from urllib.parse import urlsplit

from nps_scenarios.loader import load_profile, load_scenario
from nps_scenarios.problems import SetUpError
from nps_simulator.commands._banner import banner
from nps_simulator.commands._free_play import raise_first_orders
from nps_simulator.commands._narrator import Narrator, keys
from nps_simulator.commands._settling import settled
from nps_simulator.endpoints.control.api import make_control
from nps_simulator.endpoints.wirelog import Refused, WireLog
from nps_simulator.sandbox.definition import COMPACT, FAITHFUL, FULL, GULLIBLE, Account
from nps_simulator.sandbox.player import ScriptError
from nps_simulator.sandbox.sandbox import Sandbox
from nps_simulator.sandbox.sandboxes import OpeningError, Sandboxes
from nps_simulator.server.listener import Engine, listening, raise_file_limit, serving
from nps_simulator.server.tls import Tls
from nps_simulator.store.protocol import LostError, StoreError

if sys.platform != "win32":
    import uvloop

NAME: Final = "serve"
SUMMARY: Final = "serve a landlord for contractors to talk to"
SET_UP_ERROR: Final = 3
DEFAULT_PROFILE: Final = "certification"
DEFAULT_ACCOUNT: Final = "acme:acme-secret"
FREE_PLAY: Final = "free-play"
MEGABYTE: Final = 1_000_000
# Loaded by name, for most servers make no certificate, and what makes one takes a while to import.
CERTIFICATE: Final = "nps_simulator.server.certificate"
MakeCertificate = Callable[[Path, tuple[str, ...]], Tls]


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of this subcommand."""
    add = parser.add_argument
    add("--scenario", metavar="NAME", help="scenario to play; without it, free play with orders")
    add("--mode", choices=[FAITHFUL, GULLIBLE], default=FAITHFUL, help="gullible: accept nonsense")
    configure_server(parser)


def configure_server(parser: argparse.ArgumentParser) -> None:
    """Add the options that every command has that serves a landlord."""
    add = parser.add_argument
    parser.set_defaults(
        command=NAME, sandbox=FREE_PLAY, default_profile=DEFAULT_PROFILE, whims=None
    )
    add("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    add("--port", type=int, default=8080, help="port of the endpoint; 0 takes a free one (8080)")
    add("--control-host", default="127.0.0.1", metavar="HOST", help="address of the control API")
    add("--control-port", type=int, default=8081, metavar="PORT", help="its port (8081)")
    add("--database", default=":memory:", metavar="URL|FILE", help="SQLite file (default: memory)")
    add(
        "--profile",
        metavar="NAME",
        help="the landlord's policy (default: the scenario's, or the usual)",
    )
    add("--seed", type=int, metavar="N", help="seed of all chance (default: the scenario's)")
    add("--vary", action="store_true", help="answer in any legal form, by the seed")
    add("--durability", choices=["normal", "full"], default="normal", help="full: outlive power")
    add("--journal", choices=[FULL, COMPACT], default=FULL, help="compact: no bodies, for load")
    add(
        "--journal-limit",
        type=int,
        default=0,
        metavar="MB",
        help="journal kept in the database file; older entries go to files beside it (0: all)",
    )
    add("--engine", default="", metavar="NAME", help="a second implementation of the wire: spyne")
    add("--public-url", default="", metavar="URL", help="what the WSDL tells clients elsewhere")
    add(
        "--tls",
        nargs="*",
        metavar="FILE",
        help="serve HTTPS: with a certificate made now, or with the files CERTIFICATE and KEY",
    )
    add(
        "--contractor",
        action="append",
        metavar="NAME:PASSWORD",
        help=f"credentials of a contractor, may be repeated ({DEFAULT_ACCOUNT})",
    )


def run(args: argparse.Namespace) -> int:
    """Serve until interrupted; return 0, or 3 when the set-up is wrong."""
    raise_file_limit()
    new_loop: Callable[[], asyncio.AbstractEventLoop] | None = None
    if sys.platform != "win32":
        new_loop = uvloop.new_event_loop
    try:
        with asyncio.Runner(loop_factory=new_loop) as runner:
            runner.run(_serve(args))
    except KeyboardInterrupt:
        return 0  # where the loop takes no signal handlers (Windows)
    except (SetUpError, StoreError, OpeningError, ScriptError, LostError) as error:
        print(f"nps {args.command}: {error}", file=sys.stderr)  # noqa: T201 - a command talks to its user
        return SET_UP_ERROR
    return 0


async def _serve(args: argparse.Namespace) -> None:
    stop = _stopped_by_signals()  # first: who starts us may stop us at any time
    public_url = _checked_url(args.public_url)
    accounts = args.contractor or [DEFAULT_ACCOUNT]
    if args.journal_limit < 0:
        raise SetUpError(f"--journal-limit {args.journal_limit} is less than nothing; 0 keeps all.")
    sandboxes = Sandboxes.on(
        _database(args.database),
        durability=args.durability,
        journal=args.journal,
        journal_bytes=args.journal_limit * MEGABYTE,
    )
    async with AsyncExitStack() as stack:
        stack.callback(sandboxes.shut)
        sandbox = _open(args, sandboxes, accounts)
        tls = _tls(args.tls, args.host, public_url, stack)
        listener = await stack.enter_async_context(
            serving(
                sandboxes,
                host=args.host,
                port=args.port,
                tls=tls,
                public_url=public_url,
                log=WireLog(listener=_tell),
                engine=_engine(args.engine),
            )
        )
        control = await stack.enter_async_context(
            listening(
                make_control(sandboxes, listener.gateway, listener.endpoint),
                host=args.control_host,
                port=args.control_port,
            )
        )
        if not sandbox.scenario.steps and args.whims is None:
            await raise_first_orders(sandbox)
        made = tls.certificate if tls is not None and not args.tls else None
        text = banner(sandbox, listener, control.url, made)
        print(text, flush=True)  # noqa: T201 - a command talks to its user
        settling = asyncio.create_task(settled(explains=not args.engine))
        stack.callback(settling.cancel)
        if sandbox.scenario.steps:
            narrator = Narrator(sandbox, _say, keys())
            journal = f"{control.url}/sandboxes/{sandbox.name}/journal"
            playing = asyncio.create_task(narrator.run(journal))
            stack.callback(playing.cancel)
        await stop.wait()


def _stopped_by_signals() -> asyncio.Event:
    """Return what Ctrl-C, or a request to end, sets."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, stop.set)
        except NotImplementedError:  # Windows: the runner turns Ctrl-C into KeyboardInterrupt
            break
    return stop


def _tell(refused: Refused) -> None:
    line = f"wire: {refused.status} to {refused.peer}: {refused.text} [{refused.start}]"
    print(ascii(line)[1:-1], file=sys.stderr)  # noqa: T201 - a command talks to its user


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - a command talks to its user


def _open(args: argparse.Namespace, sandboxes: Sandboxes, accounts: list[str]) -> Sandbox:
    scenario = load_scenario(args.scenario) if args.scenario else None
    profile = load_profile(args.profile or (scenario.profile if scenario else args.default_profile))
    return sandboxes.open(
        scenario.address if scenario else args.sandbox,
        scenario=scenario,
        profile=profile,
        mode=args.mode,
        seed=args.seed,
        vary=args.vary,
        whims=args.whims,
        contractors=tuple(
            Account(name=name, password=password, authorisation=profile.authorisation)
            for name, password in map(_account, accounts)
        ),
    )


def _account(text: str) -> tuple[str, str]:
    name, colon, password = text.partition(":")
    if not (name and colon and password):
        raise SetUpError(f"--contractor {text!r} is not NAME:PASSWORD.")
    return name, password


def _database(text: str) -> str:
    """Return the file of a database given as a file or as `sqlite:///file`."""
    scheme, found, rest = text.partition("://")
    if not text.strip():
        raise SetUpError("--database is empty; give a file, or leave it out to keep nothing.")
    if not found:
        return text
    if scheme != "sqlite":
        raise SetUpError(f"--database {text}: only SQLite is there, as a file or sqlite:///FILE.")
    return rest.removeprefix("/") or ":memory:"


def _engine(name: str) -> Engine | None:
    """Return the engine of that name; only now is what it needs imported."""
    if not name:
        return None
    engines = {point.name: point for point in entry_points(group="nps.engines")}
    if name not in engines:
        raise SetUpError(
            f"--engine {name}: there is no such engine; there is {', '.join(engines)}."
        )
    try:
        engine: Engine = engines[name].load()
    except ModuleNotFoundError as error:
        raise SetUpError(
            f"--engine {name} needs {error.name}: install nps-conformance[{name}]."
        ) from error
    return engine


def _checked_url(text: str) -> str:
    try:
        parts = urlsplit(text)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:  # brackets without an IPv6 address, a port that is none
        good = False
    if text and not (good and text.isprintable() and " " not in text):
        raise SetUpError(f"--public-url {text!r} is not an http or https address.")
    return text.rstrip("/")


def _tls(files: list[str] | None, host: str, public_url: str, stack: AsyncExitStack) -> Tls | None:
    """Return what to serve TLS with, if asked for; a made certificate is gone when we stop."""
    if files is None:
        return None
    if not files:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="nps-tls-")))
        outside = urlsplit(public_url).hostname
        make_certificate: MakeCertificate = import_module(CERTIFICATE).make_certificate
        return make_certificate(folder, (outside, host) if outside else (host,))
    if len(files) != 2:  # noqa: PLR2004 - a certificate and its key
        raise SetUpError("--tls takes no file, or two: CERTIFICATE and KEY.")
    return Tls(certificate=Path(files[0]), key=Path(files[1]))
