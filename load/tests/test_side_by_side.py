"""Several instances, each with sandboxes of its own, say the same as one that has them all."""

import os
import shutil
import signal
import subprocess
import time
import urllib.request
from contextlib import ExitStack
from pathlib import Path

import pytest

from nps_conformance.judge import judge
from nps_load.envelopes import Envelopes
from nps_load.simulator import PROGRAM, Control, own_logins, running
from nps_load.targets import basic
from nps_simulator.messages.confirm_works_order_receipt import ConfirmWorksOrderReceipt
from nps_simulator.messages.request_works_order_details import RequestWorksOrderDetails
from nps_simulator.messages.request_works_orders import RequestWorksOrders

EXAMPLE = Path(__file__).parents[1] / "examples" / "side-by-side.nginx.conf"
LOGIN = own_logins(1)[0]
NAMES = ("north", "south")
ORDER = {"priority": "ROU", "description": "x", "lines": [{"sor": "900101", "quantity": "1"}]}
ENVELOPES = Envelopes()


def ask(url, request):
    headers = {
        "Authorization": basic(LOGIN),
        "Content-Type": "text/xml; charset=utf-8",
        "SOAPAction": ENVELOPES.action(request),
    }
    sent = urllib.request.Request(url, ENVELOPES.of(request), headers)
    with urllib.request.urlopen(sent) as reply:
        return reply.read()


def play(simulator, name):
    """Open a sandbox whose time is given, and do the same in it every time."""
    control = simulator.control()
    account = {"name": LOGIN.username, "password": LOGIN.password}
    asked = {
        "name": name,
        "clock": "given",
        "scenario": "hold-and-release",
        "contractors": [account],
    }
    endpoint = control.ask("POST", "/sandboxes", asked)["endpoint"]
    (first, *_) = control.ask("GET", f"/sandboxes/{name}/orders")
    number = first["works_order_number"]
    ask(endpoint, RequestWorksOrders())
    ask(endpoint, RequestWorksOrderDetails(works_order_number=number))
    ask(endpoint, ConfirmWorksOrderReceipt(works_order_number=number, external_reference="r-1"))
    ask(endpoint, RequestWorksOrders())
    control.ask("POST", f"/sandboxes/{name}/close", {})
    entries = tuple(control.journal(name))
    control.close()
    return entries


@pytest.fixture
def instances(tmp_path):
    with ExitStack() as stack:
        found = []
        for name in ("alone", "one", "two"):
            folder = tmp_path / name
            folder.mkdir()
            found.append(stack.enter_context(running(folder, (LOGIN,))))
        yield found


def test_two_instances_give_the_same_journals_and_verdicts_as_one(instances):
    alone, one, two = instances

    together = [play(alone, name) for name in NAMES]
    apart = [play(one, NAMES[0]), play(two, NAMES[1])]

    assert apart == together
    assert [judge(entries) for entries in apart] == [judge(entries) for entries in together]
    assert len(together[0]) > 5


def test_a_second_process_on_a_database_is_refused_in_one_sentence(tmp_path):
    with running(tmp_path, (LOGIN,)):
        command = [*PROGRAM, "serve", "--port", "0", "--control-port", "0"]
        command += ["--database", str(tmp_path / "load.sqlite")]
        done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 3
    assert done.stderr == (
        f"nps serve: The database {tmp_path / 'load.sqlite'} is in use by another process; stop "
        "that one, or give this one another file.\n"
    )


@pytest.mark.skipif(
    not shutil.which("nginx", path=f"{os.environ.get('PATH')}:/usr/sbin"), reason="no nginx"
)
def test_the_example_sends_each_sandbox_to_its_instance(instances, tmp_path):
    _, one, two = instances
    port = "28000"
    text = EXAMPLE.read_text().replace("listen 8000", f"listen 127.0.0.1:{port}")
    for old, simulator in (("8080", one), ("8090", two)):
        text = text.replace(f"127.0.0.1:{old}", simulator.endpoint.split("/")[2])
    text = text.replace("free-play one;", "north one; south two;")
    text = text.replace("http {", "http { access_log off;", 1)
    configured = tmp_path / "nginx.conf"
    configured.write_text(f"daemon off; pid {tmp_path}/nginx.pid;\n{text}")
    for name, simulator in (("north", one), ("south", two)):
        play_open(simulator, name)
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    with subprocess.Popen(
        [program, "-c", str(configured), "-p", str(tmp_path)], stderr=subprocess.DEVNULL
    ) as nginx:
        try:
            for name in ("north", "south"):
                assert b"SuccessFlag>Y<" in patiently(f"http://127.0.0.1:{port}/s/{name}/")
        finally:
            nginx.send_signal(signal.SIGTERM)
    for name, simulator in (("north", one), ("south", two)):
        control = Control(simulator.control_url)
        assert len(list(control.journal(name))) > 1
        control.close()


def play_open(simulator, name):
    control = simulator.control()
    account = {"name": LOGIN.username, "password": LOGIN.password}
    control.ask("POST", "/sandboxes", {"name": name, "contractors": [account]})
    control.close()


def patiently(url):
    """Ask until the balancer is up."""
    for _ in range(200):
        try:
            return ask(url, RequestWorksOrders())
        except OSError:
            time.sleep(0.05)
    return b""
