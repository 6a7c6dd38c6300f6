"""A compact builder of small journals, for tests of what judges them."""

from datetime import timedelta
from decimal import Decimal

import msgspec
from message_builder import DAY, FINE, START, WHO, change, details, invoice

from nps_conformance.evidence.build import build
from nps_conformance.judge import judge
from nps_conformance.rules._book import RULES
from nps_simulator.journal.entries import (
    Action,
    Closed,
    Driver,
    Exchange,
    Finding,
    Http,
    Instruction,
    Opened,
)
from nps_simulator.messages.add_works_order_note import AddWorksOrderNote, AddWorksOrderNoteReply
from nps_simulator.messages.cancel_works_order import CancelWorksOrder, CancelWorksOrderReply
from nps_simulator.messages.common import ActionStatus, Message, Severity
from nps_simulator.messages.complete_works_order import (
    CompletedLine,
    CompleteWorksOrder,
    CompleteWorksOrderReply,
)
from nps_simulator.messages.confirm_works_order_receipt import (
    ConfirmWorksOrderReceipt,
    ConfirmWorksOrderReceiptReply,
)
from nps_simulator.messages.create_appointment import CreateAppointment, CreateAppointmentReply
from nps_simulator.messages.create_invoice import (
    CreateInvoiceReply,
    OrderOutcome,
)
from nps_simulator.messages.record_non_access import RecordNonAccess, RecordNonAccessReply
from nps_simulator.messages.request_works_order_details import (
    RequestWorksOrderDetails,
    RequestWorksOrderDetailsReply,
)
from nps_simulator.messages.request_works_orders import (
    ListedWorksOrder,
    RequestWorksOrders,
    RequestWorksOrdersReply,
)
from nps_simulator.messages.update_appointment_status import (
    UpdateAppointmentStatus,
    UpdateAppointmentStatusReply,
)
from nps_simulator.messages.vary_works_order import (
    VaryWorksOrder,
    VaryWorksOrderReply,
)


