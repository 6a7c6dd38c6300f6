"""Used key, guards, effect: what becomes of a call, in both modes."""

from dataclasses import replace
from decimal import Decimal

import pytest

from nps_simulator.journal.entries import Delivery, Exchange
from nps_simulator.messages.add_works_order_note import AddWorksOrderNote
from nps_simulator.messages.complete_works_order import CompletedLine, CompleteWorksOrder
from nps_simulator.messages.confirm_works_order_receipt import ConfirmWorksOrderReceipt
from nps_simulator.messages.request_works_orders import RequestWorksOrders
from nps_simulator.sandbox.calls import fingerprint
from nps_simulator.sandbox.core import UnrecordedError
from nps_simulator.sandbox.sandbox import SandboxClosed
from nps_simulator.store.protocol import LostError


def note(line, text="Parking at the back", reference="N1"):
    return AddWorksOrderNote(
        works_order_number=line.number("tap"), text=text, external_reference=reference
    )


def test_a_call_has_its_effect_and_its_entry(office):
    line = office.open().issued()
    called = line.call(note(line))

    assert (called.outcome, called.reply.note_number) == ("success", 1)
    assert [each.text for each in line.sandbox.order("tap").notes] == ["Parking at the back"]
    entry = line.entries(Exchange)[-1]
    assert (entry.operation, entry.contractor, entry.outcome) == (
        "AddWorksOrderNote",
        "acme",
        "success",
    )
    assert entry.request["text"] == "Parking at the back"
    assert entry.reply["note_number"] == 1


def test_the_same_content_under_a_used_reference_gets_the_first_answer_again(office):
    line = office.open().issued()
    first = line.call(note(line))
    again = line.call(note(line))

    assert again.reply == first.reply
    assert again.outcome == "success"
    assert again.repeated_of == line.entries(Exchange)[-2].seq
    assert len(line.sandbox.order("tap").notes) == 1


def test_another_content_under_a_used_reference_is_refused(office):
    line = office.open().issued()
    line.call(note(line))
    refused = line.call(note(line, text="Another text"))

    assert (refused.outcome, refused.code) == ("refusal", "KEY-REUSED")
    assert not refused.reply.action_status.success_flag
    assert "N1" in refused.reply.action_status.messages[0].text
    assert len(line.sandbox.order("tap").notes) == 1


def test_a_used_reference_is_refused_without_a_number_that_nobody_looked_for(office):
    line = office.open().issued()
    line.call(note(line))
    refused = line.call(replace(note(line), works_order_number="9" * 1000))

    assert refused.code == "KEY-REUSED"
    assert refused.reply.works_order_number is None


def test_a_refused_call_leaves_its_reference_free(office):
    line = office.open()
    unread = line.confirm("tap", external_reference="C1")
    line.read("tap")
    confirmed = line.confirm("tap", external_reference="C1", contractor_reference="other content")

    assert unread.outcome == "refusal"
    assert (confirmed.outcome, confirmed.repeated_of) == ("success", None)


def test_references_of_contractors_do_not_meet(office):
    line = office.open().issued()
    line.sandbox.act("raise_order", TAP_FOR_BODGE)
    bodges = line.sandbox.orders()[-1].works_order_number
    line.read(bodges, "bodge")
    receipt = ConfirmWorksOrderReceipt(works_order_number=bodges, external_reference="R1")
    line.call(receipt, "bodge")
    line.call(note(line))
    other = AddWorksOrderNote(works_order_number=bodges, text="Mine", external_reference="N1")

    assert line.call(other, "bodge").outcome == "success"


TAP_FOR_BODGE = {
    "contractor": "bodge",
    "priority": "ROU",
    "description": "Another tap",
    "lines": [{"sor": "900101", "quantity": "1"}],
}


def test_amounts_are_equal_however_many_zeros_they_end_in(office):
    line = office.open()

    def completion(quantity, at="2026-03-02T08:00:00"):
        return CompleteWorksOrder(
            works_order_number=line.number("tap"),
            completed_at=at,
            lines=(CompletedLine(line_number=1, quantity=quantity),),
            external_reference="C1",
        )

    from_text = line.sandbox.order("tap").lines[0].quantity  # Decimal("2")

    def print_of(request):
        return fingerprint("CompleteWorksOrder", request)

    assert print_of(completion(from_text)) == print_of(
        completion(from_text.quantize(from_text / 200))
    )
    assert print_of(completion(from_text)) != print_of(completion(from_text + 1))


