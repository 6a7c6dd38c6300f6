from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nps_load.envelopes import EnvelopeError, Envelopes, template
from nps_simulator.endpoints.soap.codec import Codec
from nps_simulator.messages.confirm_works_order_receipt import ConfirmWorksOrderReceipt
from nps_simulator.messages.create_appointment import CreateAppointment
from nps_simulator.messages.request_works_order_details import RequestWorksOrderDetails
from nps_simulator.messages.request_works_orders import RequestWorksOrders
from nps_wsdl.contract import load_contract

CODEC = Codec(load_contract())
ENVELOPES = Envelopes()
RECEIPT = ConfirmWorksOrderReceipt(
    works_order_number="1043827/1",
    version=2,
    received_at=datetime(2026, 3, 2, 9, 0),
    external_reference="L<1>&100%",
)
BOOKING = CreateAppointment(
    works_order_number="1043827/1",
    appointment_date=date(2026, 3, 11),
    slot_code="PM",
    external_reference="L1",
)


@pytest.mark.parametrize(
    "request_",
    [
        RequestWorksOrders(),
        RequestWorksOrders(maximum_orders=50),
        RequestWorksOrderDetails(works_order_number="1043827/1"),
        RECEIPT,
        replace(RECEIPT, contractor_reference="JOB-1"),
        replace(RECEIPT, version=None),
        BOOKING,
    ],
    ids=repr,
)
def test_an_envelope_is_byte_for_byte_what_the_codec_writes(request_: object) -> None:
    assert ENVELOPES.of(request_) == CODEC.encode_request(request_)


@settings(max_examples=30)
@given(reference=st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S"))))
def test_any_reference_is_written_as_the_codec_would(reference: str) -> None:
    receipt = replace(RECEIPT, external_reference=reference)

    assert ENVELOPES.of(receipt) == CODEC.encode_request(receipt)


def test_a_mark_that_comes_out_twice_makes_no_template() -> None:
    twice = replace(RECEIPT, works_order_number="same", external_reference="same")

    with pytest.raises(EnvelopeError, match="works_order_number came out 2 times"):
        template(CODEC, twice)


def test_the_soap_action_is_quoted_and_the_row_known() -> None:
    assert ENVELOPES.action(RECEIPT).endswith('/ConfirmWorksOrderReceipt"')
    assert ENVELOPES.action(RECEIPT).startswith('"')
    assert ENVELOPES.row(RECEIPT) == "AP3"
