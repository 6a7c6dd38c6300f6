"""The bytes of a SOAP Fault, whatever its text quotes."""

import pytest
from lxml import etree

from nps_simulator.endpoints.soap.faults import LONGEST, FaultText, render_fault

QUOTED = ["<&>\"'", "\x00\x08\x1f", "\ud800", "\ufffe", "\r\n\t", "\U0001f600", "]]>"]


@pytest.mark.parametrize("text", QUOTED)
def test_a_fault_is_well_formed_whatever_it_quotes(text):
    fault = FaultText(code="SCHEMA", text=text, path=text, line=3, expected=text)

    root = etree.fromstring(render_fault(fault))

    assert root.findtext(".//faultstring").startswith("SCHEMA: ")
    assert root.findtext(".//{*}Line") == "3"


def test_a_fault_quotes_no_novel():
    fault = FaultText(code="SCHEMA", text="x" * 100_000)

    assert len(etree.fromstring(render_fault(fault)).findtext(".//{*}Message")) == LONGEST
