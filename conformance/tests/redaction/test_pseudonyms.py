"""Pseudonyms: what they hide, and what they keep for the rules to compare."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nps_conformance.redaction.pseudonyms import Pseudonyms

ONE = Pseudonyms(b"a secret of more than sixteen bytes")
OTHER = Pseudonyms(b"another secret of more than sixteen")
TEXT = st.text(st.characters(codec="utf-8"), max_size=60)
ASCII = st.characters(codec="ascii")
WORD = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=12)


@given(TEXT)
def test_the_same_text_gets_the_same_pseudonym_of_the_same_length(text):
    assert ONE.text(text) == Pseudonyms(b"a secret of more than sixteen bytes").text(text)
    assert len(ONE.text(text)) == len(text)
    assert len(ONE.text(text).encode()) == len(text.encode())


@given(st.lists(WORD, min_size=2, max_size=40, unique=True))
def test_no_two_words_get_the_same_pseudonym(words):
    assert len({ONE.text(each) for each in words}) == len(words)


@given(st.text(ASCII, max_size=40), st.text(ASCII, max_size=40))
def test_the_beginning_of_a_text_stays_the_beginning(text, more):
    assert ONE.text(text + more).startswith(ONE.text(text))


@given(WORD)
def test_no_letter_and_no_digit_of_a_word_stays_as_it_is(word):
    assert all(before != after for before, after in zip(word, ONE.text(word), strict=True))


@given(TEXT)
def test_capitals_digits_blanks_and_signs_stay_where_they_are(text):
    kinds = [unicodedata.category(each) for each in text]

    assert [unicodedata.category(each) for each in ONE.text(text)] == kinds


@pytest.mark.parametrize("word", ["KEY", "key", "Key"])
def test_capitals_make_no_other_word(word):
    assert ONE.text(word).lower() == ONE.text("key")


def test_a_letter_is_not_always_the_same_other_letter():
    assert len(set(ONE.text("aaaaaaaaaaaa"))) > 3


def test_a_word_is_the_same_wherever_it_stands():
    name = ONE.text("Quillfeather")

    assert re.findall(r"\w+", ONE.text("Mrs Quillfeather, (Quillfeather)"))[1:] == [name, name]


def test_a_letter_sent_in_the_wrong_encoding_is_still_seen_to_be():
    mistaken = "Mrs Café".encode().decode("latin-1")

    assert ONE.text(mistaken) == ONE.text("Mrs Café").encode().decode("latin-1")


def test_names_in_other_scripts_are_changed_within_their_script():
    name = ONE.text("Ковалёва")

    assert name != "Ковалёва"
    assert all(unicodedata.name(each).startswith("CYRILLIC") for each in name)


def test_another_secret_gives_other_pseudonyms():
    assert ONE.text("Quillfeather") != OTHER.text("Quillfeather")
