"""A few made-up histories, on both stores; `simulate --learning` lives through hundreds."""

from __future__ import annotations

from pathlib import Path

from sync.simulation.learning_trials import BEGINS_AT, Trial, Trials, as_json, as_line, trial, trial_on
from sync.simulation.learning_world import Plant
from xforce_desktop.clock import ManualClock
from xforce_desktop.ids import SeededIds
from xforce_desktop.store.unit_of_work import open_store


def test_owners_who_answer_texts_are_found():
    """Within two years of four hundred requests, and nothing else is."""
    found = trial(4, Plant.OWNERS_TEXT, 400)
    assert found.found_after is not None
    assert found.others == ()


def test_where_nothing_is_planted_nothing_is_found():
    """People differ from each other, and luck is luck."""
    assert trial(1, Plant.NONE, 120) == Trial(1, None, ())


def test_the_store_on_disk_tells_the_same_story(tmp_path: Path):
    """The same requests, ends and looks as in memory."""
    clock = ManualClock(BEGINS_AT)
    store = open_store(tmp_path, clock, SeededIds(9))
    on_disk = trial_on(store, clock, 2, Plant.CFO_EARLY, 40)
    with store.begin() as work:
        assert work.count_postmortems() == 40
        assert work.season_patterns()
    store.close()
    assert on_disk == trial(2, Plant.CFO_EARLY, 40)


def test_the_table_counts_what_was_found_and_what_was_not():
    """For people and for programs."""
    trials = (Trial(1, 310, ()), Trial(2, None, ()), Trial(3, 520, ("hour|persona:owner|late",)))
    one = Trials(Plant.OWNERS_TEXT, 800, trials)

    assert "found in 2 of 3, half of them by request 415" in as_line(one)
    assert "other changes in 1 of 3 histories" in as_line(one)
    assert as_json(one)["histories_with_other_changes"] == 1
    assert as_json(Trials(Plant.NONE, 400, (Trial(1, None, ()),)))["found"] is None
