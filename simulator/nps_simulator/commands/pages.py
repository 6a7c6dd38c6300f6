"""Writes `STATES.md` and `REFUSALS.md` of the simulator from its tables.

`python -m nps_simulator.commands.pages` writes them; with `--check` it only compares, and exits
with 1 when one differs. Works in a checkout, where the pages live.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from nps_simulator.domain.diagrams import states_page
from nps_simulator.domain.refusals import refusals_page

FOLDER = Path(__file__).resolve().parents[2]


def pages() -> dict[str, str]:
    """File names and what they should hold."""
    return {"STATES.md": states_page(), "REFUSALS.md": refusals_page()}


def differing(folder: Path = FOLDER) -> list[str]:
    """The names of pages that are missing or not as the tables say."""
    return [
        name
        for name, text in pages().items()
        if not (folder / name).is_file() or (folder / name).read_text("utf-8") != text
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Writes or compares the pages; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m nps_simulator.commands.pages")
    parser.add_argument("--check", action="store_true", help="compare only; exit 1 on a difference")
    options = parser.parse_args(arguments)
    stale = differing()
    for name in stale:
        if options.check:
            sys.stderr.write(f"{name} is stale: run python -m nps_simulator.commands.pages\n")
        else:
            (FOLDER / name).write_text(pages()[name], "utf-8", newline="\n")
            sys.stdout.write(f"wrote {name}\n")
    return 1 if options.check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
