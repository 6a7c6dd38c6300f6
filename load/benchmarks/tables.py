"""The tables of a run, in Markdown, as RESULTS.md keeps them."""

import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from loader import Measured
from openloop import Open

REFERENCE = 29_000  # polls a second of the prototype, on the machine the goals were set on


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """One figure over another, and what it should at least be."""

    title: str
    over: str
    under: str
    goal: float | None = None


RATIOS = (
    Ratio(title="AP1, ours / spyne twin", over="ours AP1", under="spyne AP1", goal=6),
    Ratio(title="AP1, ours / WireMock", over="ours AP1", under="WireMock", goal=2.5),
    Ratio(title="AP1, ours / JAX-WS RI", over="ours AP1", under="JAX-WS RI", goal=1.4),
    Ratio(title="AP1, ours unseen / JAX-WS RI", over="ours AP1 unseen", under="JAX-WS RI"),
    Ratio(title="AP1, ours / prototype", over="ours AP1", under="prototype AP1", goal=0.5),
    Ratio(title="AP1, ours / Mountebank", over="ours AP1", under="Mountebank"),
    Ratio(title="AP1, ours / node soap", over="ours AP1", under="node soap"),
    Ratio(title="AP1, ours / nginx", over="ours AP1", under="nginx", goal=0.13),
    # 8,000 and 4,000 requests a second where the prototype answers 29,000 polls.
    Ratio(title="AP2, ours / prototype AP1", over="ours AP2", under="prototype AP1", goal=0.28),
    Ratio(title="AP5, ours / prototype AP1", over="ours AP5", under="prototype AP1", goal=0.14),
    Ratio(title="AP2 / AP1, ours", over="ours AP2", under="ours AP1", goal=0.5),
    Ratio(title="AP2 / AP1, ours unseen", over="ours AP2 unseen", under="ours AP1 unseen"),
    Ratio(
        title="AP1, most / 1,000 orders stored",
        over="ours AP1 most",
        under="ours AP1 few",
        goal=0.9,
    ),
)


def machine() -> str:
    """One line about where this ran."""
    model = platform.processor() or platform.machine()
    return (
        f"{platform.system()}, {os.cpu_count()} cores ({model}), Python {platform.python_version()}"
    )


def rates(figures: Mapping[str, Sequence[Measured]]) -> Iterable[str]:
    """Requests a second, times, and microseconds of the server's processor for each request."""
    yield "| 32 connections | requests/s | lowest to highest | p50 ms | p99 ms | us each |"
    yield "|---|---|---|---|---|---|"
    for name, measured in figures.items():
        each = [one.rate for one in measured]
        p50, p99 = median(one.p50 for one in measured), median(one.p99 for one in measured)
        spread = f"{min(each):,.0f} to {max(each):,.0f}"
        cost = median(one.cost for one in measured)
        yield f"| {name} | {median(each):,.0f} | {spread} | {p50:.2f} | {p99:.2f} | {cost:.0f} |"


def ratios(figures: Mapping[str, Sequence[Measured]]) -> Iterable[str]:
    """Each ratio is taken round by round; given are the median and the extremes. By processor time
    is how much less of it a request costs us: where others use the machine too, that is truer,
    because a server with many threads takes a larger share of a crowded core.
    """
    yield "| ratio | goal | by rate | lowest to highest | | by processor time | |"
    yield "|---|---|---|---|---|---|---|"
    for ratio in RATIOS:
        pairs = zip(figures.get(ratio.over, ()), figures.get(ratio.under, ()), strict=False)
        each = [over.rate / under.rate for over, under in pairs]
        if not each:
            continue
        spread = f"{min(each):.2f} to {max(each):.2f}"
        goal = "" if ratio.goal is None else f"{ratio.goal:g}"
        cost = _by_cost(figures, ratio)
        words = [f"{median(each):.2f} | {spread} | {_word(median(each), ratio.goal)}"]
        words += [f"{cost:.2f} | {_word(cost, ratio.goal)}" if cost else " | "]
        yield f"| {ratio.title} | {goal} | {' | '.join(words)} |"


def _word(came: float, goal: float | None) -> str:
    if goal is None:
        return ""
    return "held" if came >= goal else "missed"


def _by_cost(figures: Mapping[str, Sequence[Measured]], ratio: Ratio) -> float:
    over = median(one.cost for one in figures[ratio.over])
    under = median(one.cost for one in figures[ratio.under])
    return under / over if over and under else 0.0


def latencies(
    figures: Mapping[str, Sequence[Measured]], opened: Mapping[str, Sequence[Open]]
) -> Iterable[str]:
    """p99 at 32 connections and in an open loop, as measured and on the reference machine."""
    prototype, ours = figures.get("prototype AP1"), figures.get("ours AP1")
    if not prototype or not ours:
        return
    speed = median(one.rate for one in prototype) / REFERENCE
    yield f"This machine runs at {speed:.2f} of the speed of the one the goals were set on."
    yield ""
    yield "| p99 in milliseconds | here | there | goal | |"
    yield "|---|---|---|---|---|"
    rows = [("ours, 32 connections", median(one.p99 for one in ours), 10.0, "")]
    for name, measured in opened.items():
        goal = 5.0 if name.startswith("ours") else 0.0
        limit = "the generator was the limit" if any(one.generator for one in measured) else ""
        rate = median(one.rate for one in measured)
        late = median(one.p99 for one in measured)
        rows.append((f"{name}, open loop at {rate:,.0f}/s", late, goal, limit))
    for title, late, goal, limit in rows:
        there = late * speed
        held = "" if not goal else "held" if there < goal else "missed"
        below = f"under {goal:g}" if goal else ""
        yield f"| {title} | {late:.2f} | {there:.2f} | {below} | {limit or held} |"
