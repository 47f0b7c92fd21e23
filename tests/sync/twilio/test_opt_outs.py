"""Whoever wants to hear nothing hears nothing, by mail or text, in any request, until the rep lifts it."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage

import pytest

from tests.sync.twilio.conftest import CHICAGO, JOHN, MINUTE, NUMBER, Phone, john
from xforce_desktop.errors import BadInput
from xforce_desktop.scheduling.desk import RepCommand
from xforce_desktop.scheduling.request import EntryType, Outcome
from xforce_desktop.scheduling.unit_of_work import OutboxStatus

HOME = "john.smith@home.example"
MARY = "mary@acme.example"
DAY = timedelta(days=1)


async def they_mail(phone: Phone, words: str, sender: str = JOHN) -> None:
    """An answer to our newest mail to John."""
    ours = [one for one in await phone.ask("sent") if JOHN in str(one["to"])][-1]
    mail = EmailMessage()
    mail["From"], mail["To"] = f"John Smith <{sender}>", "rep@xforce.example"
    mail["Subject"] = f"Re: {ours['subject']}"
    mail["Message-ID"] = f"<{abs(hash(words))}@acme.example>"
    mail["In-Reply-To"] = mail["References"] = ours["message_id"]
    mail.set_content(words)
    answer = await phone.http.post(
        "/sandbox/mail", content=mail.as_bytes(), headers={"Content-Type": "message/rfc822"}
    )
    answer.raise_for_status()


async def what_left(phone: Phone) -> tuple[int, int]:
    return len(await phone.ask("sent")), len(await phone.texts())


def gone(phone: Phone, *places: str) -> set[str]:
    return set(phone.engine.in_transaction(lambda work: work.opted_out(places)))


@pytest.mark.parametrize("words", ["STOP", "Unsubscribe", "Please remove me from your list."])
async def test_stop_by_mail_stops_mail_and_texts_everywhere(phone: Phone, words: str) -> None:
    """The number too, and the same person's other address; a text that was queued does not leave."""
    first = await phone.mailed()
    second = phone.create(john(address=HOME), title="Another demo")
    await phone.tick()
    phone.queue_text(first)
    await they_mail(phone, words)
    before = await what_left(phone)

    await phone.tick(after=MINUTE)
    for _ in range(10):
        await phone.tick(after=DAY)

    assert await what_left(phone) == before
    assert gone(phone, JOHN, HOME, NUMBER) == {JOHN, HOME, NUMBER}
    for request_id in (first, second):
        assert phone.request(request_id).outcome is Outcome.CANCELLED_BY_THEM
    assert phone.text_row(first).status is OutboxStatus.WITHDRAWN
    assert "Do not write again" in phone.notices()


async def test_a_colleague_behind_the_same_number_has_asked_for_nothing(phone: Phone) -> None:
    """An office has one number: John's mail takes him out, and no texts go there; Mary still gets mail."""
    await phone.mailed()
    other = phone.create(john(address=MARY, name="Mary Jones"), title="Another demo")
    await they_mail(phone, "Please unsubscribe me.")

    await phone.tick(after=MINUTE)

    assert gone(phone, JOHN, MARY, NUMBER) == {JOHN, NUMBER}
    assert not phone.request(other).has_ended


@pytest.mark.parametrize(
    "words",
    [
        "STOPALL",
        "Revoke",
        "opt out",
        "OPTOUT",
        "Quit!",
        "end",
        "ARRET",
        "Baja",
        "stopp",
        "take me off your list",
        "Don't text me again",
        "leave me alone please",
        "no more texts",
        "wrong person, stop texting me",
    ],
)
async def test_words_that_stop(phone: Phone, words: str) -> None:
    """Twilio's own, those of other languages, and plain sentences."""
    request_id = await phone.texted()
    await phone.they_text(words)
    before = await what_left(phone)

    await phone.tick(after=MINUTE)
    await phone.tick(after=5 * DAY)

    assert gone(phone, JOHN, NUMBER) == {JOHN, NUMBER}
    assert await what_left(phone) == before
    assert phone.request(request_id).outcome is Outcome.CANCELLED_BY_THEM


