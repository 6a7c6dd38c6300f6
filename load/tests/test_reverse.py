"""Reverse load: what a client under test drains, and what it misses."""

import json
import sys

import pytest

from nps_load.reverse import Batch
from nps_simulator.journal.entries import Exchange, Http

REFERENCE = """
name: Reference
version: "1"
driver:
  kind: command
  mode: resident
  command: [{python}, -P, -m, nps_conformance.contractors.reference]
  cwd: "{{work}}"
"""
GONE = """
name: Gone at once
version: "1"
driver:
  kind: command
  mode: resident
  command: [{python}, -c, pass]
"""


def reported(ran):
    return json.loads((ran.reports / "reverse.json").read_bytes())


@pytest.fixture
def contractor(tmp_path):
    def write(text):
        path = tmp_path / "contractor.yaml"
        path.write_text(text.format(python=sys.executable))
        return "--contractor", str(path)

    return write


def test_the_reference_contractor_drains_every_batch(nps_load, tmp_path, contractor):
    ran = nps_load(tmp_path / "reports", "--reverse", "1,30", *contractor(REFERENCE))

    assert ran.code == 0, ran.err
    one, thirty = reported(ran)
    assert (one["orders"], one["drained"], one["missed"]) == (1, True, [])
    assert (thirty["listed"], thirty["read"], thirty["confirmed"]) == (30, 30, 30)
    assert thirty["requests"] >= 61, "a poll, and two requests for each order"
    assert "30 orders (1 amended): drained in " in ran.err


def test_from_the_second_batch_on_some_orders_are_amended_and_have_to_be_read_again(
    nps_load, tmp_path, contractor
):
    ran = nps_load(tmp_path / "reports", "--reverse", "3,4,9", *contractor(REFERENCE))

    assert ran.code == 0, ran.err
    batches = reported(ran)
    assert [(each["orders"], each["amended"]) for each in batches] == [(3, 0), (4, 2), (9, 4)]
    assert [each["confirmed"] for each in batches] == [3, 4, 9]
    assert "9 orders (4 amended): drained in " in ran.err


def test_what_nobody_fetches_is_told_by_number(nps_load, tmp_path):
    ran = nps_load(tmp_path / "reports", "--reverse", "3,5", "--patience", "1s")

    assert ran.code == 1
    (batch,) = reported(ran)
    assert (batch["drained"], batch["listed"], batch["seconds"]) == (False, 0, None)
    assert len(batch["missed"]) == 3
    assert "Let your client poll http://127.0.0.1:" in ran.err
    assert "not drained: 0 listed, 0 read, 0 confirmed; 3 missed: " in ran.err


def test_a_client_that_ends_is_a_set_up_error(nps_load, tmp_path, contractor):
    ran = nps_load(tmp_path / "reports", "--reverse", "1", *contractor(GONE))

    assert ran.code == 3


@pytest.mark.parametrize("sizes", ["", "0", "1,x", "-5"])
def test_sizes_are_numbers_above_nought(nps_load, tmp_path, sizes):
    ran = nps_load(tmp_path / "reports", f"--reverse={sizes}")

    assert ran.code == 3
    assert "expected numbers of orders, such as 1,100,10000" in ran.err


def exchange(operation, request=None, reply=None, outcome="success"):
    return Exchange(
        seq=1,
        at="2026-03-02T08:00:00",
        operation=operation,
        contractor="contractor",
        http_request=Http(start="", headers=[]),
        http_reply=Http(start="", headers=[]),
        request=request,
        reply=reply,
        outcome=outcome,
    )


def test_an_order_is_missed_until_its_receipt_is_taken():
    batch = Batch(("1/1", "2/1"))
    batch.see(
        exchange(
            "RequestWorksOrders",
            {},
            {"works_orders": [{"works_order_number": "1/1"}, {"works_order_number": "2/1"}]},
        )
    )
    batch.see(exchange("RequestWorksOrderDetails", {"works_order_number": "1/1"}))
    batch.see(exchange("ConfirmWorksOrderReceipt", {"works_order_number": "1/1"}))
    refused = {"works_order_number": "2/1"}
    batch.see(exchange("ConfirmWorksOrderReceipt", refused, outcome="refusal"))

    assert batch.missed == ("2/1",)
    assert batch.in_words() == (
        "2 orders: not drained: 2 listed, 1 read, 1 confirmed; 1 missed: 2/1"
    )


def test_a_receipt_for_what_was_read_before_the_change_does_not_count():
    batch = Batch(("1/1",), amended=1)
    batch.see(exchange("ConfirmWorksOrderReceipt", {"works_order_number": "1/1"}))

    assert batch.missed == ("1/1",)
    assert batch.in_words().startswith("1 orders (1 amended): not drained: 0 listed, 0 read, 0 ")
