"""The APIs are the operations of the contract, one module each."""

from types import SimpleNamespace

import pytest

from nps_simulator.apis.registry import APIS, ApiClashError, collect
from nps_simulator.messages.catalogue import OPERATIONS
from nps_wsdl.contract import load_contract


def test_the_apis_are_the_operations_of_the_contract_both_ways():
    assert APIS.keys() == OPERATIONS.keys() == load_contract().operations.keys()


def test_each_api_lives_in_a_module_named_as_its_operation():
    for operation, api in APIS.items():
        module = api.guard.__module__.rpartition(".")[2]
        assert module.title().replace("_", "") == operation


def test_two_modules_for_one_operation_are_both_named():
    twin = SimpleNamespace(API=APIS["CancelWorksOrder"])
    with pytest.raises(ApiClashError, match="one and two both answer CancelWorksOrder"):
        collect({"one": twin, "two": twin})
