"""A landlord to play with: a few invented orders, so that the first poll finds something."""

from typing import Any, Final

from nps_simulator.sandbox.sandbox import Sandbox

# Arguments of the action raise_order.
ORDERS: Final[tuple[dict[str, Any], ...]] = (
    {
        "priority": "URG",
        "description": "Kitchen tap drips and cannot be turned off",
        "lines": [{"sor": "900101", "quantity": "1", "location": "Kitchen"}],
    },
    {
        "priority": "ROU",
        "description": "Plaster loose behind the radiator",
        "lines": [
            {"sor": "900420", "quantity": "1", "location": "Living room"},
            {"sor": "900310", "quantity": "2.5", "location": "Living room"},
        ],
    },
    {
        "priority": "EMG",
        "description": "Bath will not empty; water rises from the waste",
        "lines": [{"sor": "900205", "quantity": "1", "location": "Bathroom"}],
    },
)


async def raise_first_orders(sandbox: Sandbox) -> None:
    """Raise them, unless the sandbox has orders already (one that goes on from a database)."""
    if sandbox.closed or sandbox.orders(limit=1):
        return
    for arguments in ORDERS:
        await sandbox.act("raise_order", arguments, by="control")
