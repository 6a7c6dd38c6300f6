from base64 import b64encode

import pytest

from nps_conformance.evidence.locate import locate
from nps_simulator.journal.entries import Exchange, Http

BODY = """<?xml version="1.0" encoding="ISO-8859-1"?>
<s:Envelope xmlns:s="urn:s" xmlns="urn:n">
  <s:Body><Invoice>
    <Line><Net>1.00</Net></Line>
    <Line>
      <Net>2.00</Net></Line>
  </Invoice></s:Body>
</s:Envelope>"""


def _exchange(body="", base64=""):
    return Exchange(
        seq=1,
        at="",
        operation="CreateInvoice",
        contractor="c",
        http_request=Http(start="POST", headers=[], body=body, body_base64=base64),
        http_reply=Http(start="200", headers=[]),
        request=None,
        reply=None,
        outcome="success",
    )


@pytest.mark.parametrize(
    ("element", "nth", "place"),
    [
        ("Net", 0, ("/Envelope/Body/Invoice/Line[1]/Net", 4)),
        ("Net", 1, ("/Envelope/Body/Invoice/Line[2]/Net", 6)),
        ("Invoice", 0, ("/Envelope/Body/Invoice", 3)),
        ("Net", 2, ("", 0)),
        ("Tax", 0, ("", 0)),
    ],
)
def test_an_element_is_found_by_local_name(element, nth, place):
    assert locate(_exchange(BODY), element, nth) == place


def test_bytes_that_are_no_utf_8_are_read_as_they_declare():
    body = BODY.replace("ISO-8859-1", "UTF-16").encode("utf-16")

    assert locate(_exchange(base64=b64encode(body).decode()), "Net")[1] == 4


@pytest.mark.parametrize(
    "body", ["", "no xml", "<open>", "<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>"]
)
def test_what_cannot_be_read_has_no_place(body):
    assert locate(_exchange(body), "Net") == ("", 0)


def test_a_masked_secret_is_no_element():
    body = BODY.replace("<s:Body>", "<s:Header><Password><masked></Password></s:Header><s:Body>")

    assert locate(_exchange(body), "Net") == ("/Envelope/Body/Invoice/Line[1]/Net", 4)
