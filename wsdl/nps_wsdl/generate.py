"""Makes what is derived from the WSDL: the XSD beside it and `CONTRACT.md` above it.

`python -m nps_wsdl.generate` writes both into the source tree; `--check` writes nothing and exits
with 1 if one of them is not what the WSDL says.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from nps_wsdl.contract import load_contract, schema_bytes
from nps_wsdl.markdown import contract_markdown

_HERE: Final = Path(__file__).resolve().parent
SCHEMA_FILE: Final = _HERE / "contractor-interface.xsd"
CONTRACT_FILE: Final = _HERE.parent / "CONTRACT.md"


def derived() -> Mapping[Path, bytes]:
    """Return what each derived file must hold."""
    contract = contract_markdown(load_contract())
    return {SCHEMA_FILE: schema_bytes(), CONTRACT_FILE: contract.encode()}


def main(arguments: Sequence[str] | None = None) -> int:
    """Write or check the derived files; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m nps_wsdl.generate", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, exit 1 if stale")
    check: bool = parser.parse_args(arguments).check
    stale = [
        path
        for path, content in derived().items()
        if not path.is_file() or path.read_bytes() != content
    ]
    for path in stale:
        if check:
            sys.stderr.write(f"{path.name} is stale: run python -m nps_wsdl.generate\n")
        else:
            path.write_bytes(derived()[path])
            sys.stdout.write(f"{path.name} written\n")
    return 1 if stale and check else 0


if __name__ == "__main__":
    raise SystemExit(main())
