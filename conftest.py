"""What every test folder shares: tests that need a foreign program, and generated messages.

A test marked `needs_tool("php-soap")` runs where that tool is found. Elsewhere it is skipped, all
such tests under one summary line; with NPS_REQUIRE_TOOLS=1 (`.ci/run` sets it) it fails instead.
To add a tool: one line in TOOLS, and its installation in `.ci/run`.

`any_message` and `valid_requests` give Hypothesis strategies made from the contract and its limits.
"""

import os
import subprocess
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import strategies as st

from nps_simulator.endpoints.soap.shapes import Member, members
from nps_simulator.messages.catalogue import OPERATIONS
from nps_wsdl.contract import ComplexType, load_contract
from nps_wsdl.limits import LIMITS, Limit

# The command that succeeds where the tool is there and usable.
TOOLS = {
    "php-soap": ("php", "-r", 'exit(extension_loaded("soap") ? 0 : 1);'),
    "node-soap": ("node", "-e", "require('soap')"),
    "jaxws": ("wsimport", "-version"),
    "allure": ("node", "-e", "require('allure-commandline')"),
}
MISSING: set[str] = set()


def _found(tool: str) -> bool:
    try:
        probe = subprocess.run(TOOLS[tool], capture_output=True, timeout=60, check=False)  # noqa: S603 - from the table
    except FileNotFoundError:
        return False
    return probe.returncode == 0


def pytest_addoption(parser: pytest.Parser) -> None:
    """Golden files are rewritten on request; commit them only when you know what changed them."""
    parser.addoption("--rewrite", action="store_true", help="accept what golden tests see now")
    parser.addoption("--explore", type=int, metavar="N", help="runs of the explorer of the judge")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Look once for the tools that the collected tests need."""
    wanted = {mark.args[0] for item in items for mark in item.iter_markers("needs_tool")}
    if unknown := wanted - TOOLS.keys():
        raise pytest.UsageError(f"needs_tool: {sorted(unknown)} is not in TOOLS of conftest.py")
    MISSING.update(tool for tool in wanted if not _found(tool))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip, or fail where nothing may be skipped."""
    if {mark.args[0] for mark in item.iter_markers("needs_tool")} & MISSING:
        # The same words for every test, so that pytest folds them into one line.
        reason = f"foreign tools not found: {', '.join(sorted(MISSING))}; .ci/run installs them"
        if os.environ.get("NPS_REQUIRE_TOOLS") == "1":
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)


# All that XML 1.0 can hold.
ILLEGAL = "".join(chr(n) for n in range(32) if n not in {9, 10, 13}) + "\ufffe\uffff"
TEXT = st.text(st.characters(codec="utf-8", exclude_characters=ILLEGAL), max_size=40)
ANY: dict[type, st.SearchStrategy[Any]] = {
    str: TEXT,
    bool: st.booleans(),
    int: st.integers(min_value=-(2**31), max_value=2**31 - 1),
    Decimal: st.decimals(min_value=-(10**9), max_value=10**9, places=3),
    datetime: st.datetimes(),
    date: st.dates(),
}
# Years that every stack can write: zeep sends the year 999 with three digits.
CENTURY = {
    datetime: st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31)),
    date: st.dates(date(2000, 1, 1), date(2099, 12, 31)),
}


def _value(python: type[Any], limit: Limit) -> st.SearchStrategy[Any]:
    if limit.codes is not None:
        return st.sampled_from(sorted(limit.codes))
    if limit.pattern is not None:
        matching = st.from_regex(limit.pattern.removesuffix("$"), fullmatch=True)
        return matching.filter(lambda text: len(text) <= (limit.max_length or len(text)))
    if limit.maximum is not None and limit.minimum is not None:
        if python is int:
            return st.integers(int(limit.minimum), int(limit.maximum))
        return st.decimals(limit.minimum, limit.maximum, places=limit.decimals)
    if python is not str:
        return (ANY | CENTURY)[python]
    longest = min(limit.max_length or 40, 40)
    return TEXT.filter(lambda text: (limit.min_length or 0) <= len(text) <= longest)


def _member(member: Member, limit: Limit | None) -> st.SearchStrategy[Any]:
    described = member.field.type
    if not isinstance(described, ComplexType):
        if issubclass(member.python, StrEnum):
            some: st.SearchStrategy[Any] = st.sampled_from(list(member.python))
        else:
            some = ANY[member.python] if limit is None else _value(member.python, limit)
    elif described.item is None:
        some = messages(member.python, described, limited=limit is not None)
    else:
        least = 0 if described.item.optional else 1
        item = messages(member.python, described.item.type, limited=limit is not None)
        return st.lists(item, min_size=least, max_size=3).map(tuple)
    return st.none() | some if member.field.optional else some


def messages(
    message: type[Any], described: ComplexType, *, limited: bool
) -> st.SearchStrategy[Any]:
    """Messages of a class that the schema takes; `limited` ones also keep every published limit."""
    limits = LIMITS.get(message.__name__, {}) if limited else {}
    unlimited = Limit() if limited else None
    return st.builds(
        message,
        **{
            member.attribute: _member(member, limits.get(member.attribute, unlimited))
            for member in members(message, described)
        },
    )


@pytest.fixture(scope="session")
def any_message() -> Callable[[type[Any]], st.SearchStrategy[Any]]:
    """Give the strategy of a request or reply class: valid against the schema, limits ignored."""
    contract = load_contract()

    def strategy(message: type[Any]) -> st.SearchStrategy[Any]:
        operation = contract.operations[message.__name__.removesuffix("Reply")]
        is_request = message.__name__ == operation.name
        described = operation.request if is_request else operation.result
        return messages(message, described, limited=False)

    return strategy


@pytest.fixture(scope="session")
def valid_requests() -> Callable[[str], st.SearchStrategy[Any]]:
    """Give the strategy of an operation's requests that keep every published limit."""
    contract = load_contract()

    def strategy(operation: str) -> st.SearchStrategy[Any]:
        described = contract.operations[operation].request
        return messages(OPERATIONS[operation].request, described, limited=True)

    return strategy
