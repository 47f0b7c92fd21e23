"""The desk behind the screens: one agent, its background loop, and the first start."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager, AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from xforce_desktop.agent import Agent
from xforce_desktop.agent_desk import AgentDesk
from xforce_desktop.errors import StoreBusy
from xforce_desktop.finishing import to_the_end
from xforce_desktop.pace import Conditions, Pace, Surroundings, is_worth_a_look
from xforce_desktop.ports import Account
from xforce_desktop.scheduling.new_request import check_new_request
from xforce_desktop.scheduling.sign_in_desk import CodeToType, ConsentWait, KnownAccount
from xforce_desktop.way_in import WayIn
from xforce_desktop.way_in import Ways as WaysIn

ONE_MAY_END_S = 4.0  # when the rep starts it again at once: the one before is still closing
LOOK_EVERY_S = 0.1


class Start(StrEnum):
    """What the desktop begins with."""

    WELCOME = "welcome"
    SANDBOX = "sandbox"
    MICROSOFT = "microsoft"


class Ways(WaysIn, Protocol):
    """How to reach the two outsides; the composition root knows."""

    def hold(self) -> AbstractContextManager[None]:
        """The folder's lock. Raises StoreBusy for a second start."""
        ...

    def sandbox(self) -> AbstractAsyncContextManager[Agent]: ...

    def microsoft(self, account_id: str) -> AbstractAsyncContextManager[Agent]:
        """With the tokens of this account alone; empty: of the only one there will turn out to be."""
        ...


@dataclass(frozen=True)
class DesktopOptions:
    """How the desktop was started. `first_requests` fills an empty sandbox, from its time."""

    ways: Ways
    start: Start
    first_requests: Callable[[datetime], Sequence[Mapping[str, object]]] | None = None
    pass_interval_s: float | None = None


