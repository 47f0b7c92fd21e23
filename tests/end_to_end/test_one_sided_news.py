"""What reaches us by one way only, or not at all: an answer in one place, a permission that was not given."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from sync.graph.http import FixedToken
from tests.end_to_end.fault_run import make_stages
from tests.end_to_end.fault_steps import is_booked, is_confirmed, it_is_over
from tests.end_to_end.fault_world import Stage, a_fault_world
from tests.sync.sandbox.test_sandbox_permissions import a_token


@pytest.fixture
async def stages(tmp_path: Path) -> Mapping[str, Stage]:
    return await make_stages(tmp_path / "stages")


@pytest.mark.parametrize("arrives", ["mail", "calendar", "both"])
async def test_an_answer_counts_wherever_it_shows(
    stages: Mapping[str, Stage], arrives: str, tmp_path: Path
) -> None:
    """In the inbox of a mailbox that processes none, or on the calendar alone: confirmed, once."""
    async with a_fault_world(tmp_path / "world", stages["booked"]) as world:
        await world.respond("accepted", arrives=arrives)

        await is_confirmed(world)

        lines = [line["action_type"] for line in world.shown()["actions"]]
        assert lines.count("invite_accepted") == 1


async def test_a_no_that_only_the_calendar_shows_reopens_the_search(
    stages: Mapping[str, Stage], tmp_path: Path
) -> None:
    async with a_fault_world(tmp_path / "world", stages["booked"]) as world:
        await world.respond("declined", arrives="calendar")

        await world.at_rest()

        assert world.shown()["state"] in ("negotiating", "awaiting_response")
        (event,) = await world.events()
        assert event["cancelled"]


class PartToken:
    """A token for what was granted, got at the first need."""

    def __init__(self, url: str, granted: list[str]) -> None:
        self._url, self._granted = url, granted
        self._token: FixedToken | None = None

    async def token(self, claims: str = "") -> str:
        if self._token is None:
            async with httpx.AsyncClient(base_url=self._url, trust_env=False) as http:
                self._token = FixedToken(await a_token(http, self._granted))
        return await self._token.token(claims)


async def test_with_the_least_that_is_needed_the_meeting_takes_place(tmp_path: Path) -> None:
    """No working hours, contacts, attendance: Graph forbids them, and the rep is asked how it went."""
    least = ["User.Read", "Mail.ReadWrite", "Mail.Send", "Calendars.ReadWrite"]
    async with a_fault_world(tmp_path / "world", tokens=lambda url: PartToken(url, least)) as world:
        await is_booked(world)
        await it_is_over(world)
        for _ in range(5):
            await world.at_rest()
            await world.advance(timedelta(minutes=15))

        shown = world.shown()
        log = await world.ask("log")

    refused = {entry["path"] for entry in log if entry["response"]["status"] == 403}
    assert refused == {f"/v1.0/me/{name}" for name in ("mailboxSettings", "contacts", "onlineMeetings")}
    assert shown["requires_human_review"]
    assert "Was the meeting held?" in shown["review_reason"]
