"""The prototype that our server is measured against: the same work without journal or state.

Parse (hardened), validate against the schema, one indexed SQLite read, render by template; uvicorn
with uvloop and httptools, a plain ASGI callable. No authentication, no journal, no guards, nothing
is written. What our server does beyond this is what the ratio shows.

    python load/benchmarks/prototype.py --port 9001 --orders 100000 --details reply.xml

`--details` is a reply to RequestWorksOrderDetails; every stored order has that content, and the one
named in it can be asked for. `poll.py` takes it from our own server, so that both say the same.
"""

import argparse
import asyncio
import gc
import sqlite3
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import msgspec
import uvicorn
from lxml import etree

from nps_wsdl.contract import load_contract, schema_bytes

if sys.platform != "win32":
    import uvloop

Document = str | list[tuple[str, "Document"]]  # text, or names and contents

NAMESPACE = load_contract().namespace
TAG = "{%s}%s"
POLL = TAG % (NAMESPACE, "RequestWorksOrders")
NUMBER = TAG % (NAMESPACE, "WorksOrderNumber")
BODY = "{http://schemas.xmlsoap.org/soap/envelope/}Body"
CONTRACTOR = "acme"
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>'
)
TAIL = "</soap:Body></soap:Envelope>"
YES = "<ActionStatus><SuccessFlag>Y</SuccessFlag></ActionStatus>"
POLLED = (
    f'{HEAD}<RequestWorksOrdersResponse xmlns="{NAMESPACE}"><Result>{YES}<WorksOrders>%s'
    f"</WorksOrders><MoreAvailable>N</MoreAvailable></Result></RequestWorksOrdersResponse>{TAIL}"
)
LISTED_ORDER = (
    "<WorksOrder><WorksOrderNumber>%s</WorksOrderNumber><Version>%d</Version>"
    "<ChangeType>%s</ChangeType></WorksOrder>"
)
DETAILED = (
    f'{HEAD}<RequestWorksOrderDetailsResponse xmlns="{NAMESPACE}"><Result>{YES}<WorksOrder>%s'
    f"</WorksOrder></Result></RequestWorksOrderDetailsResponse>{TAIL}"
)
READ_LIST = (
    "SELECT number, version, change_type FROM orders "
    "WHERE contractor = ? AND news > 0 ORDER BY news LIMIT 101"
)
READ_ORDER = "SELECT document FROM orders WHERE number = ? AND contractor = ?"


def tree(node: etree._Element) -> "Document":
    """Turn an element into a plain document: text, or pairs of name and content."""
    if len(node) == 0:
        return node.text or ""
    return [(etree.QName(child).localname, tree(child)) for child in node]


def fill(connection: sqlite3.Connection, orders: int, details: bytes) -> None:
    """Store orders: the named one and two more with news to list, the rest confirmed."""
    described = etree.fromstring(details).find(f".//{{{NAMESPACE}}}WorksOrder")
    named = described.findtext(NUMBER)
    listed = [named, "1000002/2", "1000003/2"]
    connection.execute(
        "CREATE TABLE orders (number TEXT PRIMARY KEY, contractor TEXT, news INTEGER,"
        " version INTEGER, change_type TEXT, document BLOB) WITHOUT ROWID"
    )
    document = msgspec.json.encode(tree(described))
    rows = [(f"{2_000_000 + index}/1", None, document) for index in range(orders - len(listed))]
    rows += [(number, place, document) for place, number in enumerate(listed, start=1)]
    connection.executemany(
        f"INSERT INTO orders VALUES (?, '{CONTRACTOR}', ?, 1, 'NEW', ?)",
        rows,
    )
    connection.execute("CREATE INDEX news ON orders (contractor, news) WHERE news > 0")


def text(value: str) -> str:
    """Escape what XML wants escaped."""
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def render(value: "Document") -> str:
    """Render a document by the names it holds."""
    if isinstance(value, str):
        return text(value)
    return "".join([f"<{name}>{render(part)}</{name}>" for name, part in value])


class Prototype:
    """The ASGI callable; one connection, one thread."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._read = connection.execute
        self._schema = etree.XMLSchema(etree.fromstring(schema_bytes()))
        self._parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, remove_blank_text=False
        )

    async def __call__(
        self,
        _scope: dict[str, Any],
        receive: Callable[[], Awaitable[dict[str, Any]]],
        send: Callable[[dict[str, Any]], Awaitable[None]],
    ) -> None:
        """Answer one request."""
        body = b""
        more = True
        while more:
            event = await receive()
            body += event.get("body", b"")
            more = event.get("more_body", False)
        status, answer = self.answer(body)
        headers = [
            (b"content-type", b"text/xml; charset=utf-8"),
            (b"content-length", b"%d" % len(answer)),
        ]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": answer})

    def answer(self, body: bytes) -> tuple[int, bytes]:
        """Parse, validate, read, render."""
        try:
            root = etree.fromstring(body, self._parser)
        except etree.XMLSyntaxError as error:
            return 500, str(error).encode()
        found = root.find(BODY)
        if root.getroottree().docinfo.doctype or found is None or len(found) != 1:
            return 500, b"not our envelope"
        child = found[0]
        if not self._schema.validate(child):
            return 500, str(self._schema.error_log.last_error).encode()
        if child.tag == POLL:
            listed = self._read(READ_LIST, (CONTRACTOR,)).fetchall()
            return 200, (POLLED % "".join([LISTED_ORDER % row for row in listed])).encode()
        number = child.findtext(NUMBER)
        (document,) = self._read(READ_ORDER, (number, CONTRACTOR)).fetchone()
        return 200, (DETAILED % render(msgspec.json.decode(document))).encode()


def main() -> None:
    """Fill a database and serve until ended."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--port", type=int, required=True)
    arguments.add_argument("--orders", type=int, default=100_000)
    arguments.add_argument("--details", type=Path, required=True)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        connection = sqlite3.connect(Path(folder) / "prototype.db", isolation_level=None)
        connection.execute("BEGIN")
        fill(connection, given.orders, given.details.read_bytes())
        connection.execute("COMMIT")
        run = asyncio.run if sys.platform == "win32" else uvloop.run
        run(serve(Prototype(connection), given.port))


async def serve(app: Prototype, port: int) -> None:
    """Serve with the settings our own server has."""
    config = uvicorn.Config(
        app,
        host="127.0.0.1",
        port=port,
        http="httptools",
        lifespan="off",
        access_log=False,
        log_level="warning",
        server_header=False,
        date_header=False,
        timeout_keep_alive=75,
    )
    server = uvicorn.Server(config)
    config.load()
    server.lifespan = config.lifespan_class(config)
    await server.startup()
    gc.freeze()
    print("ready", flush=True)
    await server.main_loop()


if __name__ == "__main__":
    main()
