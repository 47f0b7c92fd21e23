"""A computer whose clock is wrong takes nothing, decides nothing and lets nothing leave."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from sync.clock_guard import ClockWrong, in_words
from sync.runner import Runner
from tests.builders import DAY, an_analysis
from tests.fakes import FakeWorld, a_fake_world
from xforce_desktop.errors import TemporaryError
from xforce_desktop.scheduling.desk import SyncStatus
from xforce_desktop.scheduling.events import RepCancelled, RepGaveBack, RepTookOver
from xforce_desktop.scheduling.request import State

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@dataclass
class HeardTime:
    """What the last answer of the service told."""

    skew: timedelta | None = None


@pytest.fixture
async def world(request: pytest.FixtureRequest) -> AsyncIterator[FakeWorld]:
    """With the settings that a test names."""
    async with a_fake_world(**getattr(request, "param", {})) as world:
        yield world


@pytest.fixture
def service(world: FakeWorld) -> Iterator[HeardTime]:
    heard = HeardTime()
    world.runner = Runner(
        world.inbox, world.watch, world.timers, world.outbox, world.directory, world.engine, world.thread,
        world.clock, service_time=heard,
    )  # fmt: skip
    return heard


def notices(world: FakeWorld) -> list[str]:
    return [n.text for n in world.engine.in_transaction(lambda work: work.notices()) if n.request_id is None]


async def test_nothing_leaves_while_the_clock_is_wrong(world: FakeWorld, service: HeardTime) -> None:
    """Neither timers nor mails; the status says why; the rep is told once."""
    service.skew = 3 * HOUR
    request_id = world.create()

    for _ in range(3):
        with pytest.raises(ClockWrong):
            await world.tick()

    assert (world.mail.sent, world.rows(request_id)) == ([], [])
    assert world.runner.status is SyncStatus.OFFLINE
    assert world.runner.detail.startswith(
        "Your computer's clock is 3 hours ahead: nothing leaves until it is right."
    )
    assert len(notices(world)) == 1


async def test_their_answers_wait_for_the_right_clock(world: FakeWorld, service: HeardTime) -> None:
    """By a clock a week ahead the time they chose would have passed; once it is right it is booked."""
    request_id = await world.offered()
    chosen = world.request(request_id).offered_times[0]
    world.they_say(an_analysis(selected_time=chosen))
    service.skew = 7 * DAY
    world.clock.advance(7 * DAY)

    with pytest.raises(ClockWrong, match="7 days ahead"):
        await world.tick()
    assert world.request(request_id).state is State.AWAITING_RESPONSE

    world.clock.set(world.clock.now() - 7 * DAY)
    service.skew = timedelta(0)
    await world.tick()
    assert [event.start for event in world.calendar.standing()] == [chosen]


async def test_what_the_rep_did_by_a_clock_that_was_ahead_is_dated_anew(
    world: FakeWorld, service: HeardTime
) -> None:
    """They cancel a booked meeting: the invitation is withdrawn once the clock is right, not hours later."""
    request_id = await world.booked()
    service.skew = 2 * HOUR
    world.clock.advance(2 * HOUR)
    world.engine.handle(request_id, RepCancelled())
    other = world.create(external=[{"address": "pat@other.example", "name": "Pat Roe"}])
    world.engine.handle(other, RepTookOver())
    world.engine.handle(other, RepGaveBack())
    with pytest.raises(ClockWrong):
        await world.tick()
    assert world.calendar.standing() != []

    world.clock.set(world.clock.now() - 2 * HOUR)
    service.skew = timedelta(0)
    await world.tick()

    assert world.calendar.standing() == []
    assert world.request(other).offered_times != ()


async def test_all_goes_on_once_it_is_right(world: FakeWorld, service: HeardTime) -> None:
    """Set by the network again: the mail leaves, the status is fine."""
    service.skew = 2 * HOUR
    world.create()
    with pytest.raises(ClockWrong):
        await world.tick()
    service.skew = 2 * MINUTE

    await world.tick()

    assert len(world.mail.sent) == 1
    assert world.runner.status is SyncStatus.FINE


@pytest.mark.parametrize("skew", [None, timedelta(0), 5 * MINUTE, -5 * MINUTE])
async def test_a_little_is_no_matter(world: FakeWorld, service: HeardTime, skew: timedelta | None) -> None:
    """Five minutes either way, or a service that does not tell."""
    service.skew = skew
    world.create()

    await world.tick()

    assert len(world.mail.sent) == 1


@pytest.mark.parametrize(
    "skew, words",
    [
        (3 * HOUR + MINUTE, "3 hours ahead"),
        (-HOUR, "1 hour behind"),
        (6 * MINUTE, "6 minutes ahead"),
        (-timedelta(days=400), "400 days behind"),
    ],
)
def test_how_wrong_is_said_as_people_say_it(skew: timedelta, words: str) -> None:
    """No seconds, no decimals."""
    assert in_words(skew) == words


@pytest.mark.parametrize("world", [{"tentative_holds": True}], indirect=True)
async def test_no_event_is_made_by_a_wrong_clock(world: FakeWorld, service: HeardTime) -> None:
    """A tentative event whose making was cut off waits until the clock is right, and is made then."""
    world.calendar.trouble["create"] = [TemporaryError("Cut off.")]
    request_id = await world.offered()
    service.skew = 3 * HOUR

    with pytest.raises(ClockWrong):
        await world.tick()
    assert world.calendar.events == {}

    service.skew = None
    await world.tick()
    assert len(world.calendar.events) == len(world.request(request_id).offered_times)
