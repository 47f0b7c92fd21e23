"""The rep's way to Microsoft and back: one sign-in object for as long as the program runs.

It tells before the browser opens that the sign-in could not be kept, not after.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from sync.credentials import Secrets
from xforce_desktop.errors import NoBrowser
from xforce_desktop.scheduling.sign_in_desk import CodeToType, KnownAccount

if TYPE_CHECKING:
    from sync.graph.auth import DeviceCode, MsalSignIn
    from sync.graph.token_cache import TokenCache

_PROBE = "availability"


class SignInDoor:
    """Signs in and out. `open_sign_in` makes the real thing over the cache that it is given."""

    def __init__(
        self,
        cache: TokenCache,
        secrets: Secrets,
        open_sign_in: Callable[[TokenCache, Callable[[str], None]], MsalSignIn],
    ) -> None:
        self._cache = cache
        self._secrets = secrets
        self._open_sign_in = open_sign_in
        self._made: MsalSignIn | None = None
        self._codes: dict[str, DeviceCode] = {}
        self._chosen = self._before = ""
        self._is_new = False

    @property
    def tokens(self) -> MsalSignIn:
        """Where Graph gets its tokens. Raises SignInNeeded if IT has not named the application."""
        if self._made is None:
            self._made = self._open_sign_in(self._cache, _no_browser)
        return self._made

    async def sign_in(self, login_hint: str = "") -> None:
        """In the system browser. Raises KeyringError, NoBrowser and what MSAL's errors become."""
        tokens = self.tokens
        await self._check_keyring()
        signed_in = await tokens.sign_in(login_hint)
        self._use(signed_in.account_id, is_new=True)

    async def begin_code(self) -> CodeToType:
        tokens = self.tokens
        await self._check_keyring()
        device = await tokens.begin_device_code()
        self._codes = {device.code: device}  # an older one is given up
        return CodeToType(device.code, device.url, float(device.flow.get("expires_in", 900)))

    async def finish_code(self, code: CodeToType) -> None:
        signed_in = await self.tokens.finish_device_code(self._codes[code.code])
        self._use(signed_in.account_id, is_new=True)

    async def known_accounts(self) -> Sequence[KnownAccount]:
        return tuple(KnownAccount(one.account_id, one.address) for one in await self.tokens.accounts())

    def choose(self, account_id: str) -> None:
        self._use(account_id, is_new=False)
        self.tokens.choose(account_id)

    async def undo(self) -> None:
        """Let the one from before go on; who has only just signed in is forgotten."""
        if self._is_new:
            await self.tokens.sign_out()
        self._chosen = self._before
        self.tokens.choose(self._chosen)

    async def sign_out(self) -> None:
        await self.tokens.sign_out()
        self._chosen = self._before = ""

    def go_on_without_saving(self) -> None:
        self._cache.keep_in_memory()

    def _use(self, account_id: str, *, is_new: bool) -> None:
        self._before, self._chosen, self._is_new = self._chosen, account_id, is_new

    async def _check_keyring(self) -> None:
        if self._cache.is_saved:
            await asyncio.to_thread(self._secrets.get, _PROBE)


def _no_browser(address: str) -> None:
    raise NoBrowser("No browser could be opened", "Sign in with a code on another device.")
