"""Run a faulty contractor: `python -P -m nps_conformance.contractors.faulty HABIT [options]`.

HABIT is the name of a module in this folder, with dashes or underscores.
"""

import sys
from importlib import import_module
from pkgutil import iter_modules

import nps_conformance.contractors.faulty as package
from nps_conformance.contractors.reference.program import main


def habits() -> list[str]:
    """All habits there are: every module of the folder but this one."""
    return sorted(
        info.name.replace("_", "-")
        for info in iter_modules(package.__path__)
        if not info.name.startswith("_")
    )


def run(arguments: list[str]) -> int:
    """Run the habit named first; 2 when there is no such habit."""
    name = arguments[0].replace("_", "-") if arguments else ""
    if name not in habits():
        sys.stderr.write(f"There is no habit {name!r}; there are {', '.join(habits())}.\n")
        return 2
    module = import_module(f"{package.__name__}.{name.replace('-', '_')}")
    return main(module.Habit, arguments[1:])


if __name__ == "__main__":
    raise SystemExit(run(sys.argv[1:]))
