"""Which calls are messages of their own, and which only send one again that was not answered."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from nps_conformance.evidence.model import Call


def anew(calls: Iterable[Call]) -> Iterator[Call]:
    """The calls that say something: neither the very same message as one that the landlord has
    accepted, nor as one before it whose reply did not come. `calls` ascend.
    """
    unclear: set[object] = set()
    for call in calls:
        if call.request is None:
            continue
        if call.again is None and call.request not in unclear:
            yield call
        if call.unclear:
            unclear.add(call.request)
        else:
            unclear.discard(call.request)


def content(call: Call) -> Any:  # noqa: ANN401 - one of the request classes, as in the call
    """What a write says, without the reference it says it under."""
    return replace(call.request, external_reference="")
