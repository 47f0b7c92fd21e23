"""The specification's checklist, "Core Flow": one test for each of its lines."""

from __future__ import annotations

from argparse import Namespace
from datetime import date, datetime, time, timedelta
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
    says_minutes,
)
from ui.dashboard.cards import Section
from ui.dashboard.presenter import DashboardPresenter
from xforce_desktop.bootstrap.agents import open_agent
from xforce_desktop.scheduling.desk import Group
from xforce_desktop.scheduling.insight import InsightCard

PRIYA, MARY = "priya@xforce.example", "mary@acmepest.example"
DAY = timedelta(days=1)
APRIL = datetime(
    2027, 4, 5, 9, 30, tzinfo=THEIR_ZONE
)  # a Monday; a normal season in Tennessee, no holiday near


def test_create_scheduling_request_with_multiple_internal_attendees(walk: Walk) -> None:
    """ "Create scheduling request with multiple internal attendees": all of ours are free and invited."""
    ours = [{"address": SARAH, "name": "Sarah Chen"}, {"address": PRIYA, "name": "Priya Nair"}]
    walk.create(a_form(internal=ours))
    _is_away_before_noon(walk, PRIYA)
    mail = walk.send_first_mail()

    internal = [one["email"] for one in walk.show()["attendees"] if one["side"] == "internal"]
    assert sorted(internal) == [REP, PRIYA, SARAH]
    offers = offered_in(mail)
    assert all(is_free(walk.sandbox, address, start) for start in offers for address in internal)
    assert all(start.hour >= 11 for start in offers), "noon in New York: Priya is there from then on"
    walk.say(f"{as_they_say(offers[0])} works, thanks")
    assert _invited(walk) == {JOHN, SARAH, PRIYA}


def test_create_scheduling_request_with_multiple_external_attendees(walk: Walk) -> None:
    """ "Create scheduling request with multiple external attendees": both are asked, and both must agree."""
    john, mary = a_form()["external"][0], {"address": MARY, "name": "Mary Jones"}
    mail = walk.start(a_form(external=[john, mary]))
    offers = offered_in(mail)
    assert sorted(mail["to"]) == [JOHN, MARY]
    assert "John" in new_text(mail)
    assert "Mary" in new_text(mail)

    shown = walk.say(f"{as_they_say(offers[1])} works for me")
    assert walk.sandbox.events() == [], "Mary has not answered"
    assert shown["state"] == "awaiting_response"
    walk.reply(f"{as_they_say(offers[1])} is fine", to=mail, sender=f"Mary Jones <{MARY}>")
    walk.settle()
    assert datetime.fromisoformat(walk.event()["start"]) == offers[1]
    assert _invited(walk) == {JOHN, MARY, SARAH}


def test_initial_email_generation_includes_all_proposed_times(walk: Walk) -> None:
    """ "Initial email generation includes all proposed times": three, on their clock, as recorded."""
    mail = walk.start(a_form())
    offers = offered_in(mail)
    recorded = next(one for one in walk.show()["actions"] if one["action_type"] == "times_proposed")

    assert len(offers) == 3
    assert offers == [datetime.fromisoformat(at) for at in recorded["times_proposed"]]
    assert len({start.date() for start in offers}) == 3


def test_system_detects_when_prospect_accepts_a_time(walk: Walk) -> None:
    """ "System detects when prospect accepts a time": the second of three, in their words."""
    chosen = offered_in(walk.start(a_form()))[1]
    shown = walk.say(f"{as_they_say(chosen)} is good for me.")

    reading = shown["conversation"][1]["reading"]
    assert (reading["intent"], datetime.fromisoformat(reading["selected_time"])) == ("accept_time", chosen)
    selected = next(one for one in shown["actions"] if one["action_type"] == "time_selected")
    assert datetime.fromisoformat(selected["time_selected"]) == chosen
    assert datetime.fromisoformat(shown["scheduled_time"]) == chosen
    assert shown["state"] == "confirming"


