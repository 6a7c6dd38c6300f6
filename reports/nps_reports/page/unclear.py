"""How the contractor handled messages whose reply did not come or could not be read."""

from typing import Final

from nps_reports.page.markup import Markup, tag
from nps_reports.record import Run, UnclearReplies

# The judge's words for what is wrong and for what is slow; the others are right or say nothing.
_COLOURS: Final = {
    "repeated as a new event": "failed",
    "given up in silence": "failed",
    "handed to a person": "warned",
    "too little followed to tell": "inconclusive",
}


def unclear(run: Run) -> Markup | None:
    """A table: operations by what had become of the message; None when every reply was clear."""
    if not run.unclear:
        return None
    told = (
        "The contractor cannot tell a lost reply from a lost request, so what it does has to be "
        "right in both cases."
    )
    columns = ("Operation", "Done, and the reply was lost", "Not done: the request was lost")
    head = tag("tr", [tag("th", text, scope="col") for text in columns])
    operations = dict.fromkeys(each.operation for each in run.unclear)
    body = [
        tag(
            "tr",
            [
                tag("th", operation, scope="row"),
                *(_cell(run, operation, done=done) for done in (True, False)),
            ],
        )
        for operation in operations
    ]
    table = tag("table", [tag("thead", head), tag("tbody", body)])
    label = "Messages without a clear reply"
    wide = tag("div", table, class_="wide", tabindex="0", role="region", aria_label=label)
    return Markup(tag("p", told, class_="legend") + wide)


def _cell(run: Run, operation: str, *, done: bool) -> Markup:
    found = [each for each in run.unclear if each.operation == operation and each.done is done]
    return tag("td", [_line(each) for each in found]) if found else tag("td", "-")


def _line(each: UnclearReplies) -> Markup:
    colour = _COLOURS.get(each.handling, "passed")
    return tag("p", f"{each.handling} ({each.count})", class_=colour)
