"""Fetches the contract before each call."""

from collections.abc import Mapping
from typing import Any

from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.line import Answer, fetched

BREAKS = "contract-kept"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Makes its SOAP client anew for each question."""

    def ask(self, operation: str, request: Mapping[str, Any]) -> Answer | None:
        """The answer, once the contract was fetched."""
        fetched(f"{self.line.endpoint}?wsdl")
        return super().ask(operation, request)
