"""One meeting with a service that goes wrong: agent and sandbox in this process, HTTP between them."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import httpx

from sync.graph.http import FixedToken, GraphClient, TokenSource
from sync.sandbox.opening import SandboxOptions, save_state
from sync.sandbox.server import Sandbox
from sync.sandbox.texts import REP_NUMBER
from sync.sandbox_clock import SandboxClock
from sync.twilio.sms import TwilioAccount, TwilioTexting
from tests.end_to_end.walk import JOHN, REP, a_form, as_they_say, offered_in
from xforce_desktop.agent import Agent
from xforce_desktop.bootstrap.agents import SANDBOX_ACCOUNT, SANDBOX_TOKEN, compose
from xforce_desktop.cli.wording import in_one_line
from xforce_desktop.errors import XForceError
from xforce_desktop.ids import RandomIds, RequestId
from xforce_desktop.scheduling import show
from xforce_desktop.scheduling.desk import RepCommand
from xforce_desktop.scheduling.new_request import check_new_request
from xforce_desktop.scheduling.store_thread import StoreThread
from xforce_desktop.scheduling.unit_of_work import UnitOfWork
from xforce_desktop.settings import Settings
from xforce_desktop.store.unit_of_work import open_store

Json = dict[str, Any]
Tokens = Callable[[str], TokenSource]
START = datetime(2026, 6, 8, 13, 0, tzinfo=UTC)  # Monday, 09:00 in New York
MOST_PASSES = 40
PHONE = "+16155550188"


async def no_sleep(wait_s: float) -> None:
    """Between two tries of one call nothing is to be learnt."""


@dataclass
class FaultWorld:
    """A sandbox, its controls, the agent on it, and the request under way."""

    sandbox: Sandbox
    http: httpx.AsyncClient
    agent: Agent
    id: RequestId | None = None
    has_answered: bool = False  # John, by mail

    def go_on_from(self, url: str) -> None:
        """The address of the service was another one when this store was written."""

        def move(work: UnitOfWork) -> None:
            for name in ("mail:inbox", "mail:sent"):
                work.save_cursor(name, work.cursor(name).replace(url, self.sandbox.url))
            requests = list(work.requests())
            self.id = requests[0].id if requests else None

        self.agent.engine.in_transaction(move)

    # --- the sandbox's own controls -------------------------------------------------------------------------

    async def ask(self, name: str, body: Json | None = None) -> Any:
        url = f"/sandbox/{name}"
        answer = await (self.http.get(url) if body is None else self.http.post(url, json=body))
        return answer.raise_for_status().json()

    async def sent(self) -> list[Json]:
        return list(await self.ask("sent"))

    async def events(self) -> list[Json]:
        """All, with those that were cancelled."""
        return list(await self.ask("events"))

    async def texts(self) -> list[Json]:
        """Those that left."""
        return [text for text in await self.ask("sms") if text["direction"] == "outbound"]

    async def drafts(self) -> list[Json]:
        answer = await self.http.get(
            "/v1.0/me/mailFolders/drafts/messages", headers={"Authorization": f"Bearer {SANDBOX_TOKEN}"}
        )
        return list(answer.raise_for_status().json()["value"])

    async def fault(self, call: str, how: Json) -> None:
        await self.ask("faults", {"match": call, "times": 1} | how)

    async def end_of_faults(self) -> None:
        (await self.http.delete("/sandbox/faults")).raise_for_status()

    async def advance(self, by: timedelta) -> None:
        await self.ask("clock", {"advance_s": by.total_seconds()})

    # --- the product ----------------------------------------------------------------------------------------

    async def create(self, approval: str = "autopilot", **changes: Any) -> None:
        """As `request new` does."""
        form = a_form(approval, **changes)
        await self.agent.know_account()
        self.id = await self.agent.desk.create(check_new_request(form))

    async def tick(self) -> str:
        """One pass; what it says, as `tick` prints it, or "" if it went well."""
        try:
            await self.agent.runner.tick()
        except XForceError as error:
            return in_one_line(error)
        return ""

    async def at_rest(self) -> None:
        """Passes as the loop makes them, a minute or more apart, until nothing is queued."""
        for _ in range(MOST_PASSES):
            words = await self.tick()
            queued = self.queued()
            if not words and not queued:
                return
            due = min((datetime.fromisoformat(row["not_before"]) for row in queued), default=None)
            now = self.agent.clock.now()
            await self.advance(max((due or now) - now, timedelta(minutes=1)))
        raise AssertionError(f"did not come to rest: {self.shown()['outbox']}")

    async def until(self, is_so: Callable[[], Awaitable[bool]]) -> None:
        """Passes at rest, each when the request has something to do next, within two hours."""
        until = self.agent.clock.now() + timedelta(hours=2)
        while not await is_so():
            await self.at_rest()
            following = self.shown()["next_action"]
            if await is_so() or following is None:
                return
            at = datetime.fromisoformat(following["at"])
            assert at <= until, f"not so, and nothing to do before {at}: {following['why']}"
            await self.advance(max(at - self.agent.clock.now(), timedelta(0)))

    def shown(self) -> Json:
        """What `request show` prints."""
        assert self.id is not None
        request_id = self.id
        return self.agent.engine.in_transaction(
            lambda work: show.show(work, request_id, self.agent.clock.now())
        )

    def queued(self) -> list[Json]:
        if self.id is None:
            return []
        return [row for row in self.shown()["outbox"] if row["status"] in {"pending", "recalled"}]

    def received(self) -> list[Json]:
        """Their mails in the conversation."""
        return [message for message in self.shown()["conversation"] if message["direction"] == "in"]

    def notices(self) -> list[str]:
        """Titles and texts, oldest first."""
        found = self.agent.engine.in_transaction(lambda work: list(work.notices()))
        return [f"{notice.title}: {notice.text}" for notice in found]

    def cursors(self) -> int:
        """In how many folders a place to go on from is known."""

        def read(work: UnitOfWork) -> int:
            return sum(bool(work.cursor(f"mail:{folder}")) for folder in ("inbox", "sent"))

        return self.agent.engine.in_transaction(read)

    async def command(self, command: RepCommand) -> None:
        assert self.id is not None
        await self.agent.desk.command(self.id, command)

    async def live_through(self, moment: datetime) -> None:
        """Passes whenever something is due, up to that moment."""
        for _ in range(MOST_PASSES):
            report = await self.agent.runner.tick()
            if report.due_next is None or report.due_next > moment:
                break
            await self.advance(max(report.due_next - self.agent.clock.now(), timedelta(0)))
        await self.advance(max(moment - self.agent.clock.now(), timedelta(0)))

    # --- the people -----------------------------------------------------------------------------------------

    async def receive(self, words: str) -> None:
        """John answers our newest mail."""
        self.has_answered = True
        to = (await self.sent())[-1]
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = f"John Smith <{JOHN}>", REP, f"Re: {to['subject']}"
        mail["In-Reply-To"] = mail["References"] = to["message_id"]
        mail.set_content(f"{words}\n\nJohn\n")
        headers = {"Content-Type": "message/rfc822"}
        (await self.http.post("/sandbox/mail", content=mail.as_bytes(), headers=headers)).raise_for_status()

    async def write_as_rep(self, words: str) -> None:
        """The rep answers from Outlook, in the same conversation."""
        to = (await self.sent())[-1]
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = f"Brent Lawson <{REP}>", JOHN, f"Re: {to['subject']}"
        mail["In-Reply-To"] = mail["References"] = to["message_id"]
        mail.set_content(f"{words}\n")
        assert self.agent.sandbox is not None
        await self.agent.sandbox.write_as_rep(mail.as_bytes())

    async def respond(self, response: str, address: str = JOHN, **more: str) -> None:
        """Somebody answers the invitation."""
        (event,) = await self.events()
        await self.ask(
            "invite-response", {"event_id": event["id"], "address": address, "response": response} | more
        )

    async def accept_one(self, number: int = 1) -> datetime:
        """John takes one of the times that the last mail offers."""
        chosen = offered_in((await self.sent())[-1])[number]
        await self.receive(f"{as_they_say(chosen)} works, thanks")
        return chosen


@dataclass(frozen=True)
class Stage:
    """A moment of the story, kept: the sandbox's world and the rep's data folder."""

    url: str
    state: str
    folder: Path


@asynccontextmanager
async def a_fault_world(
    folder: Path, stage: Stage | None = None, *, timeout_s: float = 20.0, tokens: Tokens | None = None
) -> AsyncIterator[FaultWorld]:
    """Autopilot without undo time, from the beginning or from a stage.

    `tokens` are made from the sandbox's address; one that always holds if not given.
    """
    async with AsyncExitStack() as stack:
        sandbox = await stack.enter_async_context(_sandbox(folder, stage))
        http = await stack.enter_async_context(
            httpx.AsyncClient(base_url=sandbox.url, trust_env=False, timeout=30)
        )
        clock = SandboxClock(sandbox.url)
        stack.push_async_callback(clock.close)
        await clock.refresh()
        source = tokens(sandbox.url) if tokens else FixedToken(SANDBOX_TOKEN)
        timeout = httpx.Timeout(timeout_s)
        graph = GraphClient(source, base_url=f"{sandbox.url}/v1.0", timeout=timeout, sleep=no_sleep)
        stack.push_async_callback(graph.close)
        account = TwilioAccount(SANDBOX_ACCOUNT, SANDBOX_TOKEN, REP_NUMBER)
        texting = TwilioTexting(account, base_url=sandbox.url, timeout=timeout)
        stack.push_async_callback(texting.close)
        store = open_store(folder / "data", clock, RandomIds())
        stack.callback(store.close)
        thread = StoreThread()
        stack.callback(thread.close)
        agent = compose(store, thread, graph, clock, Settings(undo_s=0), clock, RandomIds(), texting)
        agent.mail._sleep = no_sleep  # type: ignore[attr-defined]  # the sent copy is looked for at once
        stack.push_async_callback(agent.runner.end)
        world = FaultWorld(sandbox, http, agent)
        if stage:
            world.go_on_from(stage.url)
        yield world


def _sandbox(folder: Path, stage: Stage | None) -> Sandbox:
    """One that does not keep its world on disk while it runs."""
    state = folder / "world.json"
    folder.mkdir(parents=True, exist_ok=True)
    if stage:
        state.write_text(stage.state, encoding="utf-8")
        shutil.copytree(stage.folder, folder / "data")
    else:
        (folder / "data").mkdir()
    options = SandboxOptions(seed=7, prospects=False, start_at=None if stage else START, state=state)
    sandbox = Sandbox(options)
    sandbox.options = replace(options, state=None)
    return sandbox


def keep_stage(world: FaultWorld, folder: Path, into: Path) -> Stage:
    """What stands now. To be called when the world's block has ended."""
    state = into / "world.json"
    into.mkdir(parents=True)
    save_state(world.sandbox.world.state, state)
    shutil.copytree(folder / "data", into / "data")
    return Stage(world.sandbox.url, state.read_text(encoding="utf-8"), into / "data")
