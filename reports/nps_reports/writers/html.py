"""`report.html`: one self-contained page. It loads nothing, runs no script, and works offline."""

from typing import Final

from nps_reports.page.layout import page
from nps_reports.record import Report

FILE: Final = "report.html"


def render(report: Report) -> bytes:
    """The page, in UTF-8."""
    return page(report).encode()
