"""Somebody wants to hear nothing more, by text or mail, whatever stands ready for them: nothing leaves."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.fault_world import PHONE, FaultWorld, a_fault_world
from tests.end_to_end.test_thread_etiquette import passes, write
from tests.end_to_end.walk import JOHN, as_they_say, offered_in
from xforce_desktop.errors import BadInput
from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.desk import RepCommand, ReportedOutcome

MARY = "mary@acmepest.example"
DAY = timedelta(days=1)
GERMAN_DAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag")


@dataclass(frozen=True)
class Stop:
    """How they say it."""

    channel: str
    words: str


STOPS = (
    pytest.param(Stop("sms", "STOP"), id="stop by text"),
    pytest.param(Stop("sms", "please stop texting me"), id="a sentence by text"),
    pytest.param(Stop("mail", "STOP"), id="stop by mail"),
)


@dataclass(frozen=True)
class Left:
    """Whatever reaches somebody: mails, drafts that may, texts, and what the calendar wrote to guests."""

    mails: int
    drafts: int
    texts: int
    events: tuple[tuple[Any, ...], ...]


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[FaultWorld]:
    async with a_fault_world(tmp_path / "world") as made:
        yield made


def a_john() -> dict[str, Any]:
    john = {"address": JOHN, "name": "John Smith", "timezone": "America/Chicago", "phone": PHONE}
    return john | {"sms_consent": {"on": "2026-05-01", "source": "asked on the phone"}}


async def begin(world: FaultWorld, *others: dict[str, Any]) -> None:
    """Our first mail has left; John may be texted."""
    await world.create(external=[a_john(), *others])
    await world.at_rest()


def request_id(world: FaultWorld) -> RequestId:
    assert world.id is not None
    return world.id


async def book(world: FaultWorld) -> datetime:
    await write(world, f"{as_they_say(offered_in((await world.sent())[0])[0])} works\n\nJohn")
    await passes(world)
    return datetime.fromisoformat(str(world.shown()["scheduled_time"]))


async def say(world: FaultWorld, stop: Stop) -> None:
    if stop.channel == "sms":
        await world.ask("sms", {"from": PHONE, "body": stop.words})
        return
    await write(world, f"{stop.words}\n\nJohn")


async def what_left(world: FaultWorld) -> Left:
    events = tuple(
        (one["start"], one["cancelled"], *((told["what"], *told["to"]) for told in one["told"]))
        for one in await world.events()
    )
    return Left(len(await world.sent()), len(await world.drafts()), len(await world.texts()), events)


async def told_by_calendar(world: FaultWorld, address: str) -> list[str]:
    return [told["what"] for one in await world.events() for told in one["told"] if address in told["to"]]


async def days_pass(world: FaultWorld, number: int) -> None:
    for _ in range(number):
        await world.advance(DAY)
        await world.tick()


def assert_shown(world: FaultWorld) -> None:
    """What the app says of it: the end and why, the list, a notice; nothing that waits or is next."""
    shown = world.shown()
    assert (shown["state"], shown["outcome"]) == ("cancelled", "cancelled_by_them")
    assert "opted out" in shown["outcome_notes"]
    assert shown["next_action"] is None
    assert not [row for row in shown["outbox"] if row["status"] in {"pending", "recalled", "waiting"}]
    assert any("Do not write again" in one for one in world.notices())
    listed = world.agent.engine.in_transaction(lambda work: [one.address for one in work.opt_outs()])
    assert set(listed) == {JOHN, PHONE}


@pytest.mark.parametrize("stop", STOPS)
async def test_before_a_meeting_there_is_no_reminder_and_the_event_goes(
    world: FaultWorld, stop: Stop
) -> None:
    """The cancellation of the calendar is the last that they get."""
    await begin(world)
    await book(world)
    before = await what_left(world)
    await say(world, stop)

    await passes(world)

    after = await what_left(world)
    assert (after.mails, after.drafts, after.texts) == (before.mails, before.drafts, before.texts)
    assert [one["cancelled"] for one in await world.events()] == [True]
    await days_pass(world, 12)
    assert await what_left(world) == after
    assert_shown(world)


@pytest.mark.parametrize("stop", STOPS)
async def test_during_a_meeting_the_mail_for_after_it_goes(world: FaultWorld, stop: Stop) -> None:
    await begin(world)
    start = await book(world)
    await world.live_through(start + timedelta(minutes=4))
    await world.tick()
    assert world.shown()["followup_template"] is not None
    before = await what_left(world)
    await say(world, stop)

    await passes(world)
    await days_pass(world, 5)

    after = await what_left(world)
    assert (after.mails, after.drafts, after.texts) == (before.mails, before.drafts, before.texts)
    assert world.shown()["followup_template"] is None
    assert_shown(world)


async def test_after_a_meeting_that_was_held_the_mail_goes_as_well(world: FaultWorld) -> None:
    """The request has ended as it ended; what the rep was to send them is not offered any more."""
    await begin(world)
    start = await book(world)
    await world.live_through(start + timedelta(minutes=4))
    await world.tick()
    await world.agent.desk.report(request_id(world), ReportedOutcome.HELD)
    assert world.shown()["followup_template"] is not None
    before = await what_left(world)
    await say(world, Stop("mail", "Please unsubscribe me."))

    await passes(world)
    await days_pass(world, 3)

    assert await what_left(world) == before
    assert world.shown()["outcome"] == "held"
    assert world.shown()["followup_template"] is None


@pytest.mark.parametrize("stop", STOPS)
async def test_an_answer_that_waits_for_approval_is_withdrawn(world: FaultWorld, stop: Stop) -> None:
    """And the rep's word does not send it after all."""
    await begin(world)
    first = request_id(world)
    await world.create("review_first", external=[a_john()])
    await passes(world)
    waiting = [row for row in world.shown()["outbox"] if row["status"] == "waiting"]
    assert waiting[0]["body"]
    before = await what_left(world)
    await say(world, stop)

    await passes(world)
    with pytest.raises(BadInput):
        await world.command(RepCommand.APPROVE)
    await days_pass(world, 8)

    assert await what_left(world) == before
    for one in (first, request_id(world)):
        world.id = one
        assert_shown(world)


