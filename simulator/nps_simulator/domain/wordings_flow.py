"""Refusals of what comes too early, too late, or twice."""

from typing import Final

from nps_simulator.domain.wordings import Why, duplicate, sequence

SEQUENCE: Final = (
    sequence(
        "DETAILS-NOT-READ",
        "The details of works order {number} have not been handed to you yet. Request them, then "
        "confirm the receipt.",
        rule="receipt-after-details",
    ),
    sequence(
        "VERSION-NOT-READ",
        "You confirm version {value} of works order {number}, and version {delivered} was handed "
        "to you last. Request the details again, then confirm what they show.",
        rule="receipt-of-version-read",
    ),
    sequence(
        "RECEIPT-MISSING",
        "Works order {number} has not been confirmed as received. Confirm the receipt first, then "
        "send this again.",
        rule="work-after-receipt",
        later=True,
    ),
    sequence(
        "NOT-COMPLETED",
        "Works order {number} has status {state}, not COM, so it cannot be invoiced. Complete it "
        "first.",
        rule="invoice-after-completion",
        later=True,
    ),
    sequence(
        "ORDER-HELD",
        "Works order {number} is held by the landlord (HLD). Wait until it is listed as released.",
        rule="no-work-while-held",
        later=True,
    ),
    sequence(
        "ORDER-WAITS",
        "Works order {number} is held by the landlord (HLD), so this must wait until it is listed "
        "as released.",
        why="asking for a change of a held order harms nobody; only work on it is judged",
        later=True,
    ),
    sequence(
        "ORDER-COMPLETED",
        "Works order {number} is completed (COM), so this cannot follow any more. Call the "
        "landlord if the completion was a mistake.",
        rule="no-work-after-completion",
    ),
    sequence(
        "ORDER-CLOSED",
        "Works order {number} is closed (CLO). A closed order is never reopened or updated.",
        rule="closed-order-left-alone",
    ),
    sequence(
        "ORDER-CANCELLED",
        "Works order {number} is cancelled (CAN). Stop the work, and send nothing but notes.",
        rule="no-work-after-cancellation",
    ),
    sequence(
        "WORK-BEGAN",
        "Work on works order {number} has begun, so it cannot be sent back. Complete it, or cancel "
        "it with another reason.",
        rule="sent-back-only-before-work",
    ),
    sequence(
        "VARIATION-PENDING",
        "Variation {variation} of works order {number} waits for the landlord. Complete the order "
        "when it has been decided.",
        rule="no-completion-while-variation-pending",
        later=True,
    ),
    sequence(
        "VARIATION-OPEN",
        "Variation {variation} of works order {number} waits for the landlord. Send this when it "
        "has been decided.",
        rule="no-change-while-variation-pending",
        later=True,
    ),
    sequence(
        "VERSION-STALE",
        "You vary version {value} of works order {number}, which has version {version} now. "
        "Request the details, and base the variation on them.",
        rule="variation-on-current-version",
    ),
    sequence(
        "LINE-UNKNOWN",
        "Works order {number} has no line {line}. Change or remove lines of the current version.",
        rule="variation-lines-fit",
    ),
    sequence(
        "LINE-EXISTS",
        "Works order {number} has a line {line} already. Add lines under new numbers.",
        rule="variation-lines-fit",
    ),
    sequence(
        "NOTHING-LEFT",
        "The variation would leave works order {number} without a line. Cancel the order instead.",
        rule="variation-lines-fit",
    ),
    sequence(
        "COMPLETION-LINES",
        "Line {line} of works order {number} is completed as {value}; the current version has "
        "{expected}. Complete the current version, or have it varied first.",
        rule="completed-lines-current",
    ),
    sequence(
        "COMPLETION-REJECTED",
        "Line {line} of works order {number} is completed as {value}, as in a rejected variation; "
        "the current version has {expected}. Complete what was ordered.",
        rule="rejected-scope-not-completed",
    ),
    sequence(
        "INVOICE-LINES",
        "Line {line} of works order {number} is invoiced with {value}; the order has {expected}. "
        "Invoice the lines of the current version.",
        rule="invoice-matches-order",
    ),
    sequence(
        "INVOICE-REJECTED",
        "Line {line} of works order {number} is invoiced with {value}, as in a rejected variation; "
        "the order has {expected}. Invoice what was ordered.",
        rule="rejected-scope-not-invoiced",
    ),
    sequence(
        "INVOICE-RATE",
        "Line {line} of works order {number} is invoiced at {value}; its rate is {expected}.",
        rule="invoice-matches-order",
    ),
    sequence(
        "INVOICE-TAX-CODE",
        "Line {line} of works order {number} has tax code {value}; the order has {expected}.",
        rule="invoice-matches-order",
    ),
    sequence(
        "IN-REVIEW",
        "Works order {number} is being inspected. Invoice it when the inspection has passed.",
        why="the inspection is the landlord's own; an early invoice is refused and harms nobody",
        later=True,
    ),
    sequence(
        "APPOINTMENT-BROKEN",
        "Appointment {reference} is broken (BRK), so it cannot be completed. Book another that "
        "replaces it.",
        rule="broken-appointment-not-completed",
    ),
    sequence(
        "APPOINTMENT-FINAL",
        "Appointment {reference} has its final status {state}. Book another appointment.",
        rule="appointment-final-status-kept",
    ),
    sequence(
        "APPOINTMENT-STEP",
        "Appointment {reference} cannot go from {state} to {status}. Send a status that follows.",
        rule="visit-steps-in-order",
    ),
    sequence(
        "APPOINTMENT-OPEN",
        "Works order {number} has the open appointment {reference}. Name it as the one to be "
        "replaced, or give it a final status first.",
        rule="one-open-visit",
    ),
    sequence(
        "REPLACES-COMPLETED",
        "Appointment {reference} was completed, so none can replace it. Book without replacing.",
        why=Why.DIARY,
    ),
)

DUPLICATE: Final = (
    duplicate(
        "COMPLETED-ALREADY",
        "Works order {number} was completed already, under reference {reference}. Send nothing "
        "more, and take it as completed.",
        rule="completed-once",
    ),
    duplicate(
        "INVOICED-ALREADY",
        "Works order {number} was invoiced already, on {invoice}. Its work is invoiced once.",
        rule="work-invoiced-once",
    ),
    duplicate(
        "REFERENCE-REUSED",
        "Your invoice {reference} was taken in already, as {invoice}, with other content. Send a "
        "resend unchanged, and another invoice under a new reference.",
        rule="invoice-reference-unique",
    ),
    duplicate(
        "KEY-REUSED",
        "ExternalReference {reference} was used already, for another content. Send a resend "
        "unchanged, and another event under a new reference.",
        why="a reused reference is refused and told at once; no second effect can follow",
    ),
)
