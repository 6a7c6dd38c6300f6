"""`nps verify`: checks a certificate, offline, by judging its journals again."""

import argparse
import json
import sys
from pathlib import Path
from typing import Final

import msgspec

from nps_conformance.certificate import keys, parcel
from nps_conformance.certificate.check import Checked, check
from nps_conformance.certificate.statement import text
from nps_conformance.judge_run import CONFORMANT, UNDECIDED
from nps_simulator.clock import machine_now

NAME: Final = "verify"
SUMMARY: Final = "check a certificate by judging its journals again"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of this subcommand."""
    parser.add_argument(
        "certificate",
        metavar="CERTIFICATE",
        type=Path,
        help=f"a certificate ({parcel.ENDING}), or the folder it was unpacked to",
    )
    parser.add_argument(
        "--trusted-key",
        metavar="KEY|FILE",
        action="append",
        default=[],
        help="a public key you trust: 64 hex digits, or a file with them or a PEM; may be "
        "repeated (default: any key will do, and you are told which)",
    )
    parser.add_argument("--json", action="store_true", help="print the outcome as JSON")


def run(args: argparse.Namespace) -> int:
    """Check; 0 it holds, 1 it does not, 2 this program judges by other rules and differs."""
    trusted = [keys.read_public(each) for each in args.trusted_key]
    found = parcel.read(args.certificate)
    checked = check(found, trusted=trusted, today=machine_now().date())
    if args.json:
        outcome = {
            "certificate": found.name,
            "exit_code": checked.exit_code,
            "problems": msgspec.to_builtins(checked.problems),
            "notes": list(checked.notes),
            "statement": msgspec.to_builtins(checked.statement),
        }
        sys.stdout.write(json.dumps(outcome, indent=1, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(told(found.name, checked))
    return checked.exit_code


def told(name: str, checked: Checked) -> str:
    """The outcome in words, the verdict on the certificate last."""
    lines = [f"{each.file}: {each.what}" for each in checked.problems]
    if checked.statement is not None and not checked.problems:
        lines += text(checked.statement).decode().splitlines()
    lines += [f"Note: {each}" for each in checked.notes]
    if checked.exit_code == CONFORMANT:
        end = "holds: nothing was changed, and the verdicts follow from the journals"
    elif checked.exit_code == UNDECIDED:
        end = "is undecided: nothing was changed, and this program's rules give other verdicts"
    else:
        end = "does not hold"
    return "\n".join([*lines, f"{name} {end}. (exit code {checked.exit_code})", ""])
