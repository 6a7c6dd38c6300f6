"""`nps load --reverse`: the command's side of reverse load."""

import argparse
import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import msgspec

from nps_conformance.contractor_file import load_contractor
from nps_load.reverse import Batch, Task, drain
from nps_load.writing import ready
from nps_reports.in_use import in_use
from nps_scenarios.problems import SetUpError
from nps_scenarios.times import TimeError, span

REPORT: Final = "reverse.json"


def run_reverse(args: argparse.Namespace) -> int:
    """Hand out the batches and report; 0 drained, 1 something was missed. Raises SetUpError."""
    sizes = _sizes(args.reverse)
    contractor = load_contractor(args.contractor) if args.contractor else None
    try:
        patience = span(args.patience).total_seconds()
    except TimeError as error:
        raise SetUpError(f"--patience: {error}") from error
    ready(args.reports)
    with (
        in_use(args.reports),
        TemporaryDirectory(prefix="nps-load-", ignore_cleanup_errors=True) as folder,
    ):
        task = Task(
            sizes=sizes,
            contractor=contractor,
            patience=patience,
            folder=Path(folder),
            port=args.port,
        )
        batches = asyncio.run(drain(task, _say))
        report = msgspec.json.encode([_plain(each) for each in batches])
        (args.reports / REPORT).write_bytes(report + b"\n")
    if args.json:
        sys.stdout.write(report.decode() + "\n")
    return 1 if any(each.missed for each in batches) else 0


def _say(text: str) -> None:
    sys.stderr.write(f"nps load: {text}\n")
    sys.stderr.flush()


def _sizes(text: str) -> tuple[int, ...]:
    try:
        sizes = tuple(int(each) for each in text.split(","))
    except ValueError:
        sizes = ()
    if not sizes or min(sizes) < 1:
        raise SetUpError(f"--reverse {text}: expected numbers of orders, such as 1,100,10000.")
    return sizes


def _plain(batch: Batch) -> dict[str, object]:
    return {
        "orders": len(batch.orders),
        "amended": batch.amended,
        "drained": not batch.missed,
        "seconds": batch.seconds,
        "requests": batch.calls,
        "listed": len(batch.listed.intersection(batch.orders)),
        "read": len(batch.read.intersection(batch.orders)),
        "confirmed": len(batch.confirmed.intersection(batch.orders)),
        "missed": list(batch.missed),
    }
