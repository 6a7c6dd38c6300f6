"""How a habit changes its requests on their way out."""

from collections.abc import Callable
from typing import cast

from requests import PreparedRequest

from nps_conformance.contractors.reference.line import Line


def on_the_way_out(line: Line, change: Callable[[PreparedRequest], None]) -> None:
    """Have every request changed after it was signed; its length is counted again afterwards."""
    sign_in = cast("Callable[[PreparedRequest], PreparedRequest]", line.session.auth)

    def changed(request: PreparedRequest) -> PreparedRequest:
        signed = sign_in(request)
        change(signed)
        return signed

    line.session.auth = changed


def body_of(request: PreparedRequest) -> str:
    """The message of a request."""
    return request.body.decode() if isinstance(request.body, bytes) else str(request.body or "")
