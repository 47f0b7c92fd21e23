"""Who stood in the way is looked at again: the card follows the calendars, and so does the offer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from sync.attendee_watch import EVERY, AttendeeWatch
from sync.slots import Slots
from tests.builders import DAY, HOUR, NOW, SARAH, a_standing
from tests.fakes import FakeWorld, a_fake_world
from xforce_desktop.availability.spans import Span
from xforce_desktop.errors import TemporaryError
from xforce_desktop.ids import RequestId
from xforce_desktop.replies.analysis import Constraint, ConstraintKind
from xforce_desktop.scheduling.events import RepTookOver, StandingChanged, TimesFreeAgain
from xforce_desktop.scheduling.insight import AttendeeInsight

AWAY = Span(NOW - DAY, NOW + 60 * DAY)


@pytest.fixture
async def world() -> AsyncIterator[FakeWorld]:
    async with a_fake_world() as made:
        yield made


def watch_of(world: FakeWorld) -> AttendeeWatch:
    return AttendeeWatch(world.calendar, world.engine, world.thread, world.clock)


def insight(world: FakeWorld, request_id: RequestId) -> AttendeeInsight:
    found = world.engine.in_transaction(lambda work: work.insight(request_id))
    assert found is not None
    return found


async def stuck(world: FakeWorld) -> RequestId:
    """Sarah has to be there, and is away."""
    world.calendar.busy_spans[SARAH] = [AWAY]
    request_id = world.create()
    await world.tick()
    assert world.mail.sent == []
    assert insight(world, request_id).analysis.blocking[0].address == SARAH
    return request_id


async def test_a_search_is_a_look(world: FakeWorld) -> None:
    """Within the hour after it nothing is read again."""
    request_id = await stuck(world)
    seen = insight(world, request_id)

    world.clock.advance(EVERY - timedelta(minutes=1))
    await watch_of(world).renew()

    assert insight(world, request_id) == seen


async def test_a_time_that_is_freed_is_offered_at_once(world: FakeWorld) -> None:
    """Not on the next day, when it was to be looked for: Sarah freed it when asked to."""
    request_id = await stuck(world)
    world.calendar.busy_spans[SARAH] = []

    await world.tick(after=EVERY)
    await watch_of(world).renew()
    assert insight(world, request_id).analysis.blocking == ()
    await world.tick(after=timedelta(minutes=1))

    assert len(world.mail.sent) == 1
    assert any("free time for everybody now" in one.why for one in world.actions(request_id))
    assert not world.request(request_id).requires_human_review
    journal = world.engine.in_transaction(lambda work: work.journal(request_id))
    assert TimesFreeAgain() in [line.event for line in journal]


async def test_an_offer_that_is_out_is_left_alone(world: FakeWorld) -> None:
    """Calendars that fill lead to no mail and to no other next step, whoever is in the way."""
    request_id = await world.offered()
    world.calendar.busy_spans[SARAH] = [AWAY]
    before = world.request(request_id)

    world.clock.advance(EVERY)
    await watch_of(world).renew()

    assert world.request(request_id) == before


async def test_what_the_rep_has_taken_over_is_not_begun_again(world: FakeWorld) -> None:
    request_id = await stuck(world)
    world.engine.handle(request_id, RepTookOver())
    before = world.request(request_id)
    world.calendar.busy_spans[SARAH] = []

    world.clock.advance(EVERY)
    await watch_of(world).renew()

    assert world.request(request_id) == before


async def test_a_calendar_that_fails_is_read_the_next_time(world: FakeWorld) -> None:
    """The pass goes on; what was known stays."""
    request_id = await stuck(world)
    seen = insight(world, request_id)
    world.calendar.busy_spans[SARAH] = []
    world.calendar.trouble["busy"] = [TemporaryError("Not now", "Later.")]

    world.clock.advance(EVERY)
    await watch_of(world).renew()
    assert insight(world, request_id) == seen
    world.clock.advance(HOUR)
    await watch_of(world).renew()

    assert insight(world, request_id).analysis.blocking == ()


async def test_a_search_counts_as_a_look_does(world: FakeWorld) -> None:
    """All free times, also where they like the mornings best and the offer is sought among those."""
    mornings = a_standing(is_wish=True)
    mornings = replace(mornings, constraints=(Constraint(ConstraintKind.ONLY_PART, part="morning"),))
    request_id = world.create()
    world.engine.handle(request_id, StandingChanged((mornings,), ()))
    await world.tick()
    searched = insight(world, request_id).analysis
    assert searched.free_with_everybody > 0

    await Slots(world.calendar, world.engine, world.thread, world.clock).weigh_again(
        world.request(request_id)
    )

    assert insight(world, request_id).analysis == searched
