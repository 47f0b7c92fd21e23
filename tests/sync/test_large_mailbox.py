"""Fifty thousand mails and five thousand events: what is read is bounded by date, goes on where it stopped,
and takes no more memory than a page."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from sync import news_places
from sync.graph.calendar import GraphCalendar
from sync.graph.http import FixedToken, GraphClient
from sync.graph.mail import GraphMail
from sync.sandbox import graph_delta
from sync.sandbox.ids import immutable_id
from sync.sandbox.mailbox import folder_id
from sync.sandbox.server import Sandbox
from tests.sync.large_mailbox import START, Size, fill, served
from xforce_desktop.bootstrap import agents
from xforce_desktop.clock import ManualClock
from xforce_desktop.ids import EffectKey
from xforce_desktop.ports import Folder, MeetingPlan

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
SIZE = Size()
PAGE = 50
SENT_TODAY = SIZE.today // 10
FIRST_PAGES = (SIZE.today - SENT_TODAY) // PAGE + SENT_TODAY // PAGE + 2
OLD = Size(mails=400, today=20, events=0, apart=timedelta(hours=6))  # three months of a quieter rep
REP = "brent@xforce.example"


@pytest.fixture(scope="module")
def sandbox_url() -> Iterator[str]:
    with served() as url:
        yield url


def calls(log: Iterable[Mapping[str, Any]], name: str) -> list[Mapping[str, Any]]:
    """Those of a kind."""
    return [entry for entry in log if entry["path"].endswith(f"/{name}")]


def log_of(url: str) -> list[Mapping[str, Any]]:
    """What was asked of it so far."""
    return list(httpx.get(f"{url}/sandbox/log", trust_env=False, timeout=30).json())


def mail_pages(log: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return calls(log, "messages/delta")


def started(url: str, folder: Path) -> subprocess.Popen[str]:
    """One pass of the program, as anybody would run it."""
    command = [sys.executable, "-m", "xforce_desktop", "tick", "--sandbox", url, "--data", str(folder)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, stdout=pipe, stderr=pipe, text=True)


def ended(process: subprocess.Popen[str]) -> tuple[Any, int]:
    """What it printed, and the most memory that it had, in MB (on Linux; 0 elsewhere)."""
    most_mb, status = 0, Path(f"/proc/{process.pid}/status")
    while process.poll() is None:
        with contextlib.suppress(OSError, StopIteration):
            lines = status.read_text(encoding="ascii").splitlines()
            most_mb = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1024
        time.sleep(0.02)
    printed, trouble = process.communicate()
    assert process.returncode == 0, trouble
    return json.loads(printed), most_mb


def taken(folder: Path) -> list[str]:
    """The ids of all mails that were taken, one for each time."""
    place = folder / "xforce.db"
    if not place.exists():
        return []
    with contextlib.closing(sqlite3.connect(f"{place.as_uri()}?mode=ro", uri=True, timeout=10)) as store:
        try:
            return [str(row[0]) for row in store.execute("SELECT provider_id FROM received_items")]
        except sqlite3.OperationalError:  # not made yet, or being written
            return []


def test_the_first_look_is_bounded_goes_on_after_a_kill_and_stays_small(sandbox_url, tmp_path):
    """Killed in the midst of it: the next start goes on from there. Each mail of the last day is taken once,
    none is missing, the other 49,600 are not touched; memory is that of a pass without news."""
    before = len(mail_pages(log_of(sandbox_url)))
    first = started(sandbox_url, tmp_path)
    while len(taken(tmp_path)) < 3 * PAGE:
        assert first.poll() is None, first.stderr.read() if first.stderr else ""
        time.sleep(0.01)
    first.send_signal(signal.SIGKILL)
    first.communicate()
    cut_off = taken(tmp_path)
    assert len(cut_off) < SIZE.today

    began_s = time.monotonic()
    _, reading_mb = ended(started(sandbox_url, tmp_path))
    took_s = time.monotonic() - began_s
    pages = mail_pages(log_of(sandbox_url))[before:]
    _, idle_mb = ended(started(sandbox_url, tmp_path))

    print(f"\n{len(cut_off)} before the kill, the rest in {took_s:.1f} s; {len(pages)} pages", end="; ")
    print(f"{reading_mb} MB while reading, {idle_mb} MB in a pass without news")
    assert len(taken(tmp_path)) == len(set(taken(tmp_path))) == SIZE.today
    assert set(cut_off) <= set(taken(tmp_path))
    assert (
        len(pages) <= FIRST_PAGES + 4
    )  # the page under work is asked for again, each second round ends empty
    assert reading_mb <= idle_mb + 40


async def test_a_calendar_of_five_thousand_events_is_read_in_windows(sandbox_url):
    """Twenty people over two months are two calls; an event is looked for among those of three days."""
    graph = GraphClient(FixedToken("sandbox-rep"), base_url=f"{sandbox_url}/v1.0")
    calendar = GraphCalendar(graph)
    people = [REP, *(f"colleague{n}@xforce.example" for n in range(19))]
    start = START + timedelta(days=3)
    plan = MeetingPlan("Demo", "Hello", start, start + timedelta(hours=1), "America/New_York", (), (), False)
    key = EffectKey("a-meeting")
    began_s = time.monotonic()

    busy = await calendar.busy(people, START, START + timedelta(days=60))
    looked_s = time.monotonic() - began_s
    made = await calendar.create(plan, key)
    found = await calendar.find(key, plan.start, plan.end)
    await calendar.remove(made.event_id)
    await graph.close()

    log = log_of(sandbox_url)
    schedules = calls(log, "getSchedule")
    views = [entry["response"]["body"]["value"] for entry in calls(log, "calendarView")]
    print(f"\n{sum(len(spans or ()) for spans in busy.values())} spans in {looked_s:.2f} s", end="; ")
    print(f"{len(views)} page of {len(views[0])} events looked through")
    assert found is not None
    assert found.event_id == made.event_id
    assert len(busy[REP] or ()) >= 60 * 8
    assert len(schedules) == 2
    assert sum(len(page) for page in views) <= 100


def a_namespace(url: str, folder: Path) -> argparse.Namespace:
    return argparse.Namespace(sandbox=url, data=str(folder))


async def test_a_lost_cursor_costs_a_week_not_years(tmp_path):
    """After half a year of use the service forgets our place: what came since is found, and an old mailbox is
    not read again."""
    async with Sandbox() as sandbox:
        fill(sandbox.world, OLD)
        async with agents.open_agent(a_namespace(sandbox.url, tmp_path)) as agent:
            await agent.runner.tick()
            sandbox.world.advance(timedelta(days=180).total_seconds())
            fill(sandbox.world, OLD)
            await agent.runner.tick()
            known = taken(tmp_path)
            late = fill_one(
                sandbox, sandbox.world.now - timedelta(days=2)
            )  # delivered late, while we are away
            news = fill_one(sandbox, sandbox.world.now)
            before = len(mail_pages(sandbox.log.entries()))
            inbox = f"GET /v1.0/me/mailFolders/{folder_id('inbox')}/messages/delta"
            sandbox.faults.add({"match": inbox, "kind": "resync", "times": 1})

            await agent.runner.tick()

            pages = mail_pages(sandbox.log.entries())[before:]
            items = [item for page in pages for item in page["response"]["body"].get("value", ())]
            print(f"\n{len(known)} mails known; {len(pages)} calls and {len(items)} mails for the new round")
            assert set(taken(tmp_path)) - set(known) == {late, news}
            assert len(taken(tmp_path)) == len(known) + 2
            assert len(items) <= OLD.today + 6 * 4 + 2


async def test_a_stream_that_falls_silent_is_renewed_before(tmp_path, monkeypatch):
    """Microsoft follows 5,000 mails of a stream that began with a date; ours begins anew in time."""
    monkeypatch.setattr(graph_delta, "MOST_TRACKED", 50)
    monkeypatch.setattr(news_places, "RENEW_AFTER", 20)
    async with Sandbox() as sandbox, agents.open_agent(a_namespace(sandbox.url, tmp_path)) as agent:
        await agent.runner.tick()
        came = set()
        for _ in range(12):
            sandbox.world.advance(timedelta(hours=24).total_seconds())
            came |= {fill_one(sandbox, sandbox.world.now) for _ in range(10)}
            await agent.runner.tick()

        assert set(taken(tmp_path)) == came


def fill_one(sandbox: Sandbox, at: datetime) -> str:
    """A mail that shows now as received at that time; returns its id."""
    raw = b"From: a@b.example\r\nTo: brent@xforce.example\r\nSubject: Hello\r\n\r\nHello"
    mail = sandbox.world.deliver(raw)
    mail.received_at = at
    return immutable_id(mail.key)


async def test_no_page_holds_the_loop_up_by_its_size(sandbox_url):
    """A page of fifty long mails is put into words beside the loop, which goes on meanwhile."""
    graph = GraphClient(FixedToken("sandbox-rep"), base_url=f"{sandbox_url}/v1.0")
    reading = asyncio.create_task(
        GraphMail(graph, ManualClock(START)).news(Folder.INBOX, "", START - timedelta(days=1))
    )
    work_s = [0.0]
    while not reading.done():
        before_s = time.thread_time()
        await asyncio.sleep(0.002)
        work_s.append(time.thread_time() - before_s)
    page = await reading
    await graph.close()

    print(f"\nlongest work in one go: {max(work_s) * 1000:.0f} ms")
    assert len(page.items) == PAGE
    assert page.has_more
    assert max(work_s) < 0.25
