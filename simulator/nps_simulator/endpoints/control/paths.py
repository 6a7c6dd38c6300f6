"""The paths of the control API."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, asdict, fields, is_dataclass
from typing import Any

from starlette.responses import Response, StreamingResponse

from nps_scenarios.loader import load_profile, load_scenario
from nps_scenarios.times import resolve_time, span
from nps_simulator.actions.registry import ACTIONS
from nps_simulator.endpoints.control.asked import (
    ClockMove,
    Fact,
    Fault,
    NewSandbox,
    Page,
    Reason,
    Start,
)
from nps_simulator.endpoints.control.routing import Paths
from nps_simulator.endpoints.control.shown import as_json, journal_lines, state_of
from nps_simulator.endpoints.gateway import Gateway
from nps_simulator.sandbox.deeds import DeedError
from nps_simulator.sandbox.definition import Account
from nps_simulator.sandbox.sandbox import Sandbox
from nps_simulator.sandbox.sandboxes import Sandboxes

DEFAULT_PROFILE = "certification"
Arguments = dict[str, Any]


class NotFoundError(LookupError):
    """There is no such sandbox, or no such order in it."""

    def __str__(self) -> str:
        """Return the sentence alone."""
        return str(self.args[0])


def make_paths(  # noqa: C901 - one short function for each path
    sandboxes: Sandboxes, gateway: Gateway, endpoint: Callable[[str], str]
) -> Paths:
    """Return the paths over these sandboxes."""
    paths = Paths()

    def find(name: str) -> Sandbox:
        sandbox = sandboxes.get(name)
        if sandbox is None:
            known = ", ".join(sandboxes.names()) or "none"
            raise NotFoundError(f"There is no sandbox {name!r}; there are: {known}.")
        return sandbox

    def state(sandbox: Sandbox) -> dict[str, Any]:
        shown = state_of(sandbox, endpoint(sandbox.name))
        return {**shown, "challenges": gateway.soap.challenges.get(sandbox.name, 0)}

    @paths.get("/health", summary="Whether the simulator is up")
    async def health() -> Response:
        return as_json({"status": "ok", "sandboxes": len(sandboxes.names())})

    @paths.get("/sandboxes", summary="All sandboxes")
    async def list_sandboxes() -> Response:
        return as_json([state(find(name)) for name in sandboxes.names()])

    @paths.post("/sandboxes", status=201, summary="Open a sandbox", body=NewSandbox)
    async def open_sandbox(asked: NewSandbox) -> Response:
        scenario = load_scenario(asked.scenario) if asked.scenario else None
        profile = load_profile(asked.profile or (scenario.profile if scenario else DEFAULT_PROFILE))
        sandbox = sandboxes.open(
            asked.name,
            scenario=scenario,
            profile=profile,
            mode=asked.mode,
            seed=asked.seed,
            contractors=tuple(
                Account(name=each.name, password=each.password, authorisation=profile.authorisation)
                for each in asked.contractors
            ),
            clock=asked.clock or "",
            vary=asked.vary,
        )
        return as_json(state(sandbox), 201)

    @paths.get("/sandboxes/{name}", summary="Where a sandbox stands")
    async def read_sandbox(name: str) -> Response:
        return as_json(state(find(name)))

    @paths.post("/sandboxes/{name}/close", summary="End a sandbox; its journal stays", body=Reason)
    async def close_sandbox(name: str, asked: Reason) -> Response:
        return as_json({"seq": await find(name).close(asked.why)})

    @paths.get("/actions", summary="What the landlord can do, with the arguments of each action")
    async def list_actions() -> Response:
        return as_json({name: _arguments(each.arguments) for name, each in ACTIONS.items()})

    @paths.post("/sandboxes/{name}/actions/{action}", summary="Act as the landlord", body=Arguments)
    async def act(name: str, action: str, asked: Arguments) -> Response:
        return as_json(await _act(find(name), action, asked))

    @paths.post(
        "/sandboxes/{name}/orders", status=201, summary="Raise a works order", body=Arguments
    )
    async def raise_order(name: str, asked: Arguments) -> Response:
        return as_json(await _act(find(name), "raise_order", asked), 201)

    @paths.get("/sandboxes/{name}/orders", summary="Works orders, in order of number", query=Page)
    async def list_orders(name: str, asked: Page) -> Response:
        return as_json(find(name).orders(asked.after, min(max(asked.limit, 1), 1000)))

    @paths.get("/sandboxes/{name}/orders/{number:path}", summary="A works order")
    async def read_order(name: str, number: str) -> Response:
        order = find(name).order(number)
        if order is None:
            raise NotFoundError(f"There is no works order {number!r} in sandbox {name}.")
        return as_json(order)

    @paths.post("/sandboxes/{name}/clock", summary="Move the clock on", body=ClockMove)
    async def move_clock(name: str, asked: ClockMove) -> Response:
        sandbox = find(name)
        if asked.to is not None and asked.advance is None:
            await sandbox.move_clock(resolve_time(asked.to, sandbox.now()), "control")
        elif asked.advance is not None and asked.to is None:
            await sandbox.advance(span(asked.advance), "control")
        else:
            raise DeedError("A clock move needs exactly one of `to` and `advance`.")
        return as_json({"now": sandbox.now()})

    @paths.post("/sandboxes/{name}/faults", status=201, summary="Arm a fault", body=Fault)
    async def arm_fault(name: str, asked: Fault) -> Response:
        wanted = {"on": asked.on, "kind": asked.kind, "count": asked.count, "skip": asked.skip}
        return as_json({"seq": await find(name).arm({**asked.settings, **wanted})}, 201)

    @paths.get("/sandboxes/{name}/instructions", summary="Facts the contractor was not yet told")
    async def list_instructions(name: str) -> Response:
        return as_json(find(name).waiting)

    @paths.post("/sandboxes/{name}/instructions", status=201, summary="Put down a fact", body=Fact)
    async def instruct(name: str, asked: Fact) -> Response:
        sandbox = find(name)
        said = {"kind": asked.kind, "order": asked.order, "at": asked.at, "text": asked.text}
        given = {key: value for key, value in said.items() if value is not None}
        sandbox.instruct({**asked.facts, **given})
        return as_json(sandbox.waiting, 201)

    @paths.post("/sandboxes/{name}/instructions/take", summary="Take the facts: now they are told")
    async def take_instructions(name: str) -> Response:
        return as_json(find(name).take_instructions())

    @paths.get("/sandboxes/{name}/journal", summary="The journal as JSON Lines", query=Start)
    async def read_journal(name: str, asked: Start) -> Response:
        lines = journal_lines(find(name), asked.start)
        return StreamingResponse(lines, media_type="application/x-ndjson")

    @paths.get("/wire-log", summary="What was refused before it reached a sandbox")
    async def read_wire_log() -> Response:
        log = gateway.log
        counts = {str(status): count for status, count in log.counts.items()}
        return as_json({"counts": counts, "last": [asdict(each) for each in log.entries]})

    return paths


async def _act(sandbox: Sandbox, action: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Take an action and return its journal entry's number and what it decided."""
    seq = await sandbox.act(action, arguments, by="control")
    entry = next(sandbox.entries(seq))
    return {
        "seq": seq,
        "orders": getattr(entry, "orders", []),
        "facts": getattr(entry, "facts", {}),
    }


def _arguments(kind: type[Any]) -> dict[str, str]:
    if not is_dataclass(kind):
        return {}
    return {
        each.name: "needed"
        if each.default is MISSING and each.default_factory is MISSING
        else "optional"
        for each in fields(kind)
    }
