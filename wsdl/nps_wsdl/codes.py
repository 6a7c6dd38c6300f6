"""The published code lists of the contractor interface: code to meaning.

A closed set (flags, severities, line actions) is an enumeration in the WSDL; a set that a landlord
configures is a string in the WSDL and a list here, checked as a business rule. To add a code, add
it to its list: the WSDL documentation and `CONTRACT.md` are compared with this file. All codes and
wordings are assumed (invented in the style of such systems) unless a comment says otherwise.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final


def _published(**codes: str) -> Mapping[str, str]:
    return MappingProxyType(codes)


# Fixed works order statuses; the codes follow vendor-style evidence.
WORKS_ORDER_STATUSES: Final = _published(
    RAI="raised, not yet authorised",
    AUT="authorised, ready for pick-up",
    ISS="issued: the contractor has confirmed receipt",
    COM="completed",
    CLO="closed: invoiced and settled",
    CAN="cancelled",
    HLD="held by the landlord",
)

PRIORITIES: Final = _published(
    IMM="immediate: attend within 4 hours",
    EMG="emergency: within 24 hours",
    URG="urgent: within 5 working days",
    ROU="routine: within 28 days",
    PLN="planned: within 90 days",
)

SLOTS: Final = _published(
    AM="08:00 to 12:00",
    PM="12:00 to 16:30",
    SCH="avoiding the school run, 09:30 to 14:00",
    ALL="08:00 to 16:30",
    EVE="16:00 to 18:00",
)

# The Magenta document gives completed, cancelled and broken; the others are assumed.
APPOINTMENT_STATUSES: Final = _published(
    BKD="booked",
    CNF="confirmed",
    ENR="en route",
    ATT="attended: the operative has arrived",
    CMP="completed",
    BRK="broken",
    CAN="cancelled",
    NAC="no access",
)

BOOKERS: Final = _published(
    LANDLORD="booked by the landlord",
    CONTRACTOR="booked by the contractor",
)

APPOINTMENT_REASONS: Final = _published(
    TENCAN="cancelled by the tenant",
    TENMOV="the tenant asked for another time",
    NOOPER="no operative available",
    VANBRK="vehicle breakdown",
    WEATHR="weather",
    NOPART="materials not available",
    LANDLD="withdrawn by the landlord",
)

NON_ACCESS_REASONS: Final = _published(
    NOANS="no answer, card left",
    NOCRD="no answer, no card left",
    REFUS="entry refused",
    ADULT="no adult present",
    WRONG="wrong address or contact",
    UNSAFE="unsafe to enter",
    OCCUP="the occupant asked for another time",
    KEYS="keys or key safe failed",
    ASBES="asbestos information missing",
)

# The first three send an order back (second seed: wrong allocation, duplicate, site information).
CANCELLATION_REASONS: Final = _published(
    WRALL="wrongly allocated",
    DUPL="duplicate of another order",
    INFO="site or inventory information wrong",
    NOTREQ="no longer required by the tenant",
    NOACC="repeated non-access",
    TENDO="done by the tenant or others",
    VOID="property void",
    NOTCON="outside the contract",
    ERROR="raised in error",
)
SENT_BACK_REASONS: Final = frozenset({"WRALL", "DUPL", "INFO"})

VARIATION_REASONS: Final = _published(
    ADDWK="additional work found",
    WRSOR="more specific or correct schedule item",
    QTYCH="quantity change",
    MATRL="material change",
    FOLLO="follow-on trade",
    ASBFD="asbestos found",
    SCAFF="access equipment",
)

VARIATION_OUTCOMES: Final = _published(
    APPLIED="applied at once: the order has a new version",
    PENDING="waits for the landlord",
    REJECTED="rejected at once",
)

VARIATION_STATUSES: Final = _published(
    PEND="waits for the landlord",
    APPL="applied within the contractor's limit",
    APPR="approved by the landlord",
    REJ="rejected",
)

VARIATION_REJECTIONS: Final = _published(
    OVLIM="above the limit",
    NOTJUS="not justified",
    DUPLN="duplicate of a line on the order",
    WRCODE="wrong schedule item",
    INCLUD="included in another rate",
    EVID="evidence missing",
    RECH="rechargeable, for the landlord to decide",
)

CHANGE_TYPES: Final = _published(
    NEW="new order",
    AMD="amended by the landlord",
    VAR="variation applied or approved",
    REJ="variation rejected",
    CAN="cancelled by the landlord",
    HLD="held",
    REL="released from hold",
    APP="appointment booked, moved or broken by the landlord",
    INV="invoice queried, rejected or settled",
)

UNITS: Final = _published(
    IT="item",
    NO="number",
    LM="linear metre",
    SM="square metre",
    CM="cubic metre",
    HR="hour",
    DY="day",
    PR="pair",
    ST="set",
    VI="visit",
)

TRADES: Final = _published(
    PL="plumbing",
    CP="carpentry",
    EL="electrical",
    BK="brickwork",
    PT="painting and plastering",
    GL="glazing",
    RF="roofing",
    HE="heating",
    DR="drainage",
    MU="multi trade",
)

# Rates in percent. RC is the domestic reverse charge: the rate is shown, the tax charged is nil.
TAX_CODES: Final = _published(
    S20="standard rate, 20 per cent",
    R05="reduced rate, 5 per cent",
    Z00="zero rate",
    EX="exempt",
    RC="domestic reverse charge, 20 per cent accounted for by the customer",
)

NOTE_TYPES: Final = _published(
    GEN="general",
    ACC="access",
    HAZ="hazard seen",
    ASB="asbestos",
    TEN="from the tenant",
)

ALERT_TYPES: Final = _published(
    ASB="asbestos",
    PAIR="visit in pairs",
    DOG="dog on the premises",
    ELE="electrical",
    GAS="gas",
    STR="structural",
)

INVOICE_STATUSES: Final = _published(
    RCV="received, waits for the landlord",
    APR="approved for payment",
    PAID="paid",
    QRY="queried by the landlord",
    REJ="rejected",
)

REQUIRED_ACTIONS: Final = _published(
    NONE="nothing further",
    REBOOK="book another appointment",
    REFER="refer the order back to the landlord",
)

ORDER_TYPES: Final = _published(
    REP="responsive repair",
    INS="inspection",
    VOI="void property",
    PLN="planned",
)

# An invented schedule of rates: code to (description, unit, rate in pounds, trade).
# Nothing here is taken from a licensed schedule.
SCHEDULE_OF_RATES: Final[Mapping[str, tuple[str, str, str, str]]] = MappingProxyType(
    {
        "900101": ("Renew washer to tap", "NO", "12.50", "PL"),
        "900205": ("Clear blocked waste pipe", "IT", "38.20", "DR"),
        "900310": ("Renew skirting up to 150 mm", "LM", "9.75", "CP"),
        "900420": ("Patch plaster up to 1 square metre", "IT", "41.00", "PT"),
        "900425": ("Replaster wall", "SM", "23.40", "PT"),
        "900555": ("Renew extractor fan", "NO", "118.00", "EL"),
        "900901": ("Wash down and treat mould", "SM", "7.85", "PT"),
        "900999": ("Daywork, plumber", "HR", "32.00", "PL"),
    }
)
