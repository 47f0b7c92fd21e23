"""The first start: which account, and what leaves the computer. Knows no Qt."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol

from xforce_desktop.errors import XForceError
from xforce_desktop.ports import Account
from xforce_desktop.scheduling.desk import RepDesk

PITCH = "Arranges your meetings by email, from the first mail until they are held."
PRIVACY = (
    "Your mail and calendar stay with Microsoft, and this computer talks to Microsoft directly. "
    "Text messages go through Twilio, and only if you set up an account there. "
    "The text of answers is read by Claude at Anthropic too, and only if you set a key for it. "
    "Nothing else leaves this computer."
)
SANDBOX_NOTE = (
    "The sandbox plays Microsoft and a handful of prospects on this computer alone. "
    "No real mail is sent, and days can be skipped."
)
WAITING = "Sign in in the browser window that has opened. This page waits for you."
STOPPED = "The sign-in was stopped. Nothing was saved."


class WelcomeView(Protocol):
    """What the presenter tells the widget."""

    def show_choice(self, message: str, *, is_wrong: bool = False) -> None: ...

    def show_waiting(self, message: str) -> None: ...


class WelcomePresenter:
    """Leads through the first start; `on_ready` follows once there is an account."""

    def __init__(
        self, desk: RepDesk, view: WelcomeView, *, on_ready: Callable[[Account | None], None]
    ) -> None:
        self._desk = desk
        self._view = view
        self._on_ready = on_ready

    async def sign_in(self) -> None:
        """Sign in with Microsoft. Cancelling this coroutine is how the rep stops it."""
        self._view.show_waiting(WAITING)
        try:
            account = await self._desk.sign_in()
        except asyncio.CancelledError:
            self._view.show_choice(STOPPED)
            raise
        except XForceError as error:
            self._view.show_choice(f"{error.title} {error.advice}".strip(), is_wrong=True)
            return
        self._on_ready(account)

    async def explore(self) -> None:
        """Use the built-in sandbox."""
        self._view.show_waiting("Setting the sandbox up…")
        try:
            await self._desk.choose_sandbox()
        except XForceError as error:
            self._view.show_choice(f"{error.title} {error.advice}".strip(), is_wrong=True)
            return
        self._on_ready(await self._desk.account())
