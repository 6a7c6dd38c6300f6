"""Limits, published lists and the WSDL's documentation say the same."""

import re
from types import MappingProxyType

import pytest

from nps_wsdl import codes
from nps_wsdl.contract import load_contract
from nps_wsdl.limits import LIMITS, Limit
from nps_wsdl.schema import ComplexType
from nps_wsdl.wording import CODE_LISTS, sentences, title_of

CONTRACT = load_contract()
STATES_A_LIMIT = re.compile(
    r"At (?:least|most) \d+ (?:characters?|decimals)\.|Pattern \S.* applies\.|"
    r"From [\d.]+ to [\d.]+\.|Codes \([^)]*\): [^.]*\."
)


def owners():
    """Each message class that may have limits, with the type the contract gives it."""
    for operation in CONTRACT.operations.values():
        yield operation.name, operation.request
        yield f"{operation.name}Reply", operation.result
    results = {operation.result.name for operation in CONTRACT.operations.values()}
    for name, described in CONTRACT.types.items():
        if isinstance(described, ComplexType) and name not in results:
            yield name, described


def attribute(element):
    return re.sub(r"(?<!^)(?=[A-Z0-9])", "_", element).lower()


FIELDS = {
    (owner, attribute(field.name)): field
    for owner, described in owners()
    for field in described.fields
}


def test_every_limit_is_about_a_field_of_the_contract():
    limited = {(owner, name) for owner, fields in LIMITS.items() for name in fields}

    assert limited <= set(FIELDS)


@pytest.mark.parametrize("place", FIELDS, ids="/".join)
def test_the_documentation_of_a_field_states_its_limits_and_no_others(place):
    owner, name = place
    limit = LIMITS.get(owner, {}).get(name, Limit())

    stated = STATES_A_LIMIT.findall(FIELDS[place].documentation)

    assert tuple(stated) == sentences(limit)


@pytest.mark.parametrize("place", FIELDS, ids="/".join)
def test_every_text_of_a_field_is_limited_somehow(place):
    owner, name = place
    if FIELDS[place].type.name == "xs:string":
        limit = LIMITS[owner][name]
        assert limit.codes is not None or limit.max_length is not None


def test_every_published_list_is_the_list_of_some_field():
    used = {
        title_of(limit.codes)
        for fields in LIMITS.values()
        for limit in fields.values()
        if limit.codes is not None
    }

    assert used == set(CODE_LISTS)


def test_every_mapping_of_codes_is_published_and_the_schedule_is_not_a_list_of_codes():
    mappings = {name for name, held in vars(codes).items() if isinstance(held, MappingProxyType)}

    assert {title.replace(" ", "_").upper() for title in CODE_LISTS} == mappings - {
        "SCHEDULE_OF_RATES"
    }


def test_the_schedule_uses_published_units_and_trades():
    for code, (_, unit, rate, trade) in codes.SCHEDULE_OF_RATES.items():
        assert unit in codes.UNITS, code
        assert trade in codes.TRADES, code
        assert re.fullmatch(r"\d+\.\d\d", rate), code


def test_the_codes_that_send_an_order_back_are_cancellation_reasons():
    assert set(codes.CANCELLATION_REASONS) > codes.SENT_BACK_REASONS


@pytest.mark.parametrize("number", ["1043827/1", "1/1", "12345678/999"])
def test_a_works_order_number_matches_its_pattern(number):
    assert re.fullmatch(LIMITS["CancelWorksOrder"]["works_order_number"].pattern, number)


@pytest.mark.parametrize(
    "number",
    ["1043827", "1043827/", "/1", "1/1234", "1/1\n", " 1/1", "\N{ARABIC-INDIC DIGIT ONE}/1"],
)
def test_what_is_not_a_works_order_number_does_not(number):
    assert not re.fullmatch(LIMITS["CancelWorksOrder"]["works_order_number"].pattern, number)


@pytest.mark.parametrize("reference", ["E", "EV-2026/1", "a b", "~!"])
def test_a_reference_is_printable_without_blanks_at_its_ends(reference):
    assert re.fullmatch(LIMITS["CancelWorksOrder"]["external_reference"].pattern, reference)


@pytest.mark.parametrize("reference", ["", " ", " E", "E ", "é", "a\tb", "E\n"])
def test_a_reference_that_could_be_mistaken_for_another_is_none(reference):
    assert not re.fullmatch(LIMITS["CancelWorksOrder"]["external_reference"].pattern, reference)


def test_a_limit_is_put_into_words():
    limit = Limit(min_length=1, max_length=20, pattern="^x$", decimals=2, codes=codes.SLOTS)

    assert sentences(limit) == (
        "At least 1 character.",
        "At most 20 characters.",
        "Pattern ^x$ applies.",
        "At most 2 decimals.",
        "Codes (slots): AM, PM, SCH, ALL, EVE.",
    )


def test_a_list_that_is_not_published_has_no_title():
    with pytest.raises(LookupError, match="A, B is not published"):
        title_of({"A": "a", "B": "b"})