class DesktopDesk(AgentDesk):
    """Implements `RepDesk` for the running program; `start` and `close` belong to the composition root."""

    def __init__(self, options: DesktopOptions) -> None:
        super().__init__()
        self._options = options
        self._way_in = WayIn(options.ways)
        self._coming_in = asyncio.Lock()
        self._account_id = ""  # whose tokens the agent has; empty in the sandbox
        self._locks = AsyncExitStack()
        self._connection = AsyncExitStack()
        self._stop = asyncio.Event()
        self._loop_task: asyncio.Task[None] | None = None
        self._surroundings: Surroundings | None = None
        self._conditions = Conditions()
        self._pace = Pace(0, 0)

    # the program's life
    async def start(self) -> None:
        """Take the folder's lock and connect, if it is known to what. Raises StoreBusy for a second start."""
        await self._hold_folder()
        if self._options.start is Start.MICROSOFT:
            account_id = await self._way_in.account_at_start()
            if account_id is not None:
                await self._connect(self._options.ways.microsoft(account_id), account_id)
        elif self._options.start is Start.SANDBOX:
            await self._connect(self._options.ways.sandbox())
            await self._create_first_requests()

    async def _hold_folder(self) -> None:
        """Its lock, as soon as one that is ending has let go of it. Raises StoreBusy."""
        until_s = time.monotonic() + ONE_MAY_END_S
        while True:
            try:
                self._locks.enter_context(self._options.ways.hold())
                return
            except StoreBusy:
                if time.monotonic() > until_s:
                    raise
            await asyncio.sleep(LOOK_EVERY_S)

    async def close(self) -> None:
        """Give the pass under way a moment to finish, then let everything go."""
        await self._disconnect()
        await self._locks.aclose()

    async def _connect(
        self, way: AbstractAsyncContextManager[Agent], account_id: str = "", account: Account | None = None
    ) -> None:
        """Work with this agent instead of the one before, which goes on if the new one cannot be had.

        `account` is who that is, where it was asked already.
        """
        async with AsyncExitStack() as connection:
            agent = await connection.enter_async_context(way)
            if agent.sandbox:
                await agent.know_account()
            elif account is not None:
                await agent.runner.keep_account(account)
            await self._disconnect()
            self._connection = connection.pop_all()
        self._agent, self._account_id = agent, account_id
        self._stop = asyncio.Event()
        named = agent.settings
        self._pace = Pace(self._options.pass_interval_s or named.pass_interval_s, named.sparing_interval_s)
        self._loop_task = asyncio.create_task(agent.runner.run(self._stop, self._interval_s, self._changed))
        self._changed()

    def heed(self, surroundings: Surroundings) -> None:
        """Look for news as often as the computer and its network bear, and at once when they are back."""
        self._surroundings, self._conditions = surroundings, surroundings.conditions()
        surroundings.on_change(self._on_surroundings)

    def _interval_s(self) -> float:
        conditions = self._surroundings.conditions() if self._surroundings else Conditions()
        return self._pace.interval_s(conditions)

    def _on_surroundings(self) -> None:
        assert self._surroundings is not None
        before, self._conditions = self._conditions, self._surroundings.conditions()
        if self._agent is not None and is_worth_a_look(before, self._conditions):
            self._agent.runner.wake()

    async def _disconnect(self) -> None:
        self._stop.set()
        if self._agent is not None and self._loop_task is not None:
            await self._agent.runner.end()
            await asyncio.gather(self._loop_task, return_exceptions=True)
        self._loop_task, self._agent, self._account_id = None, None, ""
        await self._connection.aclose()
        self._connection = AsyncExitStack()

    async def _create_first_requests(self) -> None:
        shown = await self.overview()
        has_some = shown.pending or shown.confirmed or shown.needs_attention or shown.completed
        if self._options.first_requests is None or has_some:
            return
        for fields in self._options.first_requests(self.now()):
            await self.create(check_new_request(dict(fields)))

    # first start
    async def needs_welcome(self) -> bool:
        return self._agent is None

    async def choose_sandbox(self) -> None:
        async with self._coming_in:
            if self._agent is None:
                await self._connect(self._options.ways.sandbox())

    # signing in and out
    async def sign_in(self, login_hint: str = "") -> Account:
        """In the system browser; afterwards the sandbox, if one was open, is left for the real account."""
        async with self._way_in.consent_noted():
            name = await self._way_in.name_for(login_hint)
            return await self._come_in(await self._options.ways.door.sign_in(name))

    async def begin_code(self) -> CodeToType:
        async with self._way_in.consent_noted():
            return await self._options.ways.door.begin_code()

    async def finish_code(self, code: CodeToType) -> Account:
        async with self._way_in.consent_noted():
            return await self._come_in(await self._options.ways.door.finish_code(code))

    async def look_again(self) -> Account | None:
        async with self._way_in.consent_noted():
            account_id = await self._options.ways.door.look_again()
            return await self._come_in(account_id) if account_id else None

    async def known_accounts(self) -> Sequence[KnownAccount]:
        return await self._options.ways.door.known_accounts()

    async def use_account(self, account_id: str) -> Account:
        async with self._way_in.consent_noted():
            return await self._come_in(account_id)

    async def go_on_without_saving(self) -> None:
        self._options.ways.door.go_on_without_saving()

    async def sign_out(self) -> None:
        """Nothing is read or sent any more when this returns, even if the service could not be told."""
        async with self._coming_in:  # nobody comes in meanwhile
            account_id = self._account_id
            await self._disconnect()
            try:
                await self._way_in.sign_out(account_id)
            finally:
                self._changed()

    async def folder_owner(self) -> str:
        owner = await self._way_in.owner()
        return owner.address if owner else ""

    async def consent_wait(self) -> ConsentWait | None:
        return await asyncio.to_thread(self._options.ways.consent.read)

    async def note_consent_asked(self, address: str) -> ConsentWait:
        return await asyncio.to_thread(self._options.ways.consent.asked, address, self.now())

    async def _come_in(self, account_id: str) -> Account:
        """Work with who was proposed, after asking Microsoft who that is. Whatever is wrong about it, the
        agent that runs and its account are as they were."""
        async with self._coming_in:
            running = self._agent if self._agent and not self._agent.sandbox else None
            owner = await (running.desk.account() if running else self._way_in.owner())
            account = await self._way_in.checked(account_id, owner)
            await to_the_end(self._go_on_as(account_id, account, running))
            return account

    async def _go_on_as(self, account_id: str, account: Account, running: Agent | None) -> None:
        if running is not None and self._account_id == account_id:
            await running.runner.keep_account(account)
        else:
            await self._connect(self._options.ways.microsoft(account_id), account_id, account)
        await self._way_in.settled(account_id)
        self._act()
