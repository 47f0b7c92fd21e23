"""The way in: which account, what leaves the computer, and what to do where something is in the way.

Knows no Qt. Cancelling a coroutine of the presenter is how the rep stops it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from ui.welcome.consent import STILL_WAITING, consent_page
from ui.welcome.pages import Choice, ConsentPage, Heading, KeyringPage, Told
from ui.welcome.words import (
    ASKING_FOR_CODE,
    CODE_OVER,
    LOOKING_FOR_CONSENT,
    STOPPED,
    WAITING,
    first_heading,
    keyring_page,
    signed_out_heading,
    time_left,
    told_of,
)
from xforce_desktop.errors import AdminConsentNeeded, KeyringError, NoBrowser, SignInNeeded, XForceError
from xforce_desktop.ports import Account
from xforce_desktop.scheduling.desk import RepDesk
from xforce_desktop.scheduling.sign_in_desk import CodeToType, ConsentWait, KnownAccount

TICK_S = 1.0


class WelcomeView(Protocol):
    """What the presenter tells the widget."""

    def show_heading(self, heading: Heading) -> None: ...

    def show_choice(self, choice: Choice) -> None: ...

    def show_waiting(self, message: str, *, offers_code: bool = False) -> None: ...

    def show_code(self, code: CodeToType) -> None: ...

    def show_time_left(self, words: str) -> None: ...

    def show_code_over(self, told: Told) -> None: ...

    def show_consent(self, page: ConsentPage) -> None: ...

    def show_keyring(self, page: KeyringPage) -> None: ...


class WelcomePresenter:
    """Leads in; `on_ready` follows once there is an account. One way is gone at a time: a new one ends the
    one before, which then says nothing more."""

    def __init__(
        self, desk: RepDesk, view: WelcomeView, *, on_ready: Callable[[Account | None], None]
    ) -> None:
        self._desk = desk
        self._view = view
        self._on_ready = on_ready
        self._hint = ""
        self._again: Callable[[], Awaitable[None]] = self.sign_in
        self._accounts: Sequence[KnownAccount] = ()
        self._wait: ConsentWait | None = None
        self._ways_begun = 0

    async def begin(self, told: Told | None = None) -> None:
        """The first page of a start: a consent that was asked for is tried once by itself."""
        self._hint = await self._desk.folder_owner()
        self._view.show_heading(signed_out_heading(self._hint) if self._hint else first_heading())
        self._wait = await self._desk.consent_wait()
        if self._wait is None:
            await self._show_choice(told)
        elif self._wait.asked_at is None:
            self._show_consent()
        else:
            await self._look_again()

    async def open(self, heading: Heading, login_hint: str = "") -> None:
        """The page over a program that runs: somebody else, or the same again."""
        self._hint = login_hint
        self._view.show_heading(heading)
        await self._show_choice(None)

    async def open_consent(self, heading: Heading, address: str, login_hint: str = "") -> None:
        """The same where it is known already that an administrator has to agree."""
        self._hint = login_hint
        self._view.show_heading(heading)
        self._wait = await self._desk.consent_wait()
        if self._wait is None or self._wait.address != address:
            self._wait = ConsentWait(address)
        self._show_consent()

    async def sign_in(self) -> None:
        """In the system browser; where there is none, with a code."""
        self._again = self.sign_in
        await self._by(lambda: self._desk.sign_in(self._hint), WAITING, offers_code=True)

    async def use_code(self) -> None:
        """With a code that is typed on another device, or in a browser that the rep opens."""
        self._again = self.use_code
        way = self._begin_way()
        self._view.show_waiting(ASKING_FOR_CODE)
        try:
            code = await self._desk.begin_code()
            self._view.show_code(code)
            account = await self._finish(code)
        except asyncio.CancelledError:
            self._on_stopped(way)
            raise
        except XForceError as error:
            await self._show_trouble(error)
            return
        if account is not None:
            self._on_ready(account)

    async def use_account(self, account_id: str) -> None:
        """Go on with an account whose sign-in is kept here."""
        await self._by(lambda: self._desk.use_account(account_id), "Opening your account…")

    async def explore(self) -> None:
        """Use the built-in sandbox."""
        self._view.show_waiting("Setting the sandbox up…")
        try:
            await self._desk.choose_sandbox()
        except XForceError as error:
            await self._show_choice(told_of(error))
            return
        self._on_ready(await self._desk.account())

    async def go_on_without_saving(self) -> None:
        """The rep agrees to sign in anew after each start."""
        await self._desk.go_on_without_saving()
        await self._again()

    async def try_again(self) -> None:
        """The same way once more: after a keyring was unlocked, or a code ran out."""
        await self._again()

    async def try_consent(self) -> None:
        """Whether the administrator has agreed by now."""
        await self._look_again()

    async def note_asked(self, address: str) -> None:
        """The rep passed the page on."""
        self._wait = await self._desk.note_consent_asked(address)
        self._show_consent()

    async def show_ways(self) -> None:
        """Back to the ways in."""
        await self._show_choice(None)

    async def _look_again(self) -> None:
        self._again = self.sign_in
        await self._by(self._allowed_by_now, LOOKING_FOR_CONSENT, self._show_consent)

    async def _allowed_by_now(self) -> Account:
        """Whoever is signed in already needs no page for it; only for nobody the browser is opened."""
        account = await self._desk.look_again()
        if account is None:
            self._view.show_waiting(WAITING, offers_code=True)
            account = await self._desk.sign_in(self._hint)
        return account

    async def _by(
        self,
        sign_in: Callable[[], Awaitable[Account]],
        words: str,
        on_stop: Callable[[], None] | None = None,
        *,
        offers_code: bool = False,
    ) -> None:
        way = self._begin_way()
        self._view.show_waiting(words, offers_code=offers_code)
        try:
            account = await sign_in()
        except asyncio.CancelledError:
            self._on_stopped(way, on_stop)
            raise
        except NoBrowser:
            await self.use_code()
            return
        except XForceError as error:
            await self._show_trouble(error)
            return
        self._on_ready(account)

    async def _finish(self, code: CodeToType) -> Account | None:
        """Wait until it was typed; None if it was not, which is said."""
        loop = asyncio.get_running_loop()
        ends_s = loop.time() + code.good_for_s
        ticking = asyncio.create_task(self._count_down(ends_s))
        try:
            return await self._desk.finish_code(code)
        except (AdminConsentNeeded, KeyringError):
            raise
        except XForceError as error:
            self._view.show_code_over(CODE_OVER if loop.time() >= ends_s else told_of(error))
            return None
        finally:
            ticking.cancel()

    async def _count_down(self, ends_s: float) -> None:
        loop = asyncio.get_running_loop()
        while (left_s := ends_s - loop.time()) > 0:
            self._view.show_time_left(time_left(left_s))
            await asyncio.sleep(min(TICK_S, left_s))

    def _begin_way(self) -> int:
        self._ways_begun += 1
        return self._ways_begun

    def _on_stopped(self, way: int, on_stop: Callable[[], None] | None = None) -> None:
        if way != self._ways_begun:
            return
        if on_stop is not None:
            on_stop()
        else:
            self._view.show_choice(Choice(STOPPED, self._accounts))

    async def _show_trouble(self, error: XForceError) -> None:
        if isinstance(error, AdminConsentNeeded):
            self._wait = await self._desk.consent_wait() or ConsentWait(error.address)
            self._show_consent(STILL_WAITING if self._wait.asked_at else None)
        elif isinstance(error, KeyringError):
            self._view.show_keyring(keyring_page(error))
        else:
            await self._show_choice(told_of(error))

    def _show_consent(self, told: Told | None = None) -> None:
        if self._wait is not None:
            self._view.show_consent(consent_page(self._wait, self._desk.now(), told=told))

    async def _show_choice(self, told: Told | None) -> None:
        try:
            self._accounts = await self._desk.known_accounts()
        except XForceError as error:
            self._accounts = ()
            if self._hint and isinstance(error, SignInNeeded):  # IT has taken the application away
                told = told or told_of(error)  # all else is told as soon as a way is taken
        self._view.show_choice(Choice(told, self._accounts))
