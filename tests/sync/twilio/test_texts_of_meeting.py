"""Texts about a booked meeting: beside the mail, once, in time, and never an ask."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.sync.twilio.conftest import CHICAGO, JOHN, MINUTE, NUMBER, Phone, john
from tests.sync.twilio.test_opt_outs import they_mail
from tests.sync.twilio.test_text_fates import fails
from xforce_desktop.errors import BadInput
from xforce_desktop.ids import RequestId
from xforce_desktop.messages.assignment import Assignment
from xforce_desktop.messages.letter import Letter
from xforce_desktop.messages.limits import SMS_SEPTETS, septets
from xforce_desktop.messages.offline_writer import OfflineWriter
from xforce_desktop.scheduling.desk import RepCommand
from xforce_desktop.scheduling.effects import SendLetter
from xforce_desktop.scheduling.events import RepApproved
from xforce_desktop.scheduling.request import Approval, EntryType, MeetingRequest, State
from xforce_desktop.scheduling.show import show
from xforce_desktop.scheduling.unit_of_work import OutboxRow, OutboxStatus

HOUR = timedelta(hours=1)
AFTERNOON = {"preferences": {"timezone": "America/New_York", "preferred_times": ["afternoon"]}}
SENDING = "POST /2010-04-01/*/Messages.json"


async def booked_by_text(phone: Phone, **changes: object) -> RequestId:
    request_id = await phone.texted(**AFTERNOON | changes)
    await phone.they_text("Yes")
    await phone.tick(after=MINUTE)
    assert phone.request(request_id).is_booked
    return request_id


async def booked_by_mail(phone: Phone, *people: dict[str, object], **changes: object) -> RequestId:
    """They chose the newest offer by mail."""
    request_id = await phone.mailed(*people, **AFTERNOON | changes)
    start = phone.request(request_id).offered_times[-1].astimezone(CHICAGO)
    await they_mail(phone, f"{start:%A, %B} {start.day} at {start:%I:%M %p} works for me.")
    await phone.tick(after=MINUTE)
    assert phone.request(request_id).scheduled_time == start
    return request_id


async def until(phone: Phone, moment: datetime) -> None:
    """Pass after pass, an hour apart, to just that moment."""
    while (left := moment - phone.agent.clock.now()) > timedelta(0):
        await phone.tick(after=min(left, HOUR))


def starts(phone: Phone, request_id: RequestId) -> datetime:
    start = phone.request(request_id).scheduled_time
    assert start is not None
    return start


def kinds(phone: Phone, request_id: RequestId) -> list[str]:
    """Of the texts that are in the conversation as ours."""
    return [one.kind for one in phone.conversation(request_id) if one.channel == "sms" and one.kind]


def counts(request: MeetingRequest) -> tuple[int, int, int, State]:
    return request.attempt_count, request.asks_since_reply, request.ladder_step, request.state


async def test_who_chose_by_text_has_it_confirmed_by_text(phone: Phone) -> None:
    """Beside the confirmation by mail and the invitation; it asks nothing and counts as no ask."""
    request_id = await booked_by_text(phone)

    text = (await phone.texts())[-1]
    start = starts(phone, request_id).astimezone(CHICAGO)
    assert kinds(phone, request_id) == ["sms", "sms_confirmed"]
    assert f"{start:%A, %B} {start.day}" in text["body"] or "tomorrow at" in text["body"]
    assert (septets(text["body"]) or 999) <= SMS_SEPTETS
    assert len(await phone.ask("sent")) == 2
    request = phone.request(request_id)
    assert counts(request) == (2, 0, 0, State.CONFIRMING)
    assert request.offered_times == ()
    (line,) = [one for one in phone.lines(request_id, EntryType.SMS_SENT) if "Confirmed" in one.why]
    assert line.email_id == text["sid"]


async def test_who_chose_by_mail_has_one_text_an_hour_before(phone: Phone) -> None:
    """No text that confirms; the reminder by mail goes as ever, and the text at another hour."""
    request_id = await booked_by_mail(phone)
    before = counts(phone.request(request_id))
    start = starts(phone, request_id)
    await until(phone, start - HOUR - MINUTE)
    assert await phone.texts() == []
    reminded = len(phone.lines(request_id, EntryType.REMINDER_SENT))

    await until(phone, start - HOUR)
    await until(phone, start)

    (text,) = await phone.texts()
    assert kinds(phone, request_id) == ["sms_today"]
    assert "today at" in text["body"]
    (line,) = phone.lines(request_id, EntryType.SMS_SENT)
    assert line.at == start - HOUR
    assert len(phone.lines(request_id, EntryType.REMINDER_SENT)) == reminded == 1
    assert counts(phone.request(request_id))[:3] == before[:3]


@pytest.mark.parametrize(
    "changes, who",
    [
        ({}, {"sms_consent": None}),
        ({}, {"phone": "", "sms_consent": None}),
        ({"meeting_type": "exec_review"}, {}),
    ],
)
async def test_nobody_else_is_texted(
    phone: Phone, changes: dict[str, object], who: dict[str, object]
) -> None:
    """Without consent, without a number, and executives, who have no text on their ladder."""
    request_id = await booked_by_mail(phone, john(**who), **changes)

    await until(phone, starts(phone, request_id) + 4 * MINUTE)
    await phone.agent.desk.command(request_id, RepCommand.ASK_IF_HERE)
    await phone.tick()

    assert await phone.texts() == []
    assert "running_late" in [one.kind for one in phone.conversation(request_id)]


async def test_not_here_yet_goes_by_mail_and_by_text_once(phone: Phone) -> None:
    """On the rep's word alone, and a second click sends nothing more."""
    request_id = await booked_by_mail(phone)
    await until(phone, starts(phone, request_id) + 4 * MINUTE)
    assert kinds(phone, request_id) == ["sms_today"]
    await phone.agent.desk.command(request_id, RepCommand.ASK_IF_HERE)
    with pytest.raises(BadInput):
        await phone.agent.desk.command(request_id, RepCommand.ASK_IF_HERE)

    await phone.tick()

    with pytest.raises(BadInput):
        await phone.agent.desk.command(request_id, RepCommand.ASK_IF_HERE)
    await phone.tick(after=MINUTE)
    said = [one.kind for one in phone.conversation(request_id) if one.kind]
    assert (said.count("sms_late"), said.count("running_late")) == (1, 1)
    assert phone.request(request_id).state is State.REMINDER_SENT


