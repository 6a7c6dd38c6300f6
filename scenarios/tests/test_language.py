"""Names, cases, loops and includes: what they stand for, and what each mistake is answered with."""

import re
from pathlib import Path

import pytest

from nps_scenarios.loader import load_scenario, load_scenarios, scenario_names
from nps_scenarios.problems import FileError, SetUpError

HEAD = """\
id: some-work
title: Some work
why: To try the language.
covers: [receipt-after-details]
starts: 2026-03-02T08:00:00
seed: 7
"""
FAMILY = (
    HEAD.replace("Some work", "Held $told")
    + """\
parameters:
  trade: PL
  first: {raise_order: {order: tap, priority: $priority}}
  priority: ROU
cases:
  early:
    told: early
    moment: {rounds: 1}
  late:
    told: "late, at $hour"
    hour: 5
    moment: {order: tap, is: receipted}
    priority: URG
script:
  - when: start
    then:
      - $first
      - instruct: {kind: remark, order: tap, text: "For $(trade)s, at $$5 and ${x}"}
  - when: $moment
    then:
      - hold_order: {order: tap}
expects: {tap: HLD}
"""
)
LOOPS = (
    HEAD
    + """\
parameters:
  rounds:
    - {order: tap, sor: "900101", after: 1}
    - {order: wall, sor: "900425", after: 2}
  more:
    - clock: {advance: 1h}
    - clock: {advance: 2h}
script:
  - when: start
    then:
      - repeat: 3
        do:
          - raise_order: {order: w$n, priority: ROU}
      - repeat: 2
        as: k
        do:
          - repeat: 2
            do:
              - raise_order: {order: v$k-$n, priority: ROU}
      - each: {order: [a, b], sor: ["1", "2"]}
        do:
          - raise_order: {order: $order, lines: [{sor: $sor}, {repeat: 2, do: [{sor: x$n}]}]}
      - $more
  - each: $rounds
    do:
      - when: {rounds: $after}
        then:
          - raise_order: {order: $order, lines: [{sor: $sor}]}
expects: {tap: ISS, w3: ISS}
"""
)
INCLUDING = (
    HEAD
    + """\
script:
  - when: start
    then:
      - raise_order: {order: tap}
  - include: tail
    with: {order: tap}
"""
)
TAIL = """\
about: The end.
parameters:
  words: Good day, $order.
script:
  - when: {order: $order, is: receipted}
    then:
      - instruct: {kind: remark, order: $order, text: $words}
"""


def put(folder, text, name="some-work.yaml"):
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def deeds(scenario):
    return [(deed.name, deed.arguments) for step in scenario.steps for deed in step.then]


def raised(scenario):
    return [arguments["order"] for name, arguments in deeds(scenario) if name == "raise_order"]


def changed(text, old, new):
    assert text.count(old) == 1, old
    return text.replace(old, new)


def test_each_case_is_a_scenario_with_its_own_id_seed_and_values(tmp_path):
    early, late = load_scenarios(put(tmp_path, FAMILY))

    assert (early.id, late.id) == ("some-work@early", "some-work@late")
    assert (early.seed, late.seed) == (7, 8)
    assert (early.title, late.title) == ("Held early", "Held late, at 5")
    assert (early.steps[1].when.kind, late.steps[1].when.kind) == ("rounds", "state")
    assert (early.family, late.address) == ("some-work", "some-work--late")


def test_a_name_stands_for_any_value_and_a_case_may_change_what_another_value_uses(tmp_path):
    early, late = load_scenarios(put(tmp_path, FAMILY))

    assert deeds(early)[0] == ("raise_order", {"order": "tap", "priority": "ROU"})
    assert deeds(late)[0] == ("raise_order", {"order": "tap", "priority": "URG"})


def test_a_dollar_before_anything_but_a_name_is_itself(tmp_path):
    early = load_scenario(f"{put(tmp_path, FAMILY)}@early")

    assert deeds(early)[1][1]["text"] == "For PLs, at $5 and ${x}"


def test_the_cases_of_a_folder_are_found_by_name_alone_and_together(tmp_path):
    put(tmp_path, FAMILY)

    assert {"some-work@early", "some-work@late"} < set(scenario_names([tmp_path]))
    assert load_scenario("some-work@late", [tmp_path]).seed == 8
    assert len(load_scenarios("some-work", [tmp_path])) == 2
    with pytest.raises(SetUpError, match="holds 2 scenarios: name one of some-work@early, some-w"):
        load_scenario("some-work", [tmp_path])
    with pytest.raises(SetUpError, match=r"no case 'lat'\. Did you mean 'late'"):
        load_scenario("some-work@lat", [tmp_path])
    with pytest.raises(SetUpError, match=r"no scenario 'some-word'\. Did you mean 'some-work@"):
        load_scenario("some-word", [tmp_path])


