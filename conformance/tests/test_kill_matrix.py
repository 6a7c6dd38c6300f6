"""The kill matrix: what counts as killed, and the committed page against contractors really played.

The whole matrix is played by the last test; on two idle cores it takes about a minute.
"""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from nps_conformance.command import main
from nps_conformance.kill_matrix import Fall, Faulty, Matrix, Tried, declared
from nps_conformance.kill_matrix_play import LEAST_SCENARIOS, breaking, covering
from nps_conformance.kill_matrix_told import exit_code, objections, page, plain
from nps_conformance.rules._book import RULES
from nps_reports.record import Word
from nps_scenarios.loader import load_scenario, scenario_names

PAGE = Path(__file__).parents[1] / "KILL-MATRIX.md"
ONCE, QUOTED = "work-invoiced-once", "soap-action-quoted"  # a MUST and a SHOULD


def fall(rule, word=Word.FAILED):
    return Fall(rule=rule, word=word, places=(("a-scenario", "faithful"),))


def matrix(*falls, breaks=ONCE, also=None, whole=False, **changes):
    """One faulty contractor, and what fell."""
    faulty = Faulty(name="twice", habit="Does it twice.", breaks=breaks, also=also or {})
    tried = Tried(name="twice", scenarios=("a-scenario",), falls=falls)
    made = Matrix(
        modes=("faithful",),
        rules={rule: RULES[rule] for rule in (ONCE, QUOTED)},
        faulty=(faulty,),
        tried={"twice": tried},
        reference=None,
        whole=whole,
    )
    return replace(made, **changes)


def test_a_contractor_that_its_own_rule_catches_is_killed():
    found = matrix(fall(ONCE))

    assert objections(found) == ()
    assert exit_code(found) == 0


@pytest.mark.parametrize("falls", [(), (fall(ONCE, Word.WARNED),)])
def test_a_must_that_does_not_fail_leaves_a_survivor(falls):
    found = matrix(*falls)

    (told,) = objections(found)
    assert told.startswith(f"twice survived: {ONCE} should be FAILED in a-scenario")
    assert exit_code(found) == 1


def test_a_rule_that_always_fails_has_to_catch_it_in_every_mode():
    assert RULES[ONCE].always_fails
    both = Fall(rule=ONCE, word=Word.FAILED, places=(("a", "faithful"), ("a", "gullible")))

    assert objections(matrix(both, modes=("faithful", "gullible"))) == ()
    (told,) = objections(matrix(fall(ONCE), modes=("faithful", "gullible")))
    assert "twice survived" in told
    assert "a-scenario (faithful)" in told


def test_a_should_kills_by_a_warning():
    assert objections(matrix(fall(QUOTED, Word.WARNED), breaks=QUOTED)) == ()


@pytest.mark.parametrize("word", [Word.FAILED, Word.WARNED])
def test_what_falls_undeclared_is_unrelated_warnings_included(word):
    found = matrix(fall(ONCE), fall(QUOTED, word))

    (told,) = objections(found)
    assert told == (
        f"twice made {QUOTED} {word} in a-scenario (faithful) too, which it does not declare."
    )
    assert exit_code(found) == 1


def test_what_is_declared_to_fall_may_and_must_where_everything_is_played():
    also = {QUOTED: "it cannot but fall"}

    assert objections(matrix(fall(ONCE), fall(QUOTED), also=also)) == ()
    assert objections(matrix(fall(ONCE), also=also)) == ()
    (told,) = objections(matrix(fall(ONCE), also=also, thorough=True))
    assert told == f"twice declares that {QUOTED} falls with its own rule, and it held."


def test_a_rule_that_nobody_breaks_counts_when_everybody_was_played():
    assert objections(matrix(fall(ONCE))) == ()
    assert objections(matrix(fall(ONCE), whole=True)) == (f"No faulty contractor breaks {QUOTED}.",)


def test_a_scenario_in_which_nobody_fails_proves_nothing_and_counts():
    excused = {QUOTED: "no client can"}
    changes = {"whole": True, "unbreakable": excused, "scenarios": ("a-scenario", "another")}

    (told,) = objections(matrix(fall(ONCE), **changes))
    assert told == "No faulty contractor fails another."
    (*_, told) = objections(matrix(fall(ONCE, Word.WARNED), **changes))
    assert told == "No faulty contractor fails another."
    assert "| `a-scenario` | `twice` |\n| `another` | **nobody** |" in page(
        matrix(fall(ONCE), **changes)
    )


