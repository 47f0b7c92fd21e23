"""A few made-up histories, on both stores; `simulate --learning` lives through hundreds."""

from __future__ import annotations

import uuid
from pathlib import Path
from statistics import fmean

import pytest

from sync.simulation.learning_trials import (
    BEGINS_AT,
    Trial,
    Trials,
    as_json,
    as_line,
    follows_from,
    trial,
    trial_on,
)
from sync.simulation.learning_world import Plant
from xforce_desktop.clock import ManualClock
from xforce_desktop.ids import SeededIds
from xforce_desktop.scheduling.knobs import Knob
from xforce_desktop.scheduling.lessons import ChangeStatus, LearnedChange, Scope, ScopeKind, Setting, Tally
from xforce_desktop.store.memory import MemoryStore
from xforce_desktop.store.unit_of_work import open_store


def test_owners_who_answer_texts_are_found():
    """Within half a year, and nothing else is."""
    found = trial(2001, Plant.OWNERS_TEXT, 200)
    assert found.found_after is not None
    assert found.others == ()


@pytest.mark.parametrize(
    "kind, group, follows",
    [
        (ScopeKind.PERSONA_AND_TYPE, "owner/demo", True),
        (ScopeKind.MEETING_TYPE, "demo", True),
        (ScopeKind.PERSONA, "executive", False),
        (ScopeKind.PERSONA_AND_TYPE, "executive/demo", False),
    ],
)
def test_what_is_found_for_others_than_the_planted_group_is_wrong(kind, group, follows):
    """Owners are among those asked for demos, and not among executives."""
    setting = Setting(Knob.CHANNEL, Scope(kind, group), "text_early")
    change = LearnedChange(
        uuid.UUID(int=1), setting, "text_late", BEGINS_AT, Tally(9, 9), Tally(1, 9), 0.1, 0.9, 0.0, 0.1, 1,
        "So.", ChangeStatus.IN_FORCE,
    )  # fmt: skip
    assert follows_from(change, Plant.OWNERS_TEXT) == follows


def test_the_world_has_offers_that_are_answered_far_more_often_than_first_mails():
    """As real ones are, and at another time of the day: what must not be taken for an effect of the hour."""
    clock = ManualClock(BEGINS_AT)
    store = MemoryStore(clock)
    trial_on(store, clock, 3, Plant.NONE, 120)
    with store.begin() as work:
        asks = [ask for one in work.postmortems() for ask in one.lesson.asks]
    first, offers = ([a for a in asks if a.kind == kind] for kind in ("initial", "counter"))

    assert len(offers) > 20
    assert fmean(a.hour for a in offers) > fmean(a.hour for a in first) + 0.8
    assert fmean(bool(a.answered) for a in offers) > fmean(bool(a.answered) for a in first) + 0.3


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
