"""The program around the contractor: options, and how facts reach it.

Facts come as JSON: in resident mode one object per line on standard input, each answered by
`{"done": id}` on standard output; with `--per-instruction` exactly one, in NPS_INSTRUCTION; with
`--http PORT` each as a POST.
"""

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import msgspec

from nps_conformance.contractors.reference.contractor import Contractor, Fact
from nps_conformance.contractors.reference.line import Line, ShutOut, fetched
from nps_conformance.contractors.reference.memory import Memory
from nps_conformance.contractors.reference.webhook import Landlord, listen

SHUT_OUT = 3


def main(
    kind: type[Contractor],
    arguments: Sequence[str] | None = None,
    environment: Mapping[str, str] = os.environ,
) -> int:
    """Run a contractor of a kind; 0 when everything was dealt with."""
    options = _parser(environment).parse_args(arguments)
    try:
        if options.http is not None:
            listen(options.http, _hiring(kind, options))
            return 0
        line = Line(
            endpoint=options.endpoint,
            wsdl=_wsdl(options),
            username=options.username,
            password=options.password,
            token=options.username_token,
        )
        contractor = kind(line, Memory(options.state))
        if options.per_instruction:
            contractor.turn(msgspec.json.decode(environment["NPS_INSTRUCTION"], type=Fact))
        else:
            reside(contractor)
    except ShutOut as problem:
        sys.stderr.write(f"{problem}\n")
        return SHUT_OUT
    line.close()
    return 0


def _hiring(
    kind: type[Contractor], options: argparse.Namespace
) -> Callable[[Landlord, int], Contractor]:
    """What makes the contractor of a landlord, with a memory of its own."""

    def hire(landlord: Landlord, number: int) -> Contractor:
        state: Path = options.state
        line = Line(
            endpoint=landlord.endpoint,
            wsdl=landlord.wsdl,
            username=landlord.username,
            password=landlord.password,
            token=options.username_token,
        )
        return kind(line, Memory(state.with_name(f"{state.stem}-{number}{state.suffix}")))

    return hire


def reside(contractor: Contractor) -> None:
    """Deal with facts as they come, until `stop` or the end of the input."""
    for text in sys.stdin:
        fact = msgspec.json.decode(text, type=Fact)
        if fact.kind == "stop":
            break
        contractor.turn(fact)
        sys.stdout.write(msgspec.json.encode({"done": fact.id}).decode() + "\n")
        sys.stdout.flush()


def _wsdl(options: argparse.Namespace) -> str:
    """Where the contract is. A program that is started for each fact keeps a copy of it."""
    address: str = options.wsdl or f"{options.endpoint}?wsdl"
    if not options.per_instruction:
        return address
    copy: Path = options.state.with_suffix(".wsdl")
    if not copy.exists():
        copy.write_bytes(fetched(address))
    return str(copy)


def _parser(environment: Mapping[str, str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="reference-contractor", description="A contractor's system that keeps every rule."
    )
    parser.add_argument("--endpoint", default=environment.get("NPS_ENDPOINT"))
    parser.add_argument("--wsdl", default=environment.get("NPS_WSDL"))
    parser.add_argument("--username", default=environment.get("NPS_USERNAME"))
    parser.add_argument("--password", default=environment.get("NPS_PASSWORD"))
    parser.add_argument(
        "--username-token", action="store_true", help="WS-Security UsernameToken, not HTTP Basic"
    )
    parser.add_argument("--state", type=Path, default=Path("contractor.json"))
    parser.add_argument(
        "--per-instruction", action="store_true", help="one turn, then end with exit code 0"
    )
    parser.add_argument(
        "--http", metavar="PORT", type=int, help="take facts as POSTs there; 0 takes a free port"
    )
    return parser
