"""What everybody signed in here shares: MSAL's application over one cache, one call at a time. It blocks."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from sync.graph.identity_http import IdentityHttp
from sync.graph.msal_app import AUTHORITY, MsalApp, open_app
from sync.graph.permissions import SCOPES
from sync.graph.refusals import Answer, refused
from sync.graph.token_cache import TokenCache, remove_account
from xforce_desktop.errors import SignInNeeded, XForceError


@dataclass(frozen=True)
class SignedIn:
    """An account that has signed in on this computer."""

    account_id: str
    address: str


class MsalAccess:
    """Hold `lock` around every use of the application or the cache.

    `claims`: what a service asked for beyond the last sign-in; the next one brings it.
    """

    def __init__(
        self, cache: TokenCache, client_id: str, tenant: str, http: IdentityHttp | None, *, use_broker: bool
    ) -> None:
        self.cache = cache
        self.claims = ""
        self.lock = threading.RLock()
        self._client_id = client_id
        self._tenant = tenant
        self._http = http
        self._use_broker = use_broker
        self._app: MsalApp | None = None

    def application(self) -> MsalApp:
        """Made late because that asks the network."""
        with self.lock:
            cache = self.cache.opened()
            if self._app is None:
                self._http = self._http or IdentityHttp()
                self._app = open_app(
                    cache, self._http, self._client_id, self._tenant, use_broker=self._use_broker
                )
            return self._app

    def begin_anew(self) -> None:
        """Forget what the application remembers: MSAL would repeat a refusal for a minute."""
        with self.lock:
            self._app = None

    def accounts(self) -> tuple[SignedIn, ...]:
        """Everybody signed in here; needs no network."""
        with self.lock:
            found = self.cache.opened().search("Account")
            users = {one["home_account_id"]: str(one.get("username") or "") for one in found}
        return tuple(SignedIn(account_id, name) for account_id, name in sorted(users.items()))

    def account(self, account_id: str) -> dict[str, Any] | None:
        """One of them as MSAL wants it; None if it is signed out."""
        with self.lock:
            found = list(self.cache.opened().search("Account", query={"home_account_id": account_id}))
        return dict(found[0]) if found else None

    def remove(self, account_id: str) -> None:
        """Forget one of them, if it is there; with the last one goes the saved cache. What cannot be saved
        leaves them signed in."""
        with self.lock, self.cache.alone(), self.cache.whole_or_not():
            remove_account(self.cache.opened(), account_id)
            if self.accounts():
                self.cache.save()
                return
            try:
                self.cache.forget()
            finally:
                self._app = None  # it is bound to the cache that was dropped

    def admin_consent_address(self) -> str:
        """The page on which an administrator allows the app for everybody."""
        scope = " ".join(f"https://graph.microsoft.com/{name}" for name in SCOPES)
        asked = {"client_id": self._client_id, "scope": scope, "redirect_uri": "http://localhost"}
        return f"{AUTHORITY}/{self._tenant}/v2.0/adminconsent?{urlencode(asked)}"

    def refused(self, answer: Answer) -> XForceError:
        """MSAL's error as one of ours."""
        return refused(answer, self.admin_consent_address())

    def close(self) -> None:
        """Let go of the network. The sign-ins stay."""
        if self._http is not None:
            self._http.close()


def named_in(answer: Answer, accounts: Sequence[SignedIn]) -> SignedIn:
    """Which of the accounts an answer with tokens is about. Raises SignInNeeded rather than guess."""
    told = answer.get("id_token_claims") or {}
    address, home = str(told.get("preferred_username") or "").lower(), _home(answer)
    by_name = [one for one in accounts if address and one.address.lower() == address]
    found = [one for one in accounts if one.account_id == home] or by_name
    if len(found) != 1:
        raise SignInNeeded("Microsoft did not say who signed in", "Sign in again. If this lasts, tell IT.")
    return found[0]


def _home(answer: Answer) -> str:
    """The account's id as MSAL makes it: from client_info, or where that is missing from the id token."""
    if "client_info" not in answer:
        told = answer.get("id_token_claims") or {}
        return f"{told.get('oid')}.{told.get('tid')}"
    text = str(answer["client_info"])
    told = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return f"{told.get('uid')}.{told.get('utid')}"
