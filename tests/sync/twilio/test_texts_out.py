"""A text leaves once, to whoever agreed to it, in hours that are allowed; else the next step is taken."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from sync.lease import Lease
from sync.rows import Rows
from tests.sync.twilio.conftest import AFTER_THE_TEXT, CHICAGO, JOHN, MINUTE, NUMBER, Phone, john
from xforce_desktop.errors import Rejected, TemporaryError
from xforce_desktop.scheduling.events import AttendeeRemoved, RepApproved, RepCancelled
from xforce_desktop.scheduling.request import EntryType, MeetingRequest, Outcome, State
from xforce_desktop.scheduling.unit_of_work import OutboxStatus

SENDING = "POST /2010-04-01/*/Messages.json"


async def test_a_text_leaves_and_is_an_ask(phone: Phone) -> None:
    """To the number in E.164, from ours, with one time; counted, logged, and kept apart from the thread."""
    request_id = await phone.mailed()
    before = phone.request(request_id)
    phone.queue_text(request_id)

    report = await phone.tick()

    (text,) = await phone.texts()
    request = phone.request(request_id)
    assert report.sent == 1
    assert (text["to"], text["from"]) == (NUMBER, "+15550107700")
    assert len(text["body"]) <= 160
    assert (request.attempt_count, request.asks_since_reply) == (2, 2)
    assert request.offered_times == before.offered_times[-1:]
    assert (request.email_thread_id, request.subject, request.reply_to_id) == (
        before.email_thread_id,
        before.subject,
        before.reply_to_id,
    )
    (line,) = phone.lines(request_id, EntryType.SMS_SENT)
    assert (line.email_id, line.message_content) == (text["sid"], text["body"])
    kept = phone.conversation(request_id)[-1]
    assert (kept.channel, kept.kind, kept.to, kept.from_address) == ("sms", "sms", (NUMBER,), "+15550107700")


@pytest.mark.parametrize("kind", ["drop_after", "reset", "status"])
async def test_a_lost_answer_gives_one_text(phone: Phone, kind: str) -> None:
    """Whether it had left or not: it is looked up, and sent once."""
    request_id = await phone.mailed()
    phone.queue_text(request_id)
    await phone.fault(SENDING, kind)

    await phone.tick()
    assert phone.request(request_id).attempt_count == 1
    await phone.tick(after=MINUTE)
    assert len(await phone.texts()) == int(kind == "drop_after"), "a list may lag: it is looked up twice"
    await phone.tick(after=5 * MINUTE)

    assert len(await phone.texts()) == 1
    assert phone.request(request_id).attempt_count == 2
    assert len(phone.lines(request_id, EntryType.SMS_SENT)) == 1


async def test_a_text_that_left_unnoticed_is_noted_although_they_wrote(phone: Phone) -> None:
    """The answer was lost and the rep cancelled meanwhile: the log tells that it left, nothing follows."""
    request_id = await phone.mailed()
    phone.queue_text(request_id)
    await phone.fault(SENDING, "drop_after")
    await phone.tick()
    phone.engine.handle(request_id, RepCancelled())

    await phone.tick(after=MINUTE)

    (line,) = phone.lines(request_id, EntryType.SMS_SENT)
    assert "before it could be stopped" in line.why
    assert len(await phone.texts()) == 1


async def test_the_same_words_again_are_another_text(phone: Phone) -> None:
    """Of another day: yesterday's text is not taken for the one that is sought."""
    request_id = await phone.texted()
    (text,) = await phone.texts()
    await phone.next_morning()
    phone.queue_text(request_id, await phone.free_time())
    row = replace(phone.text_row(request_id), body=text["body"], edited_by_rep=True)
    phone.engine.in_transaction(lambda work: work.update_row(row))
    await phone.fault(SENDING, "reset")

    await phone.tick()
    await phone.tick(after=MINUTE)
    await phone.tick(after=5 * MINUTE)

    assert [one["body"] for one in await phone.texts()] == [text["body"]] * 2
    assert len(phone.lines(request_id, EntryType.SMS_SENT)) == 2


