"""A text that could not be delivered is known late; it is dealt with as if refused at once, one time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest

from sync.errors import CannotText, RefusedByTwilio
from tests.sync.twilio.conftest import AFTER_THE_TEXT, JOHN, MINUTE, NUMBER, Phone
from tests.sync.twilio.test_twilio_wire import a_message, texting
from xforce_desktop.scheduling.events import RepCancelled, RepTookOver
from xforce_desktop.scheduling.request import EntryType, Handler, Outcome, State

HOUR = timedelta(hours=1)


async def fails(phone: Phone, error_code: int) -> None:
    """The newest text turns out not to have arrived."""
    newest = (await phone.texts())[-1]
    await phone.ask("sms", {"sid": newest["sid"], "error_code": error_code})


async def fetches(phone: Phone) -> int:
    """How often a text was asked for."""
    log = await phone.ask("log")
    return sum("/Messages/SM" in one["path"] for one in log)


async def test_a_number_that_cannot_be_reached_leads_to_the_next_step(phone: Phone) -> None:
    """Hours later: the next step of the ladder takes its place, none is left out, and it is told once."""
    request_id = await phone.texted()
    await fails(phone, 30005)

    await phone.tick(after=3 * HOUR)
    await phone.tick(after=MINUTE)
    await phone.next_morning()
    await phone.tick(after=HOUR)

    told = [one.why for one in phone.lines(request_id, EntryType.NOTED) if "did not arrive" in one.why]
    reason = "Their number is not in use; ask for another one."
    assert told == [f"The text did not arrive: {reason} The next step takes its place."]
    assert phone.request(request_id).ladder_step == AFTER_THE_TEXT + 1
    assert (len(await phone.ask("sent")), len(await phone.texts())) == (2, 1)
    assert "Text messages cannot be sent" not in phone.notices()


async def test_our_account_is_told_to_the_rep_with_the_same_advice(phone: Phone) -> None:
    """A number that is not registered is refused by the carriers, not by Twilio: hours later, too."""
    request_id = await phone.texted()
    await fails(phone, 30034)

    await phone.tick(after=HOUR)
    await phone.tick(after=HOUR)

    (notice,) = [
        one
        for one in phone.engine.in_transaction(lambda work: work.notices())
        if one.title == "Text messages cannot be sent"
    ]
    assert "A2P 10DLC" in notice.text
    assert any("did not arrive" in line.why for line in phone.lines(request_id, EntryType.NOTED))


async def test_they_had_told_the_service_to_stop(phone: Phone) -> None:
    request_id = await phone.texted()
    await fails(phone, 21610)

    await phone.tick(after=HOUR)

    assert phone.request(request_id).outcome is Outcome.CANCELLED_BY_THEM
    assert set(phone.engine.in_transaction(lambda work: work.opted_out((JOHN, NUMBER)))) == {JOHN, NUMBER}


async def test_what_has_gone_on_meanwhile_is_left_alone(phone: Phone) -> None:
    """The rep has the request, or they have answered by mail: the log tells it, nothing follows."""
    request_id = await phone.texted()
    phone.engine.handle(request_id, RepTookOver())
    await fails(phone, 30003)

    await phone.tick(after=HOUR)
    await phone.tick(after=HOUR)

    request = phone.request(request_id)
    assert (request.handled_by, request.state) == (Handler.REP, State.AWAITING_RESPONSE)
    told = [one.why for one in phone.lines(request_id, EntryType.NOTED) if "did not arrive" in one.why]
    (why,) = told
    assert why.startswith("A text of ours did not arrive: Their handset cannot be reached; it may be off")


async def test_a_delivered_text_is_not_asked_for_again(phone: Phone) -> None:
    await phone.texted()
    await phone.tick(after=MINUTE)
    asked = await fetches(phone)

    await phone.tick(after=HOUR)

    assert asked == await fetches(phone) > 0


async def test_sent_can_be_the_last_word(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is asked for ever more rarely, and not at all after two days."""
    monkeypatch.setattr("sync.sandbox.texts._DELIVERED_AFTER", timedelta(days=30))
    await phone.texted()
    for _ in range(20):
        await phone.tick(after=MINUTE)
    first_minutes = await fetches(phone)
    for _ in range(16):
        await phone.tick(after=3 * HOUR)
    two_days = await fetches(phone)
    await phone.tick(after=3 * HOUR)

    assert 0 < first_minutes < 15
    assert two_days - first_minutes < 12
    assert await fetches(phone) == two_days


async def test_trouble_with_asking_is_no_trouble_of_the_text(phone: Phone) -> None:
    """A refusal says nothing about what became of it, stops no answer, and is not told as if it did."""
    request_id = await phone.texted()
    await phone.fault("GET /2010-04-01/*/Messages/SM*", "status", status=401, code="20003")
    await phone.they_text("Yes, that works")

    await phone.tick(after=MINUTE)

    assert phone.lines(request_id, EntryType.SMS_RECEIVED)
    assert phone.agent.runner.detail == ""
    assert not [line for line in phone.lines(request_id, EntryType.NOTED) if "did not arrive" in line.why]
    assert "They wrote" not in phone.notices()


async def test_who_told_the_carrier_to_stop_is_out_everywhere_also_after_the_end(phone: Phone) -> None:
    """The request has ended; another one with the same person has not."""
    first = await phone.texted()
    second = phone.create(title="Another demo")
    phone.engine.handle(first, RepCancelled())
    await fails(phone, 21610)

    await phone.tick(after=HOUR)

    assert phone.request(second).outcome is Outcome.CANCELLED_BY_THEM


@pytest.mark.parametrize(
    "told, is_final, kind",
    [
        ({"status": "sent"}, False, None),
        ({"status": "queued"}, False, None),
        ({"status": "delivered"}, True, None),
        ({"status": "undelivered", "error_code": 30003}, True, CannotText),
        ({"status": "failed", "error_code": 30034}, True, RefusedByTwilio),
        ({"status": "failed", "error_code": None}, True, CannotText),
        ({"status": "undelivered", "error_code": 30008}, True, CannotText),
    ],
)
async def test_how_a_status_reads(told: dict[str, Any], is_final: bool, kind: type[Exception] | None) -> None:
    """The same causes and advice as when it is refused at once; what is unexplained is about their number."""
    service = texting(httpx.Response(200, json=a_message(**told)))

    fate = await service.fate("SM" + "1" * 32)

    assert fate.is_final is is_final
    assert type(fate.trouble) is (kind or type(None))