async def test_a_guest_who_stops_is_not_told_of_later_moves(world: FaultWorld) -> None:
    """Mary need not come: the meeting stands without her, and her invitation is taken back once."""
    mary = {"address": MARY, "name": "Mary Jones", "required": False}
    await begin(world, mary)
    await book(world)
    (event,) = await world.events()
    assert MARY in {one["address"] for one in event["attendees"]}
    await write(world, "Please remove me from your list.\n\nMary", sender=f"Mary Jones <{MARY}>")

    await passes(world)

    (event,) = await world.events()
    assert not event["cancelled"]
    assert {one["address"] for one in event["attendees"]} >= {JOHN}
    assert MARY not in {one["address"] for one in event["attendees"]}
    to_mary = await told_by_calendar(world, MARY)
    assert to_mary == ["invited", "cancelled"]
    assert world.shown()["outcome"] is None
    mails = len(await world.sent())
    await world.command(RepCommand.RESCHEDULE)
    await world.at_rest()
    later = (await world.sent())[mails:]
    assert later, "John is offered other times"
    assert not [one for one in later if MARY in (*one["to"], *one["cc"])]
    await write(world, f"{as_they_say(offered_in(later[-1])[0])} works\n\nJohn")
    await passes(world)
    assert await told_by_calendar(world, MARY) == to_mary, "not of the new time either"
    assert len(await told_by_calendar(world, JOHN)) > len(to_mary)


async def test_a_stop_beside_an_acceptance_is_for_the_rep_in_any_language(world: FaultWorld) -> None:
    """An opt-out is final, and this one may be about one address only: nothing ends, leaves or is booked."""
    await begin(world)
    before = await what_left(world)
    start = offered_in((await world.sent())[0])[0]
    said = f"{GERMAN_DAYS[start.weekday()]} um {start:%H:%M} passt"
    await write(world, f"{said}, aber bitte keine E-Mails mehr an meine Privatadresse.\n\nJohn")

    await passes(world)
    await days_pass(world, 3)

    assert await what_left(world) == before
    shown = world.shown()
    assert (shown["outcome"], shown["requires_human_review"]) == (None, True)
    assert not world.agent.engine.in_transaction(lambda work: list(work.opt_outs()))
