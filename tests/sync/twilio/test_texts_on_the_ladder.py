"""The whole way by itself: mails are not answered, a text leaves, a yes by text books."""

from __future__ import annotations

from datetime import timedelta

from tests.sync.twilio.conftest import CHICAGO, NUMBER, Phone, john
from xforce_desktop.scheduling.request import EntryType

A_WEEK_OF_PASSES = 12


async def pass_by_pass(phone: Phone) -> None:
    """Jump to whatever is due next, until a text has left or a week is over."""
    for _ in range(A_WEEK_OF_PASSES):
        report = await phone.tick()
        if report.due_next is None or await phone.texts():
            return
        await phone.tick(after=max(report.due_next - phone.agent.clock.now(), timedelta(0)))


async def test_after_two_silent_mails_a_text_leaves_and_its_answer_books(phone: Phone) -> None:
    """On the third step of the demo's ladder, in their hours, and the meeting stands afterwards."""
    request_id = phone.create()
    await pass_by_pass(phone)

    (text,) = await phone.texts()
    mails = await phone.ask("sent")
    (line,) = phone.lines(request_id, EntryType.SMS_SENT)
    assert (text["to"], len(mails)) == (NUMBER, 2)
    assert 8 <= line.at.astimezone(CHICAGO).hour < 18
    (offered,) = phone.request(request_id).offered_times

    await phone.they_text("Yes, that works")
    await phone.tick(after=timedelta(minutes=5))

    assert phone.request(request_id).scheduled_time == offered


async def test_without_consent_the_ladder_goes_on_by_mail(phone: Phone) -> None:
    """Nothing is texted in a week of silence; the third ask is a mail."""
    request_id = phone.create(john(sms_consent=None))
    await pass_by_pass(phone)

    assert await phone.texts() == []
    assert phone.request(request_id).attempt_count >= 3
