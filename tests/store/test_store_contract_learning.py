"""What every store promises of what was learned; each test runs in memory and on SQLite."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from tests.store.conftest import AnyStore
from xforce_desktop.learning.postmortem import Evidence, postmortem_of
from xforce_desktop.scheduling.knobs import Knob, KnobUse, Source
from xforce_desktop.scheduling.lessons import (
    ChangeStatus,
    LearnedChange,
    Scope,
    ScopeKind,
    SeasonPattern,
    Setting,
    Tally,
)
from xforce_desktop.scheduling.request import HistoryEntry, MeetingRequest, Outcome, State

Stored = Callable[..., MeetingRequest]


def an_ended(store: AnyStore, stored: Stored, now: datetime, **changes: object) -> MeetingRequest:
    turn = HistoryEntry("initial_sent", now, channel="email")
    ended = {"state": State.COMPLETED, "outcome": Outcome.HELD, "completed_at": now, "attempt_count": 1}
    return stored(store, history=(turn,), **(ended | changes))


def test_a_postmortem_is_kept_as_it_was_written(store: AnyStore, stored: Stored, now: datetime) -> None:
    """All of it, also in the order of the ends; a second one takes its place."""
    later = an_ended(store, stored, now + timedelta(days=1))
    first = an_ended(store, stored, now)
    with store.begin() as work:
        assert work.request_columns(first.id)["postmortem"] is None
        for request in (later, first):
            work.add_postmortem(postmortem_of(Evidence(request), now))
        found = postmortem_of(Evidence(replace(first, no_show_count=1)), now)
        work.add_postmortem(found)
        work.commit()
    with store.begin() as work:
        assert work.postmortem(first.id) == found
        assert [one.request_id for one in work.postmortems()] == [first.id, later.id]
        assert work.count_postmortems() == 2
        shown = work.request_columns(first.id)["postmortem"]
        assert isinstance(shown, dict)
        assert (shown["outcome"], shown["no_shows"]) == ("held", 1)


def test_what_has_ended_without_one_is_found(store: AnyStore, stored: Stored, now: datetime) -> None:
    """First what ended first; open ones are none of them."""
    second, first = an_ended(store, stored, now + timedelta(hours=1)), an_ended(store, stored, now)
    stored(store)
    with store.begin() as work:
        assert list(work.ended_without_postmortem()) == [first.id, second.id]
        for request in (first, second):
            work.add_postmortem(postmortem_of(Evidence(request), now))
        assert list(work.ended_without_postmortem()) == []


def test_a_change_is_kept_with_its_numbers_and_its_end(store: AnyStore, now: datetime) -> None:
    """Oldest first; saved again it has its new status."""
    setting = Setting(Knob.CHANNEL, Scope(ScopeKind.PERSONA, "owner"), "text_early")
    change = LearnedChange(
        uuid.uuid4(), setting, "text_late", now, Tally(14, 20), Tally(5, 25), 0.2, 0.7, 0.0001, 0.0002, 2,
        "Text first.", ChangeStatus.IN_FORCE,
    )  # fmt: skip
    older = replace(change, id=uuid.uuid4(), at=now - timedelta(days=1), status=ChangeStatus.PROPOSED)
    undone = replace(change, status=ChangeStatus.UNDONE, ended_at=now, ended_why="You undid it.")
    with store.begin() as work:
        for one in (change, older, undone):
            work.save_learned_change(one)
        work.commit()
    with store.begin() as work:
        assert list(work.learned_changes()) == [older, undone]


def test_looks_are_counted_by_setting(store: AnyStore, now: datetime) -> None:
    """The newest number stands; without a commit nothing does."""
    with store.begin() as work:
        work.save_looks("hour|persona:owner|early", 1, now)
        work.save_looks("hour|persona:owner|early", 2, now)
        work.commit()
    with store.begin() as work:
        work.save_looks("gap|x|1.5", 1, now)
    with store.begin() as work:
        assert work.looks() == {"hour|persona:owner|early": 2}


def test_a_month_of_a_state_has_one_pattern(store: AnyStore, now: datetime) -> None:
    """By state and month, averages to two places; none where nothing is known."""
    swarm = SeasonPattern("FL", 3, "termite_swarm", 6.338, 2.5, 2.0, 3, now)
    winter = SeasonPattern("FL", 1, "winter_slow", None, None, 0.75, 1, now)
    with store.begin() as work:
        work.save_season_pattern(replace(swarm, sample_size=2))
        work.save_season_pattern(swarm)
        work.save_season_pattern(winter)
        assert list(work.season_patterns()) == [winter, replace(swarm, avg_days_to_schedule=6.34)]


def test_a_request_keeps_what_differs_for_it(store: AnyStore, stored: Stored) -> None:
    """With reason and change; and the length with which it began."""
    use = KnobUse(Knob.HOUR, "early", Source.LEARNED, "Executives answer early.", uuid.uuid4())
    request = stored(store, knobs=(use,), first_duration_minutes=60)
    with store.begin() as work:
        assert work.load(request.id).knobs == (use,)
        assert work.load(request.id).first_duration_minutes == 60
