"""What a server does before it listens, and what only after."""

import asyncio
import gc
import subprocess
import sys

import pytest
from lxml import etree

from nps_simulator.commands._settling import settled
from nps_simulator.endpoints.soap import explaining
from nps_simulator.endpoints.soap.faults import SoapFault
from nps_simulator.endpoints.soap.validation import Validator
from nps_wsdl.contract import load_contract, schema_bytes

LATE = {"xmlschema", "jsonschema", "cryptography", "zeep", "spyne"}
# Everything that `nps serve` goes through until somebody can ask it.
UNTIL_IT_LISTENS = """
import asyncio, sys
from nps_scenarios.loader import load_profile
from nps_simulator.commands import serve
from nps_simulator.endpoints.control.api import make_control
from nps_simulator.sandbox.sandboxes import Sandboxes
from nps_simulator.server.listener import listening, serving

async def listen():
    sandboxes = Sandboxes.on(":memory:")
    sandboxes.open("here", scenario=None, profile=load_profile("certification"), contractors=())
    async with serving(sandboxes) as listener:
        control = make_control(sandboxes, listener.gateway, listener.endpoint)
        async with listening(control):
            print(*sorted({name.partition(".")[0] for name in sys.modules}))
    sandboxes.shut()

asyncio.run(listen())
"""


@pytest.fixture
def thawed():
    yield
    gc.unfreeze()


def test_what_only_a_wrong_message_or_a_wrong_file_needs_is_not_imported_to_listen():
    done = subprocess.run(
        [sys.executable, "-c", UNTIL_IT_LISTENS],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    imported = set(done.stdout.split())
    assert {"nps_simulator", "uvicorn", "lxml"} <= imported
    assert imported & LATE == set()


@pytest.mark.usefixtures("thawed")
def test_once_it_has_settled_a_wrong_message_compiles_nothing_more():
    explaining.compiled.cache_clear()
    asyncio.run(settled(explains=True))
    before = explaining.compiled.cache_info().misses

    with pytest.raises(SoapFault) as refused:
        Validator(schema_bytes()).check(wrong(), 100)

    assert before == 1
    assert explaining.compiled.cache_info().misses == 1
    assert "expected" in refused.value.fault.text


@pytest.mark.usefixtures("thawed")
def test_another_engine_explains_in_its_own_way_so_nothing_is_prepared():
    explaining.compiled.cache_clear()

    asyncio.run(settled(explains=False))

    assert explaining.compiled.cache_info().currsize == 0
    assert gc.get_freeze_count() > 0


def wrong():
    """A poll with a member that there is not."""
    namespace = load_contract().namespace
    return etree.fromstring(
        f'<RequestWorksOrders xmlns="{namespace}"><Colour/></RequestWorksOrders>'
    )
