"""Sign-in with Microsoft: the system browser with PKCE, or a device code; afterwards tokens without a word.

MSAL blocks, its constructor too, so everything runs in threads. They are daemons: neither a sign-in that
nobody finishes nor a keyring that nobody unlocks keeps the program from ending.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from sync.answers import translated
from sync.daemon import in_daemon
from sync.errors import AdminConsentNeeded
from sync.graph.account_tokens import AccountTokens, OnlyAccountTokens
from sync.graph.chosen_account import ChosenAccount
from sync.graph.device_code import DeviceCode, when_typed
from sync.graph.identity_http import IdentityHttp
from sync.graph.msal_access import MsalAccess, SignedIn, named_in
from sync.graph.permissions import FIRST, SCOPES
from sync.graph.redirect import RedirectListener
from sync.graph.refusals import Answer, is_no
from sync.graph.sign_in_page import DOING, SignInPage
from sync.graph.token_cache import TokenCache
from xforce_desktop.errors import OutsideError, SignInNeeded

__all__ = ["ANY_TENANT", "SCOPES", "DeviceCode", "MsalSignIn", "SignedIn"]

log = logging.getLogger(__name__)

ANY_TENANT = "organizations"
BROWSER_TIMEOUT_S = 300


class MsalSignIn:
    """Signing in, and which of the accounts is used; a `TokenSource` for `GraphClient`.

    `account_id`, or else `choice`, says which of several accounts is used; without either it is the only one,
    or the first. Whoever signs in is used from then on, and `choice` keeps that. Who must not notice any of
    this takes `tokens_for` one account. `show_address` is told the address to open when this computer has no
    browser.

    Little is asked for first, which the rep can allow alone; then all. Where that takes an administrator, the
    account is signed in all the same and `is_pending` until the tokens, which go on asking, are given.

    `is_checked_first`: whoever signs in is only proposed; `choose` keeps it, or `turn_away` undoes it.
    """

    def __init__(
        self,
        cache: TokenCache,
        *,
        client_id: str,
        tenant: str = ANY_TENANT,
        account_id: str = "",
        http: IdentityHttp | None = None,
        browser_timeout_s: float = BROWSER_TIMEOUT_S,
        show_address: Callable[[str], None] | None = None,
        choice: ChosenAccount | None = None,
        use_broker: bool = False,
        is_checked_first: bool = False,
    ) -> None:
        self._access = MsalAccess(cache, client_id, tenant, http, use_broker=use_broker)
        self._choice = choice
        self._is_checked_first = is_checked_first
        self._known_before: frozenset[str] = frozenset()  # who was signed in here when the page was opened
        self._account_id = account_id or (choice.read() if choice else "")
        self._page = SignInPage(self._access, browser_timeout_s, show_address)
        self._tokens: dict[str, AccountTokens] = {}

    @property
    def account_id(self) -> str:
        """Of the account in use; empty if none was chosen and none was needed yet."""
        return self._account_id

    @property
    def is_pending(self) -> bool:
        """Whether, as far as is known, the account in use waits for an administrator's consent."""
        return self.tokens_for(self._account_id).is_pending

    @property
    def is_saved(self) -> bool:
        """Whether the sign-in outlives the program."""
        return self._access.cache.is_saved

    def missing_functions(self) -> tuple[str, ...]:
        """What does not work for lack of its permission, in words; known after the first token."""
        return self.tokens_for(self._account_id).missing_functions()

    def tokens_for(self, account_id: str) -> AccountTokens:
        """Those of this account for good; needs neither network nor keyring."""
        return self._tokens.setdefault(account_id, AccountTokens(self._access, account_id))

    def tokens_of_the_only_one(self) -> OnlyAccountTokens:
        """For a start before it can be read who that is."""
        return OnlyAccountTokens(self._access)

    async def accounts(self) -> tuple[SignedIn, ...]:
        """Everybody signed in here; empty if nobody is. Works offline."""
        return await in_daemon(self._access.accounts)

    async def account(self) -> SignedIn | None:
        """The one in use; None if nobody is signed in, or the chosen one no more. Works offline."""
        return await in_daemon(self._signed_in)

    async def sign_in(self, login_hint: str = "", *, parent_window: int | None = None) -> SignedIn:
        """In the system browser, or in the broker's window above `parent_window`; cancel the task to give up.

        Raises SignInNeeded (not finished in time, refused) or AdminConsentNeeded: then the account may be
        signed in, see `is_pending`.
        """
        listener = RedirectListener()
        try:
            return await in_daemon(lambda: self._in_steps(login_hint, listener, parent_window))
        finally:
            listener.cancel()

    async def begin_device_code(self) -> DeviceCode:
        """For where no browser can be opened: the rep uses another device. Then `finish_device_code`.

        While consent is pending all is asked for, so that a rep who may allow it does so there.
        """
        return await in_daemon(self._begin_device_code)

    async def finish_device_code(self, device: DeviceCode) -> SignedIn:
        """Wait until the rep has typed the code; cancel the task to give up. Raises as `sign_in`."""
        try:
            return await in_daemon(lambda: when_typed(self._access, device, self._completed))
        finally:
            device.flow["expires_at"] = 0  # ends MSAL's polling

    async def token(self, claims: str = "") -> str:
        """An access token, renewed if it must be. Raises SignInNeeded if that takes the rep."""
        return await in_daemon(lambda: self._token(claims))

    async def look_again(self) -> bool:
        """Ask Microsoft now what is allowed; whether that is enough. Raises SignInNeeded, TemporaryError."""
        return await (await in_daemon(self._needed)).look_again()

    async def sign_out(self) -> None:
        """Forget the account on this computer; with the last one goes the saved cache. Works offline."""
        await in_daemon(self._sign_out)

    async def forget(self, account_id: str) -> None:
        """Sign this one out, be it in use or not. Works offline."""
        await in_daemon(lambda: self._forget(account_id))

    def close(self) -> None:
        """Let go of the network. The sign-in stays."""
        self._access.close()

    def choose(self, account_id: str) -> None:
        """Use another of the accounts from now on; kept for the next start. Blocks. Raises SignInNeeded."""
        found = next((one for one in self._access.accounts() if one.account_id == account_id), None)
        if found is None:
            raise SignInNeeded("This account is signed out", "Sign in to Microsoft.")
        self._use(found)

    def turn_away(self, account_id: str) -> None:
        """Go on as before this one was proposed; who was not signed in here then, is not any more. Blocks."""
        with self._access.lock:
            self._account_id = self._choice.read() if self._choice else ""
            if account_id not in self._known_before and account_id != self._account_id:
                self._access.remove(account_id)
                self.tokens_for(account_id).begin_anew()

    def admin_consent_address(self) -> str:
        """The page on which an administrator allows the app for everybody."""
        return self._access.admin_consent_address()

    def _in_use(self) -> AccountTokens | None:
        """Those of the account in use: without a choice the first one, which it then remains."""
        with self._access.lock:
            accounts = self._access.accounts()
            if not self._account_id and accounts:
                self._account_id = accounts[0].account_id
            is_there = any(one.account_id == self._account_id for one in accounts)
            return self.tokens_for(self._account_id) if is_there else None

    def _needed(self) -> AccountTokens:
        tokens = self._in_use()
        if tokens is None:
            raise SignInNeeded("You are signed out", "Sign in to Microsoft.")
        return tokens

    def _token(self, claims: str) -> str:
        return self._needed().silent(claims)

    def _in_steps(self, login_hint: str, listener: RedirectListener, parent_window: int | None) -> SignedIn:
        """First who it is, then, if it was not granted along with that, everything."""
        self._note_known()
        with listener:
            first = self._page.answer(FIRST, login_hint, listener, parent_window)
            if first is None:
                raise SignInNeeded("The sign-in was not finished", "Try again when you are ready.")
            who = self._accepted(first)
            try:
                self.tokens_for(who.account_id).silent(anew=True)
            except AdminConsentNeeded:
                second = self._page.answer(SCOPES, who.address, listener, parent_window)
                if second is None or is_no(second):
                    raise
                who = self._completed(second)
        return who

    def _begin_device_code(self) -> DeviceCode:
        self._note_known()
        scopes = SCOPES if self._waits_for_more() else FIRST
        with self._access.lock, translated(DOING):
            app = self._access.application().client
            flow = app.initiate_device_flow(list(scopes), claims_challenge=self._access.claims or None)
        if "user_code" not in flow:
            raise self._access.refused(flow)
        return DeviceCode(flow["user_code"], flow["verification_uri"], str(flow.get("message") or ""), flow)

    def _note_known(self) -> None:
        self._known_before = frozenset(one.account_id for one in self._access.accounts())

    def _waits_for_more(self) -> bool:
        """Whether somebody is signed in to whom not enough is allowed; Microsoft is asked if need be."""
        tokens = self._in_use()
        if tokens is None:
            return False
        if not tokens.is_known:
            try:
                tokens.silent()
            except OutsideError as error:
                log.info("Nothing is known of what is allowed: %s", error.title)
        return tokens.is_pending

    def _completed(self, answer: Answer) -> SignedIn:
        """Who has signed in. Raises AdminConsentNeeded if that is not enough to arrange meetings."""
        who = self._accepted(answer)
        self.tokens_for(who.account_id).silent(anew=True)  # a token from before may have been revoked
        return who

    def _accepted(self, answer: Answer) -> SignedIn:
        """Who has signed in; keeps the sign-in if it may be kept."""
        access = self._access
        if "access_token" not in answer:
            raise access.refused(answer)
        access.claims = ""
        with access.lock:
            access.cache.save()
            signed_in = named_in(answer, access.accounts())
            if self._is_checked_first:
                self._account_id = signed_in.account_id
            else:
                self._use(signed_in)
            self.tokens_for(signed_in.account_id).begin_anew()  # its answer may come from the cache
        return signed_in

    def _use(self, account: SignedIn | None) -> None:
        """Go on with this account, now and at the next start."""
        self._account_id = account.account_id if account else ""
        if self._choice is None:
            return
        if account is None:
            self._choice.forget()
        elif self.is_saved:
            self._choice.write(account.account_id, account.address)

    def _signed_in(self) -> SignedIn | None:
        tokens = self._in_use()
        accounts = self._access.accounts() if tokens else ()
        return next((one for one in accounts if tokens and one.account_id == tokens.account_id), None)

    def _sign_out(self) -> None:
        with self._access.lock:
            tokens = self._in_use()
            self._access.remove(tokens.account_id if tokens else "")
            self._use(None)

    def _forget(self, account_id: str) -> None:
        with self._access.lock:
            self._access.remove(account_id)
            self.tokens_for(account_id).begin_anew()
            if self._account_id == account_id:
                self._use(None)
