"""The desktop app, put on its outside."""

from __future__ import annotations

import argparse
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from xforce_desktop.agent import Agent
from xforce_desktop.bootstrap.agents import agent_for
from xforce_desktop.bootstrap.connections import Connection, embedded_sandbox
from xforce_desktop.bootstrap.folders import SANDBOX_FOLDER, is_signed_in, only_one, owner_of
from xforce_desktop.bootstrap.sandboxes import sandbox_requests
from xforce_desktop.bootstrap.signing_in import sign_in_door
from xforce_desktop.consent_note import ConsentNote
from xforce_desktop.desktop import DesktopDesk, DesktopOptions, Start
from xforce_desktop.paths import data_folder
from xforce_desktop.settings import Settings, load_settings
from xforce_desktop.store.unit_of_work import FILE_NAME

if TYPE_CHECKING:
    from sync.sign_in_door import SignInDoor
    from xforce_desktop.ports import Account

DEMO_PASS_INTERVAL_S = 2.0
DEMO_CLOCK = "x300"
DEMO_STARTS_AT = datetime(2026, 6, 8, 13, tzinfo=UTC)  # a Monday, nine o'clock for the sandbox's rep


def run_desktop(args: argparse.Namespace) -> int:
    """The desktop app on the signed-in account, the named sandbox, or its welcome."""
    folder = data_folder(args.data)
    if args.sandbox:
        start = Start.SANDBOX
    elif is_signed_in(folder):
        start = Start.MICROSOFT
    elif (folder / FILE_NAME).exists():
        start = Start.WELCOME  # signed out: the requests wait for their rep
    else:
        start = Start.SANDBOX if (folder / SANDBOX_FOLDER).is_dir() else Start.WELCOME
    ways = _Ways(folder, load_settings(folder), (args.sandbox or "").rstrip("/"))
    return _run_app(DesktopOptions(ways, start), folder)


def run_desktop_demo(args: argparse.Namespace) -> int:
    """The desktop app on a fresh sandbox with requests under way; its days take minutes."""
    import tempfile

    with tempfile.TemporaryDirectory(prefix="xforce-demo-", ignore_cleanup_errors=True) as temporary:
        folder = Path(args.data) if args.data else Path(temporary)
        ways = _Ways(
            folder, load_settings(folder), "", args.seed, DEMO_CLOCK, DEMO_STARTS_AT, may_ask_model=False
        )
        options = DesktopOptions(
            ways,
            Start.SANDBOX,
            lambda now: sandbox_requests(args.seed, args.requests, now),
            DEMO_PASS_INTERVAL_S,
        )
        return _run_app(options, folder)


@dataclass(frozen=True)
class _Ways:
    """How the desktop reaches its two outsides."""

    folder: Path
    settings: Settings
    sandbox_url: str
    seed: int = 0
    sandbox_clock: str = "real"
    sandbox_start_at: datetime | None = None
    may_ask_model: bool = True

    def hold(self) -> AbstractContextManager[None]:
        return only_one(self.folder)

    @asynccontextmanager
    async def sandbox(self) -> AsyncIterator[Agent]:
        async with AsyncExitStack() as stack:
            folder, url = self.folder, self.sandbox_url
            if not url:
                folder = self.folder / SANDBOX_FOLDER
                embedded = embedded_sandbox(
                    folder, seed=self.seed, clock=self.sandbox_clock, start_at=self.sandbox_start_at
                )
                url = await stack.enter_async_context(embedded)
            connection = Connection(folder, url, may_ask_model=self.may_ask_model)
            yield await stack.enter_async_context(agent_for(connection, self.settings))

    @asynccontextmanager
    async def microsoft(self, account_id: str) -> AsyncIterator[Agent]:
        tokens = await self.door.tokens_for(account_id)
        async with agent_for(Connection(self.folder, sign_in=tokens), self.settings) as agent:
            yield agent

    @cached_property
    def door(self) -> SignInDoor:
        return sign_in_door(self.folder, self.settings)

    @property
    def consent(self) -> ConsentNote:
        return ConsentNote(self.folder)

    def folder_account(self) -> Account | None:
        return owner_of(self.folder)


def _run_app(options: DesktopOptions, folder: Path) -> int:
    from ui.app import run

    async def desk() -> DesktopDesk:
        return DesktopDesk(options)

    return run(desk, data_folder=folder)
