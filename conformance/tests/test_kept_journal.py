import gc
import os
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

import nps_reports.writers as formats
from nps_conformance.dispatch import main
from nps_conformance.kept_journal import Shelf, read
from nps_conformance.plan import Part, Played
from nps_conformance.run_folder import kept
from nps_scenarios.loader import load_profile, load_scenario
from nps_scenarios.problems import SetUpError
from nps_simulator.journal.entries import Exchange
from nps_simulator.journal.files import write_journal


@pytest.fixture
def written(make, tmp_path):
    """Two journals of different length, as files."""
    paths = []
    for rounds in (1, 3):
        journal = make.journal()
        journal.poll("1/1")
        journal.rounds(rounds)
        journal.close()
        paths.append(tmp_path / f"{rounds}.jsonl")
        write_journal(paths[-1], journal.entries)
    return paths


def test_it_is_a_sequence_of_the_entries_in_the_file(written):
    shelf = Shelf()
    first, second = (shelf.journal(path) for path in written)

    for journal, path in ((first, written[0]), (second, written[1])):
        entries = read(path)
        assert (tuple(journal), len(journal)) == (entries, len(entries))
        assert (journal[0], journal[-1], journal[1:3]) == (entries[0], entries[-1], entries[1:3])


def test_length_and_end_are_known_without_the_file(written):
    shelf = Shelf()
    first, _ = (shelf.journal(path) for path in written)
    last = read(written[0])[-1]
    written[0].unlink()

    assert (len(first) > 0, first[-1]) == (True, last)
    with pytest.raises(SetUpError, match=r"1\.jsonl: cannot be read: No such file"):
        first[0]


def test_one_journal_is_held_at_a_time(written):
    shelf = Shelf()
    first, second = (shelf.journal(path) for path in written)
    entries = shelf.entries(written[0])
    holders = sys.getrefcount(entries)

    assert len(list(first)) == len(entries)
    assert shelf.entries(written[0]) is entries
    list(second)

    assert sys.getrefcount(entries) == holders - 1


def test_a_journal_that_was_replaced_meanwhile_is_refused(written):
    shelf = Shelf()
    first, _ = (shelf.journal(path) for path in written)
    written[0].write_bytes(written[1].read_bytes())

    with pytest.raises(SetUpError, match=r"1\.jsonl: the journal was replaced while"):
        tuple(first)


def _feed(end, content):
    with os.fdopen(end, "wb") as pipe:
        pipe.write(content)


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="a pipe has no path here")
def test_what_can_be_read_only_once_is_given_whole(written):
    """As a shell's `<(...)`."""
    end, other_end = os.pipe()
    feeding = threading.Thread(target=_feed, args=(other_end, written[0].read_bytes()))
    feeding.start()
    shelf = Shelf()

    journal = shelf.journal(Path(f"/dev/fd/{end}"))
    feeding.join()
    os.close(end)
    shelf.journal(written[1])

    assert tuple(journal) == read(written[0])


def test_what_was_played_is_kept_in_its_folder_and_let_go(make, tmp_path):
    scenario = replace(load_scenario("straight-road"), id="small")
    part = Part(scenario=scenario, profile=load_profile("certification"), mode="faithful", seed=1)
    journal = make.journal()
    journal.close()
    played = Played(part=part, entries=tuple(journal.entries), problem="A problem.")

    held = kept(tmp_path, played, Shelf())

    (path,) = tmp_path.glob("journals/*")
    assert read(path) == tuple(held.entries) == played.entries
    assert not isinstance(held.entries, tuple)
    assert (held.part, held.problem, held.cut_short) == (part, "A problem.", False)


LIVE = """
import gc
from nps_simulator.journal.entries import Exchange
FILE = "live.txt"
def render(report):
    gc.collect()
    return str(sum(isinstance(each, Exchange) for each in gc.get_objects())).encode()
"""


def test_when_reports_are_written_no_more_than_one_journal_of_a_run_is_in_memory(
    tmp_path, monkeypatch
):
    (tmp_path / "zz_live.py").write_text(LIVE)
    monkeypatch.setattr(formats, "__path__", [*formats.__path__, str(tmp_path)])
    names = [
        f"--scenario={name}" for name in ("straight-road", "hold-and-release", "longest-texts")
    ]
    gc.collect()
    before = sum(isinstance(each, Exchange) for each in gc.get_objects())

    code = main(["certify", *names, "--mode", "faithful", "--reports", str(tmp_path / "out")])

    sys.modules.pop("nps_reports.writers.zz_live")
    assert code in {0, 2}
    largest, *others = sorted(
        (
            sum(isinstance(each, Exchange) for each in read(path))
            for path in (tmp_path / "out" / "journals").iterdir()
        ),
        reverse=True,
    )
    assert len(others) == 2
    assert int((tmp_path / "out" / "live.txt").read_bytes()) - before <= largest
