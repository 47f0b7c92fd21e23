"""What they text is read like a mail, once, for the request it belongs to; STOP counts at once everywhere."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.sync.twilio.conftest import CHICAGO, CONSENT, JOHN, MINUTE, NUMBER, Phone, john
from xforce_desktop.errors import BadInput
from xforce_desktop.scheduling.events import AttendeeRemoved, RepCancelled
from xforce_desktop.scheduling.request import EntryType, Handler, Outcome, State
from xforce_desktop.scheduling.unit_of_work import Direction, OutboxStatus

MARY = {
    "address": "mary@acme.example",
    "name": "Mary Jones",
    "timezone": "America/Chicago",
    "phone": "+16155550177",
    "sms_consent": CONSENT,
}
READING = "GET /2010-04-01/*/Messages.json"


@pytest.mark.parametrize("words", ["Yes", "That works!", "yes that time works for me"])
async def test_a_yes_by_text_books(phone: Phone, words: str) -> None:
    """To the one time that was texted; it is confirmed by mail, in the thread of the mails, and by text."""
    request_id = await phone.texted()
    (offer,) = phone.request(request_id).offered_times
    first = (await phone.ask("sent"))[0]
    await phone.they_text(words)

    await phone.tick(after=MINUTE)

    (event,) = [one for one in await phone.ask("events") if not one["cancelled"]]
    assert phone.request(request_id).scheduled_time == offer
    assert JOHN in str(event)
    (line,) = phone.lines(request_id, EntryType.SMS_RECEIVED)
    assert "came as a text" in line.why
    kept = [m for m in phone.conversation(request_id) if m.direction is Direction.IN]
    assert [(m.channel, m.from_address, m.body) for m in kept] == [("sms", NUMBER, words)]
    mails = await phone.ask("sent")
    assert len(mails) == 2
    assert mails[1]["conversation_id"] == first["conversation_id"]
    _, confirmed = await phone.texts()
    assert f"{offer.astimezone(CHICAGO):%I:%M %p}".lstrip("0") in confirmed["body"]


async def test_other_times_by_text_are_looked_for(phone: Phone) -> None:
    """A time of theirs is booked if it is free."""
    request_id = await phone.texted()
    wanted = phone.request(request_id).offered_times[0].astimezone(CHICAGO) + timedelta(days=1)
    while wanted.weekday() > 4:
        wanted += timedelta(days=1)
    await phone.they_text(f"No, could we do {wanted:%A, %B %d} at 4:00 pm instead?")

    await phone.tick(after=MINUTE)

    request = phone.request(request_id)
    assert phone.lines(request_id, EntryType.SMS_RECEIVED)
    assert request.state in {State.CONFIRMING, State.NEGOTIATING}


@pytest.mark.parametrize("words", ["STOP", "stop.", "Cancel", "Stop all", "please stop texting me"])
async def test_stop_ends_everything_with_this_person(phone: Phone, words: str) -> None:
    """In every channel and every request, also in those that mail only; nobody can start a new one."""
    first = await phone.texted()
    second = phone.create(title="Another demo")
    await phone.they_text(words)

    await phone.tick(after=MINUTE)

    for request_id in (first, second):
        request = phone.request(request_id)
        assert (request.state, request.outcome) == (State.CANCELLED, Outcome.CANCELLED_BY_THEM)
    gone = phone.engine.in_transaction(lambda work: work.opted_out((JOHN, NUMBER)))
    assert set(gone) == {JOHN, NUMBER}
    with pytest.raises(BadInput, match="asked not to be written to"):
        phone.create(title="A third one")


async def test_stop_reaches_the_same_person_under_another_address(phone: Phone) -> None:
    """The number is the person's, whichever mail address a request has."""
    await phone.texted()
    other = phone.create(john(address="john.smith@home.example"), title="Another demo")
    await phone.they_text("STOP")

    await phone.tick(after=MINUTE)

    assert phone.request(other).outcome is Outcome.CANCELLED_BY_THEM


async def test_stop_counts_before_anything_was_sent_and_after_the_end(phone: Phone) -> None:
    """A wish to hear nothing needs no message of ours before it."""
    request_id = phone.create(approval="review_first")
    await phone.tick()
    await phone.they_text("STOP")

    await phone.tick(after=MINUTE)

    assert phone.request(request_id).outcome is Outcome.CANCELLED_BY_THEM
    assert await phone.ask("sent") == []


