"""The last words of a program, as a terminal may show them."""

from nps_conformance.said import LONGEST, last_line


def test_the_last_line_that_is_not_empty_without_credentials_or_commands(tmp_path):
    log = tmp_path / "log.txt"
    log.write_text("first\nopen-sesame \x1b[31mfailed, \u00fcber\n\n  \n", encoding="utf-8")

    assert last_line(log) == "<masked> [31mfailed, \u00fcber"


def test_of_a_long_log_the_end_is_read_and_of_a_long_line_the_beginning_is_told(tmp_path):
    log = tmp_path / "log.txt"
    log.write_text("x" * 100_000 + "\n" + "y" * 900)

    assert last_line(log) == "y" * LONGEST + "..."


def test_one_that_said_nothing_has_no_last_line(tmp_path):
    (tmp_path / "empty.txt").write_bytes(b"\n\n")

    assert last_line(tmp_path / "empty.txt") == ""
    assert last_line(tmp_path / "none.txt") == ""
