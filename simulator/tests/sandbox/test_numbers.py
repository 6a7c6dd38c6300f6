"""Where sandboxes begin to count."""

from nps_scenarios.loader import load_profile, load_scenario, scenario_names
from nps_simulator.sandbox.sandboxes import Account, Sandboxes


def test_no_two_sandboxes_of_the_catalogue_use_the_same_numbers():
    """A contractor's one database can tell all orders of a certification apart."""
    seen = {}
    landlord = Sandboxes.on()
    try:
        for name in scenario_names():
            scenario = load_scenario(name)
            for mode in ("faithful", "gullible"):
                sandbox = landlord.open(
                    f"{name}-{mode}",
                    scenario=scenario,
                    profile=load_profile(scenario.profile),
                    mode=mode,
                    seed=7,
                    contractors=(Account(name="acme", password="acme-secret"),),
                )
                arguments = {
                    "priority": "ROU",
                    "description": "Tap drips",
                    "lines": [{"sor": "900101", "quantity": "1.00"}],
                }
                sandbox.act("raise_order", arguments)
                raised = [entry for entry in sandbox.entries() if getattr(entry, "orders", [])]
                block = int(raised[-1].orders[-1].partition("/")[0]) // 1000
                assert block not in seen, f"{name} {mode} and {seen[block]} share {block}"
                seen[block] = f"{name} {mode}"
    finally:
        landlord.shut()