async def test_start_lifts_no_opt_out(phone: Phone) -> None:
    """Twilio would send again; here the rep is told and decides."""
    request_id = await phone.texted()
    await phone.they_text("STOP")
    await phone.tick(after=MINUTE)
    await phone.they_text("START")

    await phone.tick(after=MINUTE)

    assert phone.engine.in_transaction(lambda work: work.opted_out((JOHN, NUMBER)))
    assert phone.request(request_id).has_ended
    assert "An answer after the end" in phone.notices()


async def test_an_unknown_number_is_left_alone(phone: Phone) -> None:
    """Not read, not kept, nothing follows."""
    request_id = await phone.texted()
    before = phone.request(request_id)
    await phone.they_text("Yes, works", number="+13055550101")

    report = await phone.tick(after=MINUTE)

    assert report.received == 0
    assert phone.request(request_id) == before
    assert len([m for m in phone.conversation(request_id) if m.direction is Direction.IN]) == 0


async def test_a_text_that_could_be_about_two_meetings_is_the_reps(phone: Phone) -> None:
    """Both wrote to them by mail only: nothing is booked."""
    await phone.mailed()
    second = phone.create(title="Another demo")
    await phone.tick()
    await phone.they_text("The first one works")

    await phone.tick(after=MINUTE)

    assert phone.request(second).requires_human_review
    assert [one for one in await phone.ask("events") if not one["cancelled"]] == []


async def test_of_two_meetings_the_texted_one_is_meant(phone: Phone) -> None:
    first = await phone.texted()
    second = phone.create(title="Another demo")
    await phone.tick()
    await phone.they_text("Yes")

    await phone.tick(after=MINUTE)

    assert phone.request(first).scheduled_time is not None
    assert phone.request(second).scheduled_time is None


async def test_a_text_freezes_what_is_queued(phone: Phone) -> None:
    """They answered a text while the next one was queued: it does not leave."""
    request_id = await phone.texted()
    phone.queue_text(request_id)
    await phone.they_text("Who is this?")

    await phone.tick(after=MINUTE)

    assert phone.text_row(request_id).status is OutboxStatus.WITHDRAWN
    assert len(await phone.texts()) == 1


async def test_a_text_is_taken_once(phone: Phone) -> None:
    """Windows overlap by a day, so it comes again with each pass."""
    request_id = await phone.texted()
    await phone.they_text("What is this about?")
    await phone.tick(after=MINUTE)

    report = await phone.tick(after=MINUTE)

    assert report.received == 0
    assert len(phone.lines(request_id, EntryType.SMS_RECEIVED)) == 1


async def test_one_of_two_by_text_and_one_by_mail(phone: Phone) -> None:
    """Who has the number is who answered: the other one still has to."""
    request_id = await phone.mailed(john(), MARY)
    await phone.they_text("The last one works for me", number=MARY["phone"])

    await phone.tick(after=MINUTE)

    agreed = {a.email: a.agreed_times is not None for a in phone.request(request_id).external}
    assert agreed == {JOHN: False, "mary@acme.example": True}


async def test_trouble_with_texts_stops_no_mail(phone: Phone) -> None:
    """Refused credentials are told once, and mail goes on; the status says so while it lasts."""
    phone.create()
    await phone.fault(READING, "status", status=401, times=3)

    await phone.tick()
    report = await phone.tick(after=MINUTE)
    detail = phone.agent.runner.detail
    await phone.tick(after=MINUTE)
    await phone.tick(after=MINUTE)

    assert len(await phone.ask("sent")) == 1
    assert report.now
    assert "Could not read the text messages" in detail
    assert phone.notices().count("Could not read the text messages") == 1
    assert phone.agent.runner.detail == ""


async def test_nobody_with_a_number_means_nobody_is_asked(phone: Phone) -> None:
    """Who does not use texts does not call Twilio at all."""
    await phone.mailed(john(phone="", sms_consent=None))

    log = await phone.ask("log")

    assert not [one for one in log if one["path"].startswith("/2010-04-01")]


async def test_a_request_that_the_rep_has_stays_with_the_rep(phone: Phone) -> None:
    """The text is kept and told, nothing more."""
    request_id = await phone.texted()
    phone.change(request_id, lambda one: one.__class__(**{**vars(one), "handled_by": Handler.REP}))
    await phone.they_text("Yes")

    await phone.tick(after=MINUTE)

    assert phone.request(request_id).scheduled_time is None
    assert "They wrote" in phone.notices()


