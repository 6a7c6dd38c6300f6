"""Whether the contract was fetched. It need not be: many clients were generated from a file."""

from typing import Final

from nps_conformance.doctor._check import Finding, ok
from nps_conformance.doctor._visit import Visit

ORDER: Final = 6
NAME: Final = "contract"
NEEDS: Final = ("contractor file", "start")


def look(visit: Visit) -> Finding:
    """For information."""
    count = len(visit.documents)
    return ok(f"the WSDL was fetched ({count} times)" if count else "the WSDL was not fetched")
