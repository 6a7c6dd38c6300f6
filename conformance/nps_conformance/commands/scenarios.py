"""`nps scenarios`: lists the scenarios, checks scenario files, or shows one."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any, Final

from nps_conformance.rules._book import RULES
from nps_scenarios.loader import load_profile, load_scenario, scenario_names
from nps_scenarios.problems import SetUpError
from nps_scenarios.scenario import Scenario
from nps_simulator.actions.registry import ACTIONS

NAME: Final = "scenarios"
SUMMARY: Final = "list, check or show scenarios"
OWN_DEEDS: Final = frozenset({"instruct", "fault", "clock"})


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of this subcommand."""
    parser.add_argument(
        "--scenarios", metavar="DIR", type=Path, help="a folder of scenarios of your own, besides"
    )
    parser.add_argument("--json", action="store_true", help="print the list as JSON")
    what = parser.add_subparsers(dest="what", metavar="check | show")
    check = what.add_parser(
        "check", help="check scenario files: grammar, profile, rules, landlord's actions"
    )
    check.add_argument("file", nargs="*", help="files or names (default: all)")
    show = what.add_parser("show", help="print a scenario's file")
    show.add_argument("name", help="a scenario's name, or a file")


def run(args: argparse.Namespace) -> int:
    """Do what was asked for."""
    own = [args.scenarios] if args.scenarios else []
    if args.what == "show":
        sys.stdout.write(load_scenario(args.name, own).source_bytes.decode())
        return 0
    if args.what == "check":
        return _check(args.file or list(scenario_names(own)), own)
    found = [load_scenario(name, own) for name in scenario_names(own)]
    if args.json:
        sys.stdout.write(json.dumps([_row(each) for each in found], indent=2) + "\n")
        return 0
    width = max((len(each.id) for each in found), default=0)
    for each in found:
        sys.stdout.write(f"{each.id:<{width}}  {each.title}\n")
    return 0


def checked(scenario: Scenario) -> None:
    """Hold a scenario against what exists. Raises SetUpError for the first thing that does not."""
    load_profile(scenario.profile)
    name = f"{scenario.id}.yaml"
    for rule in scenario.covers:
        if rule not in RULES:
            raise SetUpError(f"{name}: covers {rule!r}, and there is no such rule: see nps rules.")
    for step in scenario.steps:
        for deed in step.then:
            if deed.name not in OWN_DEEDS and deed.name not in ACTIONS:
                raise SetUpError(
                    f"{name}, line {step.line}: there is no action {deed.name!r}; there are "
                    f"{', '.join(sorted(ACTIONS))}."
                )
            for rule in deed.arguments.get("tempts", ()):
                if rule not in RULES:
                    raise SetUpError(
                        f"{name}, line {step.line}: tempts {rule!r}, and there is no such rule."
                    )


def _check(names: list[str], own: list[Path]) -> int:
    """Check each; 3 when any is wrong, after all were looked at."""
    wrong = 0
    for name in names:
        try:
            checked(load_scenario(name, own))
        except SetUpError as error:
            wrong += 1
            sys.stderr.write(f"{error}\n")
        else:
            sys.stdout.write(f"{name}: good\n")
    return 3 if wrong else 0


def _row(scenario: Scenario) -> dict[str, Any]:
    return {
        "id": scenario.id,
        "title": scenario.title,
        "why": scenario.why,
        "covers": list(scenario.covers),
        "profile": scenario.profile,
        "seed": scenario.seed,
    }
