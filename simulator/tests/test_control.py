"""The control API over its own port, beside the endpoint."""

import json
import re

import pytest
import requests

from nps_simulator.endpoints.control.api import make_control
from nps_simulator.endpoints.control.asked import LARGEST
from nps_simulator.journal.entries import FaultArmed
from nps_simulator.journal.files import decode_lines
from nps_simulator.server.listener import listening


class Api:
    def __init__(self, url):
        self.url = url
        self.session = requests.Session()
        self.session.trust_env = False

    def get(self, path):
        return self.session.get(self.url + path, timeout=10)

    def post(self, path, **body):
        return self.session.post(self.url + path, json=body, timeout=10)


@pytest.fixture
def api(landlord):
    listener = landlord.listener
    app = make_control(landlord.sandboxes, listener.gateway, listener.endpoint)
    found = Api(landlord.background.enter(listening(app)).url)
    yield found
    found.session.close()


NEW = {"contractors": [{"name": "acme", "password": "secret"}]}
ORDER = {"priority": "URG", "description": "Tap", "lines": [{"sor": "900101", "quantity": "2"}]}


def test_health_and_the_document(api):
    assert api.get("/health").json() == {"status": "ok", "sandboxes": 1}
    paths = api.get("/openapi.json").json()["paths"]
    assert "/sandboxes/{name}/actions/{action}" in paths
    assert "/sandboxes/{name}/orders/{number}" in paths
    assert all("summary" in method for path in paths.values() for method in path.values())


