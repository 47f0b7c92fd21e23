"""Where texts can go wrong, and what has to come of it. John may be texted; he does not answer the mail."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from tests.end_to_end.fault_world import FaultWorld
from xforce_desktop.ids import EffectKey
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.scheduling.approval import release
from xforce_desktop.scheduling.effects import SendLetter
from xforce_desktop.scheduling.request import SmsConsent
from xforce_desktop.scheduling.unit_of_work import OutboxRow, UnitOfWork

JOHNS_PHONE = "+16155550142"
THERE = ZoneInfo("America/Chicago")
AFTER_THE_TEXT = 3  # of the steps mail, mail, text, mail, phone


async def a_text_is_due(world: FaultWorld) -> None:
    """On the next morning there, as the channel ladder has it."""
    now = world.agent.clock.now().astimezone(THERE)
    morning = (now + timedelta(days=1)).replace(hour=8, minute=0, second=0, microsecond=0)
    await world.advance(morning - now)
    assert world.agent.sandbox is not None
    await world.agent.sandbox.refresh()
    request_id, at = world.id, world.agent.clock.now()
    assert request_id is not None

    def queue(work: UnitOfWork) -> None:
        before = work.load(request_id)
        consent = SmsConsent(date(2026, 6, 1), "asked on the phone")
        john = replace(before.primary, phone=JOHNS_PHONE, sms_consent=consent)
        request = replace(before.with_attendee(john), ladder_step=AFTER_THE_TEXT)
        work.save(request)
        effect = SendLetter(LetterKind.SMS, request.offered_times[-1:], why="Mail was not answered.")
        sure = release(request, effect, at, timedelta(0))
        key = EffectKey(f"{request_id}:text")
        work.queue([OutboxRow(key, request_id, effect, sure.status, sure.not_before, at, effect.why)])

    world.agent.engine.in_transaction(queue)


async def a_text_has_left(world: FaultWorld) -> None:
    await a_text_is_due(world)
    await world.tick()
    assert len(await world.texts()) == 1
    await world.advance(timedelta(minutes=2))


async def john_texts_yes(world: FaultWorld) -> None:
    await a_text_has_left(world)
    await world.ask("sms", {"from": JOHNS_PHONE, "body": "Yes, that works"})


async def the_text_did_not_arrive(world: FaultWorld) -> None:
    """His number is not in use; Twilio knows it a while later."""
    await a_text_has_left(world)
    (text,) = await world.texts()
    await world.ask("sms", {"sid": text["sid"], "error_code": 30005})


async def is_booked_by_text(world: FaultWorld) -> None:
    """One text, one answer, one event, one confirmation by mail and one by text."""
    await world.at_rest()
    if not world.received():
        await world.ask("sms", {"from": JOHNS_PHONE, "body": "Yes, that works"})
        await world.advance(timedelta(minutes=2))
        await world.at_rest()
    texts = await world.texts()
    (event,) = await world.events()
    assert not event["cancelled"]
    assert [text["to"] for text in texts] == [JOHNS_PHONE] * 2
    assert len({text["body"] for text in texts}) == 2
    assert _kinds(world).count("sms_sent") == 2
    assert len(world.received()) == 1
    assert len(await world.sent()) == 2


async def goes_on_by_mail(world: FaultWorld) -> None:
    """No text is tried again; the next step of the ladder is a mail, on another day there."""
    texts = len(await world.texts())
    for _ in range(4):
        await world.advance(timedelta(days=1))
        await world.at_rest()
        if len(await world.sent()) == 2:
            break
    assert len(await world.sent()) == 2
    assert len(await world.texts()) == texts
    assert _kinds(world).count("sms_sent") == texts
    assert world.shown()["state"] == "awaiting_response"


async def hears_nothing_more(world: FaultWorld) -> None:
    """Opted out at the carrier: nothing leaves, in any channel, however long one waits."""
    await world.at_rest()
    await world.advance(timedelta(days=20))
    await world.at_rest()
    assert len(await world.sent()) == 1
    assert await world.texts() == []
    shown = world.shown()
    assert (shown["state"], shown["outcome"]) == ("cancelled", "cancelled_by_them")


def _kinds(world: FaultWorld) -> list[str]:
    return [line["action_type"] for line in world.shown()["actions"]]
