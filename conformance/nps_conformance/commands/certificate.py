"""`nps certificate`: a conformant run as one signed file that anybody can check."""

import argparse
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Final

from nps_conformance.certificate import keys, parcel
from nps_conformance.certificate.issue import NotConformantError, gather, issue
from nps_conformance.judge_run import CONFORMANT
from nps_conformance.run_folder import CERTIFICATE
from nps_scenarios.problems import SetUpError
from nps_simulator.clock import machine_now

NAME: Final = "certificate"
SUMMARY: Final = "sign a conformant run: one file that anybody can check"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of this subcommand."""
    parser.add_argument(
        "folder",
        metavar="DIR",
        type=Path,
        help="the folder of a run, as nps certify wrote it; of its folders only journals/ goes in",
    )
    key = parser.add_mutually_exclusive_group(required=True)
    key.add_argument("--key", metavar="FILE", type=Path, help="sign with this Ed25519 key (PEM)")
    key.add_argument(
        "--new-key",
        metavar="FILE",
        type=Path,
        help=f"make a key, keep it there (the public one beside it, {keys.PUBLIC}), sign with it",
    )
    parser.add_argument(
        "--signed-by", metavar="NAME", default="", help="who signs, as the certificate is to say"
    )
    parser.add_argument(
        "--kill-matrix",
        metavar="FILE",
        type=Path,
        help="the kill matrix to bind it to, page or JSON (default: the published one)",
    )
    parser.add_argument(
        "--scenarios",
        metavar="DIR",
        type=Path,
        action="append",
        default=[],
        help="where scenarios of your own are, if the run played some",
    )
    parser.add_argument(
        "--out",
        metavar="FILE",
        type=Path,
        help=f"where to write it (default: DIR/{CERTIFICATE})",
    )


def run(args: argparse.Namespace) -> int:
    """Sign; 0, or the exit code of the run when it is not conformant."""
    try:
        gathered = gather(args.folder, args.scenarios, args.kill_matrix)
    except NotConformantError as error:
        sys.stderr.write(f"nps certificate: {error}\n")
        return error.code
    key = keys.make(args.new_key) if args.new_key else keys.read_private(args.key)
    data, said = issue(
        gathered,
        key,
        signed_at=machine_now(),
        signed_by=args.signed_by,
        program=f"nps {version('nps-conformance')}",
        scenarios=args.scenarios,
    )
    path: Path = args.out or args.folder / CERTIFICATE
    try:
        path.with_name(path.name + ".part").write_bytes(data)
        path.with_name(path.name + ".part").replace(path)
    except OSError as error:
        raise SetUpError(f"{path}: cannot be written: {error.strerror or error}.") from error
    sys.stdout.write(gathered_text(data, said.given.key, path))
    return CONFORMANT


def gathered_text(data: bytes, key: str, path: Path) -> str:
    """What is said at the end: the certificate in words, where it is, and the public key."""
    words = parcel.unpack(data, path.name).files[parcel.TEXT].decode()
    return (
        f"{words}\n{path} ({len(data)} bytes)\n"
        f"Public key, to be given to whoever checks it, by another way than the file:\n  {key}\n"
    )