def test_system_detects_when_prospect_proposes_alternatives(walk: Walk) -> None:
    """ "System detects when prospect proposes alternatives": an afternoon of theirs, and booked within it."""
    walk.start(a_form())
    thursday = _next(walk, 3)
    shown = walk.say("can you do Thursday after 3 instead?")

    reading = shown["conversation"][1]["reading"]
    assert reading["intent"] == "propose_alternative"
    (window,) = reading["windows"]
    begins = datetime.fromisoformat(window["start"]).astimezone(THEIR_ZONE)
    assert (begins.date(), begins.hour) == (thursday, 15)
    start = datetime.fromisoformat(walk.event()["start"]).astimezone(THEIR_ZONE)
    assert begins <= start
    assert (start.date(), shown["state"]) == (thursday, "confirming")


def test_counter_proposal_logic_works_when_their_times_dont_fit(walk: Walk) -> None:
    """ "Counter-proposal logic works when their times don't fit": others are offered."""
    mail = walk.start(a_form())
    thursday = datetime.combine(_next(walk, 3), time(12), THEIR_ZONE)
    block = {"start": thursday.isoformat(), "end": (thursday + timedelta(hours=10)).isoformat()}
    walk.sandbox.post("busy", {"address": SARAH, "title": "Offsite"} | block)
    shown = walk.say("can you do Thursday after 3 instead?")

    assert walk.sandbox.events() == []
    assert shown["state"] == "negotiating"
    counter = walk.sandbox.sent()[-1]
    others = offered_in(counter)
    assert len(walk.sandbox.sent()) == 2
    assert len(others) == 3
    assert not set(others) & set(offered_in(mail))
    assert all(is_free(walk.sandbox, SARAH, start) for start in others)
    walk.check_one_conversation()


def test_calendar_invite_created_correctly(walk: Walk) -> None:
    """ "Calendar invite created correctly": who, when, how long, where, and how to join."""
    chosen = offered_in(walk.start(a_form(duration_minutes=45, title="Call handling demo")))[0]
    shown = walk.say(f"{as_they_say(chosen)} works, thanks")
    event = walk.event()

    assert datetime.fromisoformat(event["start"]) == chosen
    assert datetime.fromisoformat(event["end"]) == chosen + timedelta(minutes=45)
    assert event["subject"] == "Call handling demo"
    assert event["organizer"] == REP
    assert _invited(walk) == {JOHN, SARAH}
    assert event["join_url"].startswith("https://teams.microsoft.com/")
    assert shown["calendar_event_id"]
    assert "invite_sent" in action_types(shown)


@pytest.mark.parametrize(
    "part, is_reminded_at", [("afternoon", time(9)), ("morning", time(16))], ids=["afternoon", "morning"]
)
def test_reminder_sent_morning_of_meeting(walk: Walk, part: str, is_reminded_at: time) -> None:
    """ "Reminder sent morning of meeting": at nine there; before noon at four the day before."""
    wishes = {"timezone": "America/New_York", "preferred_times": [part]}
    chosen = _booked(walk, a_form(preferences=wishes), early=part == "morning")
    walk.pass_until(chosen)

    reminder = walk.sandbox.sent()[-1]
    sent_at = datetime.fromisoformat(reminder["sent_at"]).astimezone(THEIR_ZONE)
    on = chosen.date() if part == "afternoon" else _working_day_before(chosen.date())
    assert len(walk.sandbox.sent()) == 3, "offer, confirmation, one reminder"
    assert (sent_at.date(), sent_at.time().replace(second=0, microsecond=0)) == (on, is_reminded_at)
    assert f"{chosen.hour % 12 or 12}:{chosen:%M %p} CDT" in new_text(reminder)
    assert walk.show()["state"] == "reminder_sent"


def test_no_show_detection_works(walk: Walk) -> None:
    """ "No-show detection works (test with mock)": on the report's evidence, after the grace, not before."""
    _booked(walk, a_form())
    event = walk.event()
    ends_at = datetime.fromisoformat(event["end"])
    walk.pass_until(ends_at - MINUTE)
    walk.sandbox.advance_to(ends_at)
    walk.attended(event, REP, SARAH)
    walk.pass_until(ends_at + 9 * MINUTE)
    assert walk.show()["no_show_count"] == 0

    walk.pass_until(ends_at + 10 * MINUTE)
    shown = walk.show()
    assert shown["no_show_count"] == 1
    assert "no_show_detected" in action_types(shown)


