"""One self-contained HTML page of an outcome: verdicts, figures, and two plots over time."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

from nps_load.measures import RAW, SCHEDULED, SPANS, Measured, Series
from nps_load.outcome import Outcome

WIDTH: Final = 720
HEIGHT: Final = 120
_STYLE: Final = """
body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}
table{border-collapse:collapse;margin:.5rem 0 1.5rem}td,th{padding:.2rem .8rem;text-align:left;
border-bottom:1px solid #ddd}td.n{text-align:right;font-variant-numeric:tabular-nums}
.PASSED{color:#176c33}.FAILED,.ERROR{color:#a11;font-weight:bold}.NOT_EXERCISED{color:#8a5a00}
svg{background:#f6f6f6;width:100%;height:auto}polyline{fill:none;stroke:#1a5fb4;stroke-width:1.5}
"""


def page(outcome: Outcome) -> str:
    """The page."""
    measured = outcome.measured
    limits = measured.generator.limits
    raised = "" if outcome.raised is None else f"{outcome.raised} orders raised; "
    title = f"Load: {outcome.shape}, {outcome.contractors} contractors"
    parts = [
        "<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'>",
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>",
        f"<h1>{escape(title)}</h1>",
        f"<p>Run {escape(outcome.conclusion)}. Target: ",
        f"{escape(outcome.target or 'our own simulator')}. {measured.requests} requests in ",
        f"{measured.seconds:.1f} s ({measured.rate:.0f}/s); {raised}",
        f"{measured.skipped} polls due and not sent.</p>",
        f"<p><b>The generator was the limit, not the server:</b> {escape(limits)}.</p>"
        if limits
        else "<p>The generator was not the limit.</p>",
        "<h2>Thresholds</h2>",
        _table(
            ("", "threshold", "measured"),
            ((_word(each.word.value), each.name, each.reason) for each in outcome.thresholds),
        ),
        "<h2>Invariants</h2>",
        _table(
            ("", "invariant", "evidence", "found"),
            (
                (
                    _word(each.word.value),
                    each.name,
                    each.view,
                    "; ".join((each.reason, *each.examples)),
                )
                for each in outcome.findings
            ),
        ),
        "<h2>Latencies</h2>",
        _series(outcome),
        "<h2>Requests in each second</h2>",
        _plot(_every_second(measured), measured.seconds),
        "<h2>99th percentile in each second, milliseconds</h2>",
        _plot([(second, late) for second, _, late in measured.per_second], measured.seconds),
        "<h2>Problems</h2>",
        _table(
            ("row", "problem", "count"),
            (
                (row, problem, str(count))
                for (row, problem), count in sorted(measured.problems.items())
            ),
        ),
        "<h2>Etiquette of each contractor</h2>",
        _etiquette(outcome),
        "</body></html>",
    ]
    return "\n".join(parts)


def _etiquette(outcome: Outcome) -> str:
    heads = (
        *("contractor", "polls", "closest, s", "details read", "again without news"),
        *("listed, not read", "confirmed", "read, not confirmed", "resent", "refused"),
    )
    rows = (
        (
            each.contractor,
            str(each.polls),
            "" if each.closest is None else f"{each.closest:.2f}",
            *map(str, (each.read, each.again, each.unread, each.confirmed, each.unconfirmed)),
            *map(str, (each.resent, each.refused)),
        )
        for each in outcome.etiquette
    )
    return _table(heads, rows)


def _word(word: str) -> str:
    return f"\0{word}"


def _cell(text: str) -> str:
    if text.startswith("\0"):
        return f"<td class='{text[1:]}'>{text[1:]}</td>"
    number = text.replace(".", "").isdigit()
    return f"<td class='n'>{text}</td>" if number else f"<td>{escape(text)}</td>"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    return f"<table><tr>{head}</tr>{body}</table>" if body else "<p>None.</p>"


def _series(outcome: Outcome) -> str:
    measured = outcome.measured
    rows = [
        (f"{row}, {clock}, ms", series)
        for clock, table in ((RAW, measured.raw), (SCHEDULED, measured.scheduled))
        for row, series in sorted(table.items())
    ]
    rows += [(f"{name}, s", measured.spans[name]) for name in SPANS]
    heads = ("", "count", "mean", "p50", "p95", "p99", "largest")
    return _table(heads, ((name, *_figures(series)) for name, series in rows if len(series)))


def _figures(series: Series) -> tuple[str, ...]:
    values = (series.mean, *map(series.percentile, (50, 95, 99)), series.largest)
    return (str(len(series)), *(f"{value:.2f}" for value in values))


def _every_second(measured: Measured) -> list[tuple[float, float]]:
    """The requests of each second, also of those without any."""
    counts = {second: count for second, count, _ in measured.per_second}
    return [(second, counts.get(second, 0)) for second in range(max(counts, default=-1) + 1)]


def _plot(points: Sequence[tuple[float, float]], seconds: float) -> str:
    """A line over the whole run, so that what stands above one another happened together."""
    if not points:
        return "<p>None.</p>"
    right = max(seconds, *(x for x, _ in points)) or 1
    top = max(y for _, y in points) or 1
    lines = "".join(
        f"<polyline points='{_line([(x / right, y / top) for x, y in part])}'/>"
        for part in _parts(points)
    )
    below = HEIGHT + 13
    return (
        f"<svg viewBox='0 0 {WIDTH} {HEIGHT + 18}' role='img'>{lines}"
        f"<text x='4' y='12' font-size='11'>{top:.0f}</text>"
        f"<text x='4' y='{below}' font-size='11'>0 s</text>"
        f"<text x='{WIDTH - 4}' y='{below}' font-size='11' text-anchor='end'>{right:.0f} s</text>"
        "</svg>"
    )


def _parts(points: Sequence[tuple[float, float]]) -> Iterable[list[tuple[float, float]]]:
    """The points, apart where seconds lie between them of which nothing is known."""
    part: list[tuple[float, float]] = []
    for point in points:
        if part and point[0] > part[-1][0] + 1:
            yield part
            part = []
        part.append(point)
    yield part


def _line(shares: Sequence[tuple[float, float]]) -> str:
    """The corners of a line; a point alone is drawn a little wide, to be seen."""
    corners = [(x * WIDTH, HEIGHT - y * (HEIGHT - 15)) for x, y in shares]
    if len(corners) == 1:
        corners = [(x + wide, y) for x, y in corners for wide in (-1, 1)]
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)
