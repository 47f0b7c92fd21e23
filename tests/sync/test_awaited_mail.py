"""A mail that news name and that does not show yet: it is asked for again, and only then counts as gone."""

from __future__ import annotations

import argparse
import itertools
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sync.news_places import NewsPlaces
from sync.rows import MAIL_AWAITED
from sync.sandbox.ids import immutable_id
from sync.sandbox.mailbox import folder_id
from sync.sandbox.opening import SandboxOptions
from sync.sandbox.server import Sandbox
from tests.builders import an_analysis
from tests.fakes import FakeWorld
from xforce_desktop.agent import Agent
from xforce_desktop.bootstrap import agents
from xforce_desktop.errors import StoreError
from xforce_desktop.ports import Folder, NewsPage
from xforce_desktop.replies.analysis import Intent
from xforce_desktop.scheduling.unit_of_work import UnitOfWork

INBOX = f"GET /v1.0/me/mailFolders/{folder_id('inbox')}/messages/delta"
READ = "/v1.0/me/messages/"
MINUTE = timedelta(minutes=1)


class Waiting:
    """A program on a sandbox whose news have only the ids of mails."""

    def __init__(self, sandbox: Sandbox, folder: Path, stack: AsyncExitStack) -> None:
        self.sandbox = sandbox
        self._options = argparse.Namespace(sandbox=sandbox.url, data=str(folder))
        self._stack = stack
        self.agent: Agent

    async def start(self) -> None:
        """Also anew, as after a restart of the computer."""
        await self._stack.aclose()
        self.agent = await self._stack.enter_async_context(agents.open_agent(self._options))

    def receive(self, subject: str) -> str:
        raw = f"From: a@b.example\r\nTo: brent@xforce.example\r\nSubject: {subject}\r\n\r\nHello"
        return immutable_id(self.sandbox.world.deliver(raw.encode()).key)

    def hide(self, times: int) -> None:
        """So many times the next mail that is read answers that it is not there."""
        fault = {"match": f"GET {READ}*", "kind": "status", "status": 404, "times": times}
        self.sandbox.faults.add(fault)

    async def look(self, after: timedelta = timedelta(0)) -> None:
        self.sandbox.world.advance(after.total_seconds())
        await self.agent.runner.tick()

    def is_taken(self, mail_id: str) -> bool:
        return self.agent.engine.in_transaction(lambda work: work.is_received(mail_id))

    def kept(self, name: str) -> str:
        return self.agent.engine.in_transaction(lambda work: work.setting(name) or "")

    def told(self) -> list[str]:
        notices = self.agent.engine.in_transaction(lambda work: list(work.notices()))
        return [notice.title for notice in notices]

    def asked_for(self) -> int:
        """How often a single mail was read."""
        return sum(str(entry["path"]).startswith(READ) for entry in self.sandbox.log.entries())


@pytest.fixture
async def waiting(tmp_path: Path) -> AsyncIterator[Waiting]:
    async with Sandbox(SandboxOptions(prospects=False)) as sandbox, AsyncExitStack() as stack:
        found = Waiting(sandbox, tmp_path, stack)
        await found.start()
        await found.look()
        sandbox.faults.add({"match": INBOX, "kind": "partial_items", "times": 1000})
        yield found


async def test_a_mail_that_shows_a_moment_later_is_taken(waiting: Waiting) -> None:
    """The stream does not name it again: the program itself remembers it."""
    hidden = waiting.receive("Hidden")
    waiting.hide(1)

    await waiting.look()
    assert not waiting.is_taken(hidden)
    await waiting.look(after=MINUTE)

    assert waiting.is_taken(hidden)
    assert waiting.kept("news_awaited:inbox") == "{}"


async def test_it_holds_up_no_other(waiting: Waiting) -> None:
    """The mail beside it is taken at once, and the place to go on from is kept."""
    waiting.receive("Hidden")
    other = waiting.receive("Beside it")
    waiting.hide(1)

    await waiting.look()
    assert waiting.is_taken(other)
    asked = waiting.asked_for()
    await waiting.look()

    assert waiting.asked_for() == asked, "not again in the same minute, and the page does not come again"


async def test_it_is_remembered_over_a_restart(waiting: Waiting) -> None:
    """The computer is shut before it shows."""
    hidden = waiting.receive("Hidden")
    waiting.hide(1)
    await waiting.look()

    await waiting.start()
    await waiting.look(after=timedelta(hours=10))

    assert waiting.is_taken(hidden)


async def test_one_that_never_shows_counts_as_gone(waiting: Waiting) -> None:
    """Asked for over a day, ever more rarely, and then no more; it was deleted, so nothing is told."""
    waiting.receive("Deleted")
    waiting.hide(1000)

    await waiting.look()
    for _ in range(120):
        await waiting.look(after=MINUTE / 6)
    assert waiting.asked_for() == 6
    for _ in range(150):
        await waiting.look(after=10 * MINUTE)

    assert waiting.asked_for() <= 35
    assert waiting.kept("news_awaited:inbox") == "{}"
    assert waiting.told() == []


async def test_one_that_shows_after_hours_is_still_taken(waiting: Waiting) -> None:
    """The computer is on all the time, and the mail is not found for half a day."""
    hidden = waiting.receive("Hidden")
    waiting.hide(1000)
    await waiting.look()
    for _ in range(24):
        await waiting.look(after=30 * MINUTE)
    assert not waiting.is_taken(hidden)

    waiting.sandbox.faults.clear()
    await waiting.look(after=60 * MINUTE)

    assert waiting.is_taken(hidden)


