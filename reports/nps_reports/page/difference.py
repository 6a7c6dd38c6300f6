"""The shortest legal message beside the one that came, as a difference of lines."""

from difflib import unified_diff

from lxml import etree

from nps_reports.page.markup import Markup, tag
from nps_reports.record import Violation
from nps_simulator.journal.entries import Entry, Exchange

AROUND = 1  # unchanged lines shown before and after a change


def difference(violation: Violation, entry: Entry | None) -> Markup:
    """What to change in the message that came; empty when another text would not have helped."""
    if violation.instead is None or not isinstance(entry, Exchange):
        return Markup("")
    came = _lines(entry.http_request.body, violation.xpath, None)
    legal = _lines(entry.http_request.body, violation.xpath, violation.instead)
    changes = [*unified_diff(came, legal, n=AROUND, lineterm="")][3:]
    if not (legal and changes):
        return Markup("")
    kinds = {"-": "del", "+": "ins"}
    said = [tag(kinds.get(line[:1], "span"), f"{line}\n") for line in changes]
    return tag("pre", said, class_="difference", tabindex="0")


def _lines(body: str, xpath: str, instead: str | None) -> list[str]:
    """The body's content, one element a line, with `instead` at the place; nothing when the body
    cannot be read or has no such place.

    `xpath` has local names only, with positions, as rules write it.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=True)
    try:
        root = etree.fromstring(body.encode(), parser)
    except (etree.XMLSyntaxError, ValueError):
        return []
    found = _find(root, xpath)
    if found is None:
        return []
    if instead is not None:
        try:
            found.text = instead
        except ValueError:  # characters that XML cannot carry
            return []
    content = next((each for each in root.iter("{*}Body")), root)
    message = content[0] if len(content) else content
    etree.indent(message)
    text = etree.tostring(message, encoding="unicode", with_tail=False)
    return [line for line in text.splitlines() if line.strip()]


def _find(root: etree._Element, xpath: str) -> etree._Element | None:
    steps = []
    for step in xpath.strip("/").split("/"):
        name, _, position = step.partition("[")
        place = f"[{position}" if position else ""
        steps.append(f"*[local-name()='{name}']{place}")
    found = root.xpath("/" + "/".join(steps))
    return found[0] if isinstance(found, list) and found else None
