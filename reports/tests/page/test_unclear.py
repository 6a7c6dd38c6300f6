from dataclasses import replace

from nps_reports.page.unclear import unclear
from nps_reports.record import UnclearReplies


def test_each_operation_has_a_row_and_each_twin_a_column(report):
    told = (
        UnclearReplies(
            operation="CreateInvoice", done=True, handling="given up in silence", count=2
        ),
        UnclearReplies(
            operation="CreateInvoice",
            done=False,
            handling="repeated under the same reference",
            count=1,
        ),
    )

    html = str(unclear(replace(report.run, unclear=told)))

    assert html.count("CreateInvoice</th>") == 1
    done, not_done = html.split("<tbody>")[1].split("<td>")[1:]
    assert 'class="failed">given up in silence (2)' in done
    assert 'class="passed">repeated under the same reference (1)' in not_done


def test_a_run_in_which_every_reply_was_clear_has_no_such_part(report):
    assert unclear(report.run) is None