async def test_a_broken_one_holds_up_nothing_and_is_told_of_in_the_end(waiting: Waiting) -> None:
    """The service fails at it each time, for a day: what came after it is long taken, and the rep looks."""
    broken = waiting.receive("Broken")
    waiting.sandbox.faults.add(
        {"match": f"GET {READ}{broken}", "kind": "status", "status": 500, "times": 10000}
    )
    await waiting.look()
    later = waiting.receive("Later")
    await waiting.look(after=MINUTE)
    assert waiting.is_taken(later)
    assert waiting.told() == []

    for _ in range(50):
        await waiting.look(after=30 * MINUTE)

    assert waiting.told() == ["A mail could not be read"]
    assert waiting.kept("news_awaited:inbox") == "{}"


async def test_one_that_shows_late_is_still_taken(waiting: Waiting) -> None:
    """Missing for five minutes."""
    hidden = waiting.receive("Hidden")
    waiting.hide(4)

    for _ in range(8):
        await waiting.look(after=MINUTE)

    assert waiting.is_taken(hidden)
    assert waiting.asked_for() == 5


async def test_it_is_kept_together_with_the_place(waiting: Waiting, monkeypatch: pytest.MonkeyPatch) -> None:
    """The store gives up in between: neither is kept, and the page comes again."""
    hidden = waiting.receive("Hidden")
    waiting.hide(1)

    kept = NewsPlaces.save

    def broken(places: NewsPlaces, work: UnitOfWork, folder: Folder, *page: Any) -> None:
        if folder is Folder.INBOX:
            raise StoreError("Could not write.")
        kept(places, work, folder, *page)

    with monkeypatch.context() as patched:
        patched.setattr(NewsPlaces, "save", broken)
        with pytest.raises(StoreError):
            await waiting.look()
    assert (waiting.asked_for(), waiting.kept("news_awaited:inbox")) == (1, "")
    await waiting.look()

    assert waiting.is_taken(hidden)


@pytest.mark.parametrize("shows", [True, False], ids=["their answer", "it never shows"])
async def test_nobody_is_pressed_while_a_mail_is_awaited(
    world: FakeWorld, monkeypatch: pytest.MonkeyPatch, shows: bool
) -> None:
    """A follow-up is due just when a mail is named that may be their answer: it waits, for ten minutes."""
    request_id = await world.offered()
    due = world.request(request_id).next_action
    assert due is not None
    world.clock.set(due.at)
    news = world.mail.news

    async def naming(folder: Folder, cursor: str, since: datetime) -> NewsPage:
        page = await news(folder, cursor, since)
        return replace(page, missing=("reply-1",)) if folder is Folder.INBOX else page

    with monkeypatch.context() as patched:
        patched.setattr(world.mail, "news", naming)
        await world.tick()
    assert len(world.mail.sent) == 1
    if shows:
        world.they_say(an_analysis(Intent.QUESTION))
    for _ in range(11):
        await world.tick(after=MINUTE)

    assert len(world.mail.sent) == (1 if shows else 2)


async def test_a_confirmation_waits_for_no_awaited_mail(
    world: FakeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What answers them leaves at once."""
    request_id = await world.offered()
    news = world.mail.news

    async def naming(folder: Folder, cursor: str, since: datetime) -> NewsPage:
        page = await news(folder, cursor, since)
        return replace(page, missing=("other",)) if folder is Folder.INBOX else page

    monkeypatch.setattr(world.mail, "news", naming)
    world.they_say(an_analysis(selected_time=world.request(request_id).offered_times[0]))
    await world.tick()

    assert len(world.mail.sent) == 2


def name_missing(world: FakeWorld, monkeypatch: pytest.MonkeyPatch, *, another_each_time: bool) -> None:
    """News of the inbox name a mail that does not show: the same, or another at each look."""
    news, looks = world.mail.news, itertools.count()

    async def naming(folder: Folder, cursor: str, since: datetime) -> NewsPage:
        page = await news(folder, cursor, since)
        name = f"other-{next(looks) if another_each_time else 0}"
        return replace(page, missing=(name,)) if folder is Folder.INBOX else page

    monkeypatch.setattr(world.mail, "news", naming)


async def test_a_mail_waits_once_however_many_are_awaited(
    world: FakeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where each look names another mail that does not show, nothing would ever leave."""
    request_id = await world.offered()
    due = world.request(request_id).next_action
    assert due is not None
    world.clock.set(due.at)
    name_missing(world, monkeypatch, another_each_time=True)

    await world.tick()
    assert len(world.mail.sent) == 1
    for _ in range(11):
        await world.tick(after=MINUTE)

    assert len(world.mail.sent) == 2


async def test_a_mail_awaited_for_long_holds_nothing(
    world: FakeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was named a quarter of an hour before the follow-up is due."""
    request_id = await world.offered()
    due = world.request(request_id).next_action
    assert due is not None
    with monkeypatch.context() as patched:
        name_missing(world, patched, another_each_time=False)
        world.clock.set(due.at - 15 * MINUTE)
        await world.tick()
    assert world.engine.in_transaction(lambda work: work.setting("news_awaited:inbox"))
    world.clock.set(due.at)

    await world.tick()

    assert len(world.mail.sent) == 2
    assert MAIL_AWAITED not in [line.why for line in world.actions(request_id)]


async def test_the_first_mail_presses_nobody(world: FakeWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    """They cannot have answered it."""
    name_missing(world, monkeypatch, another_each_time=True)

    await world.offered()

    assert len(world.mail.sent) == 1
