"""The rep quits while a token is waited for: the program ends all the same, and can be started again."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections.abc import Iterator

import pytest
from filelock import FileLock

from tests.desktop.at_microsoft import Microsoft
from tests.desktop.live import REP, Live
from tests.desktop.test_accounts import started
from xforce_desktop.bootstrap.folders import SIGN_IN_FILE

SLOW_S = 8.0
QUICK_S = 4.0  # a pass may finish for 1.5 s


@pytest.fixture
def world(tmp_path) -> Iterator[Microsoft]:
    """Microsoft for this test, and a data folder that knows the application."""
    made = Microsoft(tmp_path)
    with made.reachable():
        yield made


@pytest.mark.parametrize("who", ["the sign-in service", "the keyring"])
def test_quitting_does_not_wait_for_a_token(tmp_path, world, monkeypatch, who):
    """The service is slow, or nobody answers the keyring's question; the window and the rest are gone."""
    at, unlocked, asked = {}, threading.Event(), threading.Event()

    def unanswered(name: str) -> str | None:
        asked.set()
        unlocked.wait(SLOW_S)
        return None

    async def story(app: Live) -> None:
        await app.until(lambda: app.shows("Welcome to X-FORCE"))
        await app.control("tokens", {"lifetime_s": 1})
        app.press("use_code")
        await app.until(lambda: app.shows("No meetings yet.") and REP in app.words(app.window.strip))
        await asyncio.sleep(1.2)  # until the token is over
        calls = len(world.identity.asked)
        if who == "the keyring":
            monkeypatch.setattr(world.keyring, "get", unanswered)
            os.utime(tmp_path / SIGN_IN_FILE)  # another program has written it
        else:
            world.identity.delay_s = SLOW_S
            monkeypatch.setattr(world.identity, "post", slowly(world.identity.post, asked))
        app.window.sync()
        await app.until(asked.is_set)
        assert len(world.identity.asked) == calls
        at["quit"] = time.monotonic()

    def slowly(post, told):
        def told_of(*args, **more):
            told.set()
            return post(*args, **more)

        return told_of

    assert world.live(tmp_path, story) == 0
    assert time.monotonic() - at["quit"] < QUICK_S
    unlocked.set()


async def test_a_start_while_the_one_before_ends_waits_for_it(tmp_path, world):
    """Its lock is let go of a moment later: the rep sees the window, not a word about another program."""
    lock = FileLock(tmp_path / "xforce.lock", timeout=0)
    lock.acquire()
    asyncio.get_running_loop().call_later(0.5, lock.release)

    async with started(tmp_path) as desk:
        assert await desk.needs_welcome()