def test_what_came_of_more_scenarios_is_put_beside_the_first_ones():
    first = Tried(name="twice", scenarios=("a",), falls=(fall(QUOTED, Word.WARNED),))
    more = Fall(rule=QUOTED, word=Word.FAILED, places=(("b", "gullible"),))
    second = Tried(name="twice", scenarios=("b",), falls=(fall(ONCE), more), problems=("late",))

    both = first.with_more(second)

    assert (both.scenarios, both.problems) == (("a", "b"), ("late",))
    assert [(each.rule, each.word, each.places) for each in both.falls] == [
        (QUOTED, Word.FAILED, (("a-scenario", "faithful"), ("b", "gullible"))),
        (ONCE, Word.FAILED, (("a-scenario", "faithful"),)),
    ]


def test_who_may_fail_a_scenario_comes_by_the_rarest_rule_first():
    scenarios = [load_scenario(name) for name in scenario_names()]
    faulty = declared()
    for scenario in scenarios:
        found = breaking(scenario, faulty, scenarios)
        counts = [len(covering(scenarios, each.breaks)) for each in found]

        assert counts == sorted(counts)
        assert {each.breaks for each in found} <= set(scenario.covers)
        assert found, scenario.id


def test_a_rule_that_no_client_can_break_is_excused_unless_somebody_does():
    excused = {QUOTED: "no client can"}
    stale = {ONCE: "no client can", **excused}

    assert objections(matrix(fall(ONCE), whole=True, unbreakable=excused)) == ()
    (told,) = objections(matrix(fall(ONCE), whole=True, unbreakable=stale))
    assert ONCE in told


def test_the_reference_contractor_must_pass():
    reference = Tried(name="reference", scenarios=(), exit_code=2, conclusion="Undecided.")

    (told,) = objections(matrix(fall(ONCE), reference=reference))
    assert told == "The reference contractor did not pass. Undecided."


def test_a_rule_that_crashes_is_our_own_error():
    assert exit_code(matrix(fall(ONCE, Word.ERROR))) == 4


def test_a_contractor_without_a_scenario_is_our_own_error():
    tried = {"twice": Tried(name="twice", scenarios=(), problems=("no scenario covers the rule",))}
    found = matrix(tried=tried)

    assert objections(found) == ("twice was not judged: no scenario covers the rule",)
    assert exit_code(found) == 4


def test_the_page_marks_who_fell_to_what():
    also = {QUOTED: "it cannot but fall"}
    rows = page(matrix(fall(ONCE), fall(QUOTED), also=also)).splitlines()

    assert f"| `{ONCE}` | MUST | **K** |" in rows
    assert f"| `{QUOTED}` | SHOULD | *d* |" in rows
    assert f"| `{ONCE}` | MUST | **S** |" in page(matrix()).splitlines()
    assert f"| `{QUOTED}` | SHOULD | **U** |" in page(matrix(fall(ONCE), fall(QUOTED))).splitlines()


def test_the_json_names_its_format_and_every_verdict():
    found = plain(matrix(fall(ONCE)))

    assert (found["format"], found["version"], found["exit_code"]) == ("nps-kill-matrix", 1, 0)
    (each,) = found["contractors"]
    assert (each["name"], each["breaks"], each["result"]) == ("twice", ONCE, "killed")
    assert each["fell"] == [
        {
            "rule": ONCE,
            "verdict": "FAILED",
            "in": [{"scenario": "a-scenario", "mode": "faithful"}],
        }
    ]


def test_the_most_specific_scenarios_come_first():
    found = covering([load_scenario(name) for name in scenario_names()], "finished-work-reported")

    small, large = found[:-2], found[-2:]
    assert [len(each.covers) for each in small] == sorted(len(each.covers) for each in small)
    assert {each.id for each in large} == {"backlog-of-500", "thirty-days"}
    assert all("finished-work-reported" in each.covers for each in found)
    assert len(found) > LEAST_SCENARIOS


def test_every_rule_has_a_faulty_contractor():
    assert {each.breaks for each in declared()} == RULES.keys()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--only", "nobody"], "there is no faulty contractor of that name"),
        (["--jobs", "0"], "play at least one at a time"),
        (["--page", "--mode", "faithful"], "The page is of the usual matrix"),
        (["--check", "nowhere.md"], "nowhere.md: cannot be read"),
    ],
)
def test_what_cannot_be_done_is_a_set_up_error(options, said, capsys):
    assert main(["kill-matrix", *options]) == 3
    assert said in capsys.readouterr().err


def test_one_contractor_can_be_played_alone(capsys):
    assert main(["kill-matrix", "--json", "--mode", "gullible", "--only", "gives-up"]) == 0

    captured = capsys.readouterr()
    found = json.loads(captured.out)
    assert [each["result"] for each in found["contractors"]] == ["killed"]
    assert found["whole"] is False
    assert "1/1  gives-up: killed by unclear-reply-settled" in captured.err


def test_the_committed_page_is_what_is_played_now(capsys):
    code = main(["kill-matrix", "--check", str(PAGE)])

    assert code == 0, capsys.readouterr().err
