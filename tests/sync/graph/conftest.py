"""A sandbox on loopback, and our adapters talking to it over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from sync.graph.attendance import GraphAttendance
from sync.graph.calendar import GraphCalendar
from sync.graph.directory import GraphDirectory
from sync.graph.http import FixedToken, GraphClient
from sync.graph.mail import GraphMail
from sync.sandbox.opening import SandboxOptions
from sync.sandbox.server import Sandbox
from tests.sync.graph_judge import Judge, judge_of
from xforce_desktop.clock import ManualClock

START = datetime(2026, 6, 8, 13, 0, tzinfo=UTC)  # Monday, 09:00 in New York


WHO = {"$select": "mail"}  # enough of the rep for a call that is about something else


async def no_sleep(wait_s: float) -> None:
    """Waiting is somebody else's test."""


class Controls:
    """The sandbox's own controls, and what it saw."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def ask(self, name: str, asked: dict[str, Any] | None = None) -> Any:
        """GET, or POST with a body."""
        url = f"/sandbox/{name}"
        answer = await (self._http.get(url) if asked is None else self._http.post(url, json=asked))
        answer.raise_for_status()
        return answer.json()

    async def items(self, name: str) -> list[dict[str, Any]]:
        """The list that a control gives, however it is wrapped."""
        answer = await self.ask(name)
        return answer if isinstance(answer, list) else next(v for v in answer.values() if isinstance(v, list))

    async def fault(self, match: str, kind: str, **more: Any) -> None:
        """Trouble ahead."""
        await self.ask("faults", {"match": match, "kind": kind, "times": 1, **more})

    async def receive(self, text: str, *, by_rep: bool = False) -> dict[str, Any]:
        """A raw mail arrives, or leaves from the rep's own Outlook."""
        url = "/sandbox/mail/sent-by-rep" if by_rep else "/sandbox/mail"
        answer = await self._http.post(url, content=text.encode(), headers={"Content-Type": "message/rfc822"})
        answer.raise_for_status()
        return dict(answer.json())

    async def calls(self, method: str, part: str) -> list[dict[str, Any]]:
        """What was asked of the sandbox so far."""
        log = await self.items("log")
        return [entry for entry in log if entry["method"] == method and part in entry["path"]]

    async def advance(self, by: timedelta) -> None:
        """Let time pass."""
        await self.ask("clock", {"advance_s": by.total_seconds()})


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(SandboxOptions(seed=7, prospects=False, start_at=START)) as running:
        yield running


@pytest.fixture
async def controls(sandbox: Sandbox) -> AsyncIterator[Controls]:
    async with httpx.AsyncClient(base_url=sandbox.url, trust_env=False) as http:
        yield Controls(http)


@pytest.fixture
async def graph(sandbox: Sandbox) -> AsyncIterator[GraphClient]:
    client = GraphClient(
        FixedToken("sandbox-rep"),
        base_url=f"{sandbox.url}/v1.0",
        timeout=httpx.Timeout(2.0),
        sleep=no_sleep,
    )
    yield client
    await client.close()


@pytest.fixture
def mail(graph: GraphClient) -> GraphMail:
    return GraphMail(graph, ManualClock(START), sleep=no_sleep)


@pytest.fixture
def calendar(graph: GraphClient) -> GraphCalendar:
    return GraphCalendar(graph)


@pytest.fixture
def attendance(graph: GraphClient) -> GraphAttendance:
    return GraphAttendance(graph)


@pytest.fixture
def directory(graph: GraphClient) -> GraphDirectory:
    return GraphDirectory(graph, ManualClock(START))


@pytest.fixture
def judge(shared_material: Path) -> Judge:
    """Of all that is said to Graph; not in a lone clone."""
    found = judge_of(shared_material)
    assert found is not None
    return found