async def test_stop_counts_also_from_somebody_who_was_taken_out(phone: Phone) -> None:
    """He was texted, then replaced, then texted STOP: he is written to nowhere any more."""
    mary = john(address="mary@acme.example", name="Mary Jones", phone="(615) 555-0177")
    request_id = await phone.texted(john(), mary)
    phone.engine.handle(request_id, AttendeeRemoved(JOHN))
    await phone.they_text("STOP")

    await phone.tick(after=MINUTE)

    gone = phone.engine.in_transaction(lambda work: work.opted_out((JOHN, NUMBER, "mary@acme.example")))
    assert gone == (JOHN, NUMBER)


async def test_the_last_one_with_a_number_is_heard_also_once_taken_out(phone: Phone) -> None:
    """Nobody on any request has a number any more: Twilio is asked all the same."""
    mary = john(address="mary@acme.example", name="Mary Jones", phone="", sms_consent=None)
    request_id = await phone.texted(john(), mary)
    phone.engine.handle(request_id, AttendeeRemoved(JOHN))
    await phone.they_text("STOP")

    await phone.tick(after=MINUTE)

    assert phone.engine.in_transaction(lambda work: work.opted_out((JOHN, NUMBER))) == (JOHN, NUMBER)


async def test_an_answer_of_somebody_who_was_taken_out_is_the_reps_to_read(phone: Phone) -> None:
    """As with mail: it stands in the log and decides nothing; the one who is in now is not booked by it."""
    request_id = await phone.texted(john(), MARY)
    phone.engine.handle(request_id, AttendeeRemoved(JOHN))
    await phone.they_text("Yes, that works")

    await phone.tick(after=MINUTE)

    request = phone.request(request_id)
    assert len(phone.lines(request_id, EntryType.SMS_RECEIVED)) == 1
    assert request.requires_human_review
    assert request.agreed_time is None


async def test_one_text_that_cannot_be_handled_stops_no_other_request(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program stumbles over it: its request is the rep's, all else goes on, and it is not tried again."""
    request_id = await phone.texted()
    other = phone.create(john(address="pat@else.example", name="Pat Roe", phone=""), company={"name": "Else"})
    monkeypatch.setattr("sync.texts_in.opt_out_number", _stumble)
    await phone.they_text("STOP")

    await phone.tick(after=MINUTE)
    await phone.tick(after=MINUTE)

    assert phone.request(other).attempt_count == 1
    assert phone.request(request_id).handled_by is Handler.REP
    assert phone.notices().count("They wrote") == 1


async def test_the_stop_of_a_text_that_cannot_be_handled_counts(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the program stumbles over: STOP counts for the person at once."""
    first = await phone.texted()
    monkeypatch.setattr("sync.texts_in.TextsIn._take", _stumble)
    await phone.they_text("STOP")

    await phone.tick(after=MINUTE)

    assert phone.engine.in_transaction(lambda work: work.opted_out((JOHN, NUMBER))) == (JOHN, NUMBER)
    assert phone.request(first).outcome is Outcome.CANCELLED_BY_THEM


async def test_what_cannot_be_handled_is_kept_as_it_came(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ "Please read it" has something to read."""
    request_id = await phone.texted()
    monkeypatch.setattr("sync.texts_in.TextsIn._take", _stumble)
    await phone.they_text("Could you call me about the price?")

    await phone.tick(after=MINUTE)

    assert phone.conversation(request_id)[-1].body == "Could you call me about the price?"
    assert phone.request(request_id).handled_by is Handler.REP


async def test_what_comes_after_the_end_and_cannot_be_handled_is_kept_too(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The request is over, the text stands nowhere else: it can be read there, and the rep is told."""
    request_id = await phone.texted()
    phone.engine.handle(request_id, RepCancelled())
    monkeypatch.setattr("sync.texts_in.TextsIn._take", _stumble)
    await phone.they_text("Could we still talk?")

    await phone.tick(after=MINUTE)

    assert phone.conversation(request_id)[-1].body == "Could we still talk?"
    assert phone.notices().count("They wrote") == 1


async def test_a_text_that_cannot_even_be_matched_is_told(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody knows which request it is about: the rep hears of it all the same, once a day."""
    await phone.texted()
    monkeypatch.setattr("sync.texts_in._found", _stumble)
    await phone.they_text("Yes, that works")
    await phone.they_text("Hello?")

    await phone.tick(after=MINUTE)

    assert phone.notices().count("They wrote") == 1


def _stumble(*_: object) -> None:
    raise RuntimeError("a broken promise")
