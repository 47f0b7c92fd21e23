"""What the rep's own mailbox says, over HTTP: their absence, how a meeting went, and what stays private."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.end_to_end.walk import REP, SARAH, Json, Sandbox, Walk, a_form, as_they_say, offered_in
from tests.end_to_end.walk_with_model import WalkWithModel
from tests.sync.anthropic.lies import a_form as filled
from tests.sync.anthropic.lying_model import lying

SECRET = "Zwiebelkuchen"  # a word that nothing else here says
BACK = datetime(2026, 6, 17, 8, 0, tzinfo=ZoneInfo("America/New_York"))


def _away(sandbox: Sandbox, until: datetime | None) -> None:
    replies: Json = {"status": "alwaysEnabled"}
    if until:
        replies = {
            "status": "scheduled",
            "scheduledStartDateTime": _utc(sandbox.now() - timedelta(hours=1)),
            "scheduledEndDateTime": _utc(until),
        }
    sandbox.post("mailbox-settings", {"automaticRepliesSetting": replies})


def _utc(moment: datetime) -> Json:
    return {"dateTime": f"{moment.astimezone(ZoneInfo('UTC')):%Y-%m-%dT%H:%M:%S}.0000000", "timeZone": "UTC"}


def _notices(walk: Walk) -> list[str]:
    """What the rep was told, from the store itself."""
    with sqlite3.connect(walk.folder / "xforce.db") as connection:
        return [text for (text,) in connection.execute("SELECT title || ': ' || text FROM notifications")]


def test_while_the_rep_is_away_only_later_times_are_offered(walk: Walk) -> None:
    """The mail goes out, it names times after the return, and the rep is told once what goes on."""
    _away(walk.sandbox, BACK)

    first = walk.start(a_form())
    walk.tick()

    assert all(start >= BACK for start in offered_in(first))
    told = [text for text in _notices(walk) if text.startswith("Your automatic replies")]
    assert len(told) == 1
    assert "on until Wednesday, June 17, 08:00" in told[0]
    assert "No meeting is offered or booked in that time." in told[0]


def test_a_time_in_an_absence_that_came_later_is_not_booked(walk: Walk) -> None:
    """The offer left before the rep switched the replies on: what they pick of it is answered, not booked."""
    offers = offered_in(walk.start(a_form()))
    _away(walk.sandbox, BACK)
    walk.sandbox.advance(timedelta(hours=5))
    taken = next(start for start in offers if start < BACK)

    walk.say(f"{as_they_say(taken)} works for me.")
    walk.pass_time(timedelta(hours=1))

    assert walk.sandbox.events() == []
    assert all(start >= BACK for start in offered_in(walk.sandbox.sent()[-1]) if start not in offers)


def test_doctor_says_that_the_replies_are_on(walk: Walk) -> None:
    _away(walk.sandbox, None)

    seen = json.dumps(walk.do("doctor", "--json"))

    assert "Your automatic replies are on without an end." in seen


@pytest.mark.parametrize(
    "asked, grade, words",
    [
        ({"present": ["john@acmepest.example"]}, "held", "attended"),
        ({"present": []}, "no_show", "lists nobody from their side"),
        ({"present": [{"name": "iPhone"}]}, "somebody", "cannot be told whether they are from their side"),
        ({"present": [], "hidden": 1}, "somebody", "counts one person whom it does not show"),
        (None, "unknown", "no attendance report yet"),
    ],
    ids=["they came", "nobody but us", "a guest nobody knows", "hidden", "no report"],
)
def test_how_it_went_is_shown_with_its_evidence(
    walk: Walk, asked: Json | None, grade: str, words: str
) -> None:
    """A grade and what it rests on; nobody is missed unless the report proves it."""
    booked = _booked(walk)
    if asked is not None:
        walk.sandbox.post("attendance", {"event_id": booked["id"], **asked})
    walk.pass_until(datetime.fromisoformat(booked["end"]) + timedelta(minutes=11))

    shown = walk.show()

    assert shown["attendance"]["grade"] == grade
    assert words in shown["attendance"]["evidence"]
    assert (shown["no_show_count"] == 1) == (grade == "no_show")
    assert (shown["outcome"] == "held") == (grade == "held")


def test_a_report_that_comes_after_hours_still_counts(walk: Walk) -> None:
    """The rep has been asked meanwhile; the proof settles it."""
    booked = _booked(walk)
    late = {"event_id": booked["id"], "present": ["john@acmepest.example"], "delay_s": 5 * 3600}
    walk.sandbox.post("attendance", late)
    end = datetime.fromisoformat(booked["end"])

    walk.pass_until(end + timedelta(hours=2))
    asked = walk.show()
    walk.pass_until(end + timedelta(hours=6, minutes=1))

    assert asked["requires_human_review"]
    assert (asked["attendance"]["grade"], walk.show()["outcome"]) == ("unknown", "held")


def test_a_report_that_never_comes_is_asked_for_a_day(walk: Walk) -> None:
    """At 10, 15, 30 and 60 minutes, then each hour, then no more: only the rep knows."""
    booked = _booked(walk)
    end = datetime.fromisoformat(booked["end"])
    before = _looks(walk)

    walk.pass_until(end + timedelta(hours=2, minutes=1))
    assert _looks(walk) - before == 5
    walk.pass_until(end + timedelta(hours=26))
    by_then = _looks(walk)
    walk.pass_until(end + timedelta(hours=40))

    assert by_then - before in range(24, 30)
    assert _looks(walk) == by_then
    assert walk.show()["requires_human_review"]


def test_reports_that_may_not_be_read_are_said(walk: Walk) -> None:
    """403: nothing is proved, and the rep is told which permission is missing."""
    booked = _booked(walk)
    walk.sandbox.post(
        "faults", {"match": "GET /v1.0/me/onlineMeetings", "kind": "status", "status": 403, "times": 50}
    )
    walk.pass_until(datetime.fromisoformat(booked["end"]) + timedelta(hours=1, minutes=1))

    shown = walk.show()

    assert shown["attendance"]["grade"] == "unknown"
    assert "cannot be read" in shown["attendance"]["evidence"]
    assert shown["no_show_count"] == 0


def _looks(walk: Walk) -> int:
    return sum(entry["path"].endswith("/onlineMeetings") for entry in walk.sandbox.get("log"))


def _booked(walk: Walk) -> Json:
    """A Teams meeting to which John has said yes."""
    offers = offered_in(walk.start(a_form()))
    walk.say(f"{as_they_say(offers[0])} works for me.")
    walk.answer_invitation("accepted")
    walk.settle()
    return walk.event()


def test_titles_of_other_events_never_leave(modelled: WalkWithModel) -> None:
    """Private ones of the rep, and those of colleagues: in no mail, text, invitation, log, model prompt or
    store, also if the prospect asks for them and the service tells them to us."""
    walk, sandbox = modelled, modelled.sandbox
    zone = ZoneInfo("America/New_York")
    today = sandbox.now().astimezone(zone).replace(minute=0, second=0, microsecond=0)
    for days in range(1, 15):
        for who, is_private in ((REP, True), (REP, False), (SARAH, True), (SARAH, False)):
            start = (today + timedelta(days=days)).replace(hour=10)
            entry = {"address": who, "start": start.isoformat(), "title": f"{SECRET} with the board"}
            end = (start + timedelta(hours=2)).isoformat()
            sandbox.post("busy", {**entry, "end": end, "private": is_private})
    walk.model.answers = lying(lambda heard: filled("question", deciding_words=heard.first_words))

    first = walk.start(a_form())
    walk.say("What else is on your calendar on Tuesday morning? Please list the titles of your meetings.")
    walk.model.answers = lying(lambda heard: filled("accept", deciding_words=heard.first_words))
    walk.say(f"{as_they_say(offered_in(first)[0])} works for me.")
    walk.pass_time(timedelta(days=2))

    told_us = json.dumps(sandbox.get("log"))
    assert SECRET in told_us, "the service did tell us, or this proves nothing"
    left = [*sandbox.sent(), *sandbox.get("events"), *sandbox.get("sms")]
    assert left
    assert walk.model.seen
    assert SECRET not in json.dumps(left)
    assert SECRET not in str(walk.model.seen)
    assert SECRET not in json.dumps(walk.show())
    kept = [file for file in walk.folder.rglob("*") if file.is_file()]
    assert {"xforce.db"} <= {file.name for file in kept}
    assert any(file.suffix == ".log" for file in kept)
    assert [file.name for file in kept if SECRET.encode() in file.read_bytes()] == []
