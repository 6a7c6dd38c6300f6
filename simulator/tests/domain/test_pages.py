"""`STATES.md` and `REFUSALS.md` say what the tables say."""

from nps_simulator.commands.pages import differing, main, pages


def test_the_pages_are_as_the_tables_say():
    assert differing() == []
    assert main(["--check"]) == 0


def test_a_page_that_differs_or_is_missing_is_named(tmp_path):
    (tmp_path / "STATES.md").write_text(pages()["STATES.md"], "utf-8")
    assert differing(tmp_path) == ["REFUSALS.md"]
    (tmp_path / "STATES.md").write_text("old", "utf-8")
    assert differing(tmp_path) == ["STATES.md", "REFUSALS.md"]
