"""`nps rules`: lists the rules, or shows one.

Run as a module with `--page` it prints `conformance/RULES.md`.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from typing import Any, Final

from nps_conformance.rule_page import entry, mirror, page, sentence, standing
from nps_conformance.rules._book import RULES
from nps_conformance.rules._rule import Rule
from nps_scenarios.loader import load_profile, profile_names
from nps_scenarios.problems import SetUpError
from nps_scenarios.profile import Profile
from nps_scenarios.words import nearest_of_many

NAME: Final = "rules"
SUMMARY: Final = "list the rules, with level, provenance and source"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of this subcommand."""
    parser.add_argument("rule", metavar="NAME", nargs="?", help="show only this one, and all of it")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print the rules as JSON")
    form.add_argument("--page", action="store_true", help="print the rules as Markdown")


def run(args: argparse.Namespace) -> int:
    """Print the rules; returns exit code 0. Raises SetUpError when there is no rule of the name."""
    if args.rule and args.rule not in RULES:
        hint = nearest_of_many(args.rule, RULES, "`nps rules`")
        raise SetUpError(f"There is no rule {args.rule!r}. {hint}")
    rules = [RULES[args.rule]] if args.rule else list(RULES.values())
    profiles = [load_profile(name) for name in profile_names()]
    if args.json:
        text = (
            json.dumps([_plain(rule, profiles) for rule in rules], indent=1, ensure_ascii=False)
            + "\n"
        )
    elif args.page:
        text = page(rules, profiles)
    elif args.rule:
        text = entry(rules[0], profiles)
    else:
        width = max(len(rule.id) for rule in rules)
        text = "".join(
            f"{rule.id:<{width}}  {rule.level:<6}  {rule.provenance:<10}  {sentence(rule)}\n"
            for rule in rules
        )
    sys.stdout.write(text)
    return 0


def _plain(rule: Rule, profiles: Sequence[Profile]) -> dict[str, Any]:
    return {
        "id": rule.id,
        "level": rule.level.value,
        "provenance": rule.provenance.value,
        "always_fails": rule.always_fails,
        "kind": rule.kind.value,
        "family": rule.family,
        "sentence": sentence(rule),
        "source": rule.source,
        "needs": list(rule.needs),
        "profiles": list(standing(rule, profiles)),
        "refusal": mirror(rule),
    }


def _main() -> int:
    parser = argparse.ArgumentParser(prog="nps rules", description=SUMMARY)
    configure(parser)
    return run(parser.parse_args())


if __name__ == "__main__":
    raise SystemExit(_main())
