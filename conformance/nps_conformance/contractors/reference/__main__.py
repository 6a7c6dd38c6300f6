"""Run the reference contractor: `python -P -m nps_conformance.contractors.reference --help`."""

from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.program import main

if __name__ == "__main__":
    raise SystemExit(main(Contractor))
