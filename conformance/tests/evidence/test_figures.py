from decimal import Decimal

import pytest

from nps_conformance.evidence.figures import too_fine


@pytest.mark.parametrize("amount", ["2", "-2.5", "2.50", "2.000", "0.000", "100", "1E+3"])
def test_noughts_at_the_end_are_no_decimals(amount):
    assert not too_fine(Decimal(amount))


@pytest.mark.parametrize("amount", ["1.9999999", "0.001", "-2.0010", "10.100000381469727"])
def test_what_a_float_leaves_has_too_many(amount):
    assert too_fine(Decimal(amount))
