"""Calls as the rep makes them: in order, few a day, put off, what comes of each, and mail held meanwhile."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

import pytest

from tests.end_to_end.learned_store import learn
from tests.end_to_end.walk import REP, SARAH, THEIR_ZONE, Json, Walk, a_form, is_free
from xforce_desktop.scheduling.knobs import Knob

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
APRIL = datetime(2027, 4, 5, 9, 30, tzinfo=THEIR_ZONE)  # a Monday, no holiday near
PHONE, NUMBER = "(615) 555-0142", "+16155550142"


def _to_a_call(walk: Walk) -> Json:
    """An executive who stalls, whom the rep is asked to call."""
    walk.sandbox.begin_at(APRIL)
    john = a_form()["external"][0] | {"phone": PHONE}
    walk.start(a_form(meeting_type="exec_review", duration_minutes=30, external=[john]))
    walk.pass_to_next_action()
    return _calls(walk)[0]


def _calls(walk: Walk) -> list[Json]:
    calls: list[Json] = walk.do("calls", "list")["calls"]
    return calls


def _said(walk: Walk) -> list[str]:
    return [action["why"] for action in walk.show()["actions"]]


def test_nothing_leaves_while_the_rep_calls(walk: Walk) -> None:
    """The mail that is due waits, also for a program that was ended meanwhile, and goes on by itself."""
    call = _to_a_call(walk)
    assert (call["rank"], call["place"], call["brief"]["number"]) == (1, "today", NUMBER)
    other = walk.create(
        a_form("autopilot", external=[{"address": "mary@acmepest.example", "name": "Mary Jones"}])
    )
    walk.tick()
    sent = len(walk.sandbox.sent())

    started = walk.do("calls", "start", call["id"])
    assert started == started | {"who": "John Smith", "number": NUMBER, "link": f"tel:{NUMBER}"}
    until = datetime.fromisoformat(started["held_until"])
    walk.sandbox.advance(5 * timedelta(minutes=1))
    walk.tick()

    assert len(walk.sandbox.sent()) == sent, "the undo time is over, and they are on the phone"
    (row,) = [row for row in walk.show(other)["outbox"] if row["status"] == "pending"]
    assert datetime.fromisoformat(row["not_before"]) == until
    clock = until.astimezone(THEIR_ZONE) + HOUR  # the rep's clock is Eastern
    assert f"You are calling John Smith: nothing leaves before {clock:%H:%M}." in row["why"]
    assert walk.show(other)["call_hold"]["who"] == "John Smith", "of the same company"
    walk.sandbox.advance_to(until)
    assert walk.show(other)["call_hold"] is None, "it has run out, although nobody hung up"
    walk.tick()
    assert len(walk.sandbox.sent()) == sent + 1


def test_hanging_up_lets_the_mail_go_on(walk: Walk) -> None:
    """Noted as spoken to: what was held leaves at once, in their hours."""
    call = _to_a_call(walk)
    walk.create(a_form("autopilot", external=[{"address": "mary@acmepest.example", "name": "Mary Jones"}]))
    walk.tick()
    sent = len(walk.sandbox.sent())
    walk.do("calls", "start", call["id"])
    walk.sandbox.advance(5 * timedelta(minutes=1))
    walk.tick()
    assert len(walk.sandbox.sent()) == sent

    walk.do("calls", "done", call["id"], "--outcome", "other", "--note", "She will ask him.")
    walk.tick()

    assert len(walk.sandbox.sent()) == sent + 1


@pytest.mark.parametrize(
    "hangs_up_at, leaves_at",
    [("11:47", "12:00"), ("12:04", "12:04")],
    ids=["before its hour", "after its hour has come"],
)
def test_a_call_that_ends_leaves_a_message_its_learned_hour(
    walk: Walk, hangs_up_at: str, leaves_at: str
) -> None:
    """It waits for 12:00 to 15:00 there; a call until about then, which ends before, makes it no earlier."""
    call = _to_a_call(walk)
    learn(walk.folder, Knob.HOUR, "afternoon", "demo", "They answer in the afternoon.", walk.sandbox.now())
    day = walk.sandbox.now().astimezone(THEIR_ZONE)
    mary = [{"address": "mary@acmepest.example", "name": "Mary Jones", "timezone": "America/Chicago"}]
    walk.sandbox.advance_to(_on(day, "11:41"))
    other = walk.create(a_form("autopilot", external=mary), says="Learned: They answer in the afternoon.\n")
    walk.tick()
    sent = len(walk.sandbox.sent())
    (row,) = [row for row in walk.show(other)["outbox"] if row["status"] == "pending"]
    assert datetime.fromisoformat(row["not_before"]) == _on(day, "12:00")

    walk.sandbox.advance_to(_on(day, "11:45"))
    walk.do("calls", "start", call["id"])
    walk.tick()
    walk.sandbox.advance_to(_on(day, hangs_up_at))
    walk.tick()
    walk.do("calls", "done", call["id"], "--outcome", "other")
    walk.tick()
    assert (len(walk.sandbox.sent()) > sent) == (hangs_up_at == leaves_at)
    walk.sandbox.advance_to(_on(day, leaves_at))
    walk.tick()
    (mail,) = walk.sandbox.sent()[sent:]
    assert datetime.fromisoformat(mail["sent_at"]) == _on(day, leaves_at)


def test_a_call_that_ends_leaves_the_time_to_undo(walk: Walk) -> None:
    """A mail that was made just before leaves two minutes after it was made, not when the rep hangs up."""
    call = _to_a_call(walk)
    walk.create(a_form("autopilot", external=[{"address": "mary@acmepest.example", "name": "Mary Jones"}]))
    walk.tick()
    sent, made_at = len(walk.sandbox.sent()), walk.sandbox.now()

    walk.do("calls", "start", call["id"])
    walk.sandbox.advance(timedelta(seconds=20))
    walk.do("calls", "done", call["id"], "--outcome", "other")
    walk.tick()
    assert len(walk.sandbox.sent()) == sent

    walk.sandbox.advance_to(made_at + timedelta(minutes=2))
    walk.tick()
    assert len(walk.sandbox.sent()) == sent + 1


def test_an_answer_in_the_middle_of_the_call_waits_for_its_end(walk: Walk) -> None:
    """Their mail closes the card, and ours that follows from it is held until the rep has hung up."""
    call = _to_a_call(walk)
    walk.do("calls", "start", call["id"])
    sent = len(walk.sandbox.sent())
    walk.reply("Could you send me times in the week after next?", to=walk.sandbox.sent()[-1])
    walk.tick()
    (card,) = walk.show()["leverage_moments"]
    assert card["result"]["text"] == "They have answered."
    assert len(walk.sandbox.sent()) == sent
    (still,) = _calls(walk)
    assert still["held_until"] is not None

    walk.do("calls", "done", call["id"], "--outcome", "other")

    assert _calls(walk) == []
    assert walk.show()["call_hold"] is None


def test_a_time_agreed_on_the_phone_is_booked(walk: Walk) -> None:
    """Like a time that they accepted: on the calendar, and confirmed to them."""
    call = _to_a_call(walk)
    at = _free_time(walk)
    assert walk.run("calls", "done", call["id"], "--outcome", "booked").status == 2, "the time is missing"
    walk.do("calls", "done", call["id"], "--outcome", "booked", "--at", at.isoformat())
    walk.settle()

    assert datetime.fromisoformat(walk.event()["start"]) == at
    shown = walk.show()
    assert shown["state"] == "confirming"
    assert "You agreed on it on the phone with John Smith." in _said(walk)
    (card,) = shown["leverage_moments"]
    assert card["result"] == {"by": "user", "text": "", "outcome": "booked"}
    assert _calls(walk) == []


def test_a_time_that_is_taken_is_not_booked(walk: Walk) -> None:
    """Somebody of ours is busy then: others are offered instead."""
    call = _to_a_call(walk)
    at = _free_time(walk)
    busy = {"address": SARAH, "start": at.isoformat(), "end": (at + HOUR).isoformat(), "title": "Dentist"}
    walk.sandbox.post("busy", busy)
    sent = len(walk.sandbox.sent())
    walk.do("calls", "done", call["id"], "--outcome", "booked", "--at", at.isoformat())
    walk.settle()

    assert walk.sandbox.events() == []
    assert len(walk.sandbox.sent()) == sent + 1


def test_who_is_to_be_called_again_is_left_alone_until_then(walk: Walk) -> None:
    """The card comes back at that moment; mail waits until the working day after."""
    call = _to_a_call(walk)
    at = datetime(2027, 4, 14, 14, 0, tzinfo=THEIR_ZONE)  # a Wednesday
    walk.do("calls", "done", call["id"], "--outcome", "call_back", "--at", at.isoformat())
    shown, sent = walk.show(), len(walk.sandbox.sent())
    assert shown["state"] == "paused"
    assert datetime.fromisoformat(shown["next_action"]["at"]) == datetime(2027, 4, 15, 9, tzinfo=THEIR_ZONE)
    (resting,) = _calls(walk)
    assert resting["place"] == "later"
    walk.pass_until(at)
    walk.tick()
    assert len(walk.sandbox.sent()) == sent
    (back,) = _calls(walk)
    assert (back["id"], back["place"], back["back_at"]) == (call["id"], "today", None)


@pytest.mark.parametrize(
    "outcome, state, words",
    [
        (
            "voicemail",
            "awaiting_response",
            "You left a voicemail; a mail may follow on their next working day.",
        ),
        ("wrong_number", "awaiting_response", f"{PHONE} is not John Smith's number"),
        ("not_interested", "cancelled", "John Smith declined on the phone: They chose somebody else."),
    ],
)
def test_each_outcome_has_its_consequence(walk: Walk, outcome: str, state: str, words: str) -> None:
    """A mail after a voicemail comes on another day; a wrong number is dropped; a no ends it."""
    call = _to_a_call(walk)
    sent, today = len(walk.sandbox.sent()), walk.sandbox.now().date()
    note = ["--note", "They chose somebody else."] if outcome == "not_interested" else []
    walk.do("calls", "done", call["id"], "--outcome", outcome, *note)
    walk.tick()

    shown = walk.show()
    assert shown["state"] == state
    assert any(words in line for line in _said(walk)), _said(walk)
    assert len(walk.sandbox.sent()) == sent
    assert _calls(walk) == []
    if outcome == "voicemail":
        assert datetime.fromisoformat(shown["next_action"]["at"]).date() == today + DAY
    if outcome == "wrong_number":
        john = next(one for one in shown["attendees"] if one["email"] == "john@acmepest.example")
        assert (john["phone"], john["sms_consent"]) == (None, None)
    if outcome == "not_interested":
        assert (shown["outcome"], shown["next_action"]) == ("cancelled_by_them", None)


def test_a_call_that_is_put_off_comes_back_in_their_hours(walk: Walk) -> None:
    """Tomorrow morning by the rep's clock is before their day begins: it comes back when that does."""
    call = _to_a_call(walk)
    morning = walk.do("calls", "later", call["id"], "--until", "tomorrow_morning")["back_at"]
    back_at = datetime.fromisoformat(morning).astimezone(THEIR_ZONE)
    assert (back_at.hour, back_at.minute) == (8, 0)
    assert back_at.date() == (walk.sandbox.now().astimezone(THEIR_ZONE) + DAY).date()
    assert _calls(walk)[0]["place"] == "later"
    assert walk.run("calls", "later", call["id"], "--until", "2020-01-01T10:00").status == 2

    walk.sandbox.advance_to(back_at)
    walk.tick()

    assert (_calls(walk)[0]["place"], _calls(walk)[0]["back_at"]) == ("today", None)


