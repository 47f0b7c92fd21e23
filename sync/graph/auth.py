"""Sign-in with Microsoft: the system browser with PKCE, or a device code; afterwards tokens without a word.

MSAL blocks, its constructor too, so everything runs in threads. Those that wait for a person are daemons: a
sign-in nobody finishes does not keep the program from ending.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import webbrowser
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from sync.daemon import in_daemon
from sync.errors import AdminConsentNeeded, translated
from sync.graph.chosen_account import ChosenAccount
from sync.graph.identity_http import IdentityHttp
from sync.graph.msal_app import AUTHORITY, MsalApp, open_app
from sync.graph.permissions import FIRST, SCOPES, functions_without, granted_by, is_enough
from sync.graph.redirect import RedirectListener
from sync.graph.refusals import Answer, consent_needed, is_no, lacks_consent, refused
from sync.graph.token_cache import TokenCache, remove_account
from xforce_desktop.errors import OutsideError, SignInNeeded, XForceError

__all__ = ["ANY_TENANT", "SCOPES", "DeviceCode", "MsalSignIn", "SignedIn"]

log = logging.getLogger(__name__)

ANY_TENANT = "organizations"
BROWSER_TIMEOUT_S = 300
_DOING = "sign in to Microsoft"


@dataclass(frozen=True)
class SignedIn:
    """An account that has signed in on this computer."""

    account_id: str
    address: str


@dataclass(frozen=True)
class DeviceCode:
    """What the rep does elsewhere: open `url`, type `code`. `message` says so in Microsoft's words."""

    code: str
    url: str
    message: str
    flow: dict[str, Any] = field(repr=False)


