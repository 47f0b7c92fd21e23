"""From a request in JSON to a meeting that was attended, through processes, a socket and a file."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.end_to_end.walk import (
    JOHN,
    MINUTE,
    REP,
    SARAH,
    THEIR_ZONE,
    Json,
    Walk,
    a_form,
    action_types,
    as_they_say,
    is_free,
    new_text,
    offered_in,
)

APPROVALS = ("review_first", "autopilot")
NEAR = timedelta(days=5)  # working days; a weekend may lie between


@pytest.mark.parametrize("approval", APPROVALS)
@pytest.mark.parametrize("runner", ["forked", "real"])
def test_a_plain_yes_leads_to_a_meeting_that_was_held(
    walk_with: Any, request: pytest.FixtureRequest, runner: str, approval: str
) -> None:
    """Mail, "Tuesday at 2 works, thanks", event, confirmation, acceptance, reminder, attendance: held."""
    if (runner, approval) == ("real", "autopilot"):
        pytest.skip("once through `python -m` is enough")
    walk: Walk = walk_with(request.getfixturevalue(runner))
    walk.create(a_form(approval))

    mail = walk.send_first_mail()
    offers = _offers_are_really_free(walk, mail)
    assert mail["to"] == [JOHN]

    chosen = offers[0]
    walk.reply(f"{as_they_say(chosen)} works, thanks", to=mail)
    walk.settle()
    event = walk.event()
    assert datetime.fromisoformat(event["start"]) == chosen
    assert datetime.fromisoformat(event["end"]) == chosen + timedelta(hours=1)
    assert {one["address"] for one in event["attendees"]} == {JOHN, SARAH}
    assert event["organizer"] == REP
    assert event["join_url"].startswith("https://teams.microsoft.com/")
    confirmation = walk.sandbox.sent()[-1]
    walk.check_one_conversation()
    assert len(walk.sandbox.sent()) == 2
    assert offered_in(confirmation) == [chosen]
    assert walk.show()["state"] == "confirming"

    walk.answer_invitation("accepted")
    walk.settle()
    assert (walk.show()["state"], walk.show()["invite_accepted"]) == ("confirmed", True)

    _is_reminded_once(walk, chosen)
    _is_held(walk, event)
    assert len(walk.sandbox.sent()) == 3
    assert all(action["why"] for action in walk.show()["actions"])


@pytest.mark.parametrize("approval", APPROVALS)
def test_their_own_time_is_booked_where_it_is_free(walk: Walk, approval: str) -> None:
    """ "can you do Thursday after 3 instead?" is booked on that Thursday, at or after their three o'clock."""
    walk.create(a_form(approval))
    mail = walk.send_first_mail()
    thursday = _next_thursday(walk)
    walk.reply("can you do Thursday after 3 instead?", to=mail)
    walk.settle()

    event = walk.event()
    start = datetime.fromisoformat(event["start"]).astimezone(THEIR_ZONE)
    assert start.date() == thursday.date()
    assert start.hour >= 15
    for address in (REP, SARAH):
        assert _only_this_meeting(walk, address, start)
    assert len(walk.sandbox.sent()) == 2
    assert offered_in(walk.sandbox.sent()[-1]) == [start]
    walk.check_one_conversation()
    shown = walk.show()
    assert shown["state"] == "confirming"
    assert datetime.fromisoformat(shown["scheduled_time"]) == start


@pytest.mark.parametrize("approval", APPROVALS)
def test_their_own_time_that_is_taken_gets_other_times(walk: Walk, approval: str) -> None:
    """When we are busy that whole afternoon nothing is booked; others are offered, and one is accepted."""
    walk.create(a_form(approval))
    mail = walk.send_first_mail()
    thursday = _next_thursday(walk)
    block = {"start": thursday.replace(hour=12).isoformat(), "end": thursday.replace(hour=22).isoformat()}
    walk.sandbox.post("busy", {"address": SARAH, "title": "Offsite"} | block)
    walk.reply("can you do Thursday after 3 instead?", to=mail)
    walk.settle()

    assert walk.sandbox.events() == []
    assert len(walk.sandbox.sent()) == 2
    counter = walk.sandbox.sent()[-1]
    walk.check_one_conversation()
    others = _offers_are_really_free(walk, counter)
    assert not set(others) & set(offered_in(mail))
    assert walk.show()["state"] == "negotiating"

    walk.reply(f"OK, {as_they_say(others[1])} then.", to=counter)
    walk.settle()
    assert datetime.fromisoformat(walk.event()["start"]) == others[1]
    assert len(walk.sandbox.sent()) == 3
    assert walk.show()["state"] == "confirming"


