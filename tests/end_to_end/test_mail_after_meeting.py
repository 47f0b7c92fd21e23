"""The mail after the meeting, over HTTP: prepared when it begins, shown, and never sent by itself."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.end_to_end.fault_world import FaultWorld, a_fault_world
from tests.end_to_end.test_thread_etiquette import passes, write
from tests.end_to_end.walk import as_they_say, offered_in
from xforce_desktop.scheduling.desk import RepCommand


@pytest.fixture
async def booked(tmp_path: Path) -> AsyncIterator[FaultWorld]:
    """A meeting that is on the calendar."""
    async with a_fault_world(tmp_path / "world") as world:
        await world.create()
        await world.at_rest()
        await write(world, f"{as_they_say(offered_in((await world.sent())[0])[0])} works\n\nJohn")
        await passes(world)
        assert world.shown()["scheduled_time"]
        yield world


async def test_it_is_there_once_the_meeting_has_begun_and_nobody_sends_it(booked: FaultWorld) -> None:
    start = _moment(booked.shown()["scheduled_time"])
    now = datetime.fromisoformat((await booked.ask("clock"))["now"])
    await booked.advance(start - now - timedelta(hours=1))
    await booked.tick()
    await booked.tick()
    assert booked.shown()["followup_template"] is None
    before = len(await booked.sent())

    await booked.advance(timedelta(hours=1, minutes=4))
    await booked.tick()

    template = booked.shown()["followup_template"]
    assert template["subject"] == "Great talking today - next steps for Acme Pest"
    assert template["body"].startswith(("Hi John", "Hey John"))
    assert set(re.findall(r"\{\{(\w+)\}\}", template["body"])) == set(template["placeholders_to_fill"])
    assert {"point_1", "next_step_1", "next_milestone"} <= set(template["placeholders_to_fill"])
    await passes(booked)
    assert booked.shown()["followup_template"] == template
    assert len(await booked.sent()) == before
    assert booked.queued() == []


async def test_a_meeting_that_the_rep_holds_has_one_too(booked: FaultWorld) -> None:
    await booked.command(RepCommand.TAKE_OVER)
    told = len(booked.notices())

    await _go_to(booked, timedelta(minutes=4))

    assert booked.shown()["followup_template"] is not None
    assert len(booked.notices()) == told


async def test_a_meeting_that_the_computer_slept_through_has_one_too(booked: FaultWorld) -> None:
    """Prepared in the pass that finds it over, before who came is looked up; asking if they come is late."""
    await _go_to(booked, timedelta(hours=2))

    assert booked.shown()["followup_template"] is not None
    assert not any("Not here yet" in one for one in booked.notices())


async def _go_to(world: FaultWorld, after_start: timedelta) -> None:
    now = datetime.fromisoformat((await world.ask("clock"))["now"])
    await world.advance(_moment(world.shown()["scheduled_time"]) + after_start - now)
    await world.tick()


def _moment(shown: str | datetime) -> datetime:
    return shown if isinstance(shown, datetime) else datetime.fromisoformat(shown)