def test_two_cases_are_two_sources(tmp_path):
    early, late = load_scenarios(put(tmp_path, FAMILY))

    assert early.source_bytes.startswith(FAMILY.encode())
    assert early.source_bytes != late.source_bytes


def test_a_loop_stands_for_its_items_once_for_each_round(tmp_path):
    scenario = load_scenario(put(tmp_path, LOOPS))

    made = ["w1", "w2", "w3", "v1-1", "v1-2", "v2-1", "v2-2", "a", "b", "tap", "wall"]
    assert raised(scenario) == made
    lines = [arguments.get("lines") for _, arguments in deeds(scenario)]
    assert lines[7] == [{"sor": "1"}, {"sor": "x1"}, {"sor": "x2"}]
    assert [len(step.then) for step in scenario.steps] == [11, 1, 1]
    assert deeds(scenario)[9:11] == [("clock", {"advance": "1h"}), ("clock", {"advance": "2h"})]


def test_an_include_stands_for_the_steps_of_a_part(tmp_path):
    put(tmp_path, TAIL, "parts/tail.yaml")

    scenario = load_scenario(put(tmp_path, INCLUDING))

    step = scenario.steps[1]
    assert step.then[0].arguments["text"] == "Good day, tap."
    assert step.place == "line 5 of parts/tail.yaml (included by some-work.yaml, line 11)"
    assert scenario.source_bytes == INCLUDING.encode() + TAIL.encode()


def test_our_own_parts_are_there_for_everybody(tmp_path):
    text = changed(INCLUDING, "tail\n    with: {order: tap}", "sign-of-life")

    assert raised(load_scenario(put(tmp_path, text))) == ["tap", "patch"]


def test_a_part_sees_only_what_it_is_given(tmp_path):
    put(tmp_path, changed(TAIL, "$words}", "$words, script: $seen}"), "parts/tail.yaml")
    text = changed(INCLUDING, "script:\n", "parameters: {seen: 1}\nscript:\n")

    with pytest.raises(FileError, match=r"tail.yaml \(inc.*, line 7: there is no value for \$seen"):
        load_scenario(put(tmp_path, text))


MISTAKES = {
    "a name without a value": (
        changed(FAMILY, "when: $moment", "when: $momnt"),
        "(case early), line 25: there is no value for $momnt here. Did you mean 'moment'?",
    ),
    "a name that no case knows": (
        changed(FAMILY, "order: tap, text", "order: $tap, text"),
        "(case early), line 24: there is no value for $tap here. Did you mean",
    ),
    "a value that nothing uses": (
        changed(FAMILY, "  trade: PL\n", "  trade: PL\n  trad: PL\n"),
        "line 9: the value 'trad' is used nowhere.",
    ),
    "a value that does not fit, in one case": (
        changed(FAMILY, "{order: tap, is: receipted}", "{order: tap, is: receited}"),
        "(case late), line 18: 'is' is 'receited'. Did you mean 'receipted'?",
    ),
    "a mapping within a text": (
        changed(FAMILY, "Held $told", "Held $moment"),
        "(case early), line 2: $moment is a mapping and cannot stand within a text.",
    ),
    "a value that stands for itself": (
        changed(FAMILY, "  priority: ROU\n", "  priority: $priority\n"),
        "the nesting is too deep, or a name stands for itself.",
    ),
    "a case's name that is none": (
        changed(FAMILY, "  early:", "  Early Bird:"),
        "line 12: the name 'Early Bird' does not fit. Expected lower-case words with hyphens.",
    ),
    "a file and case with too long a name": (
        changed(FAMILY, "  early:", f"  {'early-' * 8}bird:"),
        "characters. File and case have 48 at most.",
    ),
    "a mistake in a loop": (
        changed(LOOPS, "repeat: 3", "repeat: three"),
        "line 17: 'repeat' is 'three'. Expected",
    ),
    "a loop's word that is misspelt": (
        changed(LOOPS, "repeat: 3", "repaet: 3"),
        "line 17: unknown key 'repaet' in a loop. Did you mean 'repeat'?",
    ),
    "a loop over steps whose word is misspelt": (
        changed(LOOPS, "each: $rounds", "eahc: $rounds"),
        "line 30: unknown key 'eahc' in a loop. Did you mean 'each'?",
    ),
    "a loop with another word in it": (
        changed(LOOPS, "as: k", "is: k"),
        "line 21: unknown key 'is' in a loop. Did you mean 'as'?",
    ),
    "lists of a loop that are not equally long": (
        changed(LOOPS, 'sor: ["1", "2"]', 'sor: ["1"]'),
        "line 26: the lists of this loop are not equally long: order has 2, sor has 1.",
    ),
    "a loop without items": (
        changed(LOOPS, "        do:\n          - raise_order: {order: w$n, priority: ROU}\n", ""),
        "a loop has no 'do'.",
    ),
    "a loop that never ends": (
        changed(LOOPS, "repeat: 3", "repeat: 1001"),
        "line 17: 'repeat' is 1001. The maximum is 1000.",
    ),
    "an order that a loop raises twice": (
        changed(LOOPS, "order: w$n", "order: w"),
        "line 19: the order 'w' is raised twice.",
    ),
    "a mistake in a round": (
        changed(LOOPS, "after: 2", "after: two"),
        "line 10: 'rounds' is 'two'. Expected a whole number.",
    ),
    "a part that is not there": (
        changed(INCLUDING, "include: tail", "include: tial"),
        "line 11: there is no part 'tial'. Did you mean 'tail'?",
    ),
    "a part's value that is missing": (
        changed(INCLUDING, "    with: {order: tap}\n", ""),
        "(included by some-work.yaml, line 11), line 5: there is no value for $order here. Did you",
    ),
    "a value that the part does not use": (
        changed(INCLUDING, "with: {order: tap}", "with: {order: tap, ordr: tap}"),
        "line 12: $ordr is used nowhere in this part 'tail'. Did you mean 'order'?",
    ),
    "an include's word that is misspelt": (
        changed(INCLUDING, "    with:", "    wiht:"),
        "line 12: unknown key 'wiht' in an include. Did you mean 'with'?",
    ),
}


