"""Whether somebody may be texted, noted or taken back while the request is under way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.sync.twilio.conftest import JOHN, NUMBER, Phone, john
from xforce_desktop.errors import BadInput
from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.new_request import Consent
from xforce_desktop.scheduling.request import Actor, Approval, EntryType
from xforce_desktop.scheduling.unit_of_work import OutboxStatus

AGREED = Consent(on=date(2026, 6, 8), source="on the phone")
HOUR = timedelta(hours=1)


async def test_a_text_that_waits_does_not_leave_once_the_consent_is_taken_back(phone: Phone) -> None:
    """The row is withdrawn, the log says who noted it and why, and a mail takes the place of the text."""
    request_id = await phone.mailed()
    await _wait_for_the_rep(phone, request_id)

    await phone.agent.desk.note_consent(request_id, JOHN, None, why="He told me so")
    assert phone.text_row(request_id).status is OutboxStatus.WITHDRAWN
    await phone.tick(after=HOUR)

    assert await phone.texts() == []
    assert phone.request(request_id).primary.sms_consent is None
    (line,) = [one for one in phone.lines(request_id, EntryType.NOTED) if one.actor is Actor.USER]
    assert line.why == "You noted that John Smith is not to be texted any more: He told me so"
    rows = phone.engine.in_transaction(lambda work: work.outbox_of(request_id))
    assert rows[-1].status is OutboxStatus.WAITING
    assert rows[-1].subject, "a mail, worded for the rep to see"


async def test_a_consent_that_is_noted_midway_is_used(phone: Phone) -> None:
    """With number, source and day, as at the form: the next text of the ladder leaves."""
    request_id = await phone.mailed(john(phone="", sms_consent=None))
    await phone.agent.desk.note_consent(request_id, JOHN, AGREED, "(615) 555-0142")
    phone.queue_text(request_id)
    await phone.tick()

    assert [one["to"] for one in await phone.texts()] == [NUMBER]
    (line,) = [one for one in phone.lines(request_id, EntryType.NOTED) if one.actor is Actor.USER]
    assert line.why == (
        "You noted that John Smith may be texted at (615) 555-0142: on the phone, June 8, 2026."
    )
    kept = phone.engine.in_transaction(lambda work: work.attendee_columns(request_id))
    assert kept[-1]["sms_consent"] == {"given_on": "2026-06-08", "source": "on the phone"}


async def test_it_holds_for_every_open_request_with_the_person(phone: Phone) -> None:
    """Given and taken back."""
    first = phone.create(john(sms_consent=None))
    second = phone.create(john(sms_consent=None), title="Another")
    await phone.agent.desk.note_consent(first, JOHN, AGREED)
    assert all(phone.request(one).primary.sms_consent for one in (first, second))
    await phone.agent.desk.note_consent(second, JOHN, None)
    assert not any(phone.request(one).primary.sms_consent for one in (first, second))


async def test_an_opt_out_is_stronger(phone: Phone) -> None:
    """Who said STOP from that number is not texted, whatever is noted since."""
    request_id = phone.create(john(sms_consent=None))
    phone.engine.in_transaction(
        lambda work: work.opt_out(NUMBER, phone.agent.clock.now(), "They asked by text.")
    )
    await phone.agent.desk.note_consent(request_id, JOHN, AGREED)
    assert phone.request(request_id).primary.sms_consent is None
    assert "Somebody may not be texted" in phone.notices()


@pytest.mark.parametrize(
    "address, consent, number, words",
    [
        (JOHN, AGREED, "", "no number of John Smith"),
        (JOHN, AGREED, "call me", "is no telephone number"),
        (JOHN, Consent(on=date(2027, 1, 1), source="web form"), NUMBER, "cannot lie ahead"),
        ("sarah@xforce.example", AGREED, NUMBER, "nobody on their side"),
        (JOHN, None, "", "so already"),
    ],
)
async def test_what_cannot_be_changes_nothing(
    phone: Phone, address: str, consent: Consent | None, number: str, words: str
) -> None:
    request_id = phone.create(john(phone="", sms_consent=None))
    before = phone.request(request_id)
    with pytest.raises(BadInput, match=words):
        await phone.agent.desk.note_consent(request_id, address, consent, number)
    assert phone.request(request_id) == before


async def _wait_for_the_rep(phone: Phone, request_id: RequestId) -> None:
    """A text, worded, that waits for the rep's word."""
    phone.change(request_id, lambda one: replace(one, approval=Approval.REVIEW_ALL))
    phone.queue_text(request_id)
    await phone.tick()
    assert phone.text_row(request_id).status is OutboxStatus.WAITING
    assert phone.text_row(request_id).body
