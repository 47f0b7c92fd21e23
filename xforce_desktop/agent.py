"""Everything behind one account, as the command line, the demo and the screens see it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from xforce_desktop.clock import Clock
from xforce_desktop.ports import Account, Calendar, Mail, Texting
from xforce_desktop.scheduling.briefs import BriefDesk
from xforce_desktop.scheduling.desk import SyncStatus, SyncTrouble
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.rep_desk import RepDeskService
from xforce_desktop.scheduling.store_thread import StoreThread
from xforce_desktop.settings import Settings


@dataclass(frozen=True)
class PassReport:
    """What one pass did. `due_next` is when something is really due, None if nothing is pending."""

    now: datetime
    received: int
    sent: int
    due_next: datetime | None


class Background(Protocol):
    """The loop that does the work."""

    status: SyncStatus
    detail: str
    trouble: SyncTrouble | None
    advice: str
    consent_address: str
    last_pass_at: datetime | None
    trouble_since: datetime | None

    @property
    def is_trouble_noted(self) -> bool: ...

    async def learn_account(self) -> Account: ...

    async def keep_account(self, account: Account) -> None:
        """Who the rep is, as the directory has just told."""
        ...

    async def tick(self) -> PassReport:
        """One pass. Raises OutsideError if the outside cannot be reached."""
        ...

    async def run(
        self, stop: asyncio.Event, interval_s: Callable[[], float], after_pass: Callable[[], None]
    ) -> None: ...

    def wake(self) -> None: ...

    async def end(self) -> None:
        """To be called before the store is closed: another computer may work with it at once."""
        ...


class SandboxControls(Protocol):
    """What can be done with a sandbox beside what Microsoft offers."""

    def now(self) -> datetime: ...

    async def set(self, now: datetime) -> datetime: ...

    async def advance_to(self, moment: datetime, beyond_s: float = 0) -> datetime: ...

    async def write_as_rep(self, message: bytes) -> None: ...


@dataclass(frozen=True)
class Agent:
    """One account with its store and its loop, put together. `sandbox` is None for a real account."""

    settings: Settings
    clock: Clock
    engine: Engine
    desk: RepDeskService
    runner: Background
    thread: StoreThread
    mail: Mail
    calendar: Calendar
    sandbox: SandboxControls | None
    briefs: BriefDesk
    texting: Texting | None = None  # None: nobody is texted

    async def know_account(self) -> Account:
        """The account, asked of the directory the first time."""
        return await self.desk.account() or await self.runner.learn_account()
