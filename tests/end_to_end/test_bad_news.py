"""They write of a death or an illness near them: the rep answers, and nothing cheerful leaves."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.end_to_end.fault_world import FaultWorld, a_fault_world
from tests.end_to_end.test_thread_etiquette import passes, write
from tests.end_to_end.walk import as_they_say, offered_in
from xforce_desktop.scheduling.events import RepGaveBack


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[FaultWorld]:
    async with a_fault_world(tmp_path / "world") as made:
        yield made


@pytest.mark.parametrize(
    "words",
    [
        "my father passed away on Saturday and the funeral is Friday. None of these work, maybe the week "
        "of the 19th.",
        "so sorry, my daughter was taken to the hospital. {time} works.",
    ],
)
async def test_bad_news_waits_for_the_rep_even_on_autopilot(world: FaultWorld, words: str) -> None:
    """It is theirs: nothing is booked or sent, also when more comes, and interest is not judged by it."""
    await world.create("autopilot")
    await world.at_rest()
    (first,) = await world.sent()
    await write(world, f"Hi Brent, {words.format(time=as_they_say(offered_in(first)[0]))}\n\nJohn")

    await passes(world)
    signals = world.shown()["intent"]["signals"]
    await write(world, "Could we also do Thursday at 10?\n\nJohn")
    await passes(world)
    await world.advance(timedelta(days=1))
    await world.tick()

    assert await world.sent() == [first]
    assert await world.events() == []
    shown = world.shown()
    assert shown["handled_by"] == "rep"
    assert shown["review_reason"].startswith("They have bad news of their own.")
    assert any("They have bad news of their own" in one for one in world.notices())
    assert any("is bad news of their own" in line["why"] for line in shown["actions"])
    assert not any("away" in line["why"].replace("passed away", "") for line in shown["actions"])
    assert "Proposed other times" not in [one["evidence"] for one in signals]


async def test_the_day_that_they_named_beside_it_is_kept_for_when_it_is_given_back(world: FaultWorld) -> None:
    """Nothing leaves at once, and no follow-up within the week: they are left alone until then."""
    await world.create("autopilot")
    await world.at_rest()
    sent = await world.sent()
    await write(
        world, "Hi Brent, my father passed away on Saturday. Please come back to me in August.\n\nJohn"
    )
    await passes(world)
    assert world.shown()["handled_by"] == "rep"

    assert world.id is not None
    world.agent.engine.handle(world.id, RepGaveBack())
    await passes(world)

    following = world.shown()["next_action"]
    assert following["type"] == "resume_after_conflict"
    assert following["at"].startswith("2026-08-0")
    await world.advance(timedelta(days=7))
    await world.tick()
    assert await world.sent() == sent
