import pytest

from nps_conformance.evidence.texts import Told, alike


@pytest.mark.parametrize(
    ("text", "found"),
    [("Ringfirst.", True), ("Ringfirst.Soon", True), ("Ringfirst.ButonlyafterTuesday", False)],
)
def test_a_note_is_made_up_by_a_text_that_is_half_of_it_or_more(text, found):
    told = Told(["Ringfirst.", ""])

    assert told.make_up(text) is found
    assert told.within(text)


def test_nothing_told_makes_up_nothing():
    assert not Told([""]).make_up("Rang.")
    assert not Told([]).within("Rang.")


@pytest.mark.parametrize(("text", "same"), [("Caf?closed", True), ("Rang.", False), ("", False)])
def test_a_damaged_remark_is_mostly_the_same(text, same):
    assert alike(text, "Caféclosed") is same
