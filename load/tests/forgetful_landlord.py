"""`nps serve` with a planted bug: its database does not outlive it."""

import sys
from pathlib import Path

from nps_conformance.command import main

if __name__ == "__main__":
    database = Path(sys.argv[sys.argv.index("--database") + 1])
    for left in database.parent.glob(f"{database.name}*"):
        left.unlink()
    sys.exit(main())
