"""The page as a whole: verdict first, then breaches, what is missing, matrix, rules, messages."""

from collections.abc import Iterable, Iterator
from importlib.resources import files
from itertools import chain

from nps_reports.page.breaches import breaches, known_failures, missing, to_run_next
from nps_reports.page.coverage import coverage
from nps_reports.page.markup import Markup, pieces, rows, tag
from nps_reports.page.matrix import matrix, rule_list
from nps_reports.page.messages import messages
from nps_reports.page.sequence import sequences
from nps_reports.page.unclear import unclear
from nps_reports.record import Report, Run, Word

_HEADLINES = {
    0: ("Conformant", "passed"),
    1: ("Not conformant", "failed"),
    2: ("Undecided", "inconclusive"),
}


def page(report: Report) -> Iterator[str]:
    """The whole document, in pieces: what grows with the messages is never held at once."""
    style, search = (
        files("nps_reports.page").joinpath(name).read_text("utf-8")
        for name in ("style.css", "search.js")
    )
    run = report.run
    name = str(run.contractor.get("name", "contractor"))
    headline, _ = _HEADLINES.get(run.exit_code, ("The judge failed", "error"))
    head = [
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", f"{headline}: {name}"),
        tag("style", Markup(style)),
    ]
    parts: list[tuple[str, str, Iterable[Markup | None]]] = [
        ("breaches", "What was broken", [breaches(report)]),
        ("known", "Known failures", [known_failures(run)]),
        ("missing", "What is not decided", [missing(run)]),
        ("next", "What to run next", [to_run_next(report)]),
        ("matrix", "Rules and scenarios", [matrix(run)]),
        ("sequence", "Works orders, message by message", sequences(report)),
        ("unclear", "Messages without a clear reply", [unclear(run)]),
        ("coverage", "What was tried", [coverage(report)]),
        ("rules", "The rules", [rule_list(run)]),
        ("messages", "Messages", messages(report)),
    ]
    found = [(id_, title, _found(content)) for id_, title, content in parts]
    there = [(id_, title, content) for id_, title, content in found if content is not None]
    links = [tag("li", tag("a", title, href=f"#{id_}")) for id_, title, _ in there]
    sections = (
        pieces("section", chain([tag("h2", title)], content), id=id_)
        for id_, title, content in there
    )
    body = chain(
        [
            tag("a", "Skip to the verdict", href="#verdict", class_="skip"),
            tag("header", _verdict(report)),
            tag("nav", tag("ul", links), aria_label="Parts of this report"),
            _search(),
        ],
        pieces("main", chain.from_iterable(sections)),
        [tag("footer", _footer(report)), tag("script", Markup(search))],
    )
    yield "<!DOCTYPE html>\n"
    yield from pieces("html", chain([tag("head", head)], pieces("body", body)), lang="en-GB")
    yield "\n"


def _found(content: Iterable[Markup | None]) -> Iterator[Markup] | None:
    """The pieces of a part that say something; None when there are none."""
    said = (each for each in content if each)
    first = next(said, None)
    return None if first is None else chain([first], said)


def _search() -> Markup:
    """A field that shows only what has a word in it; hidden until the script is there."""
    field = tag("input", type="search", id="search", autocomplete="off", spellcheck="false")
    label = tag("label", "Show only what mentions (rule, works order, code): ", for_="search")
    count = tag("output", for_="search", id="found")
    return tag("form", [label, field, " ", count], role="search", id="searching", hidden="hidden")


def _verdict(report: Report) -> Markup:
    run = report.run
    headline, colour = _HEADLINES.get(run.exit_code, ("The judge failed", "error"))
    who = " ".join(str(run.contractor.get(key, "")) for key in ("name", "version")).strip()
    profiles = sorted({each.profile for each in run.played})
    seeds = sorted({each.seed for each in run.played})
    return tag(
        "div",
        [
            tag("p", who or "contractor", class_="who"),
            tag("h1", headline),
            tag("p", run.conclusion, class_="conclusion"),
            tag("ul", _counts(run), class_="counts"),
            rows(
                [
                    ("Profile", ", ".join(profiles)),
                    ("Sandboxes", f"{len(run.played)} (each a scenario in a mode)"),
                    ("Exchanges", str(sum(each.exchanges for each in run.played))),
                    ("Seeds", ", ".join(map(str, seeds))),
                    ("Known failures", _known(run)),
                    ("Exit code", str(run.exit_code)),
                    ("Began", report.environment.started_at),
                ]
            ),
        ],
        id="verdict",
        class_=f"verdict {colour}",
    )


def _counts(run: Run) -> list[Markup]:
    words = [each.verdict for each in run.summary]
    return [
        tag("li", [tag("b", str(words.count(word))), f" {word.value}"], class_=word.value.lower())
        for word in Word
        if word in words
    ]


def _known(run: Run) -> str:
    """How many known failures stand how, empty when there are none."""
    return ", ".join(f"{count} {word}" for word, count in run.known_counts.items() if count)


def _footer(report: Report) -> list[Markup]:
    run = report.run
    facts = [*report.environment.facts]
    return [
        tag(
            "p",
            [
                "This page says what the messages show. Numbers of messages are those of entries. ",
                tag("code", "nps judge"),
                " derives every verdict from the journals again.",
            ],
        ),
        rows([("Contract", run.contract_sha256), ("Rules", run.rules_sha256), *facts]),
    ]
