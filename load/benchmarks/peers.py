"""What a user would take in our simulator's place, each as a process on its core.

None of them keeps a state or a journal, and only JAX-WS RI validates; they answer every poll with
the reply that our server gave once, or with one like it. A peer that is not installed is named with
what it needs and left out. To add one: a function, and its line in `PEERS`.
"""

import json
import os
import shutil
import subprocess
import time
import urllib.error
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from loader import Target, ask, free_port, pinned

from nps_simulator.messages.catalogue import OPERATIONS
from nps_wsdl.contract import load_contract, wsdl_bytes

FILES: Final = Path(__file__).resolve().parent / "peers"
PATIENCE: Final = 90  # seconds until a peer answers its first poll
SOAP: Final = "http://schemas.xmlsoap.org/soap/envelope/"
JAXWS: Final = Path("/usr/share/java/jaxws-rt.jar")  # Debian's; its manifest names all it needs
SAAJ: Final = "-Djavax.xml.soap.SAAJMetaFactory=com.sun.xml.messaging.saaj.soap.SAAJMetaFactoryImpl"
JVM_WARM: Final = 8
_NGINX: Final = """
daemon off; master_process off; worker_processes 1; error_log stderr crit; pid {folder}/nginx.pid;
events {{ worker_connections 1024; }}
http {{
  access_log off; default_type "text/xml; charset=utf-8"; keepalive_requests 1000000000;
  client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
  uwsgi_temp_path {folder}; scgi_temp_path {folder};
  server {{ listen 127.0.0.1:{port}; location / {{ return 200 '{reply}'; }} }}
}}
"""


class Absent(Exception):  # noqa: N818 - it is no error: the peer is left out
    """A peer is not installed; the message says what it needs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a peer runs: a folder of its own, a core, and the reply it is to give."""

    folder: Path
    core: int | None
    poll: bytes
    reply: str


@contextmanager
def process(command: list[str], place: Place, **environment: str) -> Iterator[subprocess.Popen]:
    """A peer as a process; what it says goes to a file in its folder."""
    with (
        (place.folder / "said.txt").open("wb") as said,
        subprocess.Popen(
            pinned(command, place.core),
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            env={**os.environ, **environment},
            cwd=place.folder,
        ) as running,
    ):
        try:
            yield running
        finally:
            running.terminate()
            try:
                running.wait(10)
            except subprocess.TimeoutExpired:
                running.kill()


def started(stack: ExitStack, command: list[str], place: Place, port: int, **more: str) -> Target:
    """Start a peer and wait until it answers a poll with success. Raises SystemExit if not."""
    running = stack.enter_context(process(command, place, **more))
    url = f"http://127.0.0.1:{port}/"
    target = Target(name="", url=url, body=place.poll, process=running.pid)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and running.poll() is None:
        try:
            if b"SuccessFlag>Y<" in ask(target):
                return target
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    said = (place.folder / "said.txt").read_text(errors="replace")[-2000:]
    raise SystemExit(f"{command[0]} did not answer a poll; it said:\n{said}")


def installed(program: str, needs: str) -> str:
    """The path of a program. Raises Absent."""
    found = shutil.which(program) or shutil.which(program, path="/usr/sbin")
    if not found:
        raise Absent(f"{program} is not installed ({needs})")
    return found


def package(name: str) -> Path:
    """The folder of an npm package, beside this file or in NODE_PATH. Raises Absent."""
    folders = [FILES / "node_modules"]
    folders += [Path(each) for each in os.environ.get("NODE_PATH", "").split(os.pathsep) if each]
    for folder in folders:
        if (folder / name).is_dir():
            return folder / name
    raise Absent(f"the npm package {name} is not installed (npm ci --prefix {FILES.name})")


def nginx(stack: ExitStack, place: Place) -> Target:
    """The wall: the same bytes for whatever comes."""
    program, port = installed("nginx", "Debian: nginx-light"), free_port()
    configured = place.folder / "nginx.conf"
    configured.write_text(
        _NGINX.format(folder=place.folder, port=port, reply=place.reply), encoding="utf-8"
    )
    command = [program, "-c", str(configured), "-p", str(place.folder)]
    return started(stack, command, place, port)


