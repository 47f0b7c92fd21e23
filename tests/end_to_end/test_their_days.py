"""They name a week and no time: three times in it, and nothing is booked by guess."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.end_to_end.fault_world import FaultWorld, a_fault_world
from tests.end_to_end.test_thread_etiquette import passes, write
from tests.end_to_end.walk import as_they_say, new_text, offered_in


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[FaultWorld]:
    async with a_fault_world(tmp_path / "world") as made:
        yield made


async def test_a_week_of_theirs_is_offered_from_and_their_choice_is_booked(world: FaultWorld) -> None:
    """ "Maybe the week of the 19th": each offer lies in it, none was turned down before."""
    await world.create("autopilot")
    await world.at_rest()
    (first,) = await world.sent()
    old = offered_in(first)
    monday = (old[-1] + timedelta(days=14 - old[-1].weekday())).date()
    await write(world, f"None of these work for me, maybe the week of {monday:%B} {monday.day}.\n\nJohn")

    await passes(world)

    assert await world.events() == []
    (_, second) = await world.sent()
    offered = offered_in(second)
    assert len({one.date() for one in offered}) == 3
    assert all(monday <= one.date() <= monday + timedelta(days=4) for one in offered)
    assert "can't make" not in new_text(second)
    await write(world, f"{as_they_say(offered[1])} works\n\nJohn")
    await passes(world)
    (event,) = await world.events()
    assert world.shown()["scheduled_time"] is not None
    assert event["start"].startswith(f"{offered[1].astimezone():%Y-%m-%d}")
