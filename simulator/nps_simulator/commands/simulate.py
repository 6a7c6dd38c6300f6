"""`nps simulate`: a landlord who acts by chance, for soak tests, until Ctrl-C.

Served like `nps serve`. What happens follows from the seed and from what the client does: every
delivered poll is a beat on which the landlord may do something.
"""

import argparse
from typing import Final

from nps_scenarios.problems import SetUpError
from nps_simulator.commands import serve
from nps_simulator.sandbox.definition import FAITHFUL, Chances

NAME: Final = "simulate"
SUMMARY: Final = "serve a landlord who acts by chance, for soak tests"
SANDBOX: Final = "simulated"
PROFILE: Final = "busy-office"
USUAL: Final = Chances()


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of this subcommand."""
    add = parser.add_argument
    add("--orders", type=int, metavar="N", default=USUAL.orders, help="raise so many (%(default)s)")
    add(
        "--at-a-time",
        type=int,
        metavar="N",
        default=USUAL.at_a_time,
        help="work on so many orders at a time (%(default)s)",
    )
    add(
        "--rate",
        type=float,
        metavar="P",
        default=USUAL.rate,
        help="how often a poll is followed by a deed, 0 to 1 (%(default)s)",
    )
    add(
        "--faults",
        type=float,
        metavar="P",
        default=USUAL.faults,
        help="how often a poll is followed by the arming of a fault, 0 to 1 (%(default)s)",
    )
    serve.configure_server(parser)
    parser.set_defaults(
        command=NAME, scenario=None, mode=FAITHFUL, sandbox=SANDBOX, default_profile=PROFILE
    )


def run(args: argparse.Namespace) -> int:
    """Serve until interrupted; 0, or 3 when the set-up is wrong. Raises SetUpError."""
    for name in ("orders", "at_a_time"):
        if getattr(args, name) < 1:
            raise SetUpError(f"--{name.replace('_', '-')} is {getattr(args, name)}: at least 1.")
    for name in ("rate", "faults"):
        if not 0 <= getattr(args, name) <= 1:
            raise SetUpError(f"--{name} is {getattr(args, name)}: give a share from 0 to 1.")
    args.whims = Chances(
        orders=args.orders, at_a_time=args.at_a_time, rate=args.rate, faults=args.faults
    )
    return serve.run(args)
