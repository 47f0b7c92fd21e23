"""How many calls of Graph an hour at the desk costs: it does not grow with the requests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.end_to_end.fault_world import a_fault_world
from tests.sync.graph.desk_of_many import ALL_BOOKED, FIFTY, MINUTE, ONE, Mix, cost_of, fill

PASSES = 60  # a minute apart
MAIL = 2  # each folder's news
# Of a meeting that is over: at the end of the grace, 15, 30 and 60 minutes after the end, two calls each.
LOOKS_AT_ATTENDANCE = 4 * 2
WEEKS = 2  # this one, in which some are just over, and the next
DAYS = 5


@pytest.mark.parametrize("mix", [ONE, FIFTY, ALL_BOOKED], ids=["one booked", "fifty", "fifty booked"])
async def test_an_hour_costs_few_calls(mix: Mix, tmp_path: Path) -> None:
    """In a pass the mail and a look at the calendar for each week; clashes once an hour for each day; what is
    over, and who was there, is looked at a few times."""
    async with a_fault_world(tmp_path / "world") as world:
        await fill(world, mix)
        first = await cost_of(world, 1)
        hour = await cost_of(world, PASSES)

    print(f"\n{mix}: first {first.total}, hour {hour.total}, {hour.received_bytes / 1024:.0f} KB,", end=" ")
    print(f"usual {hour.usual}, busiest {max(hour.by_pass)}; {dict(hour.by_kind.most_common())}")
    assert hour.usual <= MAIL + WEEKS
    kinds = hour.by_kind
    assert kinds["GET me/…/messages/delta"] <= MAIL * (PASSES + LOOKS_AT_ATTENDANCE)
    assert kinds["GET me/events/…"] + kinds["GET me/calendarView"] <= WEEKS * (PASSES + LOOKS_AT_ATTENDANCE)
    assert kinds["POST me/calendar/getSchedule"] <= DAYS
    attendance = sum(number for kind, number in kinds.items() if "onlineMeetings" in kind)
    assert attendance <= LOOKS_AT_ATTENDANCE * mix.over
    others = set(kinds) - {"GET me/…/messages/delta", "GET me/events/…", "GET me/calendarView"}
    assert {kind for kind in others if "onlineMeetings" not in kind} <= {"POST me/calendar/getSchedule"}


async def test_a_day_reads_each_event_again_a_few_times(tmp_path: Path) -> None:
    """However long nothing changes; half an hour between passes, as on a battery."""
    async with a_fault_world(tmp_path / "world") as world:
        await fill(world, Mix(booked=10))
        await cost_of(world, 1)
        day = await cost_of(world, 48, every=30 * MINUTE)

    assert 10 * 5 <= day.by_kind["GET me/events/…"] <= 10 * 9
    assert day.by_kind["GET me/calendarView"] <= 60