def test_the_document_says_what_each_path_is_sent(api):
    document = api.get("/openapi.json").json()
    opening = document["paths"]["/sandboxes"]["post"]
    listing = document["paths"]["/sandboxes/{name}/orders"]["get"]
    sent = opening["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    schema = document["components"]["schemas"][sent.rpartition("/")[2]]

    assert opening["operationId"] == "open_sandbox_sandboxes_post"
    assert list(opening["responses"]) == ["201", "4XX"]
    assert schema["required"] == ["name", "contractors"]
    assert schema["additionalProperties"] is False
    assert [(each["name"], each["in"]) for each in listing["parameters"]] == [
        ("name", "path"),
        ("after", "query"),
        ("limit", "query"),
    ]


def test_every_reference_of_the_document_is_in_it(api):
    text = api.get("/openapi.json").text
    names = json.loads(text)["components"]["schemas"]

    assert set(re.findall(r"#/components/schemas/(\w+)", text)) == set(names)


def test_the_page_for_people_lists_every_path_and_what_it_takes(api):
    page = api.get("/docs")
    paths = api.get("/openapi.json").json()["paths"]

    assert page.headers["content-type"].startswith("text/html")
    assert [path for path in paths if f"<code>{path}</code>" not in page.text] == []
    assert "<td><strong>on</strong>, <strong>kind</strong>, count, skip, settings</td>" in page.text
    assert "<script" not in page.text


def test_a_sandbox_answers_in_any_legal_form_when_asked_to(api, landlord, soap):
    answers = set()
    for seed in range(3):
        api.post("/sandboxes", name=f"varied-{seed}", seed=seed, vary=True, **NEW)
        with landlord.connect() as client:
            client.post(f"/s/varied-{seed}/", soap(), *landlord.usual, "Connection: close")
            answers.add(client.end().partition(b"\r\n\r\n")[2])

    assert len(answers) > 1


def test_a_sandbox_is_opened_polled_and_closed(api, landlord, soap):
    opened = api.post("/sandboxes", name="mine", **NEW)

    assert opened.status_code == 201
    shown = opened.json()
    assert shown["endpoint"] == landlord.listener.endpoint("mine")
    assert shown["profile"] == "certification"
    with landlord.connect() as client:
        assert client.post("/s/mine/", soap(), *landlord.usual).answer().status == 200
    assert [each["name"] for each in api.get("/sandboxes").json()] == ["here", "mine"]
    assert api.post("/sandboxes/mine/close").status_code == 200
    assert api.get("/sandboxes/mine").json()["closed"] == "asked"
    assert api.post("/sandboxes/mine/close").status_code == 409


def test_a_scenario_is_played(api):
    shown = api.post("/sandboxes", name="road", scenario="straight-road", **NEW).json()

    assert (shown["scenario"], shown["clock"]) == ("straight-road", "given")
    assert api.get("/sandboxes/road/orders").json()


def test_an_order_is_raised_read_and_listed_to_the_contractor(api, landlord):
    raised = api.post("/sandboxes/here/orders", **ORDER)

    assert raised.status_code == 201
    (number,) = raised.json()["orders"]
    assert api.get(f"/sandboxes/here/orders/{number}").json()["lines"][0]["quantity"] == "2"
    assert number.encode() in landlord.poll().body


def test_an_action_is_journaled_as_done_by_control(api, landlord):
    done = api.post("/sandboxes/here/actions/raise_order", **ORDER).json()

    entry = landlord.entries()[done["seq"]]
    assert (entry.name, entry.by) == ("raise_order", "control")


def test_the_actions_are_told_with_their_arguments(api):
    told = api.get("/actions").json()

    assert told["raise_order"]["priority"] == "needed"
    assert told["raise_order"]["comments"] == "optional"


def test_the_clock_is_moved_on_and_never_back(api):
    api.post("/sandboxes", name="road", scenario="straight-road", **NEW)
    begun = api.get("/sandboxes/road").json()["now"]

    assert api.post("/sandboxes/road/clock", advance="1d2h").status_code == 200
    moved = api.get("/sandboxes/road").json()["now"]
    assert moved > begun
    back = api.post("/sandboxes/road/clock", to=begun)

    assert back.status_code == 422
    assert "never goes back" in back.json()["error"]


def test_a_fault_is_armed_and_happens(api, landlord):
    armed = api.post(
        "/sandboxes/here/faults",
        on="RequestWorksOrders",
        kind="soap-fault",
        settings={"text": "Closed for stock-taking."},
    )

    assert armed.status_code == 201
    assert isinstance(landlord.entries()[armed.json()["seq"]], FaultArmed)
    assert b"stock-taking" in landlord.poll().body


def test_facts_wait_until_they_are_taken(api):
    number = api.post("/sandboxes/here/orders", **ORDER).json()["orders"][0]
    put = api.post(
        "/sandboxes/here/instructions",
        kind="work_started",
        order=number,
        text="They have begun.",
    )

    assert put.status_code == 201
    assert api.get("/sandboxes/here/instructions").json()[0]["orders"] == [number]
    assert api.get("/sandboxes/here").json()["waiting"] == 1
    taken = api.post("/sandboxes/here/instructions/take").json()
    assert (taken[0]["kind"], taken[0]["text"]) == ("work_started", "They have begun.")
    assert api.get("/sandboxes/here/instructions").json() == []


def test_the_journal_is_a_file_that_verifies(api, landlord):
    for _ in range(3):
        landlord.poll()

    lines = api.get("/sandboxes/here/journal").content.splitlines(keepends=True)

    assert list(decode_lines(lines)) == landlord.entries()
    assert api.get("/sandboxes/here/journal?start=2").content == b"".join(lines[2:])


def test_the_wire_log_is_told(api, landlord):
    with landlord.connect() as client:
        client.send(b"NONSENSE\r\n\r\n").answer()

    told = api.get("/wire-log").json()
    assert told["counts"] == {"400": 1}
    assert told["last"][0]["start"] == "NONSENSE"


@pytest.mark.parametrize(
    ("path", "body", "status", "word"),
    [
        ("/sandboxes/none/close", {}, 404, "There is no sandbox 'none'; there are: here."),
        ("/sandboxes", {"name": "x", "scenario": "none", **NEW}, 404, "no scenario 'none'"),
        ("/sandboxes", {"name": "x", "profile": "none", **NEW}, 404, "no profile 'none'"),
        ("/sandboxes", {"name": "NOT GOOD", **NEW}, 409, "cannot be opened"),
        ("/sandboxes", {"name": "here", "mode": "gullible", **NEW}, 409, "exists already"),
        ("/sandboxes", {"name": "x", "contractors": []}, 422, "body.contractors"),
        ("/sandboxes", {"name": "x", "colour": "red", **NEW}, 422, "body.colour"),
        ("/sandboxes/here/actions/dance", {}, 422, "no action 'dance'"),
        ("/sandboxes/here/orders", {"priority": "URG"}, 422, "needs the argument"),
        ("/sandboxes/here/clock", {}, 422, "exactly one"),
        ("/sandboxes/here/clock", {"advance": "soon"}, 422, "'soon' is no span"),
        ("/sandboxes/here/clock", {"to": "1999"}, 422, "no time"),
        ("/sandboxes/here/faults", {"on": "RequestWorksOrders", "kind": "x"}, 422, "kind is one"),
        ("/sandboxes/here/faults", {"on": "Dance", "kind": "reset"}, 422, "`on` is 'Dance'"),
        (
            "/sandboxes/here/faults",
            {"on": "CreateInvoice", "kind": "reset", "count": 10**25},
            422,
            "at most 1000000000 calls",
        ),
        ("/sandboxes/here/instructions", {"kind": "k", "order": "9/9"}, 422, "no works order"),
        ("/sandboxes/here/instructions", {"kind": "k", "facts": {"tempts": 3}}, 422, "`tempts`"),
        ("/sandboxes/here/clock", {"advance": "9999999d"}, 422, "beyond"),
        ("/sandboxes/here/clock", {"advance": "99999999999d"}, 422, "99999999999d"),
        ("/sandboxes/here/clock", {"to": "9999-12-31T23:59:59"}, 422, "beyond"),
        ("/sandboxes/here/orders", {**ORDER, "target_at": "+9999999d 10:00"}, 422, "9999999d"),
        ("/sandboxes/here/orders", {**ORDER, "description": "\ud800"}, 422, "Unicode"),
        (
            "/sandboxes",
            {"name": "x", "contractors": [{"name": "a:b", "password": "p"}]},
            422,
            "contractors.0.name",
        ),
        ("/nowhere", {}, 404, "/nowhere"),
    ],
)
def test_an_error_is_one_sentence_as_json(api, path, body, status, word):
    answer = api.post(path, **body)

    assert answer.status_code == status
    assert list(answer.json()) == ["error"]
    assert word in answer.json()["error"]


def test_what_was_refused_has_left_nothing_behind(api, landlord):
    api.post("/sandboxes/here/orders", **{**ORDER, "description": "\ud800"})
    number = api.post("/sandboxes/here/orders", **ORDER).json()["orders"][0]

    assert [entry.name for entry in landlord.entries()[1:]] == ["raise_order"]
    assert number.endswith("000001/1")


@pytest.mark.parametrize("path", ["/sandboxes/none", "/sandboxes/none/journal"])
def test_reading_what_is_not_there_is_404(api, path):
    assert api.get(path).status_code == 404


def test_an_unknown_order_is_404(api):
    answer = api.get("/sandboxes/here/orders/9/9")

    assert answer.status_code == 404
    assert "'9/9'" in answer.json()["error"]


@pytest.mark.parametrize("path", ["orders?limit=many", "journal?start=first"])
def test_a_query_that_is_no_number_is_named(api, path):
    answer = api.get(f"/sandboxes/here/{path}")

    assert answer.status_code == 422
    assert answer.json()["error"].startswith(f"query.{path.partition('?')[2].partition('=')[0]}: ")


def test_orders_are_listed_from_one_on_and_so_many(api):
    numbers = [api.post("/sandboxes/here/orders", **ORDER).json()["orders"][0] for _ in range(3)]

    listed = api.get(f"/sandboxes/here/orders?after={numbers[0]}&limit=1").json()

    assert [each["works_order_number"] for each in listed] == [numbers[1]]


@pytest.mark.parametrize(
    ("body", "content_type", "start"),
    [
        ("{", "application/json", "body: this is not JSON"),
        ("[" * 100_000, "application/json", "body: this is not JSON"),
        (b"\xff", "application/json", "body: this is not JSON"),
        ("", "application/json", "body: there is none"),
        ("[]", "application/json", "body: Expected `object`, got `array`"),
        ("{}", "text/plain", "body: Content-Type is text/plain; send JSON as application/json"),
        ('{"why": 3}', "application/vnd.nps+json; charset=utf-8", "body.why: Expected `str`"),
        ('{"wy": ""}', "application/json", "body.wy: "),
    ],
)
def test_a_body_that_is_not_what_is_expected_is_one_sentence(api, body, content_type, start):
    answer = api.session.post(
        api.url + "/sandboxes/here/close",
        data=body,
        headers={"Content-Type": content_type},
        timeout=10,
    )

    assert answer.status_code == 422
    assert list(answer.json()) == ["error"]
    assert answer.json()["error"].startswith(start)
    assert api.get("/sandboxes/here").json()["closed"] == ""


def test_a_missing_member_is_named_with_its_place(api):
    answer = api.post("/sandboxes", name="x", contractors=[{"name": "acme"}])

    assert answer.json()["error"].startswith("body.contractors.0.password: Object missing required")


def test_a_method_that_a_path_does_not_have_is_told_which_it_has(api):
    answer = api.post("/health")

    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]
    assert answer.json()["error"].startswith("POST /health: ")


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8081", "localhost.evil.example"])
def test_a_name_that_was_made_to_point_here_reaches_nothing(api, host):
    url = f"{api.url}/sandboxes"
    answer = api.session.get(url, headers={"Host": host}, timeout=10)

    assert answer.status_code == 403
    assert host in answer.json()["error"]


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1"])
def test_a_web_page_of_elsewhere_cannot_take_the_facts(api, origin):
    api.post("/sandboxes/here/instructions", kind="work_finished")
    url = f"{api.url}/sandboxes/here/instructions/take"
    answer = api.session.post(url, headers={"Origin": origin}, timeout=10)

    assert answer.status_code == 403
    assert origin in answer.json()["error"]
    assert len(api.get("/sandboxes/here/instructions").json()) == 1


