"""`report.html`: one self-contained page. It loads nothing, runs no script, and works offline."""

from collections.abc import Iterator
from typing import Final

from nps_reports.page.layout import page
from nps_reports.record import Report

FILE: Final = "report.html"


def render_pieces(report: Report) -> Iterator[bytes]:
    """The page in pieces, in UTF-8."""
    return (each.encode() for each in page(report))


def render(report: Report) -> bytes:
    """The whole page."""
    return b"".join(render_pieces(report))