def test_without_an_attendance_report_nobody_is_a_no_show(walk: Walk) -> None:
    """The other side of the no-show line: without evidence the rep is asked, and nothing is sent."""
    _booked(walk, a_form())
    walk.pass_until(datetime.fromisoformat(walk.event()["end"]))
    before = len(walk.sandbox.sent())
    walk.pass_time(timedelta(hours=2))

    shown = walk.show()
    assert (shown["no_show_count"], shown["requires_human_review"]) == (0, True)
    assert shown["review_reason"].startswith("Was the meeting held?")
    assert len(walk.sandbox.sent()) == before


def test_rescheduling_flow_initiates_after_no_show(walk: Walk) -> None:
    """ "Rescheduling flow initiates after no-show": two near times in the same conversation, booked again."""
    _booked(walk, a_form())
    _is_missed(walk)
    recovery = walk.sandbox.sent()[-1]
    shown = walk.show()

    assert (shown["state"], shown["no_show_count"]) == ("awaiting_response", 1)
    assert "rescheduling_started" in action_types(shown)
    offers = offered_in(recovery)
    assert len(offers) == 2
    walk.check_one_conversation()
    shown = walk.say(f"So sorry! {as_they_say(offers[0])} works.")
    assert datetime.fromisoformat(shown["scheduled_time"]) == offers[0]


def test_follow_up_emails_respect_timing_rules(walk: Walk) -> None:
    """ "Follow-up emails respect timing rules": growing gaps, in their working hours.

    PRODUCT 15: 24 hours x (1 + 0.5 (n - 1)).
    """
    walk.sandbox.begin_at(APRIL)
    walk.start(a_form(external=[_silent_john()]))
    walk.pass_time(21 * DAY)

    asked = _asks(walk.show())
    assert len(asked) == 5
    for before, after, hours in zip(asked[:-1], asked[1:], (24, 36, 48, 60), strict=True):
        assert after == _in_their_hours(before + timedelta(hours=hours))
        assert after.astimezone(THEIR_ZONE).date() > before.astimezone(THEIR_ZONE).date()


def test_stop_rules_prevent_infinite_loops(walk: Walk) -> None:
    """ "Stop rules prevent infinite loops": five asks, ever smaller, then an end for good."""
    walk.sandbox.begin_at(APRIL)
    walk.start(a_form(external=[_silent_john()]))
    walk.pass_time(45 * DAY)
    shown = walk.show()

    assert (shown["state"], shown["outcome"]) == ("cancelled", "gave_up")
    assert "maximum attempts (5)" in shown["outcome_notes"]
    assert shown["next_action"] is None
    asked = [one for one in action_types(shown) if one in ASKS]
    assert asked == ["email_sent", "follow_up_sent", "de_escalated", "call_suggested", "de_escalated"]
    mails = walk.sandbox.sent()
    assert [says_minutes(mail, 30) for mail in mails[:3]] == [False, False, True]
    assert [says_minutes(mail, 15) for mail in mails] == [False, False, False, True]
    (card,) = [one for one in shown["leverage_moments"] if one["trigger"] == "persistent_non_response"]
    assert card["brief"]["number"] == "+16155550142"
    assert shown["holds"] == []
    before = len(walk.sandbox.sent())
    walk.sandbox.advance(60 * DAY)
    assert walk.settle() is None
    assert len(walk.sandbox.sent()) == before == 4


def test_stop_rules_end_after_three_no_shows(walk: Walk) -> None:
    """ "Stop rules prevent infinite loops", no-shows: the third is the last."""
    _booked(walk, a_form())
    for missed in (1, 2):
        _is_missed(walk)
        assert walk.show()["no_show_count"] == missed
        walk.say(f"So sorry! {as_they_say(offered_in(walk.sandbox.sent()[-1])[0])} works.")
    before = len(walk.sandbox.sent())
    _is_missed(walk)
    shown = walk.show()

    assert (shown["no_show_count"], shown["outcome"]) == (3, "gave_up")
    assert [one["trigger"] for one in shown["leverage_moments"]] == ["multiple_no_shows"]
    sent = walk.sandbox.sent()[before:]
    assert all(offered_in(mail)[0] < walk.sandbox.now() for mail in sent), "reminders at most, no new offer"


