"""`nps kill-matrix`: shows that each rule bites, by contractors that each break one."""

import argparse
import asyncio
import difflib
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from nps_conformance.judge_run import NOT_CONFORMANT
from nps_conformance.kill_matrix import Faulty, Matrix, Tried, choose
from nps_conformance.kill_matrix_play import play
from nps_conformance.kill_matrix_told import conclusion, exit_code, objections, page, plain, told
from nps_conformance.plan import AT_A_TIME, MODES
from nps_conformance.rules._book import RULES
from nps_conformance.telling import Telling
from nps_scenarios.problems import SetUpError

NAME: Final = "kill-matrix"
SUMMARY: Final = "show that each rule bites: play every faulty contractor"
PAGE: Final = Path("conformance/KILL-MATRIX.md")
MOST_SHOWN: Final = 40  # lines of a difference between pages


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of this subcommand."""
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print the matrix as JSON")
    form.add_argument("--page", action="store_true", help="print the matrix as Markdown")
    form.add_argument(
        "--check",
        metavar="FILE",
        nargs="?",
        type=Path,
        const=PAGE,
        help=f"compare it with a page printed before (default: {PAGE.as_posix()})",
    )
    parser.add_argument(
        "--only",
        metavar="NAME",
        action="append",
        help="play only this faulty contractor, or 'reference'; may be repeated",
    )
    parser.add_argument(
        "--all",
        action="store_true",
        help="play every scenario that covers a rule, not only the most specific ones",
    )
    parser.add_argument(
        "--mode", choices=[*MODES, "both"], default="both", help="how the landlord is (both)"
    )
    parser.add_argument(
        "--jobs",
        metavar="N",
        type=int,
        default=AT_A_TIME,
        help=f"play so many contractors at a time (default: {AT_A_TIME})",
    )


def run(args: argparse.Namespace) -> int:
    """Play them, and print the matrix; 0 when it is clean, else 1, or 4 for a mistake of ours."""
    if (args.page or args.check) and (args.only or args.all or args.mode != "both"):
        raise SetUpError("The page is of the usual matrix: leave out --only, --all and --mode.")
    if args.jobs < 1:
        raise SetUpError(f"--jobs is {args.jobs}: play at least one at a time.")
    committed = _read(args.check) if args.check else ""
    faulty, with_reference = choose(args.only)
    telling = Telling(sys.stderr if args.json or args.page else sys.stdout)
    matrix = _play(faulty, args, telling, with_reference=with_reference)
    for each in objections(matrix):
        telling.line(f"  - {each}")
    telling.line(f"{conclusion(matrix)} (exit code {exit_code(matrix)})")
    if args.json:
        sys.stdout.write(json.dumps(plain(matrix), indent=1, ensure_ascii=False) + "\n")
    elif args.page:
        sys.stdout.write(page(matrix))
    elif args.check and page(matrix) != committed:
        _differs(args.check, committed, page(matrix))
        return max(exit_code(matrix), NOT_CONFORMANT)
    return exit_code(matrix)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise SetUpError(
            f"{path}: cannot be read: {error.strerror or error}. Run it where the page is, or name "
            "the page with --check FILE."
        ) from error


def _play(
    faulty: Sequence[Faulty], args: argparse.Namespace, telling: Telling, *, with_reference: bool
) -> Matrix:
    """Play, and say of each contractor what came of it as soon as it is known."""
    by_name = {each.name: each for each in faulty}
    total = len(faulty) + with_reference
    telling.line(f"{len(faulty)} faulty contractors, {len(RULES)} rules; {args.jobs} at a time")
    modes = MODES if args.mode == "both" else (args.mode,)
    done = 0

    def tell(tried: Tried) -> None:
        nonlocal done
        done += 1
        each = by_name.get(tried.name)
        alone = Matrix(
            modes=modes,
            rules=RULES,
            faulty=() if each is None else (each,),
            tried={tried.name: tried},
            reference=None,
            whole=False,
        )
        telling.line(f"  {done:>3}/{total}  {told(tried, each, alone)}")

    with TemporaryDirectory(prefix="nps-kill-matrix-") as folder:
        return asyncio.run(
            play(
                faulty,
                Path(folder),
                modes=modes,
                with_reference=with_reference,
                whole=not args.only,
                thorough=args.all,
                jobs=args.jobs,
                tell=tell,
            )
        )


def _differs(path: Path, committed: str, now: str) -> None:
    """Say that the page is out of date, and where."""
    lines = list(
        difflib.unified_diff(
            committed.splitlines(),
            now.splitlines(),
            fromfile=path.as_posix(),
            tofile="as played now",
            lineterm="",
            n=0,
        )
    )
    sys.stderr.write("\n".join(lines[:MOST_SHOWN]) + "\n")
    sys.stderr.write(
        f"nps {NAME}: {path} is not what was played now. If the change is meant, print it again "
        f"with nps {NAME} --page.\n"
    )
