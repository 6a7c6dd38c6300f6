import re
from dataclasses import replace

import pytest
from lxml import html

from nps_reports.writers.html import render


@pytest.fixture
def page(report):
    return html.document_fromstring(render(report))


def test_the_verdict_comes_first(page):
    (headline,) = page.xpath("//h1")

    assert headline.text_content() == "Not conformant"
    assert page.xpath("//header//p[@class='conclusion']")[0].text_content().startswith("Not conf")


@pytest.mark.parametrize(
    ("code", "headline"),
    [(0, "Conformant"), (1, "Not conformant"), (2, "Undecided"), (4, "The judge failed")],
)
def test_each_exit_code_has_its_headline(report, code, headline):
    page = html.document_fromstring(
        render(replace(report, run=replace(report.run, exit_code=code)))
    )

    assert page.xpath("//h1")[0].text_content() == headline


def test_nothing_is_loaded_and_nothing_is_run(report, page):
    assert page.xpath("//script | //link | //img | //iframe | //*[@src] | //@onclick") == []
    assert not re.search(rb"https?://|@import|url\(", render(report))
    assert all(link.startswith("#") for link in page.xpath("//a/@href"))


def test_what_came_from_outside_is_escaped(report, page):
    assert b"<script>" not in render(report)
    assert "<script>alert('x')</script>" in page.xpath("//p[@class='who']")[0].text_content()
    assert "<script>alert" in page.xpath("//pre")[0].text_content()


def test_a_breach_tells_everything(page):
    (breach,) = page.xpath("//article[contains(@class, 'breach')]")
    text = " ".join(breach.text_content().split())

    for said in (
        "A second invoice",
        "Nothing.",
        "status COM as last told",
        "SupplierInvoiceReference, line 4",
        "Invoice once.",
        "Work is invoiced once.",
        "AP8: Creates an invoice.",
        "--contractor 'my contractor.yaml' --scenario small --mode faithful",
        "--seed 7",
    ):
        assert said in text


def test_every_link_leads_somewhere(page):
    ids = set(page.xpath("//@id"))

    assert {link[1:] for link in page.xpath("//a/@href")} <= ids


def test_no_id_is_there_twice(page):
    ids = page.xpath("//@id")

    assert len(ids) == len(set(ids))


def test_the_matrix_has_a_cell_for_every_rule_and_sandbox(page):
    rows = page.xpath("//tbody/tr")

    assert [len(row.xpath("td")) for row in rows] == [2, 2]
    assert rows[1].xpath("td")[1].text_content() == "FAIL •"


def test_a_cell_says_its_word_without_colour(words):
    page = html.document_fromstring(render(words))

    said = {row.xpath("td")[1].text_content() for row in page.xpath("//tbody/tr")}
    assert len(said) == 7


def test_messages_open_without_a_script(page):
    (request, reply) = page.xpath("//details[@id='e-small-faithful-1']/pre")

    assert request.text_content().startswith("POST /s/small/ HTTP/1.1\nA: b\n\n<x>")
    assert reply.text_content().startswith("200 OK")


def test_what_scrolls_can_be_reached_by_keyboard(page):
    assert page.xpath("//div[@class='wide']/@tabindex") == ["0"]
    assert set(page.xpath("//pre/@tabindex")) == {"0"}
    assert page.xpath("//a[@class='skip']/@href") == ["#verdict"]


def test_light_and_dark_are_both_served(report):
    assert b"prefers-color-scheme: dark" in render(report)


def test_what_is_not_decided_is_listed(words):
    page = html.document_fromstring(render(words))

    text = page.xpath("//section[@id='missing']")[0].text_content()
    assert "rule-inconclusive" in text
    assert "rule-not_exercised" in text


def test_an_end_that_was_not_reached_is_listed(report):
    (played,) = report.run.played
    ends = ({"order": "tap", "held": False, "expected": "CLO"},)
    run = replace(report.run, played=(replace(played, expectations=ends),))

    page = html.document_fromstring(render(replace(report, run=run)))

    assert "expected CLO" in page.xpath("//section[@id='missing']")[0].text_content()


def test_of_very_long_runs_only_the_named_messages_are_shown(report):
    (played,) = report.run.played
    run = replace(report.run, played=(replace(played, exchanges=1001),))

    page = html.document_fromstring(render(replace(report, run=run)))

    assert len(page.xpath("//pre")) == 2


def test_known_failures_are_told_and_counted(known, report):
    html = render(known).decode()

    assert "<dt>Known failures</dt><dd>1 holds, 1 not tried, 1 stale" in html
    assert '<b>stale</b>: <a href="#rule-message-valid">message-valid</a>. It is stale.' in html
    assert "<small>, known failure</small>" in html
    assert "<script>" not in html
    assert "Known failures" not in render(report).decode()
