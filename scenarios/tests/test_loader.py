"""The loader: what is read, and what each mistake is answered with."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from jsonschema import Draft202012Validator

from nps_scenarios.loader import (
    load_profile,
    load_scenario,
    profile_names,
    scenario_names,
    schema,
)
from nps_scenarios.problems import FileError, SetUpError

GOOD = """\
id: some-work
title: Some work
why: To try
  the loader.
covers: [receipt-after-details]
starts: 2026-03-02T08:00:00
seed: 7
round: 1h
script:
  - when: start
    then:
      - raise_order: {order: tap, priority: ROU, description: Drips, lines: []}
  - when: {after: ConfirmWorksOrderReceipt, order: tap, count: 2}
    then:
      - instruct: {kind: work_finished, order: tap, at: -10m, text: Done.}
      - clock: {to: "+1d 09:00"}
  - when: {order: tap, is: COM}
    then:
      - fault: {on: CreateInvoice, kind: lose-reply}
expects: {tap: CLO}
"""


def put(folder, text, name="some-work.yaml"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def changed(old, new):
    assert GOOD.count(old) == 1, old
    return GOOD.replace(old, new)


def test_a_scenario_is_read_as_it_is_written(tmp_path):
    scenario = load_scenario(put(tmp_path, GOOD))

    assert scenario.id == "some-work"
    assert scenario.why == "To try the loader."
    assert scenario.profile == "certification"
    assert scenario.starts == datetime(2026, 3, 2, 8, 0)
    assert scenario.round_length == timedelta(hours=1)
    assert (scenario.tail_rounds, scenario.maximum_rounds) == (5, 60)
    assert [step.when.kind for step in scenario.steps] == ["start", "exchange", "state"]
    assert (scenario.steps[1].when.operation, scenario.steps[1].when.count) == (
        "ConfirmWorksOrderReceipt",
        2,
    )
    assert [deed.name for deed in scenario.steps[1].then] == ["instruct", "clock"]
    assert scenario.steps[1].line == 13
    assert scenario.expects[0].status == "CLO"
    assert scenario.source_bytes == GOOD.encode()


def test_words_that_yaml_would_guess_stay_words(tmp_path):
    text = changed(
        "description: Drips, lines: []",
        "description: no, lines: [{quantity: 1.50, on: 2026-03-02, n: 012, real: true, count: 12}]",
    )

    deed = load_scenario(put(tmp_path, text)).steps[0].then[0]

    line = deed.arguments["lines"][0]
    assert deed.arguments["description"] == "no"
    assert line == {"quantity": "1.50", "on": "2026-03-02", "n": "012", "real": True, "count": 12}


def test_a_trigger_time_counts_from_the_start(tmp_path):
    text = changed("when: {order: tap, is: COM}", 'when: {time: "+1d 10:15"}')

    scenario = load_scenario(put(tmp_path, text))

    assert scenario.steps[2].when.at == datetime(2026, 3, 3, 10, 15)


MISTAKES = {
    "a key that is not known": (
        changed("covers:", "cover:"),
        "line 5: unknown key 'cover' in a scenario. Did you mean 'covers'?",
    ),
    "a trigger's key that is not known": (
        changed("{after: ", "{afer: "),
        "line 13: unknown key 'afer' in a trigger. Did you mean 'after'?",
    ),
    "an operation that is not known": (
        changed("ConfirmWorksOrderReceipt", "ConfirmWorkOrderReceipt"),
        "line 13: 'after' is 'ConfirmWorkOrderReceipt'. Did you mean 'ConfirmWorksOrderReceipt'?",
    ),
    "a deed that is not known": (
        changed("- raise_order", "- rise_order"),
        "line 12: unknown word 'rise_order'. Did you mean 'raise_order'?",
    ),
    "an instruction's kind that is not known": (
        changed("work_finished", "work_done"),
        "line 15: 'kind' is 'work_done'. Did you mean 'work_",
    ),
    "a fault's kind that is not known": (
        changed("lose-reply", "loose-reply"),
        "line 19: 'kind' is 'loose-reply'. Did you mean 'lose-reply'?",
    ),
    "a missing key": (
        changed("seed: 7\n", ""),
        "line 1: a scenario has no 'seed'. It needs id, title, why, covers, starts, seed and",
    ),
    "text where a number belongs": (
        changed("seed: 7", "seed: seven"),
        "line 7: 'seed' is 'seven'. Expected a whole number.",
    ),
    "a number where text belongs": (
        changed("title: Some work", "title: 7"),
        "line 2: 'title' is 7. Expected text.",
    ),
    "an empty list": (
        changed("covers: [receipt-after-details]", "covers: []"),
        "line 5: 'covers' is empty.",
    ),
    "a list with something twice": (
        changed("[receipt-after-details]", "[a-rule, a-rule]"),
        "line 5: 'covers' holds something twice.",
    ),
    "a time that is none": (
        changed("2026-03-02T08:00:00", "2 March"),
        "line 6: 'starts' is '2 March'. Expected a time such as 2026-03-02T08:00:00.",
    ),
    "a day that does not exist": (
        changed("2026-03-02T08:00:00", "2026-02-30T08:00:00"),
        "line 6: 'starts': ",
    ),
    "an instruction's time that is none": (
        changed("at: -10m", "at: 10 minutes ago"),
        "line 15: 'at' is '10 minutes ago'. Expected a time: now, +2h, -30m,",
    ),
    "a landlord's time that is none": (
        changed("description: Drips", "description: Drips, target_at: soon"),
        "line 12: 'target_at': 'soon' is no time: write now, +2h, -30m,",
    ),
    "a span that is none": (
        changed("round: 1h", "round: an hour"),
        "line 8: 'round' is 'an hour'. Expected a span of time such as 15m, 2h or 1d12h.",
    ),
    "two deeds in one": (
        changed("      - clock: {to: ", "        clock: {to: "),
        "line 15: a deed holds instruct and clock. It holds exactly 1.",
    ),
    "a trigger of two kinds": (
        changed("{after: Confirm", "{rounds: 2, after: Confirm"),
        "line 13: this trigger has after and rounds. A trigger is exactly one of after, polls,",
    ),
    "a trigger of no kind": (
        changed("{order: tap, is: COM}", "{order: tap}"),
        "line 17: this trigger has none of them. A trigger is exactly one of after, polls,",
    ),
    "a trigger's key that says nothing": (
        changed("{order: tap, is: COM}", "{order: tap, polls: 2}"),
        "line 17: 'order' says nothing beside 'polls'.",
    ),
    "a state of no order": (
        changed("{order: tap, is: COM}", "{is: COM}"),
        "line 17: this trigger does not say which order it is about.",
    ),
    "a trigger that is another word": (
        changed("when: start", "when: begin"),
        "line 10: 'when' is 'begin'. Expected start, or a trigger such as",
    ),
    "an order that was not raised": (
        changed("order: tap, is: COM", "order: tab, is: COM"),
        "line 17: no order 'tab' was raised before this. Did you mean 'tap'?",
    ),
    "an order that was not raised, in an instruction": (
        changed("work_finished, order: tap", "work_finished, order: tip"),
        "line 15: no order 'tip' was raised before this. Did you mean 'tap'?",
    ),
    "an expected order that was not raised": (
        changed("{tap: CLO}", "{top: CLO}"),
        "line 20: no order 'top' was raised before this. Did you mean 'tap'?",
    ),
    "an order raised twice": (
        changed(
            "  - when: {order: tap, is: COM}\n    then:\n",
            "  - when: {order: tap, is: COM}\n    then:\n      - raise_order: {order: tap}\n",
        ),
        "line 19: the order 'tap' is raised twice.",
    ),
    "an order reallocated under a name that is taken": (
        changed(
            "  - when: {order: tap, is: COM}\n    then:\n",
            "  - when: {order: tap, is: COM}\n    then:\n"
            "      - reallocate_order: {order: tap, contractor: gable, as: tap}\n",
        ),
        "line 19: the order 'tap' is raised twice.",
    ),
    "a clock that is advanced beyond any": (
        changed('clock: {to: "+1d 09:00"}', "clock: {advance: 99999999999999999d}"),
        "line 16: 'advance': '99999999999999999d' is longer than any calendar.",
    ),
    "a clock that is advanced beyond what a clock reaches": (
        changed('clock: {to: "+1d 09:00"}', "clock: {advance: 2600000d}"),
        "line 16: 'advance': '2600000d' leads beyond 9000-01-01T00:00:00, where clocks end.",
    ),
    "a clock that goes to beyond what a clock reaches": (
        changed('clock: {to: "+1d 09:00"}', "clock: {to: 9000-01-02T00:00:00}"),
        "line 16: 'to': '9000-01-02T00:00:00' leads beyond 9000-01-01T00:00:00, where clocks end.",
    ),
    "a start beyond what a clock reaches": (
        changed("2026-03-02T08:00:00", "9000-01-02T00:00:00"),
        "line 6: 'starts': '9000-01-02T00:00:00' leads beyond 9000-01-01T00:00:00, where",
    ),
    "a round without end": (
        changed("round: 1h", "round: 99999999999999999d"),
        "line 8: 'round': '99999999999999999d' is longer than any calendar.",
    ),
    "a round longer than what a clock reaches": (
        changed("round: 1h", "round: 2600000d"),
        "line 8: 'round': '2600000d' leads beyond 9000-01-01T00:00:00, where clocks end.",
    ),
    "a key twice": (changed("seed: 7", "seed: 7\nseed: 8"), "line 8: the key 'seed' comes twice."),
    "no YAML": (changed("title: Some work", "title: [Some work"), "this is not YAML: "),
    "an id that is not the file's name": (
        changed("id: some-work", "id: other-work"),
        "line 1: 'id' is 'other-work', but the file is called 'some-work'.",
    ),
    "a list instead of a mapping": ("- 1\n", "line 1: the file is a list. Expected a mapping."),
    "a number without end": (
        changed("seed: 7", f"seed: {'7' * 5000}"),
        "line 7: a whole number has 5000 digits. The most is 40.",
    ),
    "nothing": ("", "line 1: the file is empty. Expected a mapping."),
}


@pytest.mark.parametrize(("text", "said"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_named_with_file_line_and_remedy(tmp_path, text, said):
    path = put(tmp_path, text)

    with pytest.raises(FileError) as caught:
        load_scenario(path)

    assert str(caught.value).startswith("some-work.yaml, line ")
    assert said in str(caught.value)


def test_a_file_that_is_not_utf_8_is_named_with_its_line(tmp_path):
    path = tmp_path / "some-work.yaml"
    path.write_bytes(b"id: some-work\ntitle: \xff\n")

    with pytest.raises(FileError, match=r"some-work.yaml, line 2: the text is not UTF-8"):
        load_scenario(path)


def test_endless_nesting_is_refused(tmp_path):
    path = put(tmp_path, "a: " + "[" * 200 + "]" * 200)

    with pytest.raises(FileError, match="the nesting is too deep"):
        load_scenario(path)


def test_an_alias_to_itself_is_refused(tmp_path):
    path = put(tmp_path, "a: &a [*a]\n")

    with pytest.raises(FileError, match="the nesting is too deep"):
        load_scenario(path)


def test_nesting_that_the_reader_does_not_come_through_is_refused(tmp_path):
    path = put(tmp_path, "a: " + "[" * 20_000)

    with pytest.raises(FileError, match="the nesting is too deep"):
        load_scenario(path)


def test_aliases_that_multiply_are_refused(tmp_path):
    lines = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 25))]

    with pytest.raises(FileError, match=r"line \d+: there are more than 100000 values; aliases"):
        load_scenario(put(tmp_path, "\n".join(lines)))


def test_what_yaml_does_not_take_is_said_in_one_line(tmp_path):
    with pytest.raises(FileError, match="this is not YAML: unacceptable character") as caught:
        load_scenario(put(tmp_path, "id: \0"))
    assert "\n" not in str(caught.value)


def test_an_unknown_name_is_answered_with_the_nearest(tmp_path):
    with pytest.raises(
        SetUpError, match=r"'strait-road'\. Did you mean 'straight-road'\? `nps scenarios` "
    ):
        load_scenario("strait-road")
    with pytest.raises(SetUpError, match=r"'certificate'\. Did you mean 'certification'"):
        load_profile("certificate")
    with pytest.raises(SetUpError, match="cannot be read"):
        load_scenario(tmp_path / "missing.yaml")


def test_scenarios_of_a_folder_come_beside_ours(tmp_path):
    put(tmp_path, GOOD)

    assert set(scenario_names([tmp_path])) == {*scenario_names(), "some-work"}
    assert load_scenario("some-work", [tmp_path]).title == "Some work"


def test_two_scenarios_of_one_name_are_an_error_that_names_both(tmp_path):
    put(tmp_path, GOOD, "straight-road.yaml")

    with pytest.raises(SetUpError) as caught:
        scenario_names([tmp_path])

    assert str(tmp_path) in str(caught.value)
    assert "catalogue" in str(caught.value)
    assert "'straight-road'" in str(caught.value)


def test_a_folder_that_is_none_is_named(tmp_path):
    with pytest.raises(SetUpError, match="is no folder of scenarios"):
        scenario_names([tmp_path / "nowhere"])


def test_a_profile_is_read_with_what_it_does_not_say_left_as_it_is(tmp_path):
    path = put(
        tmp_path,
        "name: strict\ntitle: Strict\ncredentials: username-token\nannounces_rejections: false\n"
        "authorisation: {maximum_variation_value: 50, may_cancel: false, "
        "maximum_invoice_value: null}\n"
        "promotes: [{rule: some-rule, reason: because}]\n",
        "strict.yaml",
    )

    profile = load_profile(str(path))

    assert profile.credentials == "username-token"
    assert profile.authorisation.maximum_variation_value == Decimal(50)
    assert profile.authorisation.maximum_invoice_value is None
    assert (profile.authorisation.may_cancel, profile.announces_rejections) == (False, False)
    assert (profile.pays_at_once, profile.promotes[0].reason) == (True, "because")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("anounces_rejections: true", "Did you mean 'announces_rejections'?"),
        ("credentials: digest", "Expected one of basic, either, username-token."),
        ("authorisation: {may_cancel: perhaps}", "'may_cancel' is 'perhaps'. Expected true or"),
        ("authorisation: {maximum_order_value: 10.001}", "Expected pounds such as 100.00"),
        ("page_size: 501", "'page_size' is 501. The maximum is 500."),
        ("promotes: [{rule: a-rule}]", "a promotion has no 'reason'."),
    ],
)
def test_a_mistake_in_a_profile_is_named(tmp_path, line, said):
    path = put(tmp_path, f"name: mine\ntitle: Mine\n{line}\n", "mine.yaml")

    with pytest.raises(FileError) as caught:
        load_profile(str(path))

    assert str(caught.value).startswith("mine.yaml, line 3: ")
    assert said in str(caught.value)


@pytest.mark.parametrize("name", scenario_names())
def test_every_scenario_of_the_catalogue_loads(name):
    scenario = load_scenario(name)

    assert scenario.id == name
    assert load_profile(scenario.profile).name == scenario.profile


def test_the_catalogue_holds_the_first_five():
    assert set(scenario_names()) >= {
        "straight-road",
        "rejected-variation",
        "broken-appointment",
        "duplicate-invoice",
        "changed-between-details-and-receipt",
    }


def test_the_profiles_differ_in_what_the_magenta_document_promises():
    certification, seed = load_profile("certification"), load_profile("seed")

    assert set(profile_names()) >= {"certification", "seed"}
    assert (certification.announces_rejections, seed.announces_rejections) == (True, False)
    assert (certification.lists_versions, seed.lists_versions) == (True, False)


@pytest.mark.parametrize("name", ["scenario", "profile"])
def test_a_published_schema_is_a_schema_with_words_for_every_key(name):
    published = schema(name)

    Draft202012Validator.check_schema(dict(published))
    assert published["description"]
    assert published["additionalProperties"] is False
