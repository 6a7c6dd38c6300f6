"""Sends every request by HTTP/1.0."""

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection
from urllib3.connectionpool import HTTPConnectionPool

from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.line import Line
from nps_conformance.contractors.reference.memory import Memory

BREAKS = "http-1-1-spoken"
ALSO: dict[str, str] = {}


class _Old(HTTPConnection):
    _http_vsn = 10
    _http_vsn_str = "HTTP/1.0"


class _OldPool(HTTPConnectionPool):
    ConnectionCls = _Old


class Habit(Contractor):
    """Has an HTTP library of 1996."""

    def __init__(self, line: Line, memory: Memory) -> None:
        super().__init__(line, memory)
        adapter = HTTPAdapter(max_retries=0)
        adapter.poolmanager.pool_classes_by_scheme = {"http": _OldPool}
        line.session.mount("http://", adapter)