async def test_a_text_at_night_waits_for_the_morning_and_names_the_right_day(phone: Phone) -> None:
    """They chose tomorrow's time at half past nine in the evening: the text of the morning says today."""
    request_id = await phone.texted(**AFTERNOON)
    (offer,) = phone.request(request_id).offered_times
    evening = offer.astimezone(CHICAGO).replace(hour=21, minute=30) - timedelta(days=1)
    sandbox = phone.agent.sandbox
    assert sandbox is not None
    await sandbox.advance_to(evening)
    await phone.they_text("Yes")
    await phone.tick(after=MINUTE)
    assert phone.request(request_id).scheduled_time == offer
    assert kinds(phone, request_id) == ["sms"]

    await until(phone, evening.replace(hour=7, minute=59) + timedelta(days=1))
    assert kinds(phone, request_id) == ["sms"]
    await until(phone, evening.replace(hour=8, minute=1) + timedelta(days=1))

    assert kinds(phone, request_id) == ["sms", "sms_confirmed"]
    assert "today at" in (await phone.texts())[-1]["body"]
    await until(phone, offer + MINUTE)
    assert kinds(phone, request_id) == ["sms", "sms_confirmed"], "one text on a day"


async def test_a_moved_meeting_takes_its_waiting_text_back(phone: Phone) -> None:
    """It waits for the morning when the rep has the meeting moved."""
    request_id = await phone.texted(**AFTERNOON)
    (offer,) = phone.request(request_id).offered_times
    sandbox = phone.agent.sandbox
    assert sandbox is not None
    await sandbox.advance_to(offer.astimezone(CHICAGO).replace(hour=21, minute=30) - timedelta(days=1))
    await phone.they_text("Yes")
    await phone.tick(after=MINUTE)
    assert phone.request(request_id).is_booked
    await phone.agent.desk.command(request_id, RepCommand.RESCHEDULE)

    await until(phone, offer + MINUTE)

    assert kinds(phone, request_id) == ["sms"]


async def test_stop_bars_it(phone: Phone) -> None:
    """Whatever was booked: nothing is texted to who texts STOP."""
    request_id = await booked_by_text(phone)
    start, before = starts(phone, request_id), len(await phone.texts())
    await phone.they_text("STOP")

    await until(phone, start + 10 * MINUTE)

    assert len(await phone.texts()) == before


