import re

import pytest

from nps_conformance.rule_page import page
from nps_conformance.rules._book import RULES
from nps_conformance.rules._untestable import HEADINGS, wishes

WISHES = [each for several in wishes().values() for each in several]


@pytest.mark.parametrize("wish", WISHES, ids=lambda each: each.wanted[:40])
def test_a_wish_says_in_sentences_what_and_why(wish):
    assert wish.wanted.endswith(".")
    assert wish.why.endswith(".")
    assert "|" not in wish.wanted + wish.why


def test_a_rule_that_is_named_exists():
    named = {
        word for each in WISHES for word in re.findall(r"`([a-z-]+)`", f"{each.wanted} {each.why}")
    }

    assert named <= set(RULES)
    assert "listed-order-read" in named


def test_all_of_them_are_published_with_the_rules():
    printed = page(RULES.values(), [])

    assert [each.wanted for each in WISHES if each.wanted not in printed] == []
    assert [heading for heading in HEADINGS.values() if f"## {heading}" not in printed] == []


def test_no_wish_is_told_twice():
    assert len({each.wanted for each in WISHES}) == len(WISHES)
