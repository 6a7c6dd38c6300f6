"""Invented homes and tenants: where orders are when nobody says. No such place or person exists."""

from typing import Final

from nps_simulator.domain.model import Home

_STREETS: Final = (
    "Gannet Row",
    "Tansy Close",
    "Old Ropewalk",
    "Lapwing Street",
    "Copper Lane",
    "Fennel Gardens",
    "Heron Wharf",
)
_TENANTS: Final = (
    "A. Quillfeather",
    "B. Marrowdale",
    "C. Oakenshaw-Tull",
    "D. Pettibrook",
    "E. Ravensdale-Moy",
    "F. Summerlight",
)
# Numbers 01632 960000 to 960999 are set aside for fiction; postcode area ZZ is not in use.
_TOWN: Final = "Ostlebury Quay"


def invented_home(count: int) -> Home:
    """The home of the `count`-th order: the same count gives the same home."""
    street = _STREETS[count % len(_STREETS)]
    return Home(
        property_reference=f"P{count:06d}",
        address_line_1=f"{count % 97 + 1} {street}",
        town=_TOWN,
        postcode=f"ZZ{count % 9 + 1} {count % 8 + 1}AA",
        tenant_name=_TENANTS[count % len(_TENANTS)],
        telephone=f"01632 960{count % 1_000:03d}",
        access_am="YYYYYNN",
        access_pm="YYYYYNN",
    )
