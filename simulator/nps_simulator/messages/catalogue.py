"""All operations by name, in the order of the Magenta document; found by being in this package."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType
from typing import Any, Final

import nps_simulator.messages as package

# The document's own names of the flows; the last two have no number there.
ROWS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "RequestWorksOrders": "AP1",
        "RequestWorksOrderDetails": "AP2",
        "ConfirmWorksOrderReceipt": "AP3",
        "CancelWorksOrder": "AP4",
        "CompleteWorksOrder": "AP5",
        "VaryWorksOrder": "AP6",
        "RecordNonAccess": "AP7",
        "CreateInvoice": "AP8",
        "UpdateAppointmentStatus": "AP9",
        "CreateAppointment": "EX1",
        "AddWorksOrderNote": "EX2",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationMessages:
    """One operation: its name, its row (AP1 ... EX2) and the classes of its two messages."""

    name: str
    row: str
    request: type[Any]
    reply: type[Any]


def _find() -> dict[str, OperationMessages]:
    found: dict[str, OperationMessages] = {}
    for info in iter_modules(package.__path__):
        if info.name == "catalogue":
            continue
        module = import_module(f"{package.__name__}.{info.name}")
        for name, row in ROWS.items():
            request = getattr(module, name, None)
            if request is not None and request.__module__ == module.__name__:
                reply = getattr(module, f"{name}Reply")
                found[name] = OperationMessages(name=name, row=row, request=request, reply=reply)
    return {name: found[name] for name in ROWS}


OPERATIONS: Final[Mapping[str, OperationMessages]] = MappingProxyType(_find())
