"""What a server does once it listens, and not before: nobody has to wait for it."""

import asyncio
import gc

from nps_simulator.endpoints.soap.validation import prepare
from nps_wsdl.contract import schema_bytes


async def settled(*, explains: bool) -> None:
    """Get ready to explain wrong messages (`explains`), and leave what stays to no collector.

    A wrong message that comes earlier waits for the rest of that; right ones are answered
    meanwhile, because a thread does it.
    """
    gc.freeze()  # what is there now stays: collections stop looking at it (p99 19 to 4 ms)
    if explains:
        await asyncio.to_thread(prepare, schema_bytes())
        gc.collect()
        gc.freeze()
