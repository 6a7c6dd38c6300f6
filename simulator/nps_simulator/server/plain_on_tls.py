"""Plain HTTP on a TLS port is answered in a sentence, as TLS is on a plain port.

The event loop tells nobody of a greeting that is none: it closes. But as long as the TLS object
wants to read more, what it has to say is sent, so the answer leaves the way that the greeting would
have. That costs a call in Python at each step of a greeting, and none afterwards.
"""

import ssl
from typing import Final

from nps_simulator.endpoints.transport import PLAIN_TEXT
from nps_simulator.endpoints.wirelog import WireLog
from nps_simulator.server.answers import render

TEXT: Final = "This is plain HTTP, and this port speaks TLS: use https://."
START: Final = "plain HTTP"  # the beginning of the request itself is read by then, and gone
SOMEBODY: Final = "somebody"  # whose connection it is only the event loop knows
_REASON: Final = "HTTP_REQUEST"  # OpenSSL's word for it


class Greeting(ssl.SSLObject):
    """One connection's TLS. Whoever speaks plainly is answered, and not heard any more: the client
    ends the connection, or the event loop does when the greeting has lasted too long.
    """

    incoming: ssl.MemoryBIO
    outgoing: ssl.MemoryBIO
    log: WireLog
    plain = False

    def do_handshake(self) -> None:
        """Greet. Raises ssl.SSLError, as the class that it stands in for."""
        if not self.plain:
            try:
                super().do_handshake()
            except ssl.SSLError as error:
                if error.reason != _REASON:
                    raise
            else:
                return
            self.plain = True
            self.log.note(peer=SOMEBODY, start=START, status=400, text=TEXT)
            self.outgoing.write(render(400, PLAIN_TEXT, TEXT.encode(), keep_alive=False))
        self.incoming.read()
        raise ssl.SSLWantReadError


class Context(ssl.SSLContext):
    """A server's context that answers plain HTTP, and notes it in its log."""

    sslobject_class = Greeting
    log: WireLog

    def wrap_bio(
        self,
        incoming: ssl.MemoryBIO,
        outgoing: ssl.MemoryBIO,
        server_side: bool = False,  # noqa: FBT001, FBT002 - the standard library's signature
        server_hostname: str | bytes | None = None,
        session: ssl.SSLSession | None = None,
    ) -> ssl.SSLObject:
        """One connection's TLS, which also knows where its bytes come from and go to."""
        made = super().wrap_bio(incoming, outgoing, server_side, server_hostname, session)
        if isinstance(made, Greeting):
            made.incoming, made.outgoing, made.log = incoming, outgoing, self.log
        return made