@pytest.mark.parametrize(
    "person, words",
    [
        (john(sms_consent=None), "has not agreed to be texted"),
        (john(phone=""), "no usable number"),
        (john(phone="12"), "no usable number"),
    ],
)
async def test_without_consent_or_number_the_next_step_is_taken(
    phone: Phone, person: dict[str, Any], words: str
) -> None:
    """At once: no text leaves, the ladder goes a step on, and the follow-up that comes next is due now."""
    request_id = await phone.mailed(person)
    phone.queue_text(request_id)
    mails = len(await phone.ask("sent"))

    await phone.tick()

    assert await phone.texts() == []
    assert phone.request(request_id).ladder_step == AFTER_THE_TEXT + 1
    assert any(words in line.why for line in phone.lines(request_id, EntryType.NOTED))
    assert len(await phone.ask("sent")) == mails + 1


async def test_consent_that_was_withdrawn_while_the_text_waited(phone: Phone) -> None:
    """It is asked at the moment of sending, not when the text was queued."""
    request_id = await phone.mailed()
    phone.queue_text(request_id)

    def without(request: MeetingRequest) -> MeetingRequest:
        return request.with_attendee(replace(request.primary, sms_consent=None))

    phone.change(request_id, without)
    await phone.tick()

    assert await phone.texts() == []


@pytest.mark.parametrize("known", [JOHN, NUMBER])
async def test_who_opted_out_by_address_or_number_is_not_texted(phone: Phone, known: str) -> None:
    request_id = await phone.mailed()
    phone.queue_text(request_id)
    phone.engine.in_transaction(lambda work: work.opt_out(known, phone.agent.clock.now(), "said so"))

    await phone.tick()

    assert await phone.texts() == []


