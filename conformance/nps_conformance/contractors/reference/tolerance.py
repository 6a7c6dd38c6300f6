"""What is not in the contract is passed over: a later edition of the landlord's system may add
optional elements, and a reply is no worse for them.
"""

from typing import Any

import zeep
from lxml import etree


class PassesOver(zeep.Plugin):
    """Takes elements out of replies that the contract does not know, before zeep refuses them."""

    def __init__(self) -> None:
        self.types: Any = None  # zeep's own, once the contract is read

    def ingress(
        self,
        envelope: etree._Element,
        http_headers: Any,  # noqa: ANN401 - zeep's signature
        operation: Any,  # noqa: ANN401 - zeep's signature
    ) -> tuple[etree._Element, Any]:
        """Look through the body of a reply; zeep calls it."""
        del operation
        for body in envelope.iterfind("{http://schemas.xmlsoap.org/soap/envelope/}Body"):
            for reply in body:
                self._look_through(reply)
        return envelope, http_headers

    def _look_through(self, reply: etree._Element) -> None:
        try:
            known = self.types.get_element(str(reply.tag))
        except zeep.exceptions.Error:
            return  # a Fault, or nothing of ours: others will say so
        _prune(reply, known.type)


def _prune(element: etree._Element, described: Any) -> None:  # noqa: ANN401 - zeep's type
    known = {part.qname.text: part.type for _, part in getattr(described, "elements", ())}
    if not known:
        return
    for child in list(element):
        if child.tag in known:
            _prune(child, known[child.tag])
        else:
            element.remove(child)
