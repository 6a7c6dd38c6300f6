from importlib.resources import files

import pytest

from nps_load.replies import Listed, Replies, about, lost
from nps_simulator.endpoints.soap.codec import Codec, WireStyle
from nps_simulator.messages.common import ActionStatus, Message, Severity
from nps_simulator.messages.create_invoice import CreateInvoiceReply
from nps_simulator.messages.request_works_orders import ListedWorksOrder, RequestWorksOrdersReply
from nps_wsdl.contract import load_contract

CODEC = Codec(load_contract())
REPLIES = Replies()
LIST = RequestWorksOrdersReply(
    action_status=ActionStatus(success_flag=True),
    works_orders=(
        ListedWorksOrder(works_order_number="1043827/1", version=2, change_type="AMD"),
        ListedWorksOrder(works_order_number="1043902/1"),
    ),
    more_available=True,
)
STYLES = [
    WireStyle(),
    WireStyle(body_prefix="ns1", envelope_prefix="SOAP-ENV"),
    WireStyle(indent=2, body_prefix="b"),
    WireStyle(comments=True, indent=1),
    WireStyle(cdata=True),
]


def example(name: str) -> bytes:
    return (files("nps_wsdl") / "examples" / name).read_bytes()


@pytest.mark.parametrize("style", STYLES, ids=repr)
def test_a_list_is_read_in_every_legal_form(style: WireStyle) -> None:
    reply = REPLIES.check(200, CODEC.encode("RequestWorksOrders", LIST, style))

    assert reply.success
    assert reply.listed() == (
        Listed(number="1043827/1", version=2, change="AMD"),
        Listed(number="1043902/1"),
    )
    assert reply.more


@pytest.mark.parametrize("style", STYLES, ids=repr)
def test_a_refusal_is_no_success_and_is_counted_by_its_code(style: WireStyle) -> None:
    refusal = CreateInvoiceReply(
        action_status=ActionStatus(
            success_flag=False,
            messages=(Message(code="INVOICED-ALREADY", severity=Severity.ERROR, text="No."),),
        )
    )

    reply = REPLIES.check(200, CODEC.encode("CreateInvoice", refusal, style))

    assert (reply.success, reply.unclear) == (False, False)
    assert reply.problem == "refused: INVOICED-ALREADY"


def test_http_200_alone_is_no_success() -> None:
    reply = REPLIES.check(200, b"<html>welcome</html>")

    assert (reply.success, reply.unclear, reply.problem) == (False, True, "no success flag")


def test_a_fault_is_unclear_and_named() -> None:
    reply = REPLIES.check(500, example("WorksOrderFault.xml"))

    assert (reply.success, reply.unclear) == (False, True)
    assert reply.problem.startswith("fault: ")


@pytest.mark.parametrize(("status", "unclear"), [(401, False), (404, False), (503, True)])
def test_another_status_is_a_problem_and_only_a_servers_is_unclear(
    status: int, *, unclear: bool
) -> None:
    reply = REPLIES.check(status, b"")

    assert (reply.success, reply.unclear, reply.problem) == (False, unclear, f"HTTP {status}")


def test_a_reply_about_another_order_is_no_success() -> None:
    details = REPLIES.check(200, example("RequestWorksOrderDetails.reply.xml"))

    assert about(details, "1043827/1").success
    assert about(details, "1043827/2").problem == "the reply names another order"


def test_details_give_number_version_and_on_demand_the_lines() -> None:
    details = REPLIES.check(200, example("RequestWorksOrderDetails.reply.xml"))

    assert (details.number, details.version) == ("1043827/1", 3)
    assert len(REPLIES.typed(details).works_order.lines) == 3


def test_a_reply_that_never_came_is_unclear() -> None:
    assert lost(ConnectionResetError()).problem == "no reply: ConnectionResetError"
    assert lost(ConnectionResetError()).unclear


def test_a_flag_under_an_error_status_is_no_success() -> None:
    body = CODEC.encode("RequestWorksOrders", LIST)

    assert not REPLIES.check(500, body).success
