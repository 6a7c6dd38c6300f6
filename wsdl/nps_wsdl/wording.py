"""The words in which the WSDL's documentation and `CONTRACT.md` state a limit.

One wording, so that a test can hold the hand-written documentation against `limits.py`. To word a
new kind of limit, add a sentence here and write it into the WSDL where the limit applies.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from nps_wsdl import codes
from nps_wsdl.limits import Limit

# Every published list by its title: CANCELLATION_REASONS is "cancellation reasons".
CODE_LISTS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        name.lower().replace("_", " "): value
        for name, value in vars(codes).items()
        if isinstance(value, MappingProxyType) and name != "SCHEDULE_OF_RATES"
    }
)


def title_of(published: Mapping[str, str]) -> str:
    """Name a list published in `codes.py`; raises `LookupError` for any other mapping."""
    for title, codelist in CODE_LISTS.items():
        if codelist is published:
            return title
    raise LookupError(f"the list {', '.join(published)} is not published in nps_wsdl.codes")


def sentences(limit: Limit) -> tuple[str, ...]:
    """Put a limit into words, one sentence for each thing it says."""
    said: list[str] = []
    if limit.min_length is not None:
        said.append(f"At least {limit.min_length} character.")
    if limit.max_length is not None:
        said.append(f"At most {limit.max_length} characters.")
    if limit.pattern is not None:
        said.append(f"Pattern {limit.pattern} applies.")
    if limit.decimals is not None:
        said.append(f"At most {limit.decimals} decimals.")
    if limit.minimum is not None and limit.maximum is not None:
        said.append(f"From {limit.minimum} to {limit.maximum}.")
    if limit.codes is not None:
        said.append(f"Codes ({title_of(limit.codes)}): {', '.join(limit.codes)}.")
    return tuple(said)
