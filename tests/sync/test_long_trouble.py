"""News that cannot be read for hours: a notice once, and one when it is over, also over a restart."""

from __future__ import annotations

import argparse
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sync.errors import NoNetwork
from sync.long_trouble import NEWS
from sync.sandbox.mailbox import folder_id
from sync.sandbox.opening import SandboxOptions
from sync.sandbox.server import Sandbox
from tests.fakes import FakeWorld
from xforce_desktop.agent import Agent
from xforce_desktop.bootstrap import agents
from xforce_desktop.errors import OutsideError, SignInNeeded, StoreBusy, TemporaryError, XForceError

INBOX = f"GET /v1.0/me/mailFolders/{folder_id('inbox')}/messages/delta"
FORBIDDEN = {"match": INBOX, "kind": "status", "status": 403, "times": 1000}
MINUTE = timedelta(minutes=1)
TITLE, OVER_TITLE = NEWS.title, NEWS.over_title


class Program:
    """A program on a sandbox; its loop looks every five minutes while the computer is awake."""

    def __init__(self, sandbox: Sandbox, folder: Path, stack: AsyncExitStack) -> None:
        self.sandbox = sandbox
        self._options = argparse.Namespace(sandbox=sandbox.url, data=str(folder))
        self._stack = stack
        self.agent: Agent

    async def start(self) -> None:
        await self._stack.aclose()
        self.agent = await self._stack.enter_async_context(agents.open_agent(self._options))

    async def work(self, time: timedelta) -> None:
        for _ in range(time // (5 * MINUTE)):
            await self.look(after=5 * MINUTE)

    async def look(self, after: timedelta) -> None:
        self.sandbox.world.advance(after.total_seconds())
        try:
            await self.agent.runner.tick()
        except OutsideError:
            assert self.agent.runner.trouble_since is not None

    def told(self) -> list[str]:
        notices = self.agent.engine.in_transaction(lambda work: list(work.notices()))
        return [notice.title for notice in notices]


@pytest.fixture
async def program(tmp_path: Path) -> AsyncIterator[Program]:
    async with Sandbox(SandboxOptions(prospects=False)) as sandbox, AsyncExitStack() as stack:
        found = Program(sandbox, tmp_path, stack)
        await found.start()
        await found.look(MINUTE)
        yield found


async def test_an_inbox_that_is_refused_for_hours_is_told_once_and_its_end_once(program: Program) -> None:
    """With the reason in Microsoft's matter, and what it means."""
    program.sandbox.faults.add(FORBIDDEN)
    await program.work(timedelta(hours=1, minutes=55))
    assert program.told() == []

    await program.work(timedelta(hours=5))
    assert program.told() == [TITLE]
    assert program.agent.runner.is_trouble_noted
    program.sandbox.faults.clear()
    await program.work(timedelta(hours=1))

    assert program.told() == [TITLE, OVER_TITLE]
    assert not program.agent.runner.is_trouble_noted
    first, _ = program.agent.engine.in_transaction(lambda work: list(work.notices()))
    assert first.text.startswith("Could not read the inbox. Microsoft does not allow it for this account.")
    assert "Nothing is lost." in first.text


async def test_a_restart_neither_forgets_it_nor_tells_it_again(program: Program) -> None:
    """An hour before, hours after; and the end is told by a program that never saw it."""
    program.sandbox.faults.add(FORBIDDEN)
    await program.work(timedelta(hours=1, minutes=30))
    await program.start()
    await program.work(timedelta(minutes=45))
    assert program.told() == [TITLE]
    await program.start()
    await program.work(timedelta(hours=3))
    assert program.told() == [TITLE]
    assert program.agent.runner.is_trouble_noted

    await program.start()
    program.sandbox.faults.clear()
    await program.work(timedelta(minutes=30))

    assert program.told() == [TITLE, OVER_TITLE]


async def test_the_hours_of_a_sleeping_computer_do_not_count(program: Program) -> None:
    """Shut in the evening in the midst of it: in the morning it has lasted for minutes."""
    program.sandbox.faults.add(FORBIDDEN)
    await program.work(timedelta(minutes=30))

    await program.look(after=timedelta(hours=12))
    await program.work(timedelta(minutes=30))

    assert program.told() == []


async def test_trouble_that_passes_in_between_begins_anew(program: Program) -> None:
    """Twice an hour and a half, with good looks between."""
    for _ in range(2):
        program.sandbox.faults.add(FORBIDDEN)
        await program.work(timedelta(minutes=90))
        program.sandbox.faults.clear()
        await program.work(timedelta(minutes=10))

    assert program.told() == []


async def test_a_second_long_trouble_is_told_as_well(program: Program) -> None:
    """Once each."""
    for _ in range(2):
        program.sandbox.faults.add(FORBIDDEN)
        await program.work(timedelta(hours=3))
        program.sandbox.faults.clear()
        await program.work(timedelta(minutes=10))

    assert program.told() == [TITLE, OVER_TITLE] * 2


@pytest.mark.parametrize(
    "error",
    [
        NoNetwork("Could not read the inbox yet", "You seem to be offline."),
        SignInNeeded("Sign in."),
        StoreBusy("No."),
    ],
    ids=["offline", "signed out", "another computer"],
)
async def test_what_is_said_elsewhere_is_no_notice(
    world: FakeWorld, error: XForceError, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The screens say it by themselves; an outage that follows has its own two hours."""

    async def failing(*args: Any) -> None:
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(world.mail, "news", failing)
        for _ in range(60):
            with pytest.raises(type(error)):
                await world.tick(after=5 * MINUTE)
    world.mail.trouble["news"] = [TemporaryError("Could not read the inbox yet.")] * 23
    for _ in range(23):
        with pytest.raises(TemporaryError):
            await world.tick(after=5 * MINUTE)

    assert titles(world) == []


async def test_what_breaks_inside_is_told_as_well(world: FakeWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that stumbles at each pass reads no answers either."""

    async def broken(*args: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(world.mail, "news", broken)
    for _ in range(30):
        with pytest.raises(ZeroDivisionError):
            await world.tick(after=5 * MINUTE)

    assert titles(world) == [TITLE]


def titles(world: FakeWorld) -> list[str]:
    notices = world.engine.in_transaction(lambda work: list(work.notices()))
    return [notice.title for notice in notices]
