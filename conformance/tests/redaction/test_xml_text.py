"""Texts of a message are changed, and not one byte besides."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nps_conformance.redaction.xml_text import changed


def shout(_here, text):
    return text.upper() if len(text.upper()) == len(text) else text


def nothing(_here, text):
    return text


def seen(body):
    found = []

    def keep(here, text):
        found.append((here, text))
        return text

    changed(body, keep)
    return found


@given(st.text(max_size=80) | st.text('<>/!-[]CDAT?"= aé&#;x', max_size=80))
def test_any_text_at_all_stays_as_it_is_when_nothing_is_changed(body):
    assert changed(body, nothing) == body


@given(st.text('<>/!-[]?"= abé&#;x\n', max_size=80))
def test_lines_stay_where_they_are(body):
    after = changed(body, lambda _here, text: re.sub(r"\w", "z", text))

    assert [len(line) for line in after.split("\n")] == [len(line) for line in body.split("\n")]


def test_only_the_text_between_tags_is_changed():
    body = '<?xml version="1.0"?>\n<s:Body a="b"><n:Text  c=\'d\'>one</n:Text ><Text/>two</s:Body>'

    assert changed(body, shout) == body.replace("one", "ONE").replace("two", "TWO")


def test_where_a_text_stands_is_told_by_local_names():
    body = "<s:Body><Note><Text>one</Text><Text/></Note>two</s:Body>"

    assert seen(body) == [(("Body", "Note", "Text"), "one"), (("Body",), "two")]


def test_references_read_as_characters_and_stay_written_as_they_were():
    body = "<T>caf&#233; &amp; &#x62;ar</T>"

    assert seen(body) == [(("T",), "café & bar")]
    assert changed(body, shout) == "<T>CAFÉ &amp; BAR</T>"


def test_cdata_sections_and_comments_are_changed_inside():
    body = "<T><![CDATA[a <b> c]]><!-- d --></T>"

    assert changed(body, shout) == "<T><![CDATA[A <B> C]]><!-- D --></T>"


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("<A><T>one", "<A><T>ONE"),
        ("<A><T>one</A>two", "<A><T>ONE</A>TWO"),
        ("</B><T>one</T>", "</B><T>ONE</T>"),
        ("<T><![CDATA[one", "<T><![CDATA[ONE"),
        ("plain one", "PLAIN ONE"),
        ("<T>one < two</T>", "<T>ONE < TWO</T>"),
    ],
)
def test_a_broken_message_is_changed_as_far_as_it_can_be_told(body, wanted):
    assert changed(body, shout) == wanted
