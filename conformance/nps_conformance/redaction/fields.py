"""Which fields hold what belongs to people, by the names they have in messages, facts and XML."""

from typing import Final

from nps_simulator.endpoints.soap.shapes import element_name
from nps_wsdl.contract import SimpleType, load_contract

# Names, addresses, telephone numbers, key safes, and whatever anybody may have written freely.
PRIVATE: Final = frozenset(
    {
        "tenant_name",
        "operative_name",
        "author",
        "booked_with",
        "telephone",
        "contact_telephone",
        "property_reference",
        "uprn",
        "address_line_1",
        "address_line_2",
        "town",
        "postcode",
        "support_needs",
        "key_safe_location",
        "key_safe_code",
        "notes",
        "comments",
        "description",
        "location",
        "text",
    }
)
FACTS: Final = PRIVATE | {"with", "access_notes", "operative"}  # of instructions and actions
CODES: Final = frozenset({"key_safe_code"})  # what must not stand in a reference either
REFERENCES: Final = frozenset(
    {"external_reference", "contractor_reference", "supplier_invoice_reference"}
)
# What the landlord writes; it may quote what came.
QUOTING: Final = frozenset({"message", "sentence"})

PRIVATE_ELEMENTS: Final = frozenset(map(element_name, PRIVATE))
REFERENCE_ELEMENTS: Final = frozenset(map(element_name, REFERENCES))
QUOTING_ELEMENTS: Final = frozenset({"faultstring", "Message", "Expected"})
_ENVELOPE: Final = frozenset(
    {
        "faultcode",
        "faultactor",
        "Path",
        "Line",
        "Code",
        "Username",
        "Password",
        "Nonce",
        "Created",
        "Expires",
    }
)


def _plain() -> frozenset[str]:
    """Leaves of the contract that hold codes, numbers and times."""
    simple = {
        field.name
        for each in load_contract().types.values()
        if not isinstance(each, SimpleType)
        for field in each.fields
        if isinstance(field.type, SimpleType)
    }
    for operation in load_contract().operations.values():
        simple |= {
            field.name for field in operation.request.fields if isinstance(field.type, SimpleType)
        }
    return frozenset(simple - PRIVATE_ELEMENTS | _ENVELOPE)


# Everything else in a message is taken for private: a misspelt element may hold a name.
PLAIN_ELEMENTS: Final = _plain()
