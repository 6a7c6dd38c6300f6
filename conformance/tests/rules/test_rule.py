from dataclasses import replace
from importlib import import_module
from pkgutil import iter_modules

import pytest

import nps_conformance.rules as package
from nps_conformance.rules._book import RULES, collect
from nps_conformance.rules._rule import Kind, Level, Provenance, RuleError, rule

GIVEN = {
    "level": Level.MUST,
    "provenance": Provenance.DOCUMENTED,
    "kind": Kind.MESSAGE,
    "family": "tests",
    "source": "a test",
}


def test_a_rule_without_a_docstring_is_refused_by_name():
    def check(_evidence):
        yield from ()

    with pytest.raises(RuleError, match="Rule test-rule has no docstring"):
        rule(**GIVEN)(check)


def test_a_rule_without_a_source_is_refused():
    def check(_evidence):
        """Something holds."""
        yield from ()

    with pytest.raises(RuleError, match="has no source"):
        rule(**{**GIVEN, "source": ""})(check)


def test_two_rules_of_one_name_clash_and_both_are_named():
    one = RULES["work-invoiced-once"]
    other = replace(one, module="elsewhere.work_invoiced_once")

    with pytest.raises(RuleError, match=r"rules\.work_invoiced_once and elsewhere\.work_inv"):
        collect([one, other])


def test_every_file_in_the_folder_is_a_rule_of_its_name():
    files = {info.name for info in iter_modules(package.__path__) if info.name[0] != "_"}

    assert {each.replace("-", "_") for each in RULES} == files


@pytest.mark.parametrize("name", RULES)
def test_a_rule_reads_like_a_statement(name):
    """No command, no question; one paragraph that ends as sentences do."""
    text = RULES[name].sentence

    assert text[0].isupper()
    assert text.rstrip(")").endswith(".")
    assert "\n\n" not in text


@pytest.mark.parametrize("name", RULES)
def test_a_rule_has_tests_of_its_own(name):
    module = name.replace("-", "_")
    assert (import_module("pathlib").Path(__file__).with_name(f"test_{module}.py")).exists()
