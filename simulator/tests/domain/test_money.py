"""Pence are rounded half up, and tax follows its code."""

from decimal import Decimal

import pytest

from nps_scenarios.profile import Authorisation
from nps_simulator.domain.model import Line
from nps_simulator.domain.money import PERCENT, line_net, net_of, tax_code_for, tax_of, tax_on
from nps_wsdl.codes import TAX_CODES


def line(quantity, rate, code="S20"):
    return Line(
        line_number=1,
        sor_code="X",
        description="X",
        quantity=Decimal(quantity),
        unit="IT",
        unit_rate=Decimal(rate),
        tax_code=code,
    )


@pytest.mark.parametrize(
    ("quantity", "rate", "net"),
    [("0.10", "7.85", "0.79"), ("0.10", "7.84", "0.78"), ("3", "0.01", "0.03"), ("1", "2", "2")],
)
def test_a_net_amount_is_rounded_half_up(quantity, rate, net):
    assert line_net(Decimal(quantity), Decimal(rate)) == Decimal(net)


@pytest.mark.parametrize(
    ("net", "code", "tax"),
    [
        ("10.00", "S20", "2.00"),
        ("0.12", "S20", "0.02"),
        ("0.13", "S20", "0.03"),
        ("10.10", "R05", "0.51"),
        ("10.00", "Z00", "0"),
        ("10.00", "EX", "0"),
        ("10.00", "RC", "0"),
    ],
)
def test_tax_follows_the_code_and_is_rounded_half_up(net, code, tax):
    assert tax_on(Decimal(net), code) == Decimal(tax)


def test_every_published_tax_code_has_a_rate():
    assert PERCENT.keys() == TAX_CODES.keys()


def test_lines_are_rounded_one_by_one():
    lines = [line("1", "0.13"), line("1", "0.13"), line("1", "0.10", "R05")]
    assert (net_of(lines), tax_of(lines)) == (Decimal("0.36"), Decimal("0.07"))


@pytest.mark.parametrize(
    ("authorisation", "code"),
    [
        (Authorisation(), "S20"),
        (Authorisation(end_user_confirmed=False), "RC"),
        (Authorisation(vat_registered=False), "EX"),
        (Authorisation(vat_registered=False, end_user_confirmed=False), "EX"),
    ],
)
def test_the_tax_code_of_lines_follows_the_vat_standing(authorisation, code):
    assert tax_code_for(authorisation) == code
