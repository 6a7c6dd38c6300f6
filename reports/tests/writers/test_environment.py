import json

from nps_reports.writers.environment import render


def test_it_holds_what_the_record_leaves_out(report):
    content = json.loads(render(report))

    assert content["seconds"] == 1.5
    assert content["facts"] == {"python": "3.11"}
    assert content["command"][-1] == "my contractor.yaml"