@pytest.mark.parametrize("host", ["localhost", "landlord.localhost", "127.0.0.1", "[::1]"])
def test_this_machine_by_any_name_of_its_own_is_let_in_and_so_are_its_pages(api, host):
    here = {"Host": f"{host}:8081", "Origin": f"http://{host}:8081"}

    assert api.session.get(f"{api.url}/sandboxes", headers=here, timeout=10).status_code == 200


def test_an_end_without_a_reason_is_no_end(api, landlord):
    refused = api.post("/sandboxes/here/close", why="")

    assert refused.status_code == 422
    assert refused.json()["error"].startswith("body.why: ")
    assert len(landlord.entries()) == 1
    assert api.post("/sandboxes/here/close", why="over").status_code == 200
    assert api.get("/sandboxes/here").json()["closed"] == "over"


def test_what_is_nested_too_deep_is_refused_in_one_sentence(api):
    lines = []
    for _ in range(500):
        lines = [lines]
    answer = api.post("/sandboxes/here/actions/raise_order", lines=lines)

    assert answer.status_code == 422
    assert "more than 32 levels deep" in answer.json()["error"]


def test_a_body_without_measure_is_refused_and_the_next_request_is_served(api):
    answer = api.post("/sandboxes/here/close", why="x" * LARGEST)

    assert answer.status_code == 413
    assert f"{LARGEST} bytes" in answer.json()["error"]
    assert api.get("/health").status_code == 200
