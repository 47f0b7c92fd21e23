"""The specification's checklist, "Conflict Resolution": one test for each of its lines."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.end_to_end.walk import (
    JOHN,
    THEIR_ZONE,
    Json,
    Walk,
    a_form,
    action_types,
    as_they_say,
    new_text,
    offered_in,
    says_minutes,
)

DAY = timedelta(days=1)
TAMPA = ZoneInfo("America/New_York")
APRIL = datetime(2027, 4, 5, 9, 30, tzinfo=TAMPA)  # a Monday in the swarm season
SWARM = "I know swarm season is hitting hard right now."


def test_person_unavailable_conflict_detected_and_paused(walk: Walk) -> None:
    """ "'Person unavailable' conflict detected and paused": until the day they named, and told so."""
    walk.start(a_form())
    shown = walk.say("My GM is out until Thursday")
    back_on = _next(walk, 3)

    assert shown["state"] == "paused"
    assert shown["next_action"]["type"] == "resume_after_conflict"
    assert _local(shown["next_action"]["at"]) == datetime.combine(back_on, time(9), THEIR_ZONE)
    assert shown["holds"] == []
    (conflict,) = shown["conflicts"]
    assert (conflict["type"], conflict["resolution_action"]) == ("person_unavailable", "pause_and_resume")
    assert all(
        one["why"] for one in shown["actions"] if one["action_type"] in {"conflict_detected", "paused"}
    )
    said = new_text(walk.sandbox.sent()[-1])
    assert f"{back_on:%A, %B} {back_on.day}" in said
    assert offered_in(walk.sandbox.sent()[-1]) == []
    assert walk.sandbox.events() == []


def test_system_resumes_on_the_specified_date(walk: Walk) -> None:
    """ "System resumes on the specified date": at nine there, with times that lie ahead, and not before."""
    walk.start(a_form())
    walk.say("My GM is out until Thursday")
    resumes_at = datetime.combine(_next(walk, 3), time(9), THEIR_ZONE)
    walk.pass_until(resumes_at - timedelta(minutes=1))
    assert len(walk.sandbox.sent()) == 2, "the offer, and that we will be back"

    walk.pass_until(resumes_at)
    again = walk.sandbox.sent()[-1]
    shown = walk.show()
    assert len(walk.sandbox.sent()) == 3
    assert _local(again["sent_at"]).date() == resumes_at.date()
    assert len(offered_in(again)) == 3
    assert min(offered_in(again)) > resumes_at
    assert (shown["state"], "resumed" in action_types(shown)) == ("awaiting_response", True)


@pytest.mark.parametrize(
    "words, earliest", [("Mornings don't work", time(12)), ("Only available after 3pm", time(15))]
)
def test_timing_constraint_adjusts_preferences_and_re_proposes(
    walk: Walk, words: str, earliest: time
) -> None:
    """ "'Timing constraint' adjusts preferences and re-proposes": new times keep to it, later ones too."""
    first = walk.start(a_form(duration_minutes=30))
    assert any(start.time() < earliest for start in offered_in(first)), "else the constraint changes nothing"
    shown = walk.say(words)

    offers = offered_in(walk.sandbox.sent()[-1])
    assert len(offers) == 3
    assert all(start.time() >= earliest for start in offers)
    assert shown["state"] == "negotiating"
    assert shown["constraints"]
    assert shown["conflicts"][0]["resolution_action"] == "work_around"
    walk.pass_to_next_action()
    assert len(walk.sandbox.sent()) == 3
    assert all(start.time() >= earliest for start in offered_in(walk.sandbox.sent()[-1]))


@pytest.mark.parametrize(
    "words, kind, days",
    [
        ("Need to check with my partner first", "decision_pending", 5),
        ("Let me run this by my boss", "need_approval", 3),
        ("Waiting on another vendor", "external_dependency", 7),
    ],
)
def test_decision_pending_gives_appropriate_space(walk: Walk, words: str, kind: str, days: int) -> None:
    """ "'Decision pending' gives appropriate space": nothing for as many days as such an obstacle takes."""
    walk.start(a_form())
    today = _local(walk.sandbox.now().isoformat()).date()
    shown = walk.say(words)

    assert (shown["state"], shown["conflicts"][0]["type"]) == ("paused", kind)
    comes_back = datetime.combine(_working_day_from(today + days * DAY), time(9), THEIR_ZONE)
    assert _local(shown["next_action"]["at"]) == comes_back
    walk.pass_until(comes_back - timedelta(minutes=1))
    assert len(walk.sandbox.sent()) == 2
    walk.pass_until(comes_back)
    assert len(walk.sandbox.sent()) == 3
    assert len(offered_in(walk.sandbox.sent()[-1])) == 3


def test_seasonality_constraints_acknowledged_in_messaging(walk: Walk) -> None:
    """ "Seasonality constraints acknowledged in messaging": slammed in swarm season, which is said."""
    walk.sandbox.begin_at(APRIL)
    walk.start(_in_florida())
    shown = walk.say("We're slammed with emergencies")

    assert SWARM in new_text(walk.sandbox.sent()[-1])
    assert (shown["state"], shown["conflicts"][0]["type"]) == ("paused", "competing_priority")
    resumes_at = datetime.combine(_working_day_from(APRIL.date() + 10 * DAY), time(9), TAMPA)
    assert datetime.fromisoformat(shown["next_action"]["at"]) == resumes_at


def test_follow_ups_in_the_busy_season_acknowledge_it(walk: Walk) -> None:
    """The same line for silence: twice the gap, and the first follow-up says that we know why."""
    walk.sandbox.begin_at(APRIL)
    walk.start(_in_florida())
    due = datetime.fromisoformat(walk.show()["next_action"]["at"])
    assert due - datetime.fromisoformat(walk.sandbox.sent()[0]["sent_at"]) == timedelta(hours=48)
    walk.pass_until(due)
    assert SWARM in new_text(walk.sandbox.sent()[-1])


def test_out_of_season_a_short_call_is_offered_instead(walk: Walk) -> None:
    """The other side of the season: the same words in a normal month bring a call of fifteen minutes."""
    walk.sandbox.begin_at(APRIL)
    walk.start(_in_florida() | {"company": {"name": "Acme Pest", "state": "TN"}})
    shown = walk.say("We're slammed with emergencies")

    said = new_text(walk.sandbox.sent()[-1])
    assert says_minutes(walk.sandbox.sent()[-1], 15)
    assert SWARM not in said
    assert (shown["duration_minutes"], shown["state"]) == (15, "awaiting_response")


def test_conflict_history_logged_for_learning(walk: Walk) -> None:
    """ "Conflict history logged for learning": what stood in the way, what was done, whether it helped."""
    walk.start(a_form())
    walk.say("My GM is out until Thursday")
    open_one = walk.show()["conflicts"][0]
    assert (open_one["resolution_successful"], open_one["resolved_at"]) == (None, None)
    walk.pass_to_next_action()
    shown = walk.say(f"{as_they_say(offered_in(walk.sandbox.sent()[-1])[0])} works")

    (overcome,) = shown["conflicts"]
    assert overcome["type"] == "person_unavailable"
    assert overcome["description"]
    assert overcome["resolution_action"] == "pause_and_resume"
    assert _local(overcome["pause_until"]).weekday() == 3
    assert overcome["resolution_successful"] is True
    lasted = datetime.fromisoformat(overcome["resolved_at"]) - datetime.fromisoformat(overcome["created_at"])
    assert overcome["days_to_resolve"] == lasted.days > 0


def test_a_conflict_that_was_not_overcome_is_logged_as_such(walk: Walk) -> None:
    """The other side of the history: they said no in the end."""
    walk.start(a_form())
    walk.say("Need to check with my partner first")
    shown = walk.say("Not interested, thanks.")

    (conflict,) = shown["conflicts"]
    assert (conflict["type"], conflict["resolution_successful"]) == ("decision_pending", False)
    assert conflict["resolved_at"]


def _in_florida() -> Json:
    who = {"address": JOHN, "name": "John Smith", "timezone": "America/New_York"}
    return a_form(external=[who], internal=[], company={"name": "Acme Pest", "state": "FL"})


def _local(moment: str) -> datetime:
    return datetime.fromisoformat(moment).astimezone(THEIR_ZONE)


def _next(walk: Walk, weekday: int) -> date:
    """The coming day of that number, Monday = 0, in their zone; never today."""
    today = walk.sandbox.now().astimezone(THEIR_ZONE).date()
    return today + timedelta(days=(weekday - today.weekday()) % 7 or 7)


def _working_day_from(day: date) -> date:
    return day + timedelta(days=max(7 - day.weekday(), 0) if day.weekday() > 4 else 0)