def test_few_a_day_and_the_rest_waits_in_order(walk: Walk) -> None:
    """Three are for today, the fourth waits; once one is done the day has room for no more than it had."""
    walk.sandbox.begin_at(APRIL)
    for number in range(4):
        guest = {
            "address": f"guest{number}@firm{number}.example",
            "name": f"Guest {number}",
            "timezone": "America/Chicago",
        }
        walk.create(
            a_form(
                "autopilot",
                meeting_type="exec_review",
                duration_minutes=30,
                external=[guest],
                company=f"Firm {number}",
            )
        )
        walk.settle()
    walk.pass_time(4 * DAY)

    listed = walk.do("calls", "list")
    assert [call["place"] for call in listed["calls"]] == ["today", "today", "today", "waiting"]
    points = [call["points"] for call in listed["calls"]]
    assert points == sorted(points, reverse=True)
    assert all("urgent" in call["reasons"] for call in listed["calls"])

    left = walk.do("calls", "done", listed["calls"][0]["id"], "--outcome", "other")
    assert left["made_today"] == 1
    assert [call["place"] for call in left["calls"]] == ["today", "today", "waiting"]
    assert (
        walk.run("calls", "start", left["calls"][0]["id"]).stderr.count("no number that can be dialled") == 1
    )


def test_a_deal_of_value_that_is_given_up_ends_with_a_call(walk: Walk) -> None:
    """The specification's relationship repair: one card stays when the agent stops."""
    walk.sandbox.begin_at(APRIL)
    walk.start(a_form(meeting_type="exec_review", duration_minutes=30, deal="Acme rollout"))
    with sqlite3.connect(walk.folder / "xforce.db") as connection:
        connection.execute("UPDATE scheduling_requests SET deal_value = 48000")
    while (shown := walk.show())["state"] != "cancelled":
        walk.pass_to_next_action()

    assert shown["outcome"] == "gave_up"
    failed = [one for one in shown["deal_signals"] if one["type"] == "scheduling_failed"]
    assert [(one["weight"], one["points"], one["impact"]) for one in failed] == [(0.5, -50, "negative")]
    (call,) = _calls(walk)
    assert call["trigger"] == "persistent_non_response"
    assert "The deal is worth about $48,000." in call["brief"]["why_it_matters"]
    walk.pass_time(DAY)
    assert len(_calls(walk)) == 1, "it stays"
    walk.do("calls", "done", call["id"], "--outcome", "other", "--note", "Next year.")
    assert _calls(walk) == []


def _on(day: datetime, clock: str) -> datetime:
    """That time on that day there."""
    hour, minute = map(int, clock.split(":"))
    return day.replace(hour=hour, minute=minute, second=0, microsecond=0)


def _free_time(walk: Walk) -> datetime:
    at = (
        (walk.sandbox.now() + 2 * DAY)
        .astimezone(THEIR_ZONE)
        .replace(hour=9, minute=0, second=0, microsecond=0)
    )
    while not all(is_free(walk.sandbox, address, at, 30) for address in (REP, SARAH)):
        at += timedelta(minutes=30)
    return at
