import pytest


@pytest.mark.needs_tool("php-soap")
def test_php_ext_soap_runs_the_errand(landlord, clients):
    landlord.check(landlord.run(["php", str(clients / "client.php"), *landlord.errand]))
