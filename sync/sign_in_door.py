"""The rep's way to Microsoft and back: one sign-in object for as long as the program runs.

Whoever signs in is only proposed: `who_is` asks Microsoft with that account's own tokens, and `accept` makes
it the one of the next start. What cannot be kept is told before the browser opens, not after.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from sync.credentials import KeyringError, Secrets
from sync.daemon import in_daemon
from xforce_desktop.errors import AdminConsentNeeded, NoBrowser, SignInNeeded, TemporaryError, XForceError
from xforce_desktop.ports import Account, Directory
from xforce_desktop.scheduling.sign_in_desk import CodeToType, KnownAccount

if TYPE_CHECKING:
    from sync.graph.auth import DeviceCode, MsalSignIn, SignedIn
    from sync.graph.chosen_account import ChosenAccount
    from sync.graph.http import GraphClient, TokenSource
    from sync.graph.token_cache import TokenCache

log = logging.getLogger(__name__)

_PROBE = "availability"


class SignInDoor:
    """Signs in and out. `open_sign_in` makes the real thing over the cache that it is given, and is not to
    keep a choice: that is done here. `open_graph` makes what asks Microsoft with somebody's tokens."""

    def __init__(
        self,
        cache: TokenCache,
        secrets: Secrets,
        choice: ChosenAccount,
        open_sign_in: Callable[[TokenCache, Callable[[str], None]], MsalSignIn],
        open_graph: Callable[[TokenSource], GraphClient],
    ) -> None:
        self._cache = cache
        self._secrets = secrets
        self._choice = choice
        self._open_sign_in = open_sign_in
        self._open_graph = open_graph
        self._opening = threading.Lock()
        self._made: MsalSignIn | None = None
        self._codes: dict[str, DeviceCode] = {}
        self._unproven: set[str] = set()  # came in by this page and were not accepted yet
        self._before: set[str] | None = None  # who was kept here when the page was opened that is under way
        self._waiting = ""  # who was told last that an administrator is needed

    async def sign_in(self, login_hint: str = "") -> str:
        """In the system browser. Raises KeyringError, NoBrowser and what MSAL's errors become."""
        made = await self._opened()
        await self._check_keyring()
        return await self._proposed(made, lambda: made.sign_in(login_hint))

    async def begin_code(self) -> CodeToType:
        made = await self._opened()
        await self._check_keyring()
        device = await made.begin_device_code()
        self._codes = {device.code: device}  # an older one is given up
        return CodeToType(device.code, device.url, float(device.flow.get("expires_in", 900)))

    async def finish_code(self, code: CodeToType) -> str:
        made, device = await self._opened(), self._codes[code.code]
        return await self._proposed(made, lambda: made.finish_device_code(device))

    async def known_accounts(self) -> Sequence[KnownAccount]:
        accounts = await (await self._opened()).accounts()
        return tuple(KnownAccount(one.account_id, one.address) for one in accounts)

    async def chosen(self) -> str:
        return await asyncio.to_thread(self._choice.read)

    async def look_again(self) -> str:
        """Of who waits, or is chosen, or is the only one. Raises AdminConsentNeeded, TemporaryError."""
        made = await self._opened()
        known = [one.account_id for one in await made.accounts()]
        asked = self._waiting or await self.chosen() or (known[0] if len(known) == 1 else "")
        if asked not in known:
            return ""
        try:
            await in_daemon(made.tokens_for(asked).silent_anew)
        except AdminConsentNeeded:
            self._waiting = asked
            raise
        except SignInNeeded as error:
            log.info("Looking again needs a sign-in: %s", error.title)
            return ""
        return asked

    async def who_is(self, account_id: str) -> Account:
        """As Microsoft says with the account's own tokens."""
        graph, directory = await asyncio.to_thread(self._directory, await self.tokens_for(account_id))
        try:
            return await directory.me()
        finally:
            await graph.close()

    async def tokens_for(self, account_id: str) -> TokenSource:
        """Those of one account for good; for "" of the only one there will turn out to be."""
        made = await self._opened()
        return made.tokens_for(account_id) if account_id else made.tokens_of_the_only_one()

    async def accept(self, account_id: str) -> None:
        """Go on with this account at the next start too."""
        self._unproven.discard(account_id)
        self._waiting = ""
        if not self._cache.is_saved:
            return
        try:
            known = await self.known_accounts()
            address = next((one.address for one in known if one.account_id == account_id), "")
            await asyncio.to_thread(self._choice.write, account_id, address)
        except (OSError, XForceError) as error:  # the next start finds the folder's own account all the same
            log.warning("The choice of the account could not be kept: %s", error)

    async def reject(self, account_id: str) -> None:
        """Forget who came in by this page only; an account that was kept here before stays."""
        made = await self._opened()
        await self._note_newcomers(made)
        if account_id in self._unproven:
            await made.forget(account_id)
            self._unproven.discard(account_id)

    async def sign_out(self, account_id: str = "") -> None:
        """This account, or the one of the next start."""
        made = await self._opened()
        chosen = await self.chosen()
        known = [one.account_id for one in await made.accounts()]
        leaving = account_id or chosen or (known[0] if len(known) == 1 else "")
        await made.forget(leaving)
        await asyncio.to_thread(self._cache.forget_left_behind)
        if leaving == chosen:
            await asyncio.to_thread(self._choice.forget)

    def go_on_without_saving(self) -> None:
        self._cache.keep_in_memory()

    async def _proposed(self, made: MsalSignIn, sign_in: Callable[[], Awaitable[SignedIn]]) -> str:
        await self._note_newcomers(made)
        self._before = await self._ids(made)
        try:
            account_id = (await sign_in()).account_id
        except XForceError as error:
            await self._note_newcomers(made)
            if isinstance(error, AdminConsentNeeded) and made.is_pending:
                self._waiting = made.account_id
            raise
        await self._note_newcomers(made)
        return account_id

    async def _note_newcomers(self, made: MsalSignIn) -> None:
        """Who came in since the page was opened, also if the rep stopped it too late to keep them out."""
        if self._before is not None:
            self._unproven |= (await self._ids(made) or set()) - self._before
            self._before = None

    async def _ids(self, made: MsalSignIn) -> set[str] | None:
        """Who is kept here; None if that cannot be read."""
        try:
            return {one.account_id for one in await made.accounts()}
        except (KeyringError, TemporaryError) as error:  # told by what is tried next
            log.info("The accounts kept here cannot be read: %s", error.title)
            return None

    def _directory(self, tokens: TokenSource) -> tuple[GraphClient, Directory]:
        from sync.graph.directory import GraphDirectory

        graph = self._open_graph(tokens)
        return graph, GraphDirectory(graph)

    async def _opened(self) -> MsalSignIn:
        """Raises SignInNeeded if IT has not named the application."""
        return await asyncio.to_thread(self._open) if self._made is None else self._made

    def _open(self) -> MsalSignIn:
        with self._opening:
            made = self._made or self._open_sign_in(self._cache, _no_browser)
            self._made = made
            return made

    async def _check_keyring(self) -> None:
        if self._cache.is_saved:
            await in_daemon(lambda: self._secrets.get(_PROBE))


def _no_browser(address: str) -> None:
    raise NoBrowser("No browser could be opened", "Sign in with a code on another device.")
