"""Single values between XML text and Python, and whole documents as bytes."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from lxml import etree

from nps_simulator.endpoints.soap.values import (
    document_bytes,
    escape,
    in_cdata,
    read_date,
    read_date_time,
    read_decimal,
    read_int,
    write_decimal,
    write_text,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-02T10:00:00", datetime(2026, 3, 2, 10)),
        ("2026-03-02T10:00:00Z", datetime(2026, 3, 2, 10)),
        ("2026-07-02T10:00:00Z", datetime(2026, 7, 2, 11)),
        ("2026-07-02T10:00:00+01:00", datetime(2026, 7, 2, 10)),
        ("2026-07-02T10:00:00-05:00", datetime(2026, 7, 2, 16)),
        ("2026-07-02T10:00:00.5", datetime(2026, 7, 2, 10, 0, 0, 500000)),
        ("2026-07-02T10:00:00.1234569", datetime(2026, 7, 2, 10, 0, 0, 123456)),
        ("\n 2026-07-02T10:00:00\t", datetime(2026, 7, 2, 10)),
        ("2026-12-31T24:00:00", datetime(2027, 1, 1)),
        ("2026-07-02T24:00:00.00Z", datetime(2026, 7, 3, 1)),
    ],
)
def test_a_date_time_is_read_as_uk_local_time(text, expected):
    assert read_date_time(text) == expected


def test_both_passes_of_the_october_hour_read_as_its_first():
    first = read_date_time("2026-10-25T00:30:00Z")
    second = read_date_time("2026-10-25T01:30:00Z")

    assert first == second == datetime(2026, 10, 25, 1, 30)
    assert (first.fold, second.fold) == (0, 0)


@pytest.mark.parametrize(
    "text",
    [
        "12026-01-01T00:00:00",
        "-2026-01-01T00:00:00",
        "9999-12-31T24:00:00",
        "9999-12-31T23:30:00-10:00",
        "0001-01-01T00:00:00+10:00",
    ],
)
def test_a_date_time_beyond_the_calendar_is_no_value(text):
    with pytest.raises(ValueError):  # noqa: PT011 - the element's reader says what and where
        read_date_time(text)


@pytest.mark.parametrize("text", ["2026-03-02", " 2026-03-02\n", "2026-03-02Z", "2026-03-02-11:00"])
def test_a_date_is_the_day_that_was_written_whatever_its_zone(text):
    assert read_date(text) == date(2026, 3, 2)


@pytest.mark.parametrize("text", ["12026-03-02", "-2026-03-02"])
def test_a_date_beyond_the_calendar_is_no_value(text):
    with pytest.raises(ValueError):  # noqa: PT011 - as above
        read_date(text)


@pytest.mark.parametrize("text", ["10.10", "10.100000381469727", "+0.5", "-0.00", "007", " 1.50\n"])
def test_a_decimal_keeps_the_digits_that_were_sent(text):
    assert read_decimal(text).as_tuple() == Decimal(text.strip()).as_tuple()


@pytest.mark.parametrize(
    ("value", "text"), [("1E+2", "100"), ("1E-7", "0.0000001"), ("12.50", "12.50")]
)
def test_a_decimal_is_written_with_its_digits_and_without_an_exponent(value, text):
    assert write_decimal(Decimal(value)) == text


@pytest.mark.parametrize(
    ("text", "escaped", "cdata"),
    [
        ("plain", "plain", "<![CDATA[plain]]>"),
        ("a < b & c > d", "a &lt; b &amp; c &gt; d", "<![CDATA[a < b & c > d]]>"),
        ("a[b[0]]>c", "a[b[0]]&gt;c", "a[b[0]]&gt;c"),
        ("a\r\nb", "a&#13;\nb", "a&#13;\nb"),
        ("", "", ""),
    ],
)
def test_text_is_escaped_or_put_into_a_cdata_section_that_can_hold_it(text, escaped, cdata):
    assert escape(text) == write_text(text) == escaped
    assert in_cdata(text) == cdata


@pytest.mark.parametrize("text", ["&", "<", ">", "\r"])
def test_no_character_that_needs_escaping_is_overlooked(text):
    assert write_text(text) == escape(text) != text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("bell \x07", "bell \ufffd"),
        ("half a pair \ud83d", "half a pair \ufffd"),
        ("no character \uffff", "no character \ufffd"),
        ("nor is \ufffe", "nor is \ufffd"),
        ("tab \t and line \n stay", "tab \t and line \n stay"),
        ("\U0001f6e0 \x85 \u2028 é £ are legal", "\U0001f6e0 \x85 \u2028 é £ are legal"),
    ],
)
def test_what_xml_cannot_hold_is_replaced_so_that_a_document_stays_readable(text, expected):
    assert etree.fromstring(document_bytes(f"<a>{text}</a>")).text == expected


@pytest.mark.parametrize("text", ["1_0", "\u0661", "\xa01", "1 0", "1.0", "", "1e1", "0x1"])
def test_a_whole_number_is_written_in_the_digits_of_xml_schema(text):
    """Python reads more as a number than xs:int allows, and xmlschema reads as Python does."""
    with pytest.raises(ValueError, match="xs:int"):
        read_int(text)


@pytest.mark.parametrize("text", ["1_0", "\u0661", "\xa05", "1 0", "1E5", "NaN", "Infinity", "."])
def test_a_decimal_is_written_in_the_digits_of_xml_schema(text):
    with pytest.raises(ValueError, match="xs:decimal"):
        read_decimal(text)


def test_numbers_may_have_signs_noughts_and_blanks_around_them():
    assert [read_int(text) for text in (" +7\n", "-07", "0")] == [7, -7, 0]
    assert [read_decimal(text) for text in (" +1.50\t", "-.5", "5.")] == [
        Decimal("1.50"),
        Decimal("-0.5"),
        Decimal(5),
    ]
