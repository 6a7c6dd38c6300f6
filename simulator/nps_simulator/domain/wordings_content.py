"""Refusals of a value, or of what a contractor may not see or do."""

from typing import Final

from nps_simulator.domain.wordings import Why, authority, content

AUTHORITY: Final = (
    authority(
        "ORDER-UNKNOWN",
        "There is no works order {number} for you. Use the number exactly as it was listed.",
        why=Why.NUMBER,
    ),
    authority(
        "APPOINTMENT-UNKNOWN",
        "There is no appointment {reference} for you. Use the landlord's reference from the works "
        "order's details, or from the reply that booked it.",
        rule="appointment-reference-known",
    ),
    authority(
        "CANCEL-NOT-PERMITTED",
        "You are not permitted to cancel works orders, so {number} stays as it is. Add a note, or "
        "ask the landlord to cancel it.",
        why=Why.PERMISSION,
    ),
    authority(
        "BOOKING-NOT-PERMITTED",
        "You are not permitted to book appointments, so none was booked for works order {number}. "
        "The landlord books them.",
        why=Why.PERMISSION,
    ),
)

CONTENT: Final = (
    content(
        "TEXT-TOO-LONG",
        "{field} has {length} characters, and at most {longest} are taken. Shorten it and send "
        "it again.",
    ),
    content("TEXT-MISSING", "{field} is empty. Send at least {shortest} character(s)."),
    content(
        "PATTERN-WRONG",
        "{field} has the value '{value}', which is not in its form ({pattern}). Send it as given.",
    ),
    content(
        "CODE-UNKNOWN",
        "{field} has the value '{value}', which is not in its published list. Send one of {codes}.",
    ),
    content(
        "DECIMALS-TOO-MANY",
        "{field} has the value {value}, with more than {decimals} decimals. Send it rounded, from "
        "a decimal number and not from a floating-point one.",
        rule="decimals-exact",
    ),
    content(
        "VERSION-MISSING",
        "The receipt of {number} names no version, and this landlord asks for one. Send the "
        "version that its details showed.",
        why=Why.VERSIONS,
    ),
    content("VALUE-OUT-OF-RANGE", "{field} has the value {value}. Send {least} to {most}."),
    content(
        "QUANTITY-NOT-POSITIVE",
        "{field} of line {line} is {value}. Send a quantity above nought.",
    ),
    content(
        "DATE-IN-FUTURE",
        "{field} is {value}, and it is only {now} here. Send UK local time of what has happened.",
    ),
    content(
        "DATE-TOO-EARLY",
        "{field} is {value}, before {since} ({what}). Send UK local time of what has happened.",
    ),
    content("DATE-TOO-FAR", "{field} is {value}; at most {most} days ahead can be booked."),
    content(
        "APPOINTMENT-IN-PAST",
        "The slot {slot} on {date} is over: it is {now} here. Book a slot to come.",
    ),
    content(
        "REASON-MISSING",
        "Appointment status {status} needs a ReasonCode. Send one of {codes}.",
        rule="broken-visit-explained",
    ),
    content("LINES-MISSING", "{what} has no lines. Send at least one."),
    content("LINE-REPEATED", "Line {line} of {what} is there twice. Send each line once."),
    content("ORDER-REPEATED", "Works order {number} is on the invoice twice. Send it once."),
    content(
        "LINE-INCOMPLETE",
        "Line {line} ({action}) has no {missing}. Send it, so that the line can be priced.",
        rule="variation-lines-complete",
    ),
    content(
        "ITEM-UNKNOWN",
        "Line {line} has the schedule item '{item}', which is not in the schedule of rates. Send "
        "an item of it, or MANUAL with description, unit, rate and trade.",
        rule="variation-items-scheduled",
    ),
    content(
        "COMMENTS-MISSING",
        "The variation adds {value}, above your limit of {limit}, and has no Comments. Say why the "
        "work is needed.",
    ),
    content(
        "RATE-NOT-AGREED",
        "Line {line} has the rate {value}, and item {item} is agreed at {agreed}. Leave the rate "
        "out, or send the agreed one.",
        rule="variation-items-scheduled",
    ),
    content(
        "CHANGE-TOO-WIDE",
        "Line {line} (CHG) has {field} {value}, where the line has {kept}. A change gives a line "
        "another quantity, location or comment; for anything else remove it and add another.",
    ),
    content(
        "LINE-NET-WRONG",
        "Line {line} of {number} has net {value}; quantity times rate, halves up, is {expected}.",
        rule="invoice-sums-right",
    ),
    content(
        "LINE-TAX-WRONG",
        "Line {line} of {number} has tax {value}; {tax_code} on its net, halves up, is {expected}.",
        rule="invoice-sums-right",
    ),
    content(
        "ORDER-SUM-WRONG",
        "{field} of {number} is {value}; its lines give {expected}.",
        rule="invoice-sums-right",
    ),
    content(
        "TOTAL-WRONG",
        "{field} is {value}; the works orders on the invoice give {expected}.",
        rule="invoice-sums-right",
    ),
    content(
        "REVERSE-CHARGE-WRONG",
        "ReverseCharge is {value}, but tax code RC is on {count} of the invoice's lines. Send Y "
        "exactly when RC is used.",
        rule="reverse-charge-told",
    ),
    content(
        "ORDER-FULL",
        "Works order {number} already has {most} {what}, and takes no more. Call the landlord.",
        why="a limit of the books that no sensible client reaches",
    ),
)
