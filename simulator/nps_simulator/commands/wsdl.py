"""`nps wsdl`: prints the contract as WSDL, as XML Schema or as text for people."""

import argparse
import sys
from typing import Final

from nps_wsdl.contract import PLACEHOLDER, load_contract, schema_bytes, wsdl_bytes
from nps_wsdl.markdown import contract_markdown

NAME: Final = "wsdl"
SUMMARY: Final = "print the contract: WSDL, XML Schema, or a readable page"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of this subcommand."""
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--xsd", action="store_true", help="print the XML Schema alone")
    form.add_argument(
        "--contract", action="store_true", help="print operations, fields and codes as Markdown"
    )
    form.add_argument(
        "--address",
        metavar="URL",
        default=PLACEHOLDER,
        help="the address the WSDL names as the service (a running server prints its own)",
    )


def run(args: argparse.Namespace) -> int:
    """Print what was asked for; returns exit code 0."""
    if args.xsd:
        text = schema_bytes()
    elif args.contract:
        text = contract_markdown(load_contract()).encode()
    else:
        text = wsdl_bytes(args.address)
    sys.stdout.buffer.write(text)
    sys.stdout.buffer.flush()
    return 0
