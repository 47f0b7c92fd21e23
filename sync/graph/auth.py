"""Sign-in with Microsoft: the system browser with PKCE, or a device code; afterwards tokens without a word.

MSAL blocks, its constructor too, so everything runs in threads. Those that wait for a person are daemons: a
sign-in nobody finishes does not keep the program from ending.
"""

from __future__ import annotations

import asyncio
import logging
import re
import threading
import webbrowser
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlencode

from sync.errors import AdminConsentNeeded, translated
from sync.graph.identity_http import IdentityHttp
from sync.graph.redirect import RedirectListener
from sync.graph.token_cache import TokenCache
from xforce_desktop.errors import SignInNeeded, TemporaryError, XForceError

log = logging.getLogger(__name__)

# MSAL adds openid, profile and offline_access itself and refuses them here.
SCOPES = (
    "User.Read",
    "User.ReadBasic.All",
    "Mail.ReadWrite",
    "Mail.Send",
    "Calendars.ReadWrite",
    "MailboxSettings.Read",
    "OnlineMeetings.Read",
    "OnlineMeetingArtifact.Read.All",
)
# Useful, not needed: whoever grants them has more filled in, and a refusal costs nothing else.
OPTIONAL_SCOPES = ("Contacts.Read",)
ANY_TENANT = "organizations"
BROWSER_TIMEOUT_S = 300
_AUTHORITY = "https://login.microsoftonline.com"
_RESULT = TypeVar("_RESULT")
_CODE = re.compile(r"AADSTS\d+")
# learn.microsoft.com/entra/identity-platform/reference-error-codes
_ASK_ADMIN = {"AADSTS65001", "AADSTS90094", "AADSTS90095", "AADSTS900941"}
_BLOCKED = {"AADSTS53000", "AADSTS53001", "AADSTS53003", "AADSTS50105"}
_WRONG_APP = {"AADSTS700016", "AADSTS90002", "AADSTS7000218", "AADSTS50011"}
_LATER = {"temporarily_unavailable", "server_error"}


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

    `account_id` chooses among several accounts; without it the only one, or the first, is used.
    `show_address` is told the address to open when this computer has no browser.
    """

    def __init__(
        self,
        cache: TokenCache,
        *,
        client_id: str,
        tenant: str = ANY_TENANT,
        account_id: str = "",
        http: IdentityHttp | None = None,
        scopes: Sequence[str] = SCOPES,
        browser_timeout_s: float = BROWSER_TIMEOUT_S,
        show_address: Callable[[str], None] | None = None,
    ) -> None:
        self._cache = cache
        self._client_id = client_id
        self._tenant = tenant
        self._account_id = account_id
        self._http = http
        self._scopes = list(scopes)
        self._browser_timeout_s = browser_timeout_s
        self._show_address = show_address
        self._app: Any = None
        self._claims = ""
        self._one_at_a_time = threading.RLock()

    async def accounts(self) -> tuple[SignedIn, ...]:
        """Everybody signed in here; empty if nobody is. Works offline."""
        return await asyncio.to_thread(self._accounts)

    async def sign_in(self, login_hint: str = "") -> SignedIn:
        """In the system browser; cancel the task to give up.

        Raises SignInNeeded (not finished in time, refused) or AdminConsentNeeded.
        """
        listener = RedirectListener()
        try:
            return await _in_daemon(lambda: self._by_browser(login_hint, listener))
        finally:
            listener.cancel()

    async def begin_device_code(self) -> DeviceCode:
        """For where no browser can be opened: the rep uses another device. Then `finish_device_code`."""
        return await asyncio.to_thread(self._begin_device_code)

    async def finish_device_code(self, device: DeviceCode) -> SignedIn:
        """Wait until the rep has typed the code; cancel the task to give up."""
        try:
            return await _in_daemon(lambda: self._by_device_code(device))
        finally:
            device.flow["expires_at"] = 0  # ends MSAL's polling

    async def token(self, claims: str = "") -> str:
        """An access token, renewed if it must be. Raises SignInNeeded if that takes the rep."""
        return await asyncio.to_thread(self._silent, claims)

    async def sign_out(self) -> None:
        """Forget the account on this computer; with the last one goes the saved cache."""
        await asyncio.to_thread(self._sign_out)

    def close(self) -> None:
        """Let go of the network. The sign-in stays."""
        if self._http is not None:
            self._http.close()

    def choose(self, account_id: str) -> None:
        """Use another of the accounts from now on."""
        self._account_id = account_id

    def admin_consent_address(self) -> str:
        """The page on which an administrator allows the app for everybody."""
        scope = " ".join(f"https://graph.microsoft.com/{name}" for name in self._scopes)
        asked = {"client_id": self._client_id, "scope": scope, "redirect_uri": "http://localhost"}
        return f"{_AUTHORITY}/{self._tenant}/v2.0/adminconsent?{urlencode(asked)}"

    def _application(self) -> Any:
        """The MSAL application; made late because that asks the network."""
        import msal

        cache = self._cache.opened()
        if self._app is None:
            self._http = self._http or IdentityHttp()
            try:
                self._app = msal.PublicClientApplication(
                    self._client_id,
                    authority=f"{_AUTHORITY}/{self._tenant}",
                    token_cache=cache,
                    http_client=self._http,
                    client_capabilities=["CP1"],
                )
            except ValueError as error:  # MSAL's answer to a discovery that failed
                raise SignInNeeded(
                    "Could not find your organisation at Microsoft", "Check the tenant in the settings."
                ) from error
        return self._app

    def _accounts(self) -> tuple[SignedIn, ...]:
        with self._one_at_a_time:
            found = self._cache.opened().search("Account")
            users = {one["home_account_id"]: str(one.get("username") or "") for one in found}
        return tuple(SignedIn(account_id, name) for account_id, name in sorted(users.items()))

    def _by_browser(self, login_hint: str, listener: RedirectListener) -> SignedIn:
        doing = "sign in to Microsoft"
        with listener:
            with self._one_at_a_time, translated(doing):
                app = self._application()
                flow = app.initiate_auth_code_flow(
                    self._scopes,
                    redirect_uri=listener.url,
                    prompt=None if login_hint else "select_account",
                    login_hint=login_hint or None,
                    claims_challenge=self._claims or None,
                    response_mode="form_post",
                )
            listener.expect(flow["state"])
            self._show(flow["auth_uri"])
            answer = listener.wait(self._browser_timeout_s)
        if answer is None:
            raise SignInNeeded("The sign-in was not finished", "Try again when you are ready.")
        with self._one_at_a_time, translated(doing):
            return self._accepted(app.acquire_token_by_auth_code_flow(flow, answer))

    def _show(self, address: str) -> None:
        """Open the browser, or have somebody show the address."""
        if webbrowser.open(address):
            return
        if self._show_address is None:
            raise SignInNeeded("No browser could be opened", "Sign in with a code on another device.")
        self._show_address(address)

    def _begin_device_code(self) -> DeviceCode:
        with self._one_at_a_time, translated("sign in to Microsoft"):
            app = self._application()
            flow = app.initiate_device_flow(self._scopes, claims_challenge=self._claims or None)
        if "user_code" not in flow:
            raise self._refused(flow)
        return DeviceCode(flow["user_code"], flow["verification_uri"], str(flow.get("message") or ""), flow)

    def _by_device_code(self, device: DeviceCode) -> SignedIn:
        with translated("sign in to Microsoft"):
            answer = self._application().acquire_token_by_device_flow(device.flow)
        return self._accepted(answer)

    def _accepted(self, answer: dict[str, Any]) -> SignedIn:
        """Who has signed in; keeps the sign-in if it may be kept."""
        if "access_token" not in answer:
            raise self._refused(answer)
        self._claims = ""
        with self._one_at_a_time:
            self._cache.save()
            accounts = self._accounts()
        address = str((answer.get("id_token_claims") or {}).get("preferred_username") or "")
        signed_in = next((one for one in accounts if one.address.lower() == address.lower()), accounts[0])
        self._account_id = signed_in.account_id
        return signed_in

    def _silent(self, claims: str) -> str:
        with self._one_at_a_time:
            account = self._account()
            if account is None:
                raise SignInNeeded("You are signed out", "Sign in to Microsoft.")
            with translated("renew the sign-in"):
                answer = self._application().acquire_token_silent_with_error(
                    self._scopes, account, claims_challenge=claims or None
                )
            self._cache.save()
        if answer and "access_token" in answer:
            return str(answer["access_token"])
        self._claims = claims
        raise self._refused(answer or {})

    def _account(self) -> dict[str, Any] | None:
        """The chosen account as MSAL wants it; needs no network."""
        accounts = list(self._cache.opened().search("Account"))
        chosen = [one for one in accounts if one["home_account_id"] == self._account_id]
        found = chosen or ([] if self._account_id else accounts)
        return dict(found[0]) if found else None

    def _sign_out(self) -> None:
        with self._one_at_a_time:
            account = self._account()
            if account is not None:
                with translated("sign out"):
                    self._application().remove_account(account)
            self._account_id = ""
            if self._accounts():
                self._cache.save()
            else:
                self._cache.forget()
                self._app = None

    def _refused(self, answer: dict[str, Any]) -> XForceError:
        """MSAL's error, a dict, as one of ours with advice."""
        error, words = str(answer.get("error") or ""), str(answer.get("error_description") or "")
        codes = set(_CODE.findall(words)) | {f"AADSTS{code}" for code in answer.get("error_codes") or ()}
        log.info("Microsoft refused the sign-in: %s %s", error, ",".join(sorted(codes)))
        if codes & _ASK_ADMIN:
            page = self.admin_consent_address()
            title = "Your organisation has to allow X-FORCE Desktop first"
            return AdminConsentNeeded(title, f"Ask your administrator to open {page}", address=page)
        if error in _LATER:
            return TemporaryError("Could not sign in to Microsoft yet", "Its sign-in is not available now.")
        if codes & _BLOCKED:
            title = "Your organisation does not let this computer or account in"
            return SignInNeeded(title, f"Tell your administrator: {', '.join(sorted(codes))}.")
        if codes & _WRONG_APP:
            title = "Microsoft does not know this program in your organisation"
            return SignInNeeded(title, "Ask IT to check tenant and client id in the settings.")
        if error in ("access_denied", "abort", "authorization_declined"):
            return SignInNeeded("The sign-in was cancelled", "Sign in to Microsoft when you are ready.")
        if error in ("authorization_pending", "expired_token", "code_expired"):
            return SignInNeeded("The code was not used in time", "Sign in again for a new one.")
        return SignInNeeded("Your sign-in is no longer valid", "Sign in to Microsoft again.")


async def _in_daemon(work: Callable[[], _RESULT]) -> _RESULT:
    """The result of `work`, done in a thread that ends with the program."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[_RESULT] = loop.create_future()

    def settle(result: _RESULT | None, error: BaseException | None) -> None:
        if done.cancelled():
            return
        if error is not None:
            done.set_exception(error)
        else:
            done.set_result(result)  # type: ignore[arg-type]  # without an error there is a result

    def run() -> None:
        result, error = None, None
        try:
            result = work()
        except Exception as caught:  # noqa: BLE001  # handed to whoever awaits
            error = caught
        try:
            loop.call_soon_threadsafe(settle, result, error)
        except RuntimeError:
            log.debug("Nobody waits for the sign-in any more")

    threading.Thread(target=run, name="sign-in", daemon=True).start()
    return await done