def test_stop_rules_end_at_an_age_of_twenty_one_days(walk: Walk) -> None:
    """ "Stop rules prevent infinite loops", age: who always wants another time is not asked for ever."""
    walk.start(a_form(meeting_type="follow_up", duration_minutes=30))
    began_on = walk.sandbox.now()
    for _ in range(8):
        walk.pass_time(4 * DAY)
        if walk.show()["state"] == "cancelled":
            break
        walk.say("None of those work, sorry. Any other times?")
    shown = walk.show()

    assert shown["outcome"] == "gave_up"
    assert "21 days" in shown["outcome_notes"]
    ended_at = datetime.fromisoformat(shown["completed_at"])
    assert timedelta(days=21) <= ended_at - began_on <= timedelta(days=25)


def test_pause_resume_functionality_works(walk: Walk) -> None:
    """ "Pause/Resume functionality works": nothing leaves while paused; then it goes on where it was."""
    walk.start(a_form())
    next_before = walk.show()["next_action"]
    walk.do("request", "pause", walk.id)
    assert walk.show()["state"] == "paused"
    walk.do("request", "resume", walk.id)
    shown = walk.show()
    assert (shown["state"], shown["next_action"]) == ("awaiting_response", next_before)

    walk.do("request", "pause", walk.id)
    walk.pass_time(6 * DAY)
    assert len(walk.sandbox.sent()) == 1
    walk.sandbox.advance_to(_in_their_hours(walk.sandbox.now()))
    walk.do("request", "resume", walk.id)
    walk.settle()
    again = walk.sandbox.sent()[-1]
    assert len(walk.sandbox.sent()) == 2
    assert min(offered_in(again)) > walk.sandbox.now(), "offers that have passed are renewed"
    assert {"paused", "resumed"} <= set(action_types(walk.show()))


def test_cancel_removes_calendar_event(walk: Walk) -> None:
    """ "Cancel removes calendar event": the invitation is withdrawn, and nothing is sent any more."""
    _booked(walk, a_form())
    before = len(walk.sandbox.sent())
    walk.do("request", "cancel", walk.id)
    walk.settle()

    assert walk.sandbox.events() == []
    shown = walk.show()
    assert (shown["state"], shown["outcome"], shown["next_action"]) == ("cancelled", "cancelled_by_us", None)
    walk.pass_time(10 * DAY)
    assert len(walk.sandbox.sent()) == before


async def test_dashboard_shows_correct_groupings(walk: Walk) -> None:
    """ "Dashboard shows correct groupings": one request in each, as desk and screen show it."""
    people = {name: f"{name}@{name}pest.example" for name in ("ann", "bob", "cleo", "dan")}
    mails = {}
    for name, address in people.items():
        walk.create(_with(name, address))
        walk.settle()
        walk.do("request", "approve", walk.id)
        walk.settle()
        mails[name] = walk.sandbox.sent()[-1]
    chosen = as_they_say(offered_in(mails["bob"])[0])
    walk.reply(f"{chosen} works", to=mails["bob"], sender=f"Bob X <{people['bob']}>")
    walk.reply("How much does it cost?", to=mails["cleo"], sender=f"Cleo X <{people['cleo']}>")
    walk.reply("Not interested, thanks.", to=mails["dan"], sender=f"Dan X <{people['dan']}>")
    walk.settle()

    sections = await _dashboard(walk)
    shown = {group: [card.title for card in section.cards] for group, section in sections.items()}
    expected = {"pending": "Ann", "confirmed": "Bob", "needs_attention": "Cleo", "completed": "Dan"}
    assert {group.value: len(titles) for group, titles in shown.items()} == dict.fromkeys(expected, 1)
    for group, name in expected.items():
        assert f"{name} Pest" in shown[Group(group)][0]
        assert sections[Group(group)].heading.endswith("(1)")


