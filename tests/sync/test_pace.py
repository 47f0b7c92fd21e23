"""The loop looks as often as is needed and no more: sparing where it costs, at once when it is worth it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from sync import runner as runner_module
from tests.builders import NOW
from tests.fakes import a_fake_world
from xforce_desktop.desktop import DesktopDesk, DesktopOptions, Start
from xforce_desktop.pace import Conditions, Pace, is_worth_a_look, until_due_s

PACE = Pace(60, 600)
FINE, METERED = Conditions(is_online=True), Conditions(is_online=True, is_metered=True)
OFFLINE, SAVING = Conditions(is_online=False), Conditions(saves_power=True)


class Told:
    """A computer that says what it is told to."""

    def __init__(self) -> None:
        self.now = Conditions()
        self._listeners: list[Callable[[], None]] = []

    def conditions(self) -> Conditions:
        return self.now

    def on_change(self, listener: Callable[[], None]) -> None:
        self._listeners.append(listener)

    def turn(self, **changes: bool) -> None:
        self.now = replace(self.now, **changes)
        for listener in self._listeners:
            listener()


@pytest.mark.parametrize(
    "conditions, seconds", [(Conditions(), 60), (FINE, 60), (METERED, 600), (SAVING, 600)]
)
def test_looking_costs_where_data_or_power_is_short(conditions: Conditions, seconds: int) -> None:
    """What cannot be known counts as no reason to spare."""
    assert PACE.interval_s(conditions) == seconds


def test_sparing_is_never_more_often() -> None:
    """A sparing interval below the usual one is none."""
    assert Pace(900, 600).interval_s(METERED) == 900


@pytest.mark.parametrize("left_s, pause_s", [(None, 600), (3600, 600), (90, 90), (1, 5), (-30, 600)])
def test_what_is_due_is_not_late_because_of_it(left_s: float | None, pause_s: float) -> None:
    """Sooner than the interval; what is overdue already was tried just now."""
    due = None if left_s is None else NOW + timedelta(seconds=left_s)

    assert until_due_s(600, due, NOW) == pause_s


@pytest.mark.parametrize(
    "before, now, is_worth",
    [
        (OFFLINE, FINE, True),
        (METERED, FINE, True),
        (SAVING, Conditions(), True),
        (FINE, OFFLINE, False),
        (FINE, METERED, False),
        (FINE, FINE, False),
    ],
)
def test_coming_back_is_worth_a_look(before: Conditions, now: Conditions, is_worth: bool) -> None:
    """Going away is not."""
    assert is_worth_a_look(before, now) is is_worth


async def passes(loop_passed: asyncio.Queue[float], within_s: float) -> int:
    """How many passes end in that time."""
    await asyncio.sleep(within_s)
    count = loop_passed.qsize()
    while not loop_passed.empty():
        loop_passed.get_nowait()
    return count


async def test_the_real_loop_follows_the_computer() -> None:
    """Usual, then metered: it rests; back on free ground and back online: at once."""
    told = Told()
    async with a_fake_world() as world:
        desk = DesktopDesk(DesktopOptions(None, Start.SANDBOX))  # type: ignore[arg-type]  # its loop alone is run
        desk._pace = Pace(0.05, 600)
        desk.heed(told)
        stop, passed = asyncio.Event(), asyncio.Queue[float]()
        desk._agent = world  # type: ignore[assignment]  # it has the runner, which is all that is woken
        running = asyncio.create_task(world.runner.run(stop, desk._interval_s, lambda: passed.put_nowait(1)))

        usual = await passes(passed, 0.5)
        told.turn(is_metered=True)
        await passes(passed, 0.2)
        metered = await passes(passed, 0.5)
        desk._pace = Pace(600, 600)
        told.turn(is_metered=False)
        freed = await passes(passed, 0.2)
        told.turn(is_online=False)
        gone = await passes(passed, 0.2)
        told.turn(is_online=True)
        back = await passes(passed, 0.2)
        stop.set()
        await running

    assert usual > 2
    assert (metered, freed, gone, back) == (0, 1, 0, 1)


async def test_a_computer_that_wakes_looks_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock on the wall goes on while it sleeps, the loop's own does not."""
    monkeypatch.setattr(runner_module, "LOOK_AT_THE_CLOCK_S", 0.02)
    wall = [0.0]
    async with a_fake_world() as world:
        world.runner._wall = lambda: wall[0]
        stop, passed = asyncio.Event(), asyncio.Queue[float]()
        running = asyncio.create_task(world.runner.run(stop, lambda: 600, lambda: passed.put_nowait(1)))
        first, resting = await passes(passed, 0.2), await passes(passed, 0.2)
        wall[0] += 8 * 3600
        woken = await passes(passed, 0.2)
        stop.set()
        await running

    assert (first, resting, woken) == (1, 0, 1)


async def test_a_wish_during_a_pass_is_not_lost() -> None:
    """A request made while the loop is at work is carried out at once, not after the interval."""
    async with a_fake_world() as world:
        stop, passed = asyncio.Event(), asyncio.Queue[float]()
        news = world.mail.news

        async def slow(*asked: object) -> object:
            if passed.empty():
                world.runner.wake()
            return await news(*asked)  # type: ignore[arg-type]  # passed on as it came

        world.mail.news = slow  # type: ignore[method-assign]  # the wish comes in the midst of the pass
        running = asyncio.create_task(world.runner.run(stop, lambda: 600, lambda: passed.put_nowait(1)))
        count = await passes(passed, 0.3)
        stop.set()
        await running

    assert count == 2
