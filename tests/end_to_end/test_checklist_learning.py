"""The specification's checklist, "Learning & Postmortems", on a sandbox with the store on disk."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from sqlite3 import connect

from tests.end_to_end.walk import THEIR_ZONE, Json, Walk, a_form, as_they_say, offered_in

HOUR = timedelta(hours=1)
APRIL = datetime(2027, 4, 5, 9, 30, tzinfo=THEIR_ZONE)  # a Monday, no holiday near
IN_FLORIDA = {"company": {"name": "Acme Pest", "state": "FL"}}


def a_meeting_held(walk: Walk) -> Json:
    """One mail, a yes three hours later, everybody there: what is shown afterwards."""
    walk.sandbox.begin_at(APRIL)
    first = walk.start(a_form(**IN_FLORIDA))
    walk.sandbox.advance(3 * HOUR)
    walk.say(f"{as_they_say(offered_in(first)[-1])} works for me, thanks.")
    event = walk.event()
    walk.attended(event, "john@acmepest.example", "brent@xforce.example")
    walk.pass_until(datetime.fromisoformat(event["end"]) + HOUR)
    shown = walk.show()
    assert shown["outcome"] == "held"
    return shown


def nobody_answers(walk: Walk) -> Json:
    """Silence until the request is given up."""
    walk.sandbox.begin_at(APRIL)
    walk.start(a_form(**IN_FLORIDA))
    while not walk.seen["outcome"]:
        walk.pass_to_next_action()
    return walk.show()


def test_checklist_postmortem_generated_on_completion(walk: Walk) -> None:
    """ "Postmortem generated on completion": exactly one, also after more passes, and in its own table."""
    shown = a_meeting_held(walk)
    assert shown["postmortem"]["outcome"] == "held"
    assert shown["postmortem"]["metrics"]["total_attempts"] == 1
    walk.tick()
    walk.tick()

    with closing(connect(_store_of(walk))) as store:
        rows = store.execute(
            "SELECT outcome, total_attempts, ended_at FROM scheduling_postmortems"
        ).fetchall()
    assert [row[:2] for row in rows] == [("held", 1)]
    assert walk.do("learning", "postmortem", walk.id)["metrics"] == shown["postmortem"]["metrics"]


def test_checklist_what_worked_and_failed_correctly_identified(walk: Walk) -> None:
    """ "What worked/failed correctly identified": a quick yes by mail, with its hour and how long it took."""
    found = a_meeting_held(walk)["postmortem"]

    assert found["what_failed"] == []
    assert "They answered by mail." in found["what_worked"]
    assert "Quick: 1 ask brought the meeting about." in found["what_worked"]
    (answered,) = [text for text in found["what_worked"] if text.startswith("What they answered")]
    assert answered == (
        "What they answered: the first offer on a Monday at 09:30 their time, after 3 hours, soon."
    )


def test_checklist_what_failed_after_silence(walk: Walk) -> None:
    """ "What worked/failed correctly identified": many mails, nothing else, no answer."""
    shown = nobody_answers(walk)
    found = shown["postmortem"]

    assert (shown["outcome"], found["outcome"]) == ("gave_up", "gave_up")
    assert found["metrics"]["total_attempts"] >= 4
    assert any(text.startswith("Many follow-ups did not help") for text in found["what_failed"])
    assert any(text.startswith("Only mail was used") for text in found["what_failed"])
    assert found["what_worked"] == []
    assert not any(ask["answered"] for ask in found["asks"])


def test_checklist_learnings_stored_at_account_level(walk: Walk) -> None:
    """ "Learnings stored at account level": an account that answers, with the number of asks, and why."""
    shown = a_meeting_held(walk)

    kept = shown["postmortem"]["learnings"]["for_account"]
    assert kept == ["This account answers (1 ask to a meeting): keep in regular contact."]
    assert {"about": "account", "why": kept[0]} in shown["learnings"]


def test_checklist_learnings_stored_at_meeting_type_level(walk: Walk) -> None:
    """ "Learnings stored at meeting-type level": a demo that had to be cut suggests a shorter format."""
    shown = nobody_answers(walk)

    assert shown["postmortem"]["metrics"]["de_escalated"]
    (kept,) = shown["postmortem"]["learnings"]["for_meeting_type"]
    assert kept.startswith("Consider a shorter format for demos: this one was cut to")
    assert kept.endswith("did not come about.")


def test_checklist_seasonality_patterns_updated(walk: Walk) -> None:
    """ "Seasonality patterns updated": the month and state in which it was asked for, with its numbers."""
    a_meeting_held(walk)

    (april,) = walk.do("learning", "show")["seasons"]
    assert (april["state"], april["month"], april["pattern_type"]) == ("FL", 4, "termite_swarm")
    assert (april["sample_size"], april["avg_attempts_needed"]) == (1, 1.0)
    assert april["recommended_interval_multiplier"] == 2.0


def test_checklist_rep_metrics_updated_quietly(walk: Walk) -> None:
    """ "Rep metrics updated (quietly)": the figures are there, and nobody was told."""
    a_meeting_held(walk)

    shown = walk.do("learning", "show")
    assert (shown["rep"]["ended"], shown["rep"]["held"], shown["rep"]["asks"]) == (1, 1, 1)
    assert (shown["rep"]["answered"], shown["changes"]) == (1, [])
    with closing(connect(_store_of(walk))) as store:
        titles = {title for (title,) in store.execute("SELECT title FROM notifications")}
    assert not any("learn" in title.lower() for title in titles)


def test_a_meeting_that_was_missed_brings_earlier_reminders(walk: Walk) -> None:
    """Send reminders earlier: kept for the account once the request has ended."""
    walk.sandbox.begin_at(APRIL)
    first = walk.start(a_form(**IN_FLORIDA))
    walk.say(f"{as_they_say(offered_in(first)[-1])} works for me, thanks.")
    event = walk.event()
    walk.attended(event)
    walk.pass_until(datetime.fromisoformat(event["end"]) + 2 * HOUR)
    assert walk.show()["postmortem"] is None, "it goes on"
    walk.do("request", "cancel", walk.id)
    walk.tick()

    found = walk.show()["postmortem"]
    assert found["metrics"]["no_shows"] == 1
    assert any("the day before and on the morning" in text for text in found["learnings"]["for_account"])


def _store_of(walk: Walk) -> Path:
    (found,) = walk.folder.rglob("xforce.db")
    return found
