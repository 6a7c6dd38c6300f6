"""`environment.json`: what the verdicts do not depend on: when, how long, where, with what."""

import json
from typing import Final

import msgspec

from nps_reports.record import Report

FILE: Final = "environment.json"


def render(report: Report) -> bytes:
    """The environment, its facts by name."""
    content = msgspec.to_builtins(report.environment)
    content["facts"] = dict(report.environment.facts)
    return json.dumps(content, indent=1, ensure_ascii=False).encode() + b"\n"
