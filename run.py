"""The two commands of README.md, with all their set-up: `certify` and `test`.

Only the standard library, and no syntax that Python before 3.11 cannot read: whoever starts this
with an old Python is told so instead of being shown a SyntaxError.
"""

from __future__ import annotations  # lets an older Python read this far, and be told

import hashlib
import os
import re
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
SCRIPTS = ENVIRONMENT / ("Scripts" if os.name == "nt" else "bin")
PYTHON = SCRIPTS / ("python.exe" if os.name == "nt" else "python")
STAMP = ENVIRONMENT / "installed-from"
LOCK = ROOT / "requirements.lock"
# What is published as source only; built with the locked setuptools, not with what an index offers.
SOURCE_LOCK = ROOT / "requirements-source.lock"
OLDEST_PYTHON = (3, 11)
OLDEST_PIP = (22, 3)  # the first with `--python`
SETUP_ERROR = 3
USAGE = """usage: python run.py certify [arguments of `nps certify`]
       python run.py test [arguments of pytest]

certify   certifies the reference contractor, or with --contractor FILE your own
test      style, types, layers, generated pages and tests"""

# pytest is the last step, so that its summary is the last thing on the screen. `--dist loadfile`
# keeps a file's tests in one process: what a file builds once (stubs, servers) is built once.
STEPS = (
    ("style", ("ruff", "check", ".")),
    ("format", ("ruff", "format", "--check", ".")),
    ("types", ("mypy",)),
    ("layers", ("lint-imports",)),
    ("tests", ("pytest", "-n", "2", "--dist", "loadfile")),
)


class SetUpError(Exception):
    """Something is missing on this machine; the text says what to do."""


def say(text: str) -> None:
    """Print a line at once, so that it stands before what the next program prints."""
    print(text, flush=True)


def fingerprint() -> str:
    """Tell one state of the locks and the project's metadata from another."""
    digest = hashlib.sha256()
    for path in (LOCK, SOURCE_LOCK, ROOT / "pyproject.toml"):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def check_pip() -> None:
    """Make sure that the Python that runs this has a pip that can install into another."""
    asked = subprocess.run(
        [sys.executable, "-m", "pip", "--version"], capture_output=True, text=True, check=False
    )
    found = re.match(r"pip (\d+)\.(\d+)", asked.stdout)
    if asked.returncode or not found:
        raise SetUpError(
            f"No pip beside {sys.executable}: install it (Debian: apt-get install python3-pip; "
            "elsewhere: python -m ensurepip), then run this again."
        )
    if (int(found[1]), int(found[2])) < OLDEST_PIP:
        raise SetUpError(
            f"{found[0]} is too old, 22.3 is needed: run {sys.executable} -m pip install --upgrade "
            "pip, then this again."
        )


def pip_install(*arguments: str) -> None:
    """Install into the environment with the pip of the Python that runs this.

    The environment needs no pip of its own, which is what makes this work where Python comes
    without ensurepip.
    """
    command = [sys.executable, "-m", "pip", "--python", str(PYTHON), "install"]
    command += ["--disable-pip-version-check", "--no-input", "--quiet", *arguments]
    done = subprocess.run(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode:
        raise SetUpError(
            f"{done.stdout.strip()}\npip could not install (its words are above): check the "
            "connection to the package index, then run this again."
        )


def prepare() -> None:
    """Create `.venv` when missing, and install when the locks or the project changed."""
    wanted = fingerprint()
    if PYTHON.exists() and STAMP.exists() and STAMP.read_text(encoding="ascii") == wanted:
        return
    check_pip()
    if not PYTHON.exists():
        say(f"Creating .venv with Python {sys.version.split()[0]}")
        venv.create(ENVIRONMENT, clear=True, with_pip=False)
    say("Installing the locked packages into .venv (a minute or two, only when they changed)")
    pip_install("--require-hashes", "-r", str(LOCK))
    pip_install("--require-hashes", "--no-deps", "--no-build-isolation", "-r", str(SOURCE_LOCK))
    pip_install("--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    STAMP.write_text(wanted, encoding="ascii")


def call(command: list[str], folder: Path | None = None) -> int:
    """Run a program of the environment and hand back its exit code.

    Ctrl-C reaches the program too: it ends in its own way (reports written), and this waits.
    """
    path = os.pathsep.join((str(SCRIPTS), os.environ.get("PATH", "")))
    program = SCRIPTS / (command[0] + (".exe" if os.name == "nt" else ""))
    child = subprocess.Popen(
        [str(program), *command[1:]], cwd=folder, env=dict(os.environ, PATH=path)
    )
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:
            continue


def test(arguments: list[str]) -> int:
    """Run every step, also after one failed, and name the failed ones at the end."""
    failed = []
    for name, command in STEPS:
        whole = [*command, *(arguments if name == "tests" else ())]
        say(f"== {name}: {' '.join(whole)}")
        if call(whole, ROOT):
            failed.append(name)
    if failed:
        say(f"FAILED: {', '.join(failed)}")
    return 1 if failed else 0


def main(arguments: list[str]) -> int:
    """Do what was asked and hand back the exit code."""
    if not arguments or arguments[0] not in {"certify", "test"}:
        say(USAGE)
        return 0 if arguments[:1] in (["-h"], ["--help"]) else SETUP_ERROR
    if sys.version_info < OLDEST_PYTHON:
        say(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
        return SETUP_ERROR
    try:
        prepare()
    except (SetUpError, OSError) as error:
        say(str(error))
        return SETUP_ERROR
    if arguments[0] == "test":
        return test(arguments[1:])
    return call(["nps", *arguments])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