class Board:
    """A dashboard without pixels."""

    def __init__(self) -> None:
        self.sections: dict[Group, Section] = {}

    def show_sections(self, sections: tuple[Section, ...]) -> None:
        self.sections = {section.group: section for section in sections}

    def show_needing(self, words: str) -> None:
        self.needing = words

    def show_insights(self, cards: tuple[InsightCard, ...]) -> None:
        """Nobody of ours stands in the way here."""

    def show_empty(self, hint: str) -> None:
        raise AssertionError(hint)


async def _dashboard(walk: Walk) -> dict[Group, Section]:
    board = Board()
    options = Namespace(data=str(walk.folder), sandbox=walk.sandbox.url)

    async def nobody_asks(question: Any) -> bool:
        raise AssertionError(question)

    async with open_agent(options) as agent:
        await DashboardPresenter(agent.desk, board, ask=nobody_asks, open_request=print).refresh()
    return board.sections


def _with(name: str, address: str) -> Json:
    """A demo with somebody of a company of their own."""
    who = {"address": address, "name": f"{name.title()} X", "timezone": "America/Chicago"}
    return a_form(external=[who], internal=[], company={"name": f"{name.title()} Pest", "state": "TN"})


def _silent_john() -> Json:
    """John with a number to call, who has not agreed to be texted."""
    return a_form()["external"][0] | {"phone": "(615) 555-0142"}


def _invited(walk: Walk) -> set[str]:
    return {one["address"] for one in walk.event()["attendees"]}


def _is_away_before_noon(walk: Walk, address: str) -> None:
    """For two weeks, on New York's clock."""
    today = walk.sandbox.now().astimezone(THEIR_ZONE).date()
    for days in range(16):
        start = datetime.combine(today + timedelta(days=days), time(6), THEIR_ZONE)
        busy = {"start": start.isoformat(), "end": (start + timedelta(hours=5)).isoformat()}
        walk.sandbox.post("busy", {"address": address, "title": "Away"} | busy)


def _next(walk: Walk, weekday: int) -> date:
    """The coming day of that number, Monday = 0, in their zone; never today."""
    today = walk.sandbox.now().astimezone(THEIR_ZONE).date()
    return today + timedelta(days=(weekday - today.weekday()) % 7 or 7)


def _booked(walk: Walk, form: Json, *, early: bool = False) -> datetime:
    """The request of this form, agreed and accepted; the time, on their clock."""
    offers = offered_in(walk.start(form))
    chosen = next((start for start in offers if start.hour < 12), offers[0]) if early else offers[-1]
    walk.say(f"{as_they_say(chosen)} works, thanks")
    walk.answer_invitation("accepted")
    walk.settle()
    assert walk.show()["state"] == "confirmed"
    return chosen


def _working_day_before(day: date) -> date:
    before = day - DAY
    return before if before.weekday() < 5 else day - timedelta(days=day.weekday() + 3)


def _is_missed(walk: Walk) -> None:
    """Time goes on to after the newest meeting, at which only we were."""
    event = max(walk.sandbox.events(), key=lambda one: one["start"])
    ends_at = datetime.fromisoformat(event["end"])
    walk.pass_until(ends_at)
    walk.attended(event, REP)
    walk.pass_until(ends_at + 10 * MINUTE)


def _in_their_hours(moment: datetime) -> datetime:
    """The moment itself between 8 and 18 on Monday to Friday in Chicago, else eight on the next such day."""
    local = moment.astimezone(THEIR_ZONE)
    if local.hour >= 18:
        local = (local + DAY).replace(hour=8, minute=0, second=0, microsecond=0)
    elif local.hour < 8:
        local = local.replace(hour=8, minute=0, second=0, microsecond=0)
    while local.weekday() > 4:
        local = (local + DAY).replace(hour=8, minute=0, second=0, microsecond=0)
    return local


ASKS = {"email_sent", "follow_up_sent", "de_escalated", "call_suggested", "sms_sent"}


def _asks(shown: Json) -> list[datetime]:
    return [datetime.fromisoformat(one["at"]) for one in shown["actions"] if one["action_type"] in ASKS]
