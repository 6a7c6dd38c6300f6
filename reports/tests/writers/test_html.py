import re
from dataclasses import replace

import msgspec
import pytest
from lxml import html

from nps_reports.writers.html import render, render_pieces
from nps_simulator.journal.entries import Action, Instruction


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


def test_nothing_is_loaded_and_only_the_search_is_run(report, page):
    assert page.xpath("//link | //img | //iframe | //*[@src] | //@onclick") == []
    (script,) = page.xpath("//script")
    assert script.text.startswith("// Shows only the parts")
    assert page.xpath("//form[@hidden]//input[@type='search']")  # shown once the script is there
    assert not re.search(rb"https?://|@import|url\(", render(report))
    assert all(link.startswith("#") for link in page.xpath("//a/@href"))


def test_what_came_from_outside_is_escaped(report, page):
    assert b"<script>alert" not in render(report)
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
    rows = page.xpath("//section[@id='matrix']//tbody/tr")

    assert [len(row.xpath("td")) for row in rows] == [2, 2]
    assert rows[1].xpath("td")[1].text_content() == "FAIL •"


def test_a_cell_says_its_word_without_colour(words):
    page = html.document_fromstring(render(words))

    said = {
        row.xpath("td")[1].text_content() for row in page.xpath("//section[@id='matrix']//tbody/tr")
    }
    assert len(said) == 7


def test_messages_open_without_a_script(page):
    (request, reply) = page.xpath("//details[@id='e-small-faithful-1']/pre")

    assert request.text_content().startswith("POST /s/small/ HTTP/1.1\nA: b\n\n<x>")
    assert reply.text_content().startswith("200 OK")


def test_what_scrolls_can_be_reached_by_keyboard(page):
    assert set(page.xpath("//div[@class='wide']/@tabindex")) == {"0"}
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

    assert len(page.xpath("//section[@id='messages']//pre")) == 2


def test_known_failures_are_told_and_counted(known, report):
    html = render(known).decode()

    assert "<dt>Known failures</dt><dd>1 holds, 1 not tried, 1 stale" in html
    assert '<b>stale</b>: <a href="#rule-message-valid">message-valid</a>. It is stale.' in html
    assert "<small>, known failure</small>" in html
    assert "<script>alert" not in html
    assert "Known failures" not in render(report).decode()


def test_a_message_leads_from_the_diagram_of_its_works_order_to_its_text(page):
    (figure,) = page.xpath("//section[@id='sequence']//figure")
    assert figure.xpath("figcaption")[0].text_content() == "Works order 1/1"
    (there, back) = figure.xpath(".//td[@class='arrows']/div")
    assert there.text_content() == "1 CreateInvoice →"
    assert there.xpath("a/@href") == ["#e-small-faithful-1"]
    assert back.text_content() == "← success"
    assert figure.xpath(".//tr[@class='wrong']")  # the breach is marked


@pytest.mark.parametrize(
    ("delivery", "said"),
    [
        ("reply-lost", "← success (the reply was lost)"),
        ("request-lost", "← success (the request was lost)"),
    ],
)
def test_a_diagram_says_what_was_lost(report, delivery, said):
    opened, exchange, closed = report.journals["small", "faithful"]
    lost = msgspec.structs.replace(exchange, delivery=delivery)
    journals = {("small", "faithful"): (opened, lost, closed)}

    page = html.document_fromstring(render(replace(report, journals=journals)))

    assert said in page.xpath("//section[@id='sequence']")[0].text_content()


def test_a_diagram_has_the_facts_and_the_landlords_acts(report):
    opened, exchange, closed = report.journals["small", "faithful"]
    at = exchange.at
    act = Action(seq=2, at=at, name="break_appointment", arguments={}, orders=["1/1"])
    fact = Instruction(seq=3, at=at, number=1, kind="nobody_in", occurred_at=at, orders=["1/1"])
    journals = {("small", "faithful"): (opened, exchange, act, fact, closed)}

    page = html.document_fromstring(render(replace(report, journals=journals)))

    assert page.xpath("//td[@class='act']")[0].text_content() == "2 break appointment"
    assert page.xpath("//td[@class='fact']")[0].text_content() == "3 nobody in"


