"""Machines answer: the six cases of an automatic answer, and mails that come back, end to end."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from email.message import EmailMessage

from tests.end_to_end.returned_mail import comes_back
from tests.end_to_end.walk import JOHN, REP, THEIR_ZONE, Json, Walk, a_form, action_types, offered_in
from xforce_desktop.availability.workdays import Locale, next_working_day

DAY = timedelta(days=1)
AMY = "amy.cho@acmepest.example"
HERE = Locale("America/Chicago", "US", "TN")
MARY: Json = {"address": "mary@acmepest.example", "name": "Mary Jones", "timezone": "America/Chicago"}


def test_away_with_a_date(walk: Walk) -> None:
    """It rests until a working day of theirs after the return, and then offers times that lie ahead."""
    walk.start(a_form())
    back_on = _in_days(walk, 9)
    shown = _machine_says(walk, f"I am out of the office. I will be back on {back_on:%B} {back_on.day}.")
    resumes_at = _nine_o_clock(next_working_day(_working(back_on), HERE))

    assert (shown["state"], shown["next_action"]["type"]) == ("paused", "resume_after_conflict")
    assert _local(shown["next_action"]["at"]) == resumes_at
    walk.pass_until(resumes_at - timedelta(minutes=1))
    assert len(walk.sandbox.sent()) == 1
    walk.pass_until(resumes_at)
    again = walk.sandbox.sent()[-1]
    assert len(walk.sandbox.sent()) == 2
    assert min(offered_in(again)) > resumes_at
    assert "The day it was waiting for has come." in [one["why"] for one in walk.show()["actions"]]
    walk.pass_to_next_action()
    assert "de_escalated" not in action_types(walk.show()), "one ask met the absence, one is unanswered"


def test_away_without_a_date(walk: Walk) -> None:
    """It rests for a week."""
    walk.start(a_form())
    today = _in_days(walk, 0)
    shown = _machine_says(walk, "I am currently out of the office with no access to email.")

    assert shown["state"] == "paused"
    assert _local(shown["next_action"]["at"]) == _nine_o_clock(_working(today + 7 * DAY))
    assert len(walk.sandbox.sent()) == 1


def test_left_the_company(walk: Walk) -> None:
    """The rep hears who came instead; nobody is written to until they say so."""
    walk.start(a_form())
    shown = _machine_says(walk, f"John Smith is no longer with Acme Pest. Please contact Amy Cho at {AMY}.")

    assert shown["requires_human_review"]
    assert f"Amy Cho ({AMY})" in shown["review_reason"]
    assert shown["suggestion"] == {"replace": JOHN, "by": AMY, "name": "Amy Cho"}
    walk.pass_time(5 * DAY)
    assert _written_to(walk) == {JOHN}
    assert len(walk.sandbox.sent()) == 1


def test_changed_address(walk: Walk) -> None:
    """Nothing goes to the new address by itself."""
    walk.start(a_form())
    shown = _machine_says(walk, "My email address has changed. My new address is john@acmegroup.example.")

    assert shown["requires_human_review"]
    assert "john@acmegroup.example" in shown["review_reason"]
    walk.pass_time(5 * DAY)
    assert len(walk.sandbox.sent()) == 1


def test_a_delegate_is_named(walk: Walk) -> None:
    """The rep is told and the request waits; the delegate gets nothing."""
    walk.start(a_form())
    shown = _machine_says(walk, f"I am away. In my absence please write to my deputy Amy Cho ({AMY}).")

    assert shown["requires_human_review"]
    assert AMY in shown["review_reason"]
    walk.pass_time(5 * DAY)
    assert len(walk.sandbox.sent()) == 1


def test_a_plain_receipt(walk: Walk) -> None:
    """Nothing changes: the follow-up comes when it was to come."""
    walk.start(a_form())
    before = walk.show()
    shown = _machine_says(walk, "This is an automated message: we have received your email and will reply.")

    for name in ("state", "next_action", "attempt_count", "requires_human_review"):
        assert shown[name] == before[name]
    walk.pass_to_next_action()
    assert len(walk.sandbox.sent()) == 2


def test_a_mail_thatcomes_back(walk: Walk) -> None:
    """A delivery report: the rep hears why in plain words, and nothing more goes there."""
    first = walk.start(a_form())
    shown = comes_back(walk, first, JOHN)

    assert shown["requires_human_review"]
    assert shown["review_reason"] == f"John Smith cannot be reached at {JOHN}: there is no such address."
    walk.pass_time(5 * DAY)
    assert len(walk.sandbox.sent()) == 1


def test_a_mail_that_comes_back_from_one_of_two(walk: Walk) -> None:
    """The other one is followed up as planned, without the dead address."""
    john = a_form()["external"][0]
    first = walk.start(a_form(external=[john, MARY]))
    assert set(first["to"]) == {JOHN, MARY["address"]}
    before = walk.show()
    shown = comes_back(walk, first, MARY["address"])

    assert not shown["requires_human_review"]
    assert shown["next_action"] == before["next_action"]
    walk.pass_to_next_action()
    assert walk.sandbox.sent()[-1]["to"] == [JOHN]


def test_a_mail_that_is_late(walk: Walk) -> None:
    """Still being tried: noted, and no more."""
    first = walk.start(a_form())
    before = walk.show()
    shown = comes_back(walk, first, JOHN, "delayed", "4.4.1", "connection timed out")

    for name in ("state", "next_action", "requires_human_review"):
        assert shown[name] == before[name]
    assert action_types(shown)[-1] == "noted"


def _machine_says(walk: Walk, words: str, **headers: str) -> Json:
    """An automatic answer to our newest mail; what is shown after the pass."""
    first = walk.sandbox.sent()[-1]
    mail = EmailMessage()
    mail["From"], mail["To"] = f"John Smith <{JOHN}>", REP
    mail["Subject"] = f"Automatic reply: {first['subject']}"
    mail["In-Reply-To"] = mail["References"] = first["message_id"]
    mail["Auto-Submitted"] = "auto-replied"
    for name, value in headers.items():
        mail[name] = value
    mail.set_content(words)
    walk.sandbox.receive(mail)
    walk.settle()
    return walk.seen


def _in_days(walk: Walk, days: int) -> date:
    return walk.sandbox.now().astimezone(THEIR_ZONE).date() + days * DAY


def _working(day: date) -> date:
    return next_working_day(day - DAY, HERE)


def _nine_o_clock(day: date) -> datetime:
    return datetime.combine(day, time(9), THEIR_ZONE)


def _local(moment: str) -> datetime:
    return datetime.fromisoformat(moment).astimezone(THEIR_ZONE)


def _written_to(walk: Walk) -> set[str]:
    return {address for mail in walk.sandbox.sent() for address in (*mail["to"], *mail["cc"])}
