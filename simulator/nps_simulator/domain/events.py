"""The events of the four machines in `machines.py`: what is done, in words, and by whom."""

from enum import Enum, StrEnum


class By(StrEnum):
    """Whose doing an event is."""

    CONTRACTOR = "contractor"
    LANDLORD = "landlord"
    ITSELF = "itself"


class OrderEvent(Enum):
    """What happens to a works order: the words, and by whom."""

    READ = ("details requested (AP2)", By.CONTRACTOR)
    CONFIRM = ("receipt confirmed (AP3)", By.CONTRACTOR)
    CANCEL = ("cancelled (AP4)", By.CONTRACTOR)
    SEND_BACK = ("sent back (AP4)", By.CONTRACTOR)
    COMPLETE = ("completed (AP5)", By.CONTRACTOR)
    VARY = ("varied (AP6)", By.CONTRACTOR)
    NO_ACCESS = ("no access (AP7)", By.CONTRACTOR)
    INVOICE = ("invoiced (AP8)", By.CONTRACTOR)
    VISIT = ("visit under way or completed (AP9)", By.CONTRACTOR)
    MISSED = ("visit without access (AP9)", By.CONTRACTOR)
    DIARY = ("visit confirmed or called off (AP9)", By.CONTRACTOR)
    BOOK = ("visit booked (EX1)", By.CONTRACTOR)
    NOTE = ("note added (EX2)", By.CONTRACTOR)
    AUTHORISE = ("authorised", By.LANDLORD)
    AMEND = ("amended", By.LANDLORD)
    HOLD = ("held", By.LANDLORD)
    RELEASE = ("released", By.LANDLORD)
    WITHDRAW = ("cancelled by the landlord", By.LANDLORD)
    REALLOCATE = ("reallocated", By.LANDLORD)
    DECIDE = ("variation decided", By.LANDLORD)
    ARRANGE = ("visit booked, moved or broken by the landlord", By.LANDLORD)
    INSPECT = ("inspection passed", By.LANDLORD)
    CLOSE = ("closes", By.ITSELF)

    def __init__(self, words: str, by: By) -> None:
        self.words = words
        self.by = by


class VariationEvent(Enum):
    """What happens to a variation."""

    APPROVE = ("approved", By.LANDLORD)
    REJECT = ("rejected", By.LANDLORD)
    FALL = ("its order was cancelled", By.ITSELF)

    def __init__(self, words: str, by: By) -> None:
        self.words = words
        self.by = by


class AppointmentEvent(Enum):
    """What happens to an appointment; AP9 names the status it leads to."""

    REBOOK = ("booked (AP9)", By.CONTRACTOR)
    CONFIRM = ("confirmed (AP9)", By.CONTRACTOR)
    SET_OFF = ("en route (AP9)", By.CONTRACTOR)
    ATTEND = ("attended (AP9)", By.CONTRACTOR)
    COMPLETE = ("completed (AP9)", By.CONTRACTOR)
    BREAK = ("broken (AP9)", By.CONTRACTOR)
    CANCEL = ("cancelled (AP9)", By.CONTRACTOR)
    NO_ACCESS = ("no access (AP7, AP9)", By.CONTRACTOR)
    REPLACE = ("replaced by another (EX1)", By.CONTRACTOR)
    MOVE = ("moved", By.LANDLORD)
    LANDLORD_BREAK = ("broken by the landlord", By.LANDLORD)
    FALL = ("its order was cancelled", By.ITSELF)

    def __init__(self, words: str, by: By) -> None:
        self.words = words
        self.by = by


class InvoiceEvent(Enum):
    """What happens to an invoice."""

    APPROVE = ("approved", By.LANDLORD)
    QUERY = ("queried", By.LANDLORD)
    REJECT = ("rejected", By.LANDLORD)
    PAY = ("paid", By.LANDLORD)

    def __init__(self, words: str, by: By) -> None:
        self.words = words
        self.by = by


class Condition(Enum):
    """What may be so of an order beside its state."""

    NEVER_RECEIVED = "no receipt was ever confirmed"
    VARIATION_PENDING = "a variation waits for the landlord"
    INVOICED = "an invoice that is not rejected covers it"
    IN_REVIEW = "it is inspected, or its invoice is queried"
    BEGAN = "some part of it ever began"