def test_what_was_tried_is_counted_by_state_and_by_fault(report):
    opened, exchange, closed = report.journals["small", "faithful"]
    tried = msgspec.structs.replace(exchange, before={"1/1": "COM v1, news 1"}, fault="lose-reply")
    journals = {("small", "faithful"): (opened, tried, closed)}

    page = html.document_fromstring(render(replace(report, journals=journals)))

    states, faults = page.xpath("//section[@id='coverage']//table")
    cells = {
        row.xpath("th")[0].text_content(): [cell.text_content() for cell in row.xpath("td")]
        for row in states.xpath(".//tbody/tr")
    }
    assert cells["CreateInvoice"] == ["-", "-", "-", "1", "-", "-"]
    assert set(cells["CompleteWorksOrder"]) == {"-"}
    assert faults.xpath(".//thead//th")[1].text_content() == "lose-reply"


BODY = """<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>
<CreateInvoice xmlns="urn:x"><ExternalReference>E-1</ExternalReference>
<SupplierInvoiceReference>INV-1-B</SupplierInvoiceReference></CreateInvoice></s:Body></s:Envelope>"""


@pytest.mark.parametrize(
    ("place", "instead", "shown"),
    [
        (
            "SupplierInvoiceReference",
            "INV-1",
            [
                "-  <SupplierInvoiceReference>INV-1-B</SupplierInvoiceReference>",
                "+  <SupplierInvoiceReference>INV-1</SupplierInvoiceReference>",
            ],
        ),
        ("SupplierInvoiceReference", None, None),
        ("Elsewhere", "INV-1", None),
        ("SupplierInvoiceReference", "what XML cannot carry: \x00", None),
    ],
)
def test_the_shortest_legal_message_is_shown_as_a_difference(report, place, instead, shown):
    opened, exchange, closed = report.journals["small", "faithful"]
    sent = msgspec.structs.replace(
        exchange, http_request=msgspec.structs.replace(exchange.http_request, body=BODY)
    )
    fine, broken = report.run.verdicts
    xpath = f"/Envelope/Body/CreateInvoice/{place}"
    violation = replace(broken.violations[0], instead=instead, xpath=xpath)
    run = replace(report.run, verdicts=(fine, replace(broken, violations=(violation,))))
    journals = {("small", "faithful"): (opened, sent, closed)}

    page = html.document_fromstring(render(replace(report, run=run, journals=journals)))

    blocks = page.xpath("//pre[@class='difference']")
    changed = [[each.text_content().rstrip() for each in pre.xpath("del|ins")] for pre in blocks]
    assert changed == ([shown] if shown else [])


def test_a_message_that_cannot_be_read_has_no_difference(page):
    assert page.xpath("//pre[@class='difference']") == []  # its body is not XML with an Envelope


def test_what_to_run_next_is_a_command(page):
    (item,) = page.xpath("//section[@id='next']//li")

    assert item.xpath("code")[0].text_content() == (
        "nps certify --contractor 'my contractor.yaml' --scenario small"
    )
    assert "work-invoiced-once" in item.text_content()


def test_the_same_breach_of_an_order_is_told_once_and_counted_by_lines(report):
    *others, first = report.run.verdicts
    (violation,) = first.violations
    again = replace(violation, entries=(2,), message=None, came="And once more.")
    other = replace(violation, order="2/2")
    verdict = replace(first, violations=(violation, again, other), violated=3)
    run = replace(report.run, verdicts=(*others, verdict))

    page = html.document_fromstring(render(replace(report, run=run)))

    assert len(page.xpath("//div[@class='violation']")) == 2
    assert "And once more." in page.xpath("//div[@class='violation']")[0].text_content()


def test_the_page_comes_in_pieces_that_do_not_grow_with_the_sandboxes(report):
    (entries,) = report.journals.values()
    many = {(f"s{number:04}", "faithful"): entries for number in range(100)}

    one, hundred = (list(render_pieces(each)) for each in (report, replace(report, journals=many)))

    assert max(map(len, hundred)) == max(map(len, one))
    assert b"".join(hundred).count(b"3 entries") == 100


def test_a_part_that_says_nothing_is_left_out(report):
    page = html.document_fromstring(render(replace(report, journals={})))

    assert page.xpath("//section[@id='sequence' or @id='messages']") == []
    assert page.xpath("//nav//a[@href='#sequence' or @href='#messages']") == []