class Journal:
    """Each method adds one entry and gives its number. The order is `1/1` unless another is named.

    Common keywords of the calls: `lost` (delivery `reply-lost`), `never` (`request-lost`),
    `refused` (a code), `ref` (the external reference).
    """

    def __init__(self, *, covers=(), mode="faithful", due_within=3, **profile):
        claims = {"name": "Test", "version": "1", "driver": "command", "clock": "given"}
        self.entries = [
            Opened(
                seq=0,
                at=START.isoformat(),
                scenario="small",
                scenario_sha256="",
                covers=list(covers),
                profile={"name": "test", "due_within": due_within, **profile},
                mode=mode,
                seed=1,
                contractors={WHO: {}},
                claims=claims,
                contract_sha256="",
                rules_sha256="",
            )
        ]
        self.counted = 0

    # -- what it comes to ---------------------------------------------------------------------
    def verdict(self, rule):
        """The verdict on one rule, after the journal went through its canonical form."""
        (verdict,) = judge(self.read_back(), {rule: RULES[rule]})
        return verdict

    def word(self, rule):
        return self.verdict(rule).verdict.value

    def evidence(self):
        return build(self.read_back())

    def read_back(self):
        data = msgspec.json.encode(self.entries)
        union = Opened | Exchange | Action | Instruction | Driver | Closed
        return tuple(msgspec.json.decode(data, type=list[union]))

    # -- entries --------------------------------------------------------------------------------
    def add(self, entry, /, **fields):
        seq = len(self.entries)
        at = (START + timedelta(minutes=seq)).isoformat()
        self.entries.append(entry(seq=seq, at=at, **fields))
        return seq

    def act(self, name, order="1/1", **facts):
        return self.add(Action, name=name, arguments={}, orders=[order], facts=facts)

    def fact(self, kind, order="1/1", /, tempts=(), **facts):
        self.counted += 1
        return self.add(
            Instruction,
            number=self.counted,
            kind=kind,
            occurred_at=START.isoformat(),
            orders=[order] if order else [],
            facts=facts,
            text=facts.get("text", ""),
            tempts=list(tempts),
        )

    def round(self):
        return self.add(Driver, event="round", number=1)

    def rounds(self, count=4):
        """Rounds in which the contractor polls and finds nothing."""
        for _ in range(count):
            self.round()
            self.poll()

    def idle(self, count=4):
        """Rounds in which the contractor does nothing."""
        for _ in range(count):
            self.round()

    def live(self):
        """The next piece of work comes, and the contractor takes it up."""
        self.fact("remark", "9/1", text="Ring first.")
        return self.note("9/1", ref="R-LIFE")

    def close(self, why="script", **fields):
        return self.add(Closed, why=why, **fields)

    def exchange(self, request, reply, *, lost=False, never=False, refused="", **fields):
        operation = type(request).__name__
        outcome, code = ("refusal", refused) if refused else ("success", "")
        if refused:
            told = Message(code=refused, severity=Severity.ERROR, text="No.")
            status = ActionStatus(success_flag=False, messages=(told,))
            reply = type(reply)(action_status=status)
        if never:
            outcome, code, reply = "http", "", None
        delivery = "request-lost" if never else "reply-lost" if lost else "delivered"
        body = (
            f"<e:Envelope xmlns:e='urn:e'>\n<e:Body><{operation}/>\n"
            "<ExternalReference/></e:Body></e:Envelope>"
        )
        given = {"operation": operation, "contractor": WHO, "outcome": outcome, "code": code}
        given["delivery"] = delivery
        return self.add(
            Exchange,
            http_request=Http(start="POST /s/small/ HTTP/1.1", headers=[], body=body),
            http_reply=Http(start="200 OK", headers=[]),
            request=msgspec.to_builtins(request),
            reply=None if reply is None else msgspec.to_builtins(reply),
            **{**given, **fields},
        )

    def invalid(self, operation, code="SCHEMA", **finding):
        """A request that was answered with a fault."""
        told = Finding(code=code, text="Quantity is missing", **finding)
        return self.add(
            Exchange,
            operation=operation,
            contractor=WHO,
            http_request=Http(start="POST /s/small/ HTTP/1.1", headers=[]),
            http_reply=Http(start="500", headers=[]),
            request=None,
            reply=None,
            outcome="fault",
            code=code,
            findings=[told],
        )

    # -- calls ------------------------------------------------------------------------------------
    def poll(self, *orders, version=None, change=None, **how):
        listed = tuple(
            ListedWorksOrder(works_order_number=each, version=version, change_type=change)
            for each in orders
        )
        reply = RequestWorksOrdersReply(action_status=FINE, works_orders=listed)
        return self.exchange(RequestWorksOrders(), reply, **how)

    def details(self, order="1/1", how=None, **fields):
        reply = RequestWorksOrderDetailsReply(
            action_status=FINE, works_order=details(order, **fields)
        )
        return self.exchange(
            RequestWorksOrderDetails(works_order_number=order), reply, **(how or {})
        )

    def receipt(self, order="1/1", version=1, ref="R-REC", **how):
        request = ConfirmWorksOrderReceipt(
            works_order_number=order, version=version, external_reference=ref
        )
        reply = ConfirmWorksOrderReceiptReply(action_status=FINE, works_order_number=order)
        return self.exchange(request, reply, **how)

    def received(self, order="1/1", **fields):
        """The usual beginning: listed, read, confirmed."""
        self.poll(order)
        self.details(order, **fields)
        return self.receipt(order, version=fields.get("version", 1), ref=f"R-{order}")

    def complete(self, order="1/1", lines=(), ref="R-COM", at=START, **how):
        request = CompleteWorksOrder(
            works_order_number=order,
            completed_at=at,
            lines=tuple(
                CompletedLine(line_number=number, quantity=Decimal(amount))
                for number, amount in lines
            ),
            external_reference=ref,
        )
        reply = CompleteWorksOrderReply(
            action_status=FINE, works_order_number=order, works_order_status="COM"
        )
        return self.exchange(request, reply, **how)

    def vary(self, outcome="PENDING", base=1, ref="R-VAR", lines=None, reason="ADDWK", **how):
        order = how.pop("order", "1/1")
        request = VaryWorksOrder(
            works_order_number=order,
            base_version=base,
            reason_code=reason,
            lines=tuple(change(*each) for each in lines or [("ADD", 2, "1.00")]),
            external_reference=ref,
        )
        reply = VaryWorksOrderReply(
            action_status=FINE,
            works_order_number=order,
            variation_number=1,
            outcome=outcome,
            new_version=base + 1 if outcome == "APPLIED" else None,
        )
        return self.exchange(request, reply, **how)

    def invoice(self, *orders, ref="R-INV", supplier="INV-1", lines=None, fields=None, **how):
        charged = lines or [(1, "2.00")]
        request = invoice(orders or ("1/1",), charged, supplier, ref, **(fields or {}))
        reply = CreateInvoiceReply(
            action_status=FINE,
            invoice_number="N1",
            supplier_invoice_reference=supplier,
            orders=tuple(
                OrderOutcome(works_order_number=each, works_order_status="CLO")
                for each in orders or ("1/1",)
            ),
        )
        return self.exchange(request, reply, **how)

    def appoint(self, order="1/1", reference="A2", ref="R-APP", replaces=None, slot="AM", **how):
        request = CreateAppointment(
            works_order_number=order,
            appointment_date=DAY,
            slot_code=slot,
            replaces_appointment_reference=replaces,
            external_reference=ref,
        )
        reply = CreateAppointmentReply(
            action_status=FINE,
            works_order_number=order,
            appointment_reference=reference,
            appointment_status="BKD",
        )
        return self.exchange(request, reply, **how)

    def visit(self, status, reference="A1", order="1/1", ref="R-VIS", **how):
        request = UpdateAppointmentStatus(
            appointment_reference=reference,
            status_code=status,
            status_at=START,
            external_reference=ref,
        )
        reply = UpdateAppointmentStatusReply(
            action_status=FINE,
            appointment_reference=reference,
            works_order_number=order,
            appointment_status=status,
        )
        return self.exchange(request, reply, **how)

    def non_access(self, order="1/1", reference=None, ref="R-NAC", **how):
        request = RecordNonAccess(
            works_order_number=order,
            visited_at=START,
            reason_code="NOANS",
            carded=True,
            appointment_reference=reference,
            external_reference=ref,
        )
        reply = RecordNonAccessReply(action_status=FINE, works_order_number=order)
        return self.exchange(request, reply, **how)

    def cancel(self, reason="NOTREQ", order="1/1", ref="R-CAN", **how):
        request = CancelWorksOrder(
            works_order_number=order, reason_code=reason, external_reference=ref
        )
        reply = CancelWorksOrderReply(action_status=FINE, works_order_status="CAN")
        return self.exchange(request, reply, **how)

    def note(self, order="1/1", ref="R-NOTE", text="Rang.", **how):
        request = AddWorksOrderNote(works_order_number=order, text=text, external_reference=ref)
        return self.exchange(request, AddWorksOrderNoteReply(action_status=FINE), **how)
