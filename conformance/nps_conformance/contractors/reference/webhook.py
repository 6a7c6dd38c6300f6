"""The contractor as a webhook: each POST is one fact, and says which landlord it is of.

There is a contractor with books of its own for each landlord; 204 means: dealt with.
"""

import sys
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import msgspec

from nps_conformance.contractors.reference.contractor import Contractor, Fact


class Landlord(msgspec.Struct, frozen=True, kw_only=True):
    """Where a landlord is, as each POST says it."""

    endpoint: str
    wsdl: str
    username: str
    password: str


class _Posted(msgspec.Struct, frozen=True, kw_only=True):
    landlord: Landlord


class _Listener(HTTPServer):
    request_queue_size = 128  # many landlords may have news at the same time


def listen(port: int, hire: Callable[[Landlord, int], Contractor]) -> None:
    """Take facts on a port of this machine (0: any) until the program is ended.

    `hire` makes the contractor of a landlord that is new, given how many there are already.
    """
    contractors: dict[Landlord, Contractor] = {}

    class Post(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            try:
                landlord = msgspec.json.decode(body, type=_Posted).landlord
                fact = msgspec.json.decode(body, type=Fact)
            except msgspec.MsgspecError as error:
                self.send_error(400, "This is no fact", str(error))
                return
            if landlord not in contractors:
                contractors[landlord] = hire(landlord, len(contractors))
            contractors[landlord].turn(fact)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_words: Any) -> None:  # noqa: ANN401 - as the base class has it
            """Say nothing of each request."""

    with _Listener(("127.0.0.1", port), Post) as server:
        sys.stdout.write(f"http://127.0.0.1:{server.server_port}/\n")
        sys.stdout.flush()
        server.serve_forever()