async def test_under_review_it_waits_with_its_end_and_is_dropped_then(phone: Phone) -> None:
    """The rep sees it with the moment from which it is of no use, and nothing leaves after that."""
    request_id = await booked_by_mail(phone)
    phone.change(request_id, _reviewed)
    start = starts(phone, request_id)
    await until(phone, start - HOUR + MINUTE)
    shown = phone.engine.in_transaction(lambda work: show(work, request_id, phone.agent.clock.now()))[
        "waiting"
    ]
    (row,) = [one for one in shown if one["of_use_until"]]
    assert datetime.fromisoformat(row["of_use_until"]) == start
    assert "It is dropped on" in row["why"]
    assert "today at" in row["body"]

    await until(phone, start + MINUTE)

    shown = phone.engine.in_transaction(lambda work: show(work, request_id, phone.agent.clock.now()))
    assert [one for one in shown["waiting"] if one["of_use_until"]] == []
    assert await phone.texts() == []
    assert any("The meeting has begun" in one.why for one in phone.lines(request_id, EntryType.NOTED))


async def test_an_approved_one_leaves(phone: Phone) -> None:
    request_id = await booked_by_mail(phone)
    phone.change(request_id, _reviewed)
    await until(phone, starts(phone, request_id) - HOUR + MINUTE)
    assert await phone.texts() == []

    phone.engine.handle(request_id, RepApproved())
    await phone.tick()

    assert kinds(phone, request_id) == ["sms_today"]


def _reviewed(request: MeetingRequest) -> MeetingRequest:
    return replace(request, approval=Approval.REVIEW_ALL)


@pytest.mark.parametrize("kind", ["drop_after", "reset", "status"])
async def test_a_lost_answer_gives_one_text(phone: Phone, kind: str) -> None:
    request_id = await booked_by_mail(phone)
    await phone.fault(SENDING, kind)

    await until(phone, starts(phone, request_id) - HOUR + MINUTE)
    await phone.tick(after=5 * MINUTE)
    await phone.tick(after=6 * MINUTE)

    assert len(await phone.texts()) == 1
    assert kinds(phone, request_id) == ["sms_today"]


async def test_one_that_is_held_up_until_the_meeting_begins_is_dropped(phone: Phone) -> None:
    """Twilio is overloaded for two hours: it would come too late, and nothing takes its place."""
    request_id = await booked_by_mail(phone)
    start, before = starts(phone, request_id), counts(phone.request(request_id))
    await until(phone, start - HOUR - MINUTE)
    mails = len(await phone.ask("sent"))
    await phone.ask("faults", {"match": SENDING, "kind": "status", "status": 429, "times": 500})
    while phone.agent.clock.now() < start + 2 * HOUR:
        await phone.tick(after=5 * MINUTE)

    assert await phone.texts() == []
    assert len(await phone.ask("sent")) == mails
    assert counts(phone.request(request_id))[:3] == before[:3]


async def test_a_number_that_takes_none_leads_to_nothing_else(phone: Phone) -> None:
    """No other step takes its place: the mail has gone, and the meeting stands."""
    request_id = await booked_by_mail(phone)
    start, before = starts(phone, request_id), counts(phone.request(request_id))
    await until(phone, start - HOUR - MINUTE)
    mails = len(await phone.ask("sent"))
    await phone.fault(SENDING, "status", status=400, code="21614")

    await until(phone, start)

    assert await phone.texts() == []
    assert len(await phone.ask("sent")) == mails
    assert counts(phone.request(request_id))[:3] == before[:3]
    assert any("No text was sent" in one.why for one in phone.lines(request_id, EntryType.NOTED))


async def test_one_that_did_not_arrive_is_noted_and_not_repeated(phone: Phone) -> None:
    """The carrier tells it later: a line in the log, no step of a ladder."""
    request_id = await booked_by_text(phone)
    before = counts(phone.request(request_id))
    await fails(phone, 30005)

    await phone.tick(after=HOUR)

    assert counts(phone.request(request_id)) == before
    assert len(await phone.texts()) == 2
    assert any("did not arrive" in one.why for one in phone.lines(request_id, EntryType.NOTED))
    rows = phone.engine.in_transaction(lambda work: work.outbox_of(request_id))
    assert all(row.status is not OutboxStatus.PENDING for row in rows)
    assert {JOHN, NUMBER}.isdisjoint(phone.engine.in_transaction(lambda work: work.opted_out((JOHN, NUMBER))))


