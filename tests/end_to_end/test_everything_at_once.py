"""One request to which a learned hour, a strained good name, the account's memory, a call and prep apply."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from tests.end_to_end.learned_store import learn
from tests.end_to_end.walk import REP, THEIR_ZONE, Json, Walk, a_form, as_they_say, new_text, offered_in
from xforce_desktop.scheduling.knobs import Knob
from xforce_desktop.scheduling.reputation import softer_lines

BEGIN = datetime(2027, 4, 5, 9, 30, tzinfo=THEIR_ZONE)  # a Monday, no holiday near
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LEARNED = "They answer in the afternoon."
STRAIN = "2 no-shows, 3 earlier requests with this company were given up"
NUMBER = "(615) 555-0142"


def _at(day: int, clock: str) -> datetime:
    """On that day of April, by their clock."""
    hour, minute = map(int, clock.split(":"))
    return BEGIN.replace(day=day, hour=hour, minute=minute)


def _left(walk: Walk) -> list[datetime]:
    """When each of our mails left."""
    return [datetime.fromisoformat(mail["sent_at"]) for mail in walk.sandbox.sent()]


def _go_to(walk: Walk, moment: datetime) -> None:
    """Two passes then: the second finds nothing to do."""
    walk.sandbox.advance_to(moment)
    walk.tick()
    before = len(walk.sandbox.sent())
    walk.tick()
    assert len(walk.sandbox.sent()) == before, "it left twice"


def _said(shown: Json) -> list[str]:
    return [action["why"] for action in shown["actions"]]


def _newest_letter(walk: Walk) -> Json:
    letters: list[Json] = [row for row in walk.show()["outbox"] if row["effect"] == "SendLetter"]
    return letters[-1]


def _strain(walk: Walk, **values: int) -> None:
    """What earlier times with the company have left behind."""
    names = ", ".join(f"{name} = ?" for name in values)
    with closing(sqlite3.connect(walk.folder / "xforce.db")) as connection, connection:
        connection.execute(
            f"UPDATE scheduling_requests SET {names}",  # noqa: S608  # names of columns, from this file
            tuple(values.values()),
        )


def _to_a_held_follow_up(walk: Walk) -> Json:
    """The first mail has left in its hour; on Wednesday the follow-up is due and the rep is on the phone."""
    walk.sandbox.begin_at(BEGIN)
    learn(walk.folder, Knob.HOUR, "afternoon", "demo", LEARNED, BEGIN)
    john = a_form()["external"][0] | {
        "phone": NUMBER,
        "sms_consent": {"on": "2026-01-05", "source": "asked on the phone"},
    }
    walk.create(a_form("autopilot", external=[john]), says=f"Learned: {LEARNED}\n")
    walk.do("memory", "add", "--company", "Acme Pest", "--kind", "constraint", "Never on Mondays")
    _strain(walk, account_failures=3, no_show_count=2)
    _go_to(walk, BEGIN)
    _go_to(walk, _at(5, "11:59"))
    assert _left(walk) == []
    assert _newest_letter(walk)["why"].endswith(f"It waits for 12:00 to 15:00, their time. {LEARNED}")
    _go_to(walk, _at(5, "12:00"))
    _go_to(walk, _at(7, "11:55"))
    (card,) = walk.do("calls", "list")["calls"]
    walk.do("calls", "start", card["id"])
    _go_to(walk, _at(7, "12:00"))
    assert datetime.fromisoformat(_newest_letter(walk)["not_before"]) == _at(7, "12:02"), "its time to undo"
    _go_to(walk, _at(7, "12:02"))
    assert _left(walk) == [_at(5, "12:00")]
    return card


def test_all_of_it_holds_at_once(walk: Walk) -> None:
    """The first mail in the learned hour; the second half a day later for the good name, softer, after the
    call; the third only on the rep's word, by mail instead of text; the booking after the next call, with its
    brief. Never a Monday, nothing twice, and `request show` says why each time."""
    card = _to_a_held_follow_up(walk)
    shown = walk.show()
    assert shown["call_hold"] == {"who": "John Smith", "until": _utc(_at(7, "12:25"))}
    assert shown["reputation"]["level"] == "medium"
    assert [(one["text"], one["holds_here"]) for one in shown["memory"]] == [("Never on Mondays", True)]
    held = _newest_letter(walk)
    assert datetime.fromisoformat(held["not_before"]) == _at(7, "12:25")
    assert f"Worded more softly: {STRAIN}." in held["why"]
    assert held["why"].endswith("You are calling John Smith: nothing leaves before 13:25.")
    for words in (LEARNED, "Of what is known of them: Never on Mondays. Added by you on April 5, 2027."):
        assert words in _said(shown)

    walk.sandbox.advance_to(_at(7, "12:06"))
    walk.do("calls", "later", card["id"], "--until", "tomorrow_morning")
    _go_to(walk, _at(7, "12:06"))
    assert _left(walk) == [_at(5, "12:00"), _at(7, "12:06")]
    assert any(line in " ".join(new_text(walk.sandbox.sent()[1]).split()) for line in softer_lines())
    following = walk.show()["next_action"]
    assert datetime.fromisoformat(following["at"]) == _at(12, "12:00")
    assert following["why"].endswith(
        f"24 hours x 1.5 because this is unanswered ask 2 x 1.5 not to press them ({STRAIN}), "
        "from 12:00 to 15:00 their time, moved into their working hours."
    )

    _strain(walk, attempt_count=4)
    _go_to(walk, _at(12, "12:00"))
    _go_to(walk, _at(12, "13:00"))
    assert len(_left(walk)) == 2
    assert walk.show()["review_reason"].startswith("Another message could do harm (4 asks sent, ")
    walk.do("request", "go-on", walk.id)
    _go_to(walk, _at(12, "13:00"))
    assert " x 2 not to press them (4 asks sent, " in walk.show()["next_action"]["why"]
    _go_to(walk, _at(14, "13:00"))
    _go_to(walk, _at(14, "13:02"))
    assert _left(walk)[2:] == [_at(14, "13:02")]
    assert "Texting them now could do harm, so that step of the ladder is skipped." in _said(walk.show())

    _booked_during_a_call(walk, card)

    assert walk.sandbox.get("sms") == []
    offered = [start for mail in walk.sandbox.sent() for start in offered_in(mail)]
    assert BEGIN.weekday() not in {start.weekday() for start in offered}


def _booked_during_a_call(walk: Walk, card: Json) -> None:
    """They take tomorrow while the rep is on the phone: invitation, confirmation and brief come after it,
    once. The reminders and the mail for after it come at their own times."""
    start = offered_in(walk.sandbox.sent()[-1])[0]
    assert start == _at(15, "15:00")
    walk.sandbox.advance_to(_at(14, "14:45"))
    walk.do("calls", "start", card["id"])
    walk.reply(f"{as_they_say(start)} works for me.", to=walk.sandbox.sent()[-1])
    _go_to(walk, _at(14, "14:50"))
    _go_to(walk, _at(14, "15:14"))
    assert (walk.sandbox.events(), len(_left(walk)), walk.show()["jobs"]) == ([], 3, [])
    _go_to(walk, _at(14, "15:15"))
    assert datetime.fromisoformat(walk.event()["start"]) == start
    assert _left(walk)[3:] == [_at(14, "15:15")]
    shown = walk.show()
    assert [(job["status"], datetime.fromisoformat(job["run_at"])) for job in shown["jobs"]] == [
        ("done", _at(14, "15:15")),
        ("done", _at(14, "15:15")),
        ("pending", start),
    ]
    assert len(shown["briefs"]) == 1

    walk.attended(walk.event(), "john@acmepest.example", REP)
    sent = len(_left(walk))
    walk.pass_until(start + 2 * HOUR)
    shown = walk.show()
    assert (shown["outcome"], len(shown["briefs"])) == ("held", 1)
    assert {job["status"] for job in shown["jobs"]} == {"done"}
    reminders = [_at(14, "16:00"), _at(15, "09:00")]
    assert _left(walk)[sent:] == reminders, "two, as meetings were missed"
    walk.pass_time(5 * DAY)
    assert len(_left(walk)) == sent + len(reminders)


def _reply(words: str) -> Callable[[Walk, Json], object]:
    return lambda walk, card: walk.reply(words, to=walk.sandbox.sent()[-1])


def _command(*argv: str) -> Callable[[Walk, Json], object]:
    return lambda walk, card: walk.do(*argv, walk.id)


@pytest.mark.parametrize(
    "stop, state",
    [
        (_reply("Please stop emailing me and remove me from your list."), "cancelled"),
        (_command("request", "cancel"), "cancelled"),
        (_command("request", "pause"), "paused"),
        (_command("request", "take-over"), "proposing"),
        (
            lambda walk, card: walk.do(
                "calls", "done", card["id"], "--outcome", "not_interested", "--note", "No."
            ),
            "cancelled",
        ),
    ],
    ids=["they opt out", "cancelled", "paused", "taken over", "a no on the phone"],
)
def test_what_stops_it_during_the_call_holds_when_the_call_ends(
    walk: Walk, stop: Callable[[Walk, Json], object], state: str
) -> None:
    """The follow-up that waited for the end of the call is not set free by it, nor by its learned hour."""
    card = _to_a_held_follow_up(walk)
    stop(walk, card)
    _go_to(walk, _at(7, "12:04"))
    assert walk.show()["state"] == state
    _go_to(walk, _at(7, "12:25"))
    _go_to(walk, _at(8, "12:00"))
    walk.pass_until(_at(13, "15:00"))

    assert _left(walk) == [_at(5, "12:00")]
    assert _newest_letter(walk)["status"] == "withdrawn"
    assert (walk.sandbox.get("sms"), walk.sandbox.events(), walk.show()["jobs"]) == ([], [], [])


def test_an_answer_during_the_call_is_answered_after_it_and_not_chased(walk: Walk) -> None:
    """The follow-up is dropped; other times leave when the call is over, whatever the learned hour."""
    _to_a_held_follow_up(walk)
    walk.reply("None of these. Which other times do you have?", to=walk.sandbox.sent()[-1])
    _go_to(walk, _at(7, "12:04"))
    _go_to(walk, _at(7, "12:24"))
    assert _left(walk) == [_at(5, "12:00")]
    _go_to(walk, _at(7, "12:25"))

    assert _left(walk) == [_at(5, "12:00"), _at(7, "12:25")]
    letters = [row["status"] for row in walk.show()["outbox"] if row["effect"] == "SendLetter"]
    assert letters == ["done", "withdrawn", "done"]
    assert BEGIN.weekday() not in {start.weekday() for start in offered_in(walk.sandbox.sent()[-1])}


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
