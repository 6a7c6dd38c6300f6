"""What every scenario of the catalogue keeps to."""

import re

import pytest

from nps_scenarios.loader import load_scenario, scenario_names

OPERATIONS = (
    "RequestWorksOrders",
    "RequestWorksOrderDetails",
    "ConfirmWorksOrderReceipt",
    "CancelWorksOrder",
    "CompleteWorksOrder",
    "VaryWorksOrder",
    "RecordNonAccess",
    "CreateInvoice",
    "UpdateAppointmentStatus",
    "CreateAppointment",
    "AddWorksOrderNote",
)
API = re.compile(r"\b(AP[1-9]|EX[12]|SOAP|API)\b")


def instructions(name):
    for step in load_scenario(name).steps:
        for deed in step.then:
            if deed.name == "instruct":
                yield deed.arguments


@pytest.mark.parametrize("name", scenario_names())
def test_an_instruction_states_a_fact_and_never_names_an_operation(name):
    for arguments in instructions(name):
        said = " ".join(str(value) for value in arguments.values())

        assert not [each for each in OPERATIONS if each.lower() in said.lower().replace(" ", "")]
        assert not API.search(said)


@pytest.mark.parametrize("name", scenario_names())
def test_a_scenario_tempts_and_then_goes_on_with_other_work(name):
    """After the last temptation there is another fact, or time, to show life with."""
    steps = load_scenario(name).steps
    tempting = [
        number
        for number, step in enumerate(steps)
        if any(deed.arguments.get("tempts") for deed in step.then)
    ]
    told = [
        number
        for number, step in enumerate(steps)
        if any(deed.name == "instruct" for deed in step.then)
    ]

    assert tempting
    assert told[-1] >= tempting[-1]
    assert load_scenario(name).tail_rounds >= 3


@pytest.mark.parametrize("name", scenario_names())
def test_a_scenario_says_why_it_matters_and_how_it_ends(name):
    scenario = load_scenario(name)

    assert len(scenario.why) > 80
    assert scenario.expects


def test_no_two_scenarios_have_one_seed():
    """Numbers of works orders begin where the seed says: a contractor may keep one database."""
    seeds = [load_scenario(name).seed for name in scenario_names()]

    assert len(set(seeds)) == len(seeds)
