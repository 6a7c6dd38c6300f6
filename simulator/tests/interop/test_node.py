import pytest


@pytest.mark.needs_tool("node-soap")
def test_node_soap_runs_the_errand(landlord, clients):
    landlord.check(landlord.run(["node", str(clients / "client.cjs"), *landlord.errand]))
