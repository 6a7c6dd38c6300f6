"""What is derived from the WSDL is up to date, and the check can fail."""

import pytest

from nps_wsdl import generate
from nps_wsdl.contract import load_contract
from nps_wsdl.limits import LIMITS
from nps_wsdl.markdown import contract_markdown
from nps_wsdl.wording import CODE_LISTS

PAGE = contract_markdown(load_contract())


def test_the_schema_and_the_readable_contract_are_what_the_wsdl_says(capsys):
    assert generate.main(["--check"]) == 0, "run python -m nps_wsdl.generate"
    assert capsys.readouterr() == ("", "")


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.setattr(generate, "SCHEMA_FILE", tmp_path / "contractor-interface.xsd")
    monkeypatch.setattr(generate, "CONTRACT_FILE", tmp_path / "CONTRACT.md")
    return tmp_path


def test_a_stale_file_fails_the_check_and_is_left_alone(elsewhere, capsys):
    generate.main([])
    (elsewhere / "CONTRACT.md").write_text("old")

    assert generate.main(["--check"]) == 1
    assert "CONTRACT.md is stale" in capsys.readouterr().err
    assert (elsewhere / "CONTRACT.md").read_text() == "old"


def test_stale_and_missing_files_are_written(elsewhere, capsys):
    assert generate.main([]) == 0
    assert capsys.readouterr().out == "contractor-interface.xsd written\nCONTRACT.md written\n"

    assert generate.main([]) == 0
    assert capsys.readouterr().out == ""
    assert (elsewhere / "CONTRACT.md").read_text(encoding="utf-8") == PAGE


def test_the_page_tells_every_operation_type_and_field():
    contract = load_contract()

    for operation in contract.operations.values():
        assert f"## {operation.row} {operation.name}\n" in PAGE
        assert f"soapAction `{operation.soap_action}`" in PAGE
    for name, described in contract.types.items():
        if not name.endswith(("List", "Result")):
            assert f"#### {name}\n" in PAGE
            assert described.documentation.partition(" Provenance: ")[0] in PAGE


def test_the_page_tells_every_code_with_its_meaning():
    for title, codelist in CODE_LISTS.items():
        assert f"### {title.capitalize()}\n" in PAGE
        for code, meaning in codelist.items():
            assert f"| {code} | {meaning} |" in PAGE


def test_every_link_of_the_page_leads_to_a_heading():
    headings = {
        line.lstrip("# ").lower().replace(" ", "-")
        for line in PAGE.splitlines()
        if line.startswith("#")
    }
    links = {part.partition(")")[0] for part in PAGE.split("](#")[1:]}

    assert len(links) > 30
    assert links <= headings


def test_a_row_of_the_page_parts_meaning_limits_and_provenance():
    limit = LIMITS["CancelWorksOrder"]["external_reference"]
    (row,) = {
        line
        for line in PAGE.splitlines()
        if line.startswith("| ExternalReference | ") and "idempotency" in line
    }

    assert row.endswith(f" | At most 20 characters. Pattern `{limit.pattern}` applies. | assumed |")
    assert "At most 20 characters. At most" not in row
