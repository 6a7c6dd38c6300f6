from nps_reports.writers.transcript import render

NASTY = "<script>alert('x')</script> & \"quotes\""


def test_each_entry_is_a_line_and_a_breach_stands_where_it_happened(report):
    lines = render(report).decode().splitlines()

    assert lines[1] == "Not conformant: broken work-invoiced-once."
    assert lines[3:] == [
        "== small, faithful",
        "    0 2026-03-02T08:00:00 opened: scenario small, faithful, seed 7",
        "    1 2026-03-02T08:01:00 CreateInvoice 1/1 → success",
        f"      ! FAILED work-invoiced-once: A second invoice {NASTY}. Legal then: Nothing.",
        "    2 2026-03-02T08:02:00 closed: script",
    ]


def test_a_run_without_journals_still_says_how_it_ended(report):
    from_nothing = render(type(report)(run=report.run, journals={}, environment=report.environment))

    assert from_nothing.decode().splitlines()[1:] == ["Not conformant: broken work-invoiced-once."]