@pytest.mark.parametrize("approval", APPROVALS)
def test_a_missed_meeting_is_recovered(walk: Walk, approval: str) -> None:
    """Only we came: a mail without blame, two near times within 45 minutes, the second meeting held."""
    walk.create(a_form(approval))
    mail = walk.send_first_mail()
    early = min(offered_in(mail), key=lambda moment: (moment.hour, moment))
    walk.reply(f"{as_they_say(early)} works, thanks", to=mail)
    walk.settle()
    walk.answer_invitation("accepted")
    walk.settle()
    missed = walk.event()
    _is_reminded_once(walk, early)

    ends_at = datetime.fromisoformat(missed["end"])
    walk.sandbox.advance_to(ends_at)
    walk.attended(missed, REP)
    assert walk.tick()["sent"] == 0, "nobody is a no-show before the grace is over"
    walk.sandbox.advance_to(ends_at + 10 * MINUTE)
    walk.settle()

    recovery = walk.sandbox.sent()[-1]
    assert datetime.fromisoformat(recovery["sent_at"]) <= ends_at + 45 * MINUTE
    walk.check_one_conversation()
    _is_free_of_blame(recovery)
    near = _offers_are_really_free(walk, recovery, count=2)
    assert max(near) - ends_at <= NEAR
    shown = walk.show()
    assert (shown["no_show_count"], shown["state"]) == (1, "awaiting_response")
    assert "no_show_detected" in action_types(shown)

    walk.reply(f"So sorry about that! {as_they_say(near[0])} works.", to=recovery)
    walk.settle()
    second = next(event for event in walk.sandbox.events() if event["id"] != missed["id"])
    assert datetime.fromisoformat(second["start"]) == near[0]
    _is_held(walk, second)


def _offers_are_really_free(walk: Walk, mail: Json, count: int = 3) -> list[datetime]:
    """The times in the mail are free in both calendars and are those that the request says it offers."""
    offers = offered_in(mail)
    assert len(offers) == count
    for start in offers:
        assert start > walk.sandbox.now()
        for address in (REP, SARAH):
            assert is_free(walk.sandbox, address, start), f"{address} is busy at {start}"
    held = [datetime.fromisoformat(hold["start"]) for hold in walk.show()["holds"]]
    assert sorted(held) == sorted(offers)
    return offers


def _next_thursday(walk: Walk) -> datetime:
    """Midnight of the coming Thursday in their zone."""
    today = walk.sandbox.now().astimezone(THEIR_ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    return today + timedelta(days=(3 - today.weekday()) % 7 or 7)


def _only_this_meeting(walk: Walk, address: str, start: datetime) -> bool:
    """Whether the calendar has exactly one entry there, the new meeting itself."""
    end = start + timedelta(hours=1)
    taken = [span for span in walk.sandbox.busy(address, start, end) if span[0] < end and span[1] > start]
    return taken == [(start, end)]


def _is_reminded_once(walk: Walk, meeting_at: datetime) -> None:
    """One reminder at the time that was announced, and no second one a pass later."""
    before = len(walk.sandbox.sent())
    announced = walk.show()["next_action"]
    assert announced["type"] == "send_reminder"
    walk.sandbox.advance_to(datetime.fromisoformat(announced["at"]))
    walk.settle()
    walk.settle()
    assert len(walk.sandbox.sent()) == before + 1
    reminder = walk.sandbox.sent()[-1]
    assert f"{meeting_at.hour % 12 or 12}:{meeting_at:%M %p} CDT" in new_text(reminder)
    assert "https://teams.microsoft.com/" in new_text(reminder)
    assert datetime.fromisoformat(reminder["sent_at"]) < meeting_at
    shown = walk.show()
    assert shown["state"] == "reminder_sent"
    assert shown["next_action"]["type"] == "check_no_show"


def _is_held(walk: Walk, event: Json) -> None:
    """After the end and its grace the attendance report ends the request."""
    walk.sandbox.advance_to(datetime.fromisoformat(event["end"]))
    walk.attended(event, REP, JOHN)
    before = len(walk.sandbox.sent())
    walk.sandbox.advance_to(datetime.fromisoformat(event["end"]) + 10 * MINUTE)
    assert walk.tick()["due_next"] is None
    shown = walk.show()
    assert (shown["state"], shown["outcome"], shown["handled_by"]) == ("completed", "held", "agent")
    assert shown["next_action"] is None
    assert shown["holds"] == []
    assert len(walk.sandbox.sent()) == before


def _is_free_of_blame(mail: Json) -> None:
    said = new_text(mail).casefold()
    for word in (
        "no-show",
        "no show",
        "you missed",
        "failed",
        "didn't show",
        "did not show",
        "unfortunately you",
    ):
        assert word not in said
