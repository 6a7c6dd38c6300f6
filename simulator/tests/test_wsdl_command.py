"""`nps wsdl` prints the contract in three forms."""

import argparse

import pytest
from lxml import etree

from nps_simulator.commands import wsdl
from nps_wsdl.contract import PLACEHOLDER, load_contract, schema_bytes
from nps_wsdl.markdown import contract_markdown


@pytest.fixture
def printed(capsysbinary):
    def run(*words):
        parser = argparse.ArgumentParser()
        wsdl.configure(parser)
        assert wsdl.run(parser.parse_args(words)) == 0
        return capsysbinary.readouterr().out

    return run


def address(text):
    return etree.fromstring(text).find(".//{*}port/{*}address").get("location")


def test_without_options_the_wsdl_is_printed(printed):
    assert address(printed()) == PLACEHOLDER


def test_the_wsdl_names_the_given_address(printed):
    assert address(printed("--address", "https://landlord.example/s/one/")) == (
        "https://landlord.example/s/one/"
    )


def test_the_schema_alone_is_printed(printed):
    assert printed("--xsd") == schema_bytes()


def test_the_readable_contract_is_printed(printed):
    assert printed("--contract").decode() == contract_markdown(load_contract())


def test_two_forms_at_once_are_refused(printed, capsysbinary):
    with pytest.raises(SystemExit):
        printed("--xsd", "--contract")

    assert b"not allowed with" in capsysbinary.readouterr().err
