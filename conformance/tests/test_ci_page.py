"""CI.md: its pipelines parse, call what exists, and end as the page says."""

import argparse
import os
import re
import shlex
import shutil
import subprocess
from importlib.metadata import entry_points
from pathlib import Path

import pytest
import yaml

from nps_conformance import dispatch
from nps_conformance.run_folder import OURS
from nps_reports.report import find_folder_writers, find_writers

PAGE = Path(__file__).parent.parent / "CI.md"
TEXT = PAGE.read_text(encoding="utf-8")
ROOT = PAGE.parent.parent
GITHUB, GITLAB = (
    yaml.safe_load(block)
    for block in re.findall(r"^```yaml\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
)
STEPS = GITHUB["jobs"]["certify"]["steps"]
JOB = GITLAB["nps-certify"]
# YAML 1.1, as PyYAML reads it, takes the key `on` for a truth; GitHub does not.
ON = True

CALLS = re.compile(r"\bnps [a-z][a-z-]*(?: +(?:--?[a-z-]+|[\w./-]+))*")


def said():
    """Every call of nps in the pipelines and in the page's prose."""
    scripts = [step.get("run", "") for step in STEPS] + JOB["script"] + JOB["before_script"]
    prose = re.findall(r"`(nps [^`]+)`", TEXT)
    return sorted({call for text in [*scripts, *prose] for call in CALLS.findall(text)})


def step(name):
    return next(each for each in STEPS if each.get("name") == name)


@pytest.mark.parametrize("call", said())
def test_every_call_is_of_a_command_and_options_that_exist(call):
    points = {point.name: point for point in entry_points(group=dispatch.GROUP)}
    _, name, *words = shlex.split(call)
    assert name in points

    parser = argparse.ArgumentParser()
    points[name].load().configure(parser)

    options = {word for word in words if word.startswith("-")}
    assert options <= parser._option_string_actions.keys()


@pytest.mark.parametrize("call", [each for each in said() if "--contractor" in each])
def test_a_pipeline_s_call_is_one_that_the_command_takes(call):
    _, name, *words = shlex.split(call)
    parser = argparse.ArgumentParser()
    entry_points(group=dispatch.GROUP)[name].load().configure(parser)

    assert str(parser.parse_args(words).contractor) == "contractor.yaml"


def test_both_pipelines_check_the_set_up_before_they_certify():
    for script in ("\n".join(each.get("run", "") for each in STEPS), "\n".join(JOB["script"])):
        assert 0 <= script.index("nps doctor") < script.index("nps certify")


def test_all_that_is_written_is_kept_whatever_the_outcome():
    keep = step("Keep the reports")
    github = set(keep["with"]["path"].split())
    gitlab = {*JOB["artifacts"]["paths"], JOB["artifacts"]["reports"]["junit"]}
    written = {*find_writers(), *(f"{name}/" for name in find_folder_writers())}
    written |= {f"{name}/" for name in OURS if name != "work"}

    assert {path.removeprefix("nps-reports/") for path in github} == written
    assert gitlab == github
    assert keep["if"] == "always()"
    assert JOB["artifacts"]["when"] == "always"


def test_the_workflow_has_what_github_asks_for():
    assert GITHUB.keys() == {"name", ON, "permissions", "jobs"}
    assert all(("uses" in each) != ("run" in each) for each in STEPS)


def test_undecided_is_a_warning_on_a_branch_and_a_failure_on_a_tag_at_gitlab():
    tagged, otherwise = JOB["rules"]

    assert JOB["allow_failure"] == {"exit_codes": [2]}
    assert tagged == {"if": "$CI_COMMIT_TAG", "allow_failure": False}
    assert "allow_failure" not in otherwise


@pytest.mark.skipif(shutil.which("bash") is None, reason="the step is written for bash")
@pytest.mark.parametrize(
    ("kind", "code", "ends"),
    [
        ("branch", 0, 0),
        ("branch", 1, 1),
        ("branch", 2, 0),
        ("branch", 3, 3),
        ("branch", 4, 4),
        ("tag", 0, 0),
        ("tag", 1, 1),
        ("tag", 2, 2),
    ],
)
def test_github_s_step_ends_as_the_page_says(tmp_path, kind, code, ends):
    """Run as GitHub runs it, with a program called nps that only ends."""
    fake = tmp_path / "nps"
    fake.write_text(f"#!/bin/sh\nexit {code}\n", encoding="utf-8")
    fake.chmod(0o755)
    script = tmp_path / "step.sh"
    script.write_text(step("Certify")["run"], encoding="utf-8")

    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(script)],
        env={"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}", "GITHUB_REF_TYPE": kind},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == ends, done.stderr
    assert ("::warning" in done.stdout) == (kind == "branch" and code == 2)


def test_the_page_and_its_links_are_found():
    assert "conformance/CI.md" in (ROOT / "README.md").read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#:]+)\)", TEXT):
        assert (PAGE.parent / target).exists(), target
