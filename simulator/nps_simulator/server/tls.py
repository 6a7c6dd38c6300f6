"""TLS for the endpoint: a certificate and its key, given as files or made by `certificate`."""

import ssl
from dataclasses import dataclass
from pathlib import Path

from nps_scenarios.problems import SetUpError
from nps_simulator.endpoints.wirelog import WireLog
from nps_simulator.server.plain_on_tls import Context


class TlsError(SetUpError):
    """The certificate or key cannot be used; the message says which file and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tls:
    """Files of a certificate (PEM, with its chain) and of its private key (PEM, no password)."""

    certificate: Path
    key: Path

    def context(self, log: WireLog | None = None) -> ssl.SSLContext:
        """Return a server context, which notes plain HTTP in the log; raises TlsError."""
        for path in (self.certificate, self.key):
            if not path.is_file():
                raise TlsError(f"TLS needs the file {path}, and there is none.")
        context = Context(ssl.PROTOCOL_TLS_SERVER)
        context.log = log or WireLog()
        context.set_alpn_protocols(["http/1.1"])
        try:
            context.load_cert_chain(self.certificate, self.key)
        except (ssl.SSLError, OSError) as error:
            raise TlsError(
                f"{self.certificate} and {self.key} are not a PEM certificate and its key "
                f"without password: {error}."
            ) from error
        return context