def jaxws(stack: ExitStack, place: Place) -> Target:
    """JAX-WS RI on classes made by wsimport, its schema validation on."""
    needs = "Debian: jaxws, libjaxws-java and a JDK"
    wsimport, javac = installed("wsimport", needs), installed("javac", needs)
    if not JAXWS.exists():
        raise Absent(f"{JAXWS} is not installed ({needs})")
    made, wsdl, port = place.folder / "made", place.folder / "nps.wsdl", free_port()
    made.mkdir()
    wsdl.write_bytes(wsdl_bytes("http://127.0.0.1/"))
    generate = [wsimport, "-quiet", "-keep", "-Xnocompile", "-generateJWS", "-p", "nps.generated"]
    generate += ["-implDestDir", str(made), "-d", str(made), str(wsdl)]
    subprocess.run(generate, check=True, capture_output=True)
    sources = [str(path) for path in (*made.rglob("*.java"), FILES / "Served.java")]
    compile_ = [javac, "-nowarn", "-encoding", "UTF-8", "-cp", str(JAXWS), "-d", str(made)]
    subprocess.run([*compile_, *sources], check=True, capture_output=True)
    # Without it each answer waits 40 ms for an acknowledgement, and the figure is that of the wait.
    at_once = "-Dsun.net.httpserver.nodelay=true"
    java = [installed("java", needs), SAAJ, at_once, "-cp", f"{JAXWS}:{made}", "Served", str(port)]
    return replace(started(stack, [*java, str(wsdl)], place, port), warm=JVM_WARM)


def node_soap(stack: ExitStack, place: Place) -> Target:
    """The soap library of node, on our WSDL."""
    node, modules, port = installed("node", "Node.js"), package("soap").parent, free_port()
    wsdl = place.folder / "nps.wsdl"
    wsdl.write_bytes(wsdl_bytes("http://127.0.0.1/"))
    command = [node, str(FILES / "served.cjs"), str(port), str(wsdl)]
    found = started(stack, command, place, port, NODE_PATH=str(modules))
    return replace(found, warm=5)


def wiremock(stack: ExitStack, place: Place) -> Target:
    """WireMock with an XPath stub for each of AP1 to AP9, its journal off."""
    java = installed("java", "a Java runtime")
    jars = sorted((package("wiremock") / "build").glob("wiremock-standalone-*.jar"))
    if not jars:
        raise Absent("the npm package wiremock carries no jar")
    mappings, port = place.folder / "mappings", free_port()
    mappings.mkdir()
    for priority, name in enumerate(_asked_in_order(), start=1):
        stub = {
            "priority": priority,
            "request": {
                "method": "POST",
                "url": "/",
                "bodyPatterns": [
                    {
                        "matchesXPath": f"/soap:Envelope/soap:Body/n:{name}",
                        "xPathNamespaces": {"soap": SOAP, "n": load_contract().namespace},
                    }
                ],
            },
            "response": {
                "status": 200,
                "headers": {"Content-Type": "text/xml; charset=utf-8"},
                "body": place.reply,
            },
        }
        (mappings / f"{priority}.json").write_text(json.dumps(stub), encoding="utf-8")
    command = [java, "-jar", str(jars[-1]), "--port", str(port), "--root-dir", str(place.folder)]
    command += ["--bind-address", "127.0.0.1", "--no-request-journal", "--disable-banner"]
    command += ["--disable-request-logging"]
    return replace(started(stack, command, place, port), warm=JVM_WARM)


def mountebank(stack: ExitStack, place: Place) -> Target:
    """Mountebank with the same nine stubs."""
    node, port, admin = installed("node", "Node.js"), free_port(), free_port()
    program = package("mountebank") / "bin" / "mb"
    namespaces = {"soap": SOAP, "n": load_contract().namespace}
    stubs = [
        {
            "predicates": [
                {
                    "exists": {"body": True},
                    "xpath": {"selector": f"/soap:Envelope/soap:Body/n:{name}", "ns": namespaces},
                }
            ],
            "responses": [
                {
                    "is": {
                        "headers": {"Content-Type": "text/xml; charset=utf-8"},
                        "body": place.reply,
                    }
                }
            ],
        }
        for name in _asked_in_order()
    ]
    imposter = {"port": port, "protocol": "http", "host": "127.0.0.1", "stubs": stubs}
    configured = place.folder / "imposters.json"
    configured.write_text(json.dumps({"imposters": [imposter]}), encoding="utf-8")
    command = [node, str(program), "--configfile", str(configured), "--port", str(admin)]
    command += ["--nologfile", "--loglevel", "error", "--localOnly", "--noParse"]
    command += ["--pidfile", str(place.folder / "mb.pid")]
    return replace(started(stack, command, place, port), warm=5)


def _asked_in_order() -> list[str]:
    """AP1 to AP9 with the poll in the middle: neither the first that is tried, nor the last."""
    names = [each.name for each in OPERATIONS.values() if each.row.startswith("AP")]
    poll = names.pop(0)
    return [*names[:4], poll, *names[4:]]


PEERS: Final[dict[str, Callable[[ExitStack, Place], Target]]] = {
    "nginx": nginx,
    "JAX-WS RI": jaxws,
    "WireMock": wiremock,
    "node soap": node_soap,
    "Mountebank": mountebank,
}