async def test_one_that_waits_does_not_leave_once_the_consent_is_taken_back(phone: Phone) -> None:
    """It is withdrawn; the meeting stands, and no step of a ladder takes the place of the text."""
    request_id = await booked_by_mail(phone)
    phone.change(request_id, _reviewed)
    start = starts(phone, request_id)
    await until(phone, start - HOUR + MINUTE)
    assert len(_waiting(phone, request_id)) == 1

    await phone.agent.desk.note_consent(request_id, JOHN, None)
    await until(phone, start - 10 * MINUTE)

    assert _waiting(phone, request_id) == []
    assert await phone.texts() == []
    assert phone.request(request_id).scheduled_time == start


def _waiting(phone: Phone, request_id: RequestId) -> list[dict[str, object]]:
    waiting = phone.engine.in_transaction(lambda work: show(work, request_id, phone.agent.clock.now()))[
        "waiting"
    ]
    return [one for one in waiting if one["of_use_until"]]


@pytest.mark.parametrize("how", [{"kind": "status", "status": 429}, {"kind": "reset"}])
async def test_one_that_was_tried_in_time_does_not_leave_once_the_meeting_has_begun(
    phone: Phone, how: dict[str, object]
) -> None:
    """Twilio answers again a few minutes into the meeting: the text is known not to have left, and stays."""
    request_id = await booked_by_mail(phone)
    start = starts(phone, request_id)
    await until(phone, start - HOUR - MINUTE)
    await phone.ask("faults", {"match": SENDING, "times": 500, **how})
    while phone.agent.clock.now() < start + 3 * MINUTE:
        await phone.tick(after=5 * MINUTE)
    (row,) = [one for one in _texts_of(phone, request_id) if one.attempts]
    (await phone.http.delete("/sandbox/faults")).raise_for_status()

    while phone.agent.clock.now() < start + HOUR:
        await phone.tick(after=5 * MINUTE)

    assert await phone.texts() == []
    (row,) = _texts_of(phone, request_id)
    assert row.status is OutboxStatus.WITHDRAWN
    assert any("The meeting has begun" in one.why for one in phone.lines(request_id, EntryType.NOTED))


@pytest.mark.parametrize("who", [{"sms_consent": None}, {"phone": "+16155550199"}])
async def test_consent_taken_back_while_it_is_worded_bars_it(
    phone: Phone, who: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A model may take a minute for the words; what the rep has changed by then counts."""
    request_id = await booked_by_mail(phone)
    await until(phone, starts(phone, request_id) - HOUR - MINUTE)
    offline = OfflineWriter.write

    def slow(self: OfflineWriter, assignment: Assignment) -> Letter:
        phone.change(request_id, lambda one: one.with_attendee(replace(one.primary, **who)))
        return offline(self, assignment)

    monkeypatch.setattr(OfflineWriter, "write", slow)

    await phone.tick(after=MINUTE)

    assert [one["body"] for one in await phone.texts() if one["to"] == NUMBER] == []


@pytest.mark.parametrize(
    "words, why",
    [
        ("wrong number", "wrong number"),
        ("sorry, sick today", "not clear whether they will come"),
        ("running 5 min late", "the meeting that is due now"),
        ("who is this", "better read by you"),
    ],
)
async def test_what_they_text_back_before_the_meeting_is_the_reps_to_read(
    phone: Phone, words: str, why: str
) -> None:
    """The meeting stands, and nothing is answered by itself."""
    request_id = await booked_by_mail(phone)
    start = starts(phone, request_id)
    await until(phone, start - HOUR + MINUTE)
    assert kinds(phone, request_id) == ["sms_today"]
    mails = len(await phone.ask("sent"))
    await phone.they_text(words)

    await phone.tick(after=MINUTE)

    request = phone.request(request_id)
    assert request.requires_human_review
    assert why in request.review_reason
    assert request.scheduled_time == start
    assert len(await phone.ask("sent")) == mails


@pytest.mark.parametrize("words", ["yes", "👍", "ok thanks", "see you then"])
async def test_a_yes_to_the_text_before_the_meeting_changes_nothing(phone: Phone, words: str) -> None:
    request_id = await booked_by_mail(phone)
    start = starts(phone, request_id)
    await until(phone, start - HOUR + MINUTE)
    mails = len(await phone.ask("sent"))
    await phone.they_text(words)

    await phone.tick(after=MINUTE)

    request = phone.request(request_id)
    assert (request.requires_human_review, request.scheduled_time) == (False, start)
    assert len(await phone.ask("sent")) == mails


def _texts_of(phone: Phone, request_id: RequestId) -> list[OutboxRow]:
    rows = phone.engine.in_transaction(lambda work: work.outbox_of(request_id))
    return [row for row in rows if isinstance(row.effect, SendLetter) and row.effect.kind.is_text]