@pytest.mark.parametrize(("text", "said"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_named_with_the_file_and_line_it_was_written_in(tmp_path, text, said):
    put(tmp_path, TAIL, "parts/tail.yaml")

    with pytest.raises(FileError) as caught:
        load_scenarios(put(tmp_path, text))

    assert said in str(caught.value)


def test_a_mistake_in_a_part_is_told_with_both_files(tmp_path):
    put(tmp_path, changed(TAIL, "kind: remark", "kind: remrak"), "parts/tail.yaml")

    with pytest.raises(FileError) as caught:
        load_scenario(put(tmp_path, INCLUDING))

    told = str(caught.value)
    assert told.startswith("parts/tail.yaml (included by some-work.yaml, line 11), line 7: 'kind' ")
    assert "'kind' is 'remrak'. Did you mean 'remark'?" in told


def test_a_part_that_includes_itself_ends(tmp_path):
    put(tmp_path, TAIL + "  - include: tail\n    with: {order: $order}\n", "parts/tail.yaml")

    with pytest.raises(FileError, match="the nesting is too deep"):
        load_scenario(put(tmp_path, INCLUDING))


def test_loops_in_loops_have_a_limit(tmp_path):
    text = LOOPS.replace("repeat: 2", "repeat: 1000")

    with pytest.raises(FileError, match="this makes more than 100000 values"):
        load_scenario(put(tmp_path, text))


def test_a_fault_takes_all_its_settings_and_seconds_with_a_point(tmp_path):
    fault = "{on: CreateInvoice, kind: dribble, skip: 2, pieces: 5, pause: 0.05, seconds: 1}"
    text = INCLUDING.partition("  - include")[0] + f"      - fault: {fault}\n"

    settings = deeds(load_scenario(put(tmp_path, text)))[1][1]

    assert settings["pause"] == pytest.approx(0.05)
    assert (settings["skip"], settings["pieces"], settings["seconds"]) == (2, 5, 1)
    with pytest.raises(FileError, match=r"'pause' is 'soon'\. Expected seconds from 0 to 60"):
        load_scenario(put(tmp_path, text.replace("0.05", "soon")))


def test_the_example_of_the_readme_is_good(tmp_path):
    text = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    (example,) = (
        each for each in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL) if "cases:" in each
    )
    rest = "why: To try it.\ncovers: [receipt-after-details]\nstarts: 2026-03-02T08:00:00\n"

    early, late = load_scenarios(put(tmp_path, example + rest, "held.yaml"))

    assert (early.id, late.id) == ("held@early", "held@late")
    assert raised(early) == ["tap", *(f"w{n}" for n in range(1, 41)), "a", "b", "hole"]