def test_amounts_that_differ_in_a_distant_digit_are_not_equal(office):
    """The digits of an amount are the client's; a context's 28 are not enough."""
    line = office.open()

    def print_of(quantity):
        completion = CompleteWorksOrder(
            works_order_number=line.number("tap"),
            completed_at="2026-03-02T08:00:00",
            lines=(CompletedLine(line_number=1, quantity=Decimal(quantity)),),
            external_reference="C1",
        )
        return fingerprint("CompleteWorksOrder", completion)

    assert print_of("1.00") != print_of("1." + "0" * 40 + "1")
    assert print_of("0") == print_of("-0.000")
    assert print_of("100") == print_of("1E+2") == print_of("+100.0")


def test_details_count_as_read_only_when_they_were_delivered(office):
    line = office.open()
    lost = line.read("tap", delivery=Delivery.REPLY_LOST)
    entry = line.entries(Exchange)[-1]

    assert lost.outcome == "success"
    assert (
        entry.before == entry.after == {line.number("tap"): "AUT v1, news 1, read 0, confirmed 0"}
    )
    assert line.confirm("tap").outcome == "refusal"

    line.read("tap")

    assert line.entries(Exchange)[-1].after == {
        line.number("tap"): "AUT v1, news 1, read 1, confirmed 0"
    }
    assert line.confirm("tap").outcome == "success"
    assert line.poll() == []


def test_a_gullible_landlord_answers_as_if_all_were_well_and_does_nothing(office):
    line = office.open(mode="gullible")
    called = line.confirm("tap")  # never read
    order = line.sandbox.order("tap")

    assert called.outcome == "success"
    assert called.reply.action_status.success_flag
    assert called.suspended == "DETAILS-NOT-READ" == line.entries(Exchange)[-1].suspended
    assert (order.state.value, order.acknowledged) == ("AUT", 0)
    assert order.beside == ("ConfirmWorksOrderReceipt R1",)
    assert line.poll() == [line.number("tap")]


def test_a_gullible_landlord_swallows_a_reused_reference(office):
    line = office.open(mode="gullible").issued()
    first = line.call(note(line))
    second = line.call(note(line, text="Another text"))

    assert (second.outcome, second.suspended) == ("success", "KEY-REUSED")
    assert [each.text for each in line.sandbox.order("tap").notes] == ["Parking at the back"]
    assert line.call(note(line)).reply == first.reply


def test_a_gullible_landlord_does_not_swallow_what_is_wrong_in_itself(office):
    line = office.open(mode="gullible")
    refused = line.call(note(line, text="x" * 2001))
    strange = line.call(note(line, reference="N2"), "bodge")

    assert (refused.outcome, refused.suspended) == ("refusal", "")
    assert (strange.outcome, strange.suspended) == ("refusal", "")


def test_a_gullible_landlord_keeps_to_what_it_swallowed_when_the_reference_is_wrong_too(office):
    line = office.open(mode="gullible")
    line.call(note(line))
    called = line.call(note(line, text="x" * 2001))

    assert called.outcome == "refusal"


def test_a_call_that_is_not_recorded_is_undone_and_the_next_one_works(office):
    line = office.open().issued()
    line.sandbox.call("acme", note(line))
    with pytest.raises(UnrecordedError):
        line.sandbox.call("acme", note(line, reference="N2"))

    assert line.sandbox.order("tap").notes == ()
    assert line.call(note(line)).repeated_of is None
    assert [each.seq for each in line.entries()] == list(range(len(line.entries())))


def test_an_exchange_is_recorded_with_its_own_call(office):
    line = office.open().issued()
    request = note(line)
    line.sandbox.call("acme", request)
    with pytest.raises(UnrecordedError):
        line.record(request, None, outcome="http")

    assert line.sandbox.order("tap").notes == ()


def test_a_row_the_database_refuses_undoes_the_call(office):
    line = office.open().issued()
    refuse_rows(office, "keys")
    with pytest.raises(LostError):
        line.sandbox.call("acme", note(line))
    office.sandboxes._store._connection.execute("DROP TRIGGER refuse")

    assert line.sandbox.order("tap").notes == ()
    assert line.call(note(line)).reply.note_number == 1


def refuse_rows(office, table):
    office.sandboxes._store._connection.execute(
        f"CREATE TRIGGER refuse BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'no'); END"
    )


def test_a_closed_sandbox_takes_nothing_in(office):
    line = office.open()
    line.sandbox.close("asked")
    length = len(line.entries())

    with pytest.raises(SandboxClosed, match=r"sandbox-1 is closed \(asked\)"):
        line.sandbox.call("acme", RequestWorksOrders())
    with pytest.raises(SandboxClosed):
        line.record(RequestWorksOrders(), None, outcome="http")
    assert line.sandbox.fault_for("CreateInvoice") is None
    assert len(line.entries()) == length