async def test_a_text_waits_for_a_locked_keyring(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not taken for a missing account: no other step is taken, and it leaves once it is unlocked."""
    request_id = await phone.mailed()
    phone.queue_text(request_id)
    with monkeypatch.context() as locked:
        locked.setattr(phone.agent.texting, "ready", _is_locked)
        await phone.tick()

    row = phone.text_row(request_id)
    assert (row.status, row.attempts) == (OutboxStatus.PENDING, 0)
    assert "Unlock the keyring" in row.last_error
    assert phone.request(request_id).ladder_step == AFTER_THE_TEXT
    await phone.tick(after=10 * MINUTE)
    assert len(await phone.texts()) == 1
    assert len(await phone.ask("sent")) == 1


async def test_a_keyring_that_stays_locked_makes_room_for_mail(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a day the next step takes its place: a request must not stand still for a password."""
    request_id = await phone.mailed()
    phone.queue_text(request_id)
    monkeypatch.setattr(phone.agent.texting, "ready", _is_locked)
    await phone.tick()
    for _ in range(30):
        await phone.tick(after=timedelta(hours=1))

    assert phone.text_row(request_id).status is OutboxStatus.DONE
    assert phone.request(request_id).ladder_step > AFTER_THE_TEXT
    assert await phone.texts() == []


async def test_a_token_that_is_missing_stops_no_request(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Found out when a text is due: told once, and mail goes on."""
    request_id = await phone.mailed()
    phone.queue_text(request_id)
    monkeypatch.setattr(phone.agent.texting, "ready", _is_missing)
    await phone.tick()

    assert phone.notices().count("Text messages cannot be sent") == 1
    assert not phone.request(request_id).requires_human_review
    assert phone.request(request_id).ladder_step > AFTER_THE_TEXT


async def _is_missing() -> None:
    raise Rejected("The Twilio auth token is missing", "Save it.")


async def _is_locked() -> None:
    raise TemporaryError("The Twilio auth token cannot be read", "Unlock the keyring.")


async def test_nobody_is_texted_at_night(phone: Phone) -> None:
    """The computer slept from eight until eight: the text leaves at eight in the morning there."""
    request_id = await phone.mailed()
    phone.queue_text(request_id, await phone.free_time())

    report = await phone.tick(after=timedelta(hours=12, minutes=30))

    assert await phone.texts() == []
    morning = datetime(2026, 6, 10, 8, tzinfo=CHICAGO)
    assert report.due_next == morning
    await phone.tick(after=morning - phone.agent.clock.now())
    assert len(await phone.texts()) == 1


async def test_a_number_that_takes_no_texts(phone: Phone) -> None:
    """Twilio says that it is a landline: mail goes on, the rep is not bothered."""
    request_id = await phone.mailed()
    phone.queue_text(request_id)
    await phone.fault(SENDING, "status", status=400, code="21614")

    await phone.tick()

    assert phone.request(request_id).ladder_step == AFTER_THE_TEXT + 1
    assert len(await phone.ask("sent")) == 2


async def test_who_told_twilio_to_stop_has_told_us(phone: Phone) -> None:
    """21610 without a STOP that we could read: the request ends, and nothing is written any more."""
    request_id = await phone.mailed()
    await phone.they_text("STOP", number=NUMBER)
    phone.engine.in_transaction(lambda work: _hide_news(work))
    phone.queue_text(request_id)

    await phone.tick()

    request = phone.request(request_id)
    assert (request.state, request.outcome) == (State.CANCELLED, Outcome.CANCELLED_BY_THEM)
    assert set(phone.engine.in_transaction(lambda work: work.opted_out((JOHN, NUMBER)))) == {JOHN, NUMBER}
    assert phone.text_row(request_id).status is OutboxStatus.WITHDRAWN


def _hide_news(work: Any) -> None:
    work.save_cursor("sms", datetime(2026, 6, 20, tzinfo=CHICAGO).isoformat())


async def test_a_text_waits_for_the_rep_with_words_to_look_at(phone: Phone) -> None:
    """Under review of everything it is written at once, may be edited, and leaves as edited."""
    request_id = phone.create(approval="review_all")
    await phone.tick()
    phone.engine.handle(request_id, RepApproved())
    await phone.tick()
    await phone.next_morning()
    phone.queue_text(request_id)
    await phone.tick()
    row = phone.text_row(request_id)
    assert (row.status, bool(row.body), row.subject) == (OutboxStatus.WAITING, True, "")
    await phone.agent.desk.edit_waiting(row.key, "", "Hi John, does this time suit you? Brent")
    phone.engine.handle(request_id, RepApproved())

    await phone.tick()

    assert [one["body"] for one in await phone.texts()] == ["Hi John, does this time suit you? Brent"]


async def test_a_text_whose_time_was_taken_does_not_leave(phone: Phone) -> None:
    """Something else came into the calendar: the text that leaves names another time."""
    request_id = await phone.mailed()
    start = phone.request(request_id).offered_times[-1]
    phone.queue_text(request_id)
    account = await phone.agent.know_account()
    taken = {"address": account.address, "start": start.isoformat(), "title": "Dentist"}
    await phone.ask("busy", taken | {"end": (start + timedelta(hours=1)).isoformat()})

    await phone.tick()

    (text,) = await phone.texts()
    (offered,) = phone.request(request_id).offered_times
    assert offered != start
    assert f"{start.astimezone(CHICAGO):%A, %B} {start.astimezone(CHICAGO).day}" not in text["body"]
    assert len(phone.lines(request_id, EntryType.SMS_SENT)) == 1


async def test_a_text_is_sought_where_it_went(phone: Phone) -> None:
    """Its answer was lost and he was taken out meanwhile: his number is asked, and nobody else is texted."""
    mary = john(address="mary@acme.example", name="Mary Jones", phone="(615) 555-0177")
    request_id = await phone.mailed(john(), mary)
    phone.queue_text(request_id)
    await phone.fault(SENDING, "drop_after")
    await phone.tick()
    phone.engine.handle(request_id, AttendeeRemoved(JOHN))

    await phone.tick(after=MINUTE)
    await phone.tick(after=5 * MINUTE)

    assert [one["to"] for one in await phone.texts()] == [NUMBER]
    assert len(phone.lines(request_id, EntryType.SMS_SENT)) == 1


async def test_a_draft_of_a_device_that_slept_is_no_second_mail(phone: Phone) -> None:
    """Another one has gone on meanwhile: the late draft is told apart and overwrites nothing."""
    request_id = await phone.mailed()
    (row,) = [
        one for one in phone.engine.in_transaction(lambda work: work.outbox_of(request_id)) if one.provider_id
    ]
    rows = Rows(phone.engine, phone.agent.thread, phone.agent.clock, Lease(phone.agent.clock, "another"))

    assert await rows.keep_draft(replace(row, attempts=row.attempts), "late-draft") is None
    kept = phone.engine.in_transaction(lambda work: work.outbox_row(row.key))
    assert kept is not None
    assert kept.provider_id == row.provider_id
