"""Rule: envelopes hold no processing instructions."""

from collections.abc import Iterator
from typing import Final

from lxml import etree

from nps_conformance.evidence.model import Evidence
from nps_conformance.evidence.wire import envelopes, mentions, orders_of, tree
from nps_conformance.rules._rule import (
    Kind,
    Level,
    Occasion,
    Provenance,
    Violated,
    rule,
    satisfied,
)
from nps_simulator.journal.entries import Exchange

Instruction: Final = etree._ProcessingInstruction  # noqa: SLF001 - lxml has no public name for it


@rule(
    level=Level.MUST,
    provenance=Provenance.DOCUMENTED,
    kind=Kind.MESSAGE,
    family="message",
    source="SOAP 1.1, 3, and WS-I Basic Profile 1.1 R1009: an envelope does not contain processing "
    "instructions.",
    needs_bytes=True,
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """No request contains an XML processing instruction. (The XML declaration is none.)"""
    for sent in envelopes(evidence):
        found = _instruction(sent)
        if found is None:
            yield satisfied(sent.seq)
            continue
        yield Violated(
            entries=(sent.seq,),
            message=sent.seq,
            order=orders_of(sent),
            state=f"a request for {sent.operation}",
            came=f"{found} in the message.",
            legal="The same envelope without it.",
            fix="Switch off what adds it (a style sheet, a marker of the program), or write the "
            "envelope through a SOAP library.",
            line=found.sourceline or 0,
        )


def _instruction(sent: Exchange) -> etree._Element | None:
    """The first one, None when there is none. Few bodies have to be parsed to know."""
    if not mentions(sent.http_request, "<?"):
        return None
    root = tree(sent.http_request)
    if root is None:
        return None
    everything = (*root.itersiblings(preceding=True), *root.itersiblings(), *root.iter())
    return next((each for each in everything if isinstance(each, Instruction)), None)
