"""What the control API answers: plain JSON of states, orders and journals."""

import asyncio
from collections.abc import AsyncIterator
from itertools import islice
from typing import Any, Final

import msgspec
from starlette.responses import Response

from nps_simulator.journal.chain import START, canonical, link
from nps_simulator.sandbox.sandbox import Sandbox

PAGE: Final = 500  # journal lines between two looks at other work


def as_json(value: object, status: int = 200) -> Response:
    """Return a typed value as a JSON answer; amounts and date-times are text, as in the journal."""
    content = msgspec.json.encode(value, order="sorted")
    return Response(content, status_code=status, media_type="application/json")


def state_of(sandbox: Sandbox, endpoint: str) -> dict[str, Any]:
    """Return where a sandbox stands."""
    scenario = sandbox.scenario
    return {
        "name": sandbox.name,
        "endpoint": endpoint,
        "wsdl": f"{endpoint}?wsdl",
        "scenario": scenario.id,
        "profile": sandbox.profile.name,
        "mode": sandbox.mode,
        "seed": sandbox.seed,
        "now": sandbox.now(),
        "clock": sandbox.definition.clock,
        "contractors": [account.name for account in sandbox.definition.contractors],
        "closed": sandbox.closed,
        "handles": dict(sandbox.handles()),
        "waiting": len(sandbox.waiting),
    }


async def journal_lines(sandbox: Sandbox, start: int) -> AsyncIterator[bytes]:
    """Yield the lines of a journal file from entry `start` on, letting others work in between."""
    previous, at = START, 0
    while True:
        page = list(islice(sandbox.entries(at), PAGE))
        for entry in page:
            body = canonical(entry)
            previous = link(previous, body)
            if entry.seq >= start:
                yield b'{"entry":%b,"hash":"%b"}\n' % (body, previous.hex().encode())
        if len(page) < PAGE:
            return
        at += PAGE
        await asyncio.sleep(0)
