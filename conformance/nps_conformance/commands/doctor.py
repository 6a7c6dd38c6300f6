"""`nps doctor`: twelve checks of a contractor's set-up, before any test."""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from nps_conformance.doctor._check import Check, Finding, Status, checks, examine
from nps_conformance.doctor._play import visiting
from nps_conformance.doctor._visit import Visit
from nps_conformance.judge_run import SETUP_ERROR
from nps_conformance.plan import PASSWORD, USERNAME
from nps_conformance.run_folder import RUNS
from nps_conformance.said import masked

NAME: Final = "doctor"
SUMMARY: Final = "check a contractor's set-up before any test"
WIDTH: Final = max(len(status) for status in Status)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of this subcommand."""
    parser.add_argument(
        "--contractor", metavar="FILE", type=Path, required=True, help="a contractor.yaml"
    )
    parser.add_argument(
        "--reports",
        metavar="DIR",
        type=Path,
        default=RUNS,
        help="where reports of nps certify are to go (default: %(default)s); the program works "
        "there as it will then, and what was written is removed",
    )
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")


def run(args: argparse.Namespace) -> int:
    """Visit, look, tell: 0 when all is well, 3 when something has to be mended."""
    found = checks()
    with visiting(args.contractor, args.reports, _ready) as seen:
        said = examine(seen, found)
    sys.stdout.write(masked(_as_json(seen, said) if args.json else _as_text(seen, said)))
    return SETUP_ERROR if any(each.status is Status.PROBLEM for _, each in said) else 0


def _ready(endpoint: str) -> None:
    sys.stderr.write(
        f"Point the contractor at {endpoint} (user {USERNAME}, password {PASSWORD}) now.\n"
    )
    sys.stderr.flush()


def _as_text(seen: Visit, said: Sequence[tuple[Check, Finding]]) -> str:
    width = max(len(check.NAME) for check, _ in said)
    lines = [
        f"{check.ORDER:>2}  {finding.status:<{WIDTH}}  {check.NAME:<{width}}  {_told(finding)}"
        for check, finding in said
    ]
    lines += ["", "First contact"]
    for request in seen.requests:
        lines += [*(f"  | {line}" for line in request.lines()), ""]
    if not seen.requests:
        strange = [f"  | {each.start or '(no HTTP)'}  ({each.text})" for each in seen.refused[:1]]
        lines += [*(strange or ["  nothing arrived"]), ""]
    if seen.said and any(finding.status is Status.PROBLEM for _, finding in said):
        lines += ["What the program said", *(f"  | {line}" for line in _end(seen.said)), ""]
    counts = Counter(finding.status for _, finding in said)
    lines.append(
        f"{len(said)} checks: " + ", ".join(f"{counts[each]} {each}" for each in Status) + "."
    )
    return "\n".join(lines) + "\n"


def _told(finding: Finding) -> str:
    """One line, whatever came."""
    text = f"{finding.seen}. {finding.change}" if finding.change else finding.seen
    return " ".join(text.replace("..", ".").split()) if finding.change else " ".join(text.split())


def _end(said: str) -> list[str]:
    return said.splitlines()[-10:]


def _as_json(seen: Visit, said: Sequence[tuple[Check, Finding]]) -> str:
    content = {
        "schema": 1,
        "checks": [
            {
                "check": check.NAME,
                "status": finding.status.value,
                "seen": finding.seen,
                "change": finding.change,
            }
            for check, finding in said
        ],
        "first_contact": [request.lines() for request in seen.requests],
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"