@pytest.mark.parametrize(
    "words", ["HELP", "info", "Yes", "Stop by at 3 on Tuesday?", "Can't stop, call you later"]
)
async def test_words_that_do_not(phone: Phone, words: str) -> None:
    """Who asks who we are, or uses the word otherwise, is not taken out for good."""
    await phone.texted()
    await phone.they_text(words)

    await phone.tick(after=MINUTE)

    assert gone(phone, JOHN, NUMBER) == set()


async def test_the_rep_lifts_it_with_a_reason_that_is_kept(phone: Phone) -> None:
    """Without one it stays; afterwards a new request may be started, and the log says why."""
    request_id = await phone.texted()
    await phone.they_text("STOP")
    await phone.tick(after=MINUTE)
    desk = phone.agent.desk
    with pytest.raises(BadInput, match="reason"):
        await desk.lift_opt_out(JOHN, " ok ")
    assert gone(phone, JOHN) == {JOHN}

    still = await desk.lift_opt_out("John@Acme.example", "He called on Friday and asked for a demo")

    assert tuple(still) == (NUMBER,), "the rep is told what of him stays"
    by_place = {one.address: one for one in await desk.opt_outs()}
    assert by_place[JOHN].lifted_why == "He called on Friday and asked for a demo"
    assert by_place[JOHN].lifted_at is not None
    assert by_place[NUMBER].lifted_at is None
    told = [line.why for line in phone.lines(request_id, EntryType.NOTED) if "lifted" in line.why]
    (line,) = told
    assert line.endswith("He called on Friday and asked for a demo")
    again = phone.create(title="The demo he asked for")
    await phone.tick(after=MINUTE)
    assert phone.request(again).primary.sms_consent is None, "his number still says STOP"
    await phone.tick(after=DAY)
    assert gone(phone, JOHN) == set(), "the old STOP comes again with each look, and counts once"
    with pytest.raises(BadInput, match="not on the list"):
        await desk.lift_opt_out(JOHN, "He called on Friday and asked for a demo")


async def test_the_rep_puts_somebody_on_the_list(phone: Phone) -> None:
    """By address: it ends what is open. By number, however it is written: only texts are barred."""
    request_id = await phone.mailed()
    desk = phone.agent.desk
    await desk.bar("(615) 555-0142", "Said so on the phone")
    assert phone.request(request_id).primary.sms_consent is None
    assert not phone.request(request_id).has_ended

    await desk.bar(JOHN, "Said so on the phone")

    assert phone.request(request_id).outcome is Outcome.CANCELLED_BY_THEM
    assert gone(phone, JOHN, NUMBER) == {JOHN, NUMBER}
    with pytest.raises(BadInput, match="already"):
        await desk.bar(JOHN, "Said so on the phone")
    with pytest.raises(BadInput, match="neither"):
        await desk.bar("John", "Said so on the phone")


async def test_whom_the_rep_puts_on_the_list_is_on_it_wherever_they_are_reached(phone: Phone) -> None:
    """Also where the only request with them has ended: their number is as barred as by their own word."""
    request_id = await phone.mailed()
    desk = phone.agent.desk
    await desk.command(request_id, RepCommand.CANCEL)

    await desk.bar(JOHN, "Said so on the phone")

    assert gone(phone, JOHN, NUMBER) == {JOHN, NUMBER}
    assert tuple(await desk.lift_opt_out(NUMBER, "He asked for texts on the phone")) == (JOHN,)
    assert tuple(await desk.lift_opt_out(JOHN, "He asked for it on the phone")) == ()


async def test_the_texts_that_left_were_in_their_day(phone: Phone) -> None:
    """08:00 to 21:00 there, and one GSM-7 segment each."""
    await phone.texted()

    for one in await phone.texts():
        assert len(one["body"]) <= 160
        assert one["body"].isascii()
    for line in phone.lines(phone.engine.in_transaction(lambda w: w.requests())[0].id, EntryType.SMS_SENT):
        assert 8 <= line.at.astimezone(CHICAGO).hour < 21