class MsalSignIn:
    """Sign-in for one account at a time; a `TokenSource` for `GraphClient`.

    `account_id`, or else `choice`, says which of several accounts; without either it is the only one, or the
    first. `show_address` is told the address to open when this computer has no browser.

    Little is asked for first, which the rep can allow alone; then all. Where that takes an administrator, the
    account is signed in all the same and `is_pending` until the tokens, which go on asking, are given.
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
    ) -> None:
        self._cache = cache
        self._client_id = client_id
        self._tenant = tenant
        self._choice = choice
        self._account_id = account_id or (choice.read() if choice else "")
        self._http = http
        self._browser_timeout_s = browser_timeout_s
        self._show_address = show_address
        self._use_broker = use_broker
        self._app: MsalApp | None = None
        self._claims = ""
        self._granted: frozenset[str] | None = None  # None: not told yet
        self._is_pending = False
        self._one_at_a_time = threading.RLock()

    @property
    def is_pending(self) -> bool:
        """Whether, as far as is known, the account waits for an administrator's consent."""
        return self._is_pending

    @property
    def is_saved(self) -> bool:
        """Whether the sign-in outlives the program."""
        return self._cache.is_saved

    def missing_functions(self) -> tuple[str, ...]:
        """What does not work for lack of its permission, in words; known after the first token."""
        return () if self._granted is None else functions_without(set(SCOPES) - self._granted)

    async def accounts(self) -> tuple[SignedIn, ...]:
        """Everybody signed in here; empty if nobody is. Works offline."""
        return await asyncio.to_thread(self._accounts)

    async def account(self) -> SignedIn | None:
        """The one in use; None if nobody is signed in, or the chosen one no more. Works offline."""
        return await asyncio.to_thread(self._signed_in)

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
        return await asyncio.to_thread(self._begin_device_code)

    async def finish_device_code(self, device: DeviceCode) -> SignedIn:
        """Wait until the rep has typed the code; cancel the task to give up. Raises as `sign_in`."""
        try:
            return await in_daemon(lambda: self._by_device_code(device))
        finally:
            device.flow["expires_at"] = 0  # ends MSAL's polling

    async def token(self, claims: str = "") -> str:
        """An access token, renewed if it must be. Raises SignInNeeded if that takes the rep."""
        return await asyncio.to_thread(self._silent, claims)

    async def look_again(self) -> bool:
        """Ask Microsoft now what is allowed; whether that is enough. Raises SignInNeeded, TemporaryError."""
        try:
            await asyncio.to_thread(self._silent_anew)
        except AdminConsentNeeded:
            return False
        return True

    async def sign_out(self) -> None:
        """Forget the account on this computer; with the last one goes the saved cache. Works offline."""
        await asyncio.to_thread(self._sign_out)

    def close(self) -> None:
        """Let go of the network. The sign-in stays."""
        if self._http is not None:
            self._http.close()

    def choose(self, account_id: str) -> None:
        """Use another of the accounts from now on; kept for the next start."""
        self._use(next((one for one in self._accounts() if one.account_id == account_id), None))

    def admin_consent_address(self) -> str:
        """The page on which an administrator allows the app for everybody."""
        scope = " ".join(f"https://graph.microsoft.com/{name}" for name in SCOPES)
        asked = {"client_id": self._client_id, "scope": scope, "redirect_uri": "http://localhost"}
        return f"{AUTHORITY}/{self._tenant}/v2.0/adminconsent?{urlencode(asked)}"

    def _application(self) -> MsalApp:
        """Made late because that asks the network."""
        cache = self._cache.opened()
        if self._app is None:
            self._http = self._http or IdentityHttp()
            self._app = open_app(
                cache, self._http, self._client_id, self._tenant, use_broker=self._use_broker
            )
        return self._app

    def _accounts(self) -> tuple[SignedIn, ...]:
        with self._one_at_a_time:
            found = self._cache.opened().search("Account")
            users = {one["home_account_id"]: str(one.get("username") or "") for one in found}
        return tuple(SignedIn(account_id, name) for account_id, name in sorted(users.items()))

    def _in_steps(self, login_hint: str, listener: RedirectListener, parent_window: int | None) -> SignedIn:
        """First who it is, then, if it was not granted along with that, everything."""
        with listener:
            first = self._shown(FIRST, login_hint, listener, parent_window)
            if first is None:
                raise SignInNeeded("The sign-in was not finished", "Try again when you are ready.")
            who = self._accepted(first)
            try:
                self._silent("", anew=True)
            except AdminConsentNeeded:
                second = self._shown(SCOPES, who.address, listener, parent_window)
                if second is None or is_no(second):
                    raise
                who = self._completed(second)
        return who

    def _shown(
        self, scopes: Sequence[str], login_hint: str, listener: RedirectListener, parent_window: int | None
    ) -> Answer | None:
        """What comes of the page that Microsoft shows; None if it was not finished."""
        with self._one_at_a_time, translated(_DOING):
            app = self._application()
        if app.has_broker:
            return self._by_broker(app, scopes, login_hint, parent_window)
        return self._by_browser(app, scopes, login_hint, listener)

    def _by_broker(
        self, app: MsalApp, scopes: Sequence[str], login_hint: str, parent_window: int | None
    ) -> Answer | None:
        import msal

        try:
            with translated(_DOING):
                answer: Answer = app.client.acquire_token_interactive(
                    list(scopes),
                    prompt=None if login_hint else "select_account",
                    login_hint=login_hint or None,
                    timeout=self._browser_timeout_s,
                    claims_challenge=self._claims or None,
                    parent_window_handle=parent_window or app.client.CONSOLE_WINDOW_HANDLE,
                )
        except msal.BrowserInteractionTimeoutError:
            return None
        return answer

    def _by_browser(
        self, app: MsalApp, scopes: Sequence[str], login_hint: str, listener: RedirectListener
    ) -> Answer | None:
        with self._one_at_a_time, translated(_DOING):
            flow = app.client.initiate_auth_code_flow(
                list(scopes),
                redirect_uri=listener.url,
                prompt=None if login_hint else "select_account",
                login_hint=login_hint or None,
                claims_challenge=self._claims or None,
                response_mode="form_post",
            )
        listener.expect(flow["state"])
        self._show(flow["auth_uri"])
        fields = listener.wait(self._browser_timeout_s)
        if fields is None:
            return None
        with self._one_at_a_time, translated(_DOING):
            answer: Answer = app.client.acquire_token_by_auth_code_flow(flow, fields)
        return answer

    def _show(self, address: str) -> None:
        """Open the browser, or have somebody show the address."""
        if webbrowser.open(address):
            return
        if self._show_address is None:
            raise SignInNeeded("No browser could be opened", "Sign in with a code on another device.")
        self._show_address(address)

    def _begin_device_code(self) -> DeviceCode:
        scopes = SCOPES if self._waits_for_more() else FIRST
        with self._one_at_a_time, translated(_DOING):
            app = self._application().client
            flow = app.initiate_device_flow(list(scopes), claims_challenge=self._claims or None)
        if "user_code" not in flow:
            raise self._refused(flow)
        return DeviceCode(flow["user_code"], flow["verification_uri"], str(flow.get("message") or ""), flow)

    def _waits_for_more(self) -> bool:
        """Whether somebody is signed in to whom not enough is allowed; Microsoft is asked if need be."""
        if self._account() is not None and self._granted is None:
            try:
                self._silent("")
            except OutsideError as error:
                log.info("Nothing is known of what is allowed: %s", error.title)
        return self._is_pending

    def _by_device_code(self, device: DeviceCode) -> SignedIn:
        with translated(_DOING):
            answer = self._application().client.acquire_token_by_device_flow(device.flow)
        return self._completed(answer)

    def _completed(self, answer: Answer) -> SignedIn:
        """Who has signed in. Raises AdminConsentNeeded if that is not enough to arrange meetings."""
        who = self._accepted(answer)
        self._silent("", anew=True)  # a token from before may have been revoked
        return who

    def _accepted(self, answer: Answer) -> SignedIn:
        """Who has signed in; keeps the sign-in if it may be kept."""
        if "access_token" not in answer:
            raise self._refused(answer)
        self._claims = ""
        told = answer.get("id_token_claims") or {}
        address, home = str(told.get("preferred_username") or ""), f"{told.get('oid')}.{told.get('tid')}"
        with self._one_at_a_time:
            self._cache.save()
            accounts = self._accounts()
            same = [one for one in accounts if one.address.lower() == address.lower()]
            signed_in = next((one for one in accounts if one.account_id == home), [*same, *accounts][0])
            self._use(signed_in)
            self._granted = None  # `_silent` finds out; its answer may come from the cache
        return signed_in

    def _use(self, account: SignedIn | None) -> None:
        """Go on with this account, now and at the next start."""
        self._account_id = account.account_id if account else ""
        self._granted, self._is_pending = None, False
        if self._choice is None:
            return
        if account is None:
            self._choice.forget()
        elif self._cache.is_saved:
            self._choice.write(account.account_id, account.address)

    def _silent(self, claims: str, *, anew: bool = False) -> str:
        """A token for what is granted, if that is enough to arrange meetings."""
        with self._one_at_a_time:
            account = self._account()
            if account is None:
                raise SignInNeeded("You are signed out", "Sign in to Microsoft.")
            answer = self._renewed(account, claims, anew=anew)
            self._cache.save()
            if "access_token" not in answer:
                self._claims = claims
                self._is_pending = self._is_pending or lacks_consent(answer)
                raise self._refused(answer)
            self._is_pending = not is_enough(self._granted or ())
            if self._is_pending:
                raise consent_needed(self.admin_consent_address())
        return str(answer["access_token"])

    def _silent_anew(self) -> None:
        """The same without what is remembered: MSAL would repeat a refusal for a minute."""
        with self._one_at_a_time:
            self._app, self._granted = None, None
            self._silent("", anew=True)

    def _renewed(self, account: dict[str, Any], claims: str, *, anew: bool) -> Answer:
        """A token for all, or if not all is granted, for what is: Microsoft names that in its answer."""
        known = self._granted
        answer = self._asked(known if known and is_enough(known) else SCOPES, account, claims, anew=anew)
        if lacks_consent(answer):
            self._granted = None
            answer = self._asked(FIRST, account, claims, anew=True)
        return answer

    def _asked(self, scopes: Iterable[str], account: dict[str, Any], claims: str, *, anew: bool) -> Answer:
        wanted = sorted(scopes)
        with translated("renew the sign-in"):
            answer: Answer = (
                self._application().client.acquire_token_silent_with_error(
                    wanted, account, claims_challenge=claims or None, force_refresh=anew
                )
                or {}
            )
        if "access_token" in answer:  # from the cache it comes without a scope, and fits what was wanted
            self._granted = granted_by(str(answer.get("scope") or " ".join(wanted)))
        return answer

    def _account(self) -> dict[str, Any] | None:
        """The chosen account as MSAL wants it; needs no network."""
        accounts = list(self._cache.opened().search("Account"))
        chosen = [one for one in accounts if one["home_account_id"] == self._account_id]
        found = chosen or ([] if self._account_id else accounts)
        return dict(found[0]) if found else None

    def _signed_in(self) -> SignedIn | None:
        with self._one_at_a_time:
            found = self._account()
        return SignedIn(found["home_account_id"], str(found.get("username") or "")) if found else None

    def _sign_out(self) -> None:
        with self._one_at_a_time:
            account = self._account()
            if account is not None:
                remove_account(self._cache.opened(), account["home_account_id"])
            self._use(None)
            if self._accounts():
                self._cache.save()
            else:
                self._cache.forget()
                self._app = None

    def _refused(self, answer: Answer) -> XForceError:
        return refused(answer, self.admin_consent_address())
