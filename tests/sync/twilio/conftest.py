"""An agent on a sandbox over HTTP with its store on disk, and a request whose prospect may be texted."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from sync.sandbox.opening import SandboxOptions
from sync.sandbox.server import Sandbox
from xforce_desktop.agent import Agent, PassReport
from xforce_desktop.bootstrap.agents import agent_for
from xforce_desktop.bootstrap.connections import Connection
from xforce_desktop.ids import EffectKey, RequestId, SeededIds
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.scheduling.approval import release
from xforce_desktop.scheduling.effects import SendLetter
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.new_request import check_new_request
from xforce_desktop.scheduling.request import EntryType, MeetingRequest
from xforce_desktop.scheduling.unit_of_work import ActionEntry, ConversationMessage, OutboxRow, UnitOfWork
from xforce_desktop.settings import Settings

START = datetime(2026, 6, 8, 14, 0, tzinfo=UTC)  # Monday, 09:00 in Chicago
CHICAGO = ZoneInfo("America/Chicago")
JOHN, NUMBER = "john@acme.example", "+16155550142"
CONSENT = {"on": "2026-05-01", "source": "asked on the phone"}
AFTER_THE_TEXT = 3  # of the steps mail, mail, text, mail, phone
MINUTE = timedelta(minutes=1)


def john(**changes: Any) -> dict[str, Any]:
    plain = {"address": JOHN, "name": "John Smith", "timezone": "America/Chicago"}
    return plain | {"phone": "(615) 555-0142", "sms_consent": CONSENT} | changes


@dataclass
class Phone:
    """One agent, one sandbox: what was texted, and what is texted back."""

    agent: Agent
    http: httpx.AsyncClient
    ids: list[RequestId] = field(default_factory=list)

    @property
    def engine(self) -> Engine:
        return self.agent.engine

    async def ask(self, name: str, body: dict[str, Any] | None = None) -> Any:
        answer = await (
            self.http.get(f"/sandbox/{name}")
            if body is None
            else self.http.post(f"/sandbox/{name}", json=body)
        )
        return answer.raise_for_status().json()

    async def texts(self, direction: str = "outbound") -> list[dict[str, Any]]:
        return [one for one in await self.ask("sms") if one["direction"] == direction]

    async def they_text(self, words: str, number: str = NUMBER) -> None:
        await self.ask("sms", {"from": number, "body": words})

    async def fault(self, match: str, kind: str, **more: Any) -> None:
        await self.ask("faults", {"match": match, "kind": kind, "times": 1, **more})

    async def tick(self, after: timedelta = timedelta(0)) -> PassReport:
        await self.ask("clock", {"advance_s": after.total_seconds()})
        return await self.agent.runner.tick()

    def create(self, *people: dict[str, Any], **changes: Any) -> RequestId:
        form = {
            "meeting_type": "demo",
            "company": {"name": "Acme", "state": "TN"},
            "external": list(people) or [john()],
            "preferences": {"timezone": "America/New_York"},
            "approval": "autopilot",
        }
        return self.engine.create(check_new_request(form | changes))

    async def mailed(self, *people: dict[str, Any], **changes: Any) -> RequestId:
        """A request whose first mail has left, on the next morning: nobody gets two messages on a day."""
        request_id = self.create(*people, **changes)
        await self.tick()
        assert self.request(request_id).attempt_count == 1
        await self.next_morning()
        return request_id

    async def next_morning(self) -> None:
        """Eight o'clock there, before any follow-up is due; nothing is done by itself meanwhile."""
        sandbox = self.agent.sandbox
        assert sandbox is not None
        local = sandbox.now().astimezone(CHICAGO) + timedelta(days=1)
        await sandbox.advance_to(local.replace(hour=8, minute=0, second=0, microsecond=0))

    async def free_time(self) -> datetime:
        """A time two days or more ahead that is free for us."""
        form = {"meeting_type": "demo", "external": [john()], "preferences": {"timezone": "America/New_York"}}
        answer = await self.agent.desk.free_times(check_new_request(form), 30)
        later = self.agent.clock.now() + timedelta(days=2)
        return next(slot.start for slot in answer.slots if slot.start > later)

    def queue_text(self, request_id: RequestId, *times: datetime) -> None:
        """What the channel ladder does: the next ask is a text with one time, and its step is taken."""
        self.change(request_id, lambda one: replace(one, ladder_step=AFTER_THE_TEXT))
        request = self.request(request_id)
        effect = SendLetter(LetterKind.SMS, times or request.offered_times[-1:], why="Mail was not answered.")

        now = self.agent.clock.now()
        decided = release(request, effect, now, timedelta(0))

        def queue(work: UnitOfWork) -> None:
            key = EffectKey(f"{request_id}:text:{len(work.outbox_of(request_id))}")
            row = OutboxRow(key, request_id, effect, decided.status, decided.not_before, now, effect.why)
            work.queue([row])

        self.engine.in_transaction(queue)

    async def texted(self, *people: dict[str, Any], **changes: Any) -> RequestId:
        """A request whose first mail and first text have left."""
        request_id = await self.mailed(*people, **changes)
        self.queue_text(request_id)
        await self.tick()
        assert len(await self.texts()) == 1
        return request_id

    def request(self, request_id: RequestId) -> MeetingRequest:
        return self.engine.in_transaction(lambda work: work.load(request_id))

    def text_row(self, request_id: RequestId) -> OutboxRow:
        """The newest row of a text."""
        rows = self.engine.in_transaction(lambda work: work.outbox_of(request_id))
        return [r for r in rows if isinstance(r.effect, SendLetter) and r.effect.kind is LetterKind.SMS][-1]

    def lines(self, request_id: RequestId, kind: EntryType) -> list[ActionEntry]:
        actions = self.engine.in_transaction(lambda work: work.actions(request_id))
        return [line for line in actions if line.type is kind]

    def conversation(self, request_id: RequestId) -> list[ConversationMessage]:
        return list(self.engine.in_transaction(lambda work: work.conversation(request_id)))

    def notices(self) -> list[str]:
        return [one.title for one in self.engine.in_transaction(lambda work: work.notices())]

    def change(self, request_id: RequestId, changed: Any) -> None:
        """Store a changed request: `changed` takes it and gives the new one."""
        self.engine.in_transaction(lambda work: work.save(changed(work.load(request_id))))


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(SandboxOptions(seed=7, prospects=False, start_at=START)) as running:
        yield running


@pytest.fixture
async def phone(sandbox: Sandbox, tmp_path: Path) -> AsyncIterator[Phone]:
    settings = Settings(undo_s=0)
    connection = Connection(tmp_path, sandbox_url=sandbox.url)
    async with (
        agent_for(connection, settings, SeededIds(1)) as agent,
        httpx.AsyncClient(base_url=sandbox.url, trust_env=False) as http,
    ):
        await agent.runner.learn_account()
        yield Phone(agent, http)
