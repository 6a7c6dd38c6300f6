"""The contractor.yaml can be read and means something."""

from typing import Final

from nps_conformance.doctor._check import Finding, ok, problem
from nps_conformance.doctor._visit import Visit

ORDER: Final = 1
NAME: Final = "contractor file"
NEEDS: Final = ()


def look(visit: Visit) -> Finding:
    """Whether it was read; the loader's sentence names line and choices."""
    if visit.contractor is None:
        return problem(visit.file_problem, "Mend the file; conformance/CONTRACTOR-PROTOCOL.md.")
    driver = visit.contractor.driver
    how = f"{driver.kind}, {driver.mode}" if visit.command else driver.kind
    return ok(f"{visit.contractor.name} {visit.contractor.version}, driven by {how}")
