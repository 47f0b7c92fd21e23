"""The service follows a stream of news for so many mails only: none is missed by that, whatever fills it."""

from __future__ import annotations

import argparse
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from sync import news_places
from sync.sandbox import graph_delta
from sync.sandbox.ids import immutable_id
from sync.sandbox.mailbox import folder_id
from sync.sandbox.opening import SandboxOptions
from sync.sandbox.server import Sandbox
from xforce_desktop.agent import Agent
from xforce_desktop.bootstrap import agents

DAY = timedelta(days=1)
INBOX = f"GET /v1.0/me/mailFolders/{folder_id('inbox')}/messages/delta"


@dataclass
class Reading:
    """A program that reads a mailbox, and all mails that came into it."""

    sandbox: Sandbox
    agent: Agent
    came: set[str]

    def receive(self, number: int) -> None:
        """So many mails of nobody we write to, received now."""
        raw = b"From: a@b.example\r\nTo: brent@xforce.example\r\nSubject: Hello\r\n\r\nHello"
        self.came |= {immutable_id(self.sandbox.world.deliver(raw).key) for _ in range(number)}

    async def live(self, days: int, a_day: int, *, is_asleep: bool = False) -> None:
        """Days with mail, one look a day or one look after all of them."""
        for _ in range(days):
            self.sandbox.world.advance(DAY.total_seconds())
            self.receive(a_day)
            if not is_asleep:
                await self.agent.runner.tick()

    def missed(self) -> int:
        """How many of the mails were not taken."""
        engine = self.agent.engine
        return len(
            [
                one
                for one in self.came
                if not engine.in_transaction(lambda work, one=one: work.is_received(one))
            ]
        )


@pytest.fixture
async def reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Reading]:
    """With a service that follows 50 mails, and a program that knows it."""
    monkeypatch.setattr(graph_delta, "MOST_TRACKED", 50)
    monkeypatch.setattr(news_places, "MOST_FOLLOWED", 48)
    monkeypatch.setattr(news_places, "RENEW_AFTER", 30)
    async with Sandbox(SandboxOptions(prospects=False)) as sandbox:
        options = argparse.Namespace(sandbox=sandbox.url, data=str(tmp_path))
        async with agents.open_agent(options) as agent:
            await agent.runner.tick()
            yield Reading(sandbox, agent, set())


async def test_mails_that_were_known_before_fill_a_stream_too(reading: Reading) -> None:
    """After a lost cursor a week is read again; the service counts it, although nothing of it is new."""
    await reading.live(7, a_day=4)
    reading.sandbox.faults.add({"match": INBOX, "kind": "resync", "times": 1})
    await reading.agent.runner.tick()

    await reading.live(2, a_day=14)

    assert reading.missed() == 0


async def test_a_round_that_fills_the_stream_is_read_again_from_where_it_began(reading: Reading) -> None:
    """More came than the service follows while nobody looked: the next rounds bring what was left out."""
    await reading.live(3, a_day=2)
    await reading.live(12, a_day=10, is_asleep=True)

    for _ in range(6):
        await reading.agent.runner.tick()

    assert reading.missed() == 0


async def test_a_stream_that_was_half_full_begins_where_the_last_round_began(
    reading: Reading,
) -> None:
    """Half of it was full when we went: what the round left out came long before its end."""
    await reading.live(4, a_day=7)
    await reading.live(8, a_day=4, is_asleep=True)

    await reading.agent.runner.tick()
    await reading.agent.runner.tick()

    assert reading.missed() == 0


async def test_a_day_with_more_than_a_stream_holds_is_no_trap(reading: Reading) -> None:
    """What cannot be read is left behind, and what comes later is read."""
    await reading.live(1, a_day=70)
    await reading.agent.runner.tick()
    left_out = reading.missed()
    for _ in range(3):
        await reading.agent.runner.tick()
    await reading.live(4, a_day=5)

    assert 0 < reading.missed() <= left_out
    reading.came.clear()
    await reading.live(4, a_day=5)
    assert reading.missed() == 0
