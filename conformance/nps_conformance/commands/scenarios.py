"""`nps scenarios`: lists the scenarios, checks scenario files, shows one, begins a new one, or
prints the catalogue as a page.
"""

import argparse
import difflib
import json
import re
import sys
from pathlib import Path
from typing import Any, Final

from nps_conformance.judge_run import NOT_CONFORMANT
from nps_conformance.rules._book import RULES
from nps_conformance.scenario_page import OWN_DEEDS, page
from nps_scenarios.loader import (
    ENDINGS,
    load_profile,
    load_scenario,
    load_scenarios,
    scenario_names,
    schema,
)
from nps_scenarios.needs import unmet
from nps_scenarios.problems import SetUpError
from nps_scenarios.scenario import Deed, Scenario
from nps_scenarios.skeleton import skeleton
from nps_scenarios.timeline import timeline
from nps_simulator.actions.registry import ACTIONS
from nps_simulator.sandbox.faults import FaultError, check_fault

NAME: Final = "scenarios"
SUMMARY: Final = "list, check, show or begin scenarios"
PAGE: Final = Path("scenarios/SCENARIOS.md")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of this subcommand."""
    parser.add_argument(
        "--scenarios", metavar="DIR", type=Path, help="a folder of scenarios of your own, besides"
    )
    parser.add_argument("--json", action="store_true", help="print the list as JSON")
    what = parser.add_subparsers(dest="what", metavar="check | show | new | page")
    check = what.add_parser(
        "check", help="check scenario files: grammar, profile, rules, landlord's actions"
    )
    check.add_argument("file", nargs="*", help="files, folders or names (default: all)")
    show = what.add_parser("show", help="tell a scenario step by step, as it is played")
    show.add_argument("name", help="a scenario's name, a family's, or a file")
    show.add_argument("--source", action="store_true", help="print its file instead")
    new = what.add_parser("new", help="write a commented scenario to begin with")
    new.add_argument(
        "name", help="its name; the file is NAME.yaml, here or in the folder of --scenarios"
    )
    printed = what.add_parser("page", help="print the catalogue as Markdown")
    printed.add_argument(
        "--check",
        metavar="FILE",
        nargs="?",
        type=Path,
        const=PAGE,
        help=f"compare it with a page printed before (default: {PAGE.as_posix()})",
    )


def run(args: argparse.Namespace) -> int:
    """Do what was asked for."""
    own = [args.scenarios] if args.scenarios else []
    if args.what == "show":
        return _show(args.name, own, source=args.source)
    if args.what == "new":
        return _new(args.name, args.scenarios or Path(), own)
    if args.what == "page":
        return _page(args.check)
    if args.what == "check":
        return _check(args.file or _files(own), own)
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
    contradicted = unmet(scenario, load_profile(scenario.profile))
    name = f"{scenario.family}.yaml"
    if contradicted:
        raise SetUpError(f"{name}: {contradicted}, its own landlord.")
    for rule in scenario.covers:
        if rule not in RULES:
            raise SetUpError(f"{name}: covers {rule!r}, and there is no such rule: see nps rules.")
    for step in scenario.steps:
        for deed in step.then:
            problem = _problem(deed)
            if problem:
                raise SetUpError(f"{name}, {step.place}: {problem}")


def _problem(deed: Deed) -> str:
    """What of a deed does not exist, empty when all does."""
    if deed.name not in OWN_DEEDS and deed.name not in ACTIONS:
        return f"there is no action {deed.name!r}; there are {', '.join(sorted(ACTIONS))}."
    for rule in deed.arguments.get("tempts", ()):
        if rule not in RULES:
            return f"tempts {rule!r}, and there is no such rule."
    if deed.name == "fault":
        try:
            check_fault(deed.arguments)
        except FaultError as error:
            return str(error)
    return ""


def _show(name: str, own: list[Path], *, source: bool) -> int:
    """Tell a scenario, or all of a family, or print the file."""
    found = load_scenarios(name, own)
    if source:
        sys.stdout.write(found[0].source_bytes.decode())
    else:
        sys.stdout.write("\n".join(map(timeline, found)))
    return 0


def _files(own: list[Path]) -> list[str]:
    """The names of all files: each holds one scenario, or a family."""
    return list(dict.fromkeys(name.partition("@")[0] for name in scenario_names(own)))


def _each(name: str) -> list[str]:
    """The files of a folder, and what is none as it is. Raises SetUpError for an empty folder."""
    path = Path(name)
    if not path.is_dir():
        return [name]
    found = [str(each) for each in sorted(path.iterdir()) if each.suffix in ENDINGS]
    if not found:
        raise SetUpError(
            f"{path}: there is no scenario in this folder (*.yaml or *.yml; folders in it are not "
            "looked into). Name a scenario's file, or the folder that holds it."
        )
    return found


def _check(names: list[str], own: list[Path]) -> int:
    """Check each; 3 when any is wrong, after all were looked at."""
    wrong = 0
    for given in names:
        try:
            files = _each(given)
        except SetUpError as error:
            wrong += 1
            sys.stderr.write(f"{error}\n")
        else:
            wrong += sum(not _good(name, own) for name in files)
    return 3 if wrong else 0


def _good(name: str, own: list[Path]) -> bool:
    """Whether a file is good; said at once."""
    try:
        found = load_scenarios(name, own)
        for each in found:
            checked(each)
    except SetUpError as error:
        sys.stderr.write(f"{error}\n")
        return False
    cases = f" ({len(found)} cases)" if found[1:] else ""
    sys.stdout.write(f"{name}: good{cases}\n")
    return True


def _new(name: str, folder: Path, own: list[Path]) -> int:
    """Write a skeleton under a name and with a seed that are free. Raises SetUpError."""
    pattern = schema("scenario")["properties"]["id"]["pattern"]
    if not re.fullmatch(pattern, name):
        raise SetUpError(f"{name!r} is no name of a scenario: lower-case words with hyphens.")
    names = scenario_names(own)
    path = folder / f"{name}.yaml"
    if name in names or path.exists():
        raise SetUpError(f"There is a scenario {name!r} already; give the new one another name.")
    seed = max((load_scenario(each, own).seed for each in names), default=0) + 1
    try:
        path.write_text(skeleton(name, seed), encoding="utf-8")
    except OSError as error:
        raise SetUpError(f"{path}: cannot be written: {error.strerror or error}.") from error
    sys.stdout.write(
        f"{path} is written, and good as it stands. Change it, check it with nps scenarios check "
        f"{path}, and play it with nps certify --scenarios {folder} --scenario {name}.\n"
    )
    return 0


def _page(committed: Path | None) -> int:
    """Print the page, or compare it; 1 when it differs. Raises SetUpError."""
    now = page([load_scenario(name) for name in scenario_names()], RULES)
    if committed is None:
        sys.stdout.write(now)
        return 0
    try:
        before = committed.read_text(encoding="utf-8")
    except OSError as error:
        raise SetUpError(
            f"{committed}: cannot be read: {error.strerror or error}. Run it where the page is, or "
            "name the page with --check FILE."
        ) from error
    if before == now:
        return 0
    lines = difflib.unified_diff(
        before.splitlines(), now.splitlines(), committed.as_posix(), "as it is now", "", "", 0, ""
    )
    sys.stderr.write("\n".join(lines) + "\n")
    sys.stderr.write(f"{committed} is out of date: print it again with nps scenarios page.\n")
    return NOT_CONFORMANT


def _row(scenario: Scenario) -> dict[str, Any]:
    return {
        "id": scenario.id,
        "title": scenario.title,
        "why": scenario.why,
        "covers": list(scenario.covers),
        "profile": scenario.profile,
        "needs": dict(scenario.needs),
        "seed": scenario.seed,
    }
