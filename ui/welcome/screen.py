"""The sign-in page at work: its clicks become the presenter's coroutines, one at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import QObject

from ui.asking import Ask, Question
from ui.bridge import Bridge
from ui.welcome.pages import Choice, Told
from ui.welcome.presenter import WelcomePresenter
from ui.welcome.view import WelcomeWidget
from ui.welcome.words import SIGN_OUT_TEXT, SIGN_OUT_TITLE, again_heading, leave_sandbox_heading
from xforce_desktop.ports import Account
from xforce_desktop.scheduling.desk import RepDesk

SLOT = "welcome"  # of the bridge: what is begun there ends what was begun before


class SignInScreen(QObject):
    """Puts page, presenter and bridge together for the window.

    `on_in` follows when there is an account, `on_show` when the page is to be seen, `on_back` when the rep
    leaves it as it is.
    """

    def __init__(
        self,
        bridge: Bridge,
        desk: RepDesk,
        *,
        ask: Ask,
        on_in: Callable[[], None],
        on_show: Callable[[], None],
        on_back: Callable[[], None],
    ) -> None:
        super().__init__()
        self.page = WelcomeWidget()
        self._bridge, self._desk, self._ask = bridge, desk, ask
        self._on_show, self._on_back = on_show, on_back
        self._presenter = WelcomePresenter(desk, self.page, on_ready=lambda account: on_in())
        self._running: asyncio.Task[None] | None = None
        self._connect()

    async def begin(self, told: Told | None = None) -> None:
        """The page of a start without an account. A consent that is awaited is tried by itself."""
        self._on_show()
        self._start(self._presenter.begin(told))

    def show_trouble(self, told: Told) -> None:
        """Something nobody expected went wrong on the page."""
        self.page.show_choice(Choice(told))

    def open_again(self) -> None:
        """Over the meetings: the same account once more, or the way out of the sandbox."""
        self._start(self._open())

    async def sign_out(self) -> None:
        """Ask, sign out and show the page."""
        if await self._ask(Question(SIGN_OUT_TITLE, SIGN_OUT_TEXT, "Sign out", "Stay signed in")):
            self._stop()  # a page that is still at it
            try:
                await self._desk.sign_out()
            finally:
                await self.begin()

    async def _open(self) -> None:
        state = self._desk.sync_state()
        if state.is_sandbox:
            self._on_show()
            await self._presenter.open(leave_sandbox_heading(), await self._desk.folder_owner())
            return
        account: Account | None = await self._desk.account()
        owner = account.address if account else await self._desk.folder_owner()
        self._on_show()
        if state.consent_address:
            await self._presenter.open_consent(again_heading(owner), state.consent_address, owner)
        else:
            await self._presenter.open(again_heading(owner), owner)

    def _connect(self) -> None:
        page, presenter = self.page, self._presenter
        page.sign_in_wanted.connect(lambda: self._start(presenter.sign_in()))
        page.code_wanted.connect(lambda: self._start(presenter.use_code()))
        page.sandbox_wanted.connect(lambda: self._start(presenter.explore()))
        page.account_wanted.connect(lambda account_id: self._start(presenter.use_account(account_id)))
        page.unsaved_wanted.connect(lambda: self._start(presenter.go_on_without_saving()))
        page.again_wanted.connect(lambda: self._start(presenter.try_again()))
        page.consent_again_wanted.connect(lambda: self._start(presenter.try_consent()))
        page.consent_asked.connect(lambda address: self._start(presenter.note_asked(address)))
        page.ways_wanted.connect(lambda: self._start(presenter.show_ways()))
        page.stop_wanted.connect(self._stop)
        page.back_wanted.connect(self._leave)

    def _start(self, work: Coroutine[Any, Any, object]) -> None:
        self._running = self._bridge.start(work, replaces=SLOT)

    def _stop(self) -> None:
        if self._running is not None:
            self._running.cancel()

    def _leave(self) -> None:
        self._stop()
        self._on_back()
