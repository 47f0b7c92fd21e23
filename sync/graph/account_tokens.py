"""Tokens of one account and of no other, whoever signs in or is chosen meanwhile."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from sync.answers import translated
from sync.daemon import Shared, in_daemon
from sync.errors import AdminConsentNeeded
from sync.graph.msal_access import MsalAccess
from sync.graph.permissions import FIRST, SCOPES, functions_without, granted_by, is_enough
from sync.graph.refusals import Answer, consent_needed, lacks_consent
from xforce_desktop.errors import KeyringError, SignInNeeded, TemporaryError

log = logging.getLogger(__name__)


class AccountTokens:
    """A `TokenSource` for `GraphClient`. When its account is signed out there are no tokens any more."""

    def __init__(self, access: MsalAccess, account_id: str) -> None:
        self.account_id = account_id
        self._access = access
        self._granted: frozenset[str] | None = None  # None: not told yet
        self._is_pending = False
        self._renewals: Shared[str] = Shared()

    @property
    def is_pending(self) -> bool:
        """Whether, as far as is known, the account waits for an administrator's consent."""
        return self._is_pending

    @property
    def is_known(self) -> bool:
        """Whether Microsoft has said what is allowed."""
        return self._granted is not None

    def missing_functions(self) -> tuple[str, ...]:
        """What does not work for lack of its permission, in words; known after the first token."""
        return () if self._granted is None else functions_without(set(SCOPES) - self._granted)

    async def token(self, claims: str = "") -> str:
        """An access token, renewed if it must be. Raises SignInNeeded if that takes the rep."""
        return await self._renewals.result(claims, lambda: self.silent(claims))

    async def look_again(self) -> bool:
        """Ask Microsoft now what is allowed; whether that is enough. Raises SignInNeeded, TemporaryError."""
        try:
            await in_daemon(self.silent_anew)
        except AdminConsentNeeded:
            return False
        return True

    def begin_anew(self) -> None:
        """They have signed in again: what was allowed before says nothing any more."""
        self._granted, self._is_pending = None, False

    def silent(self, claims: str = "", *, anew: bool = False) -> str:
        """A token for what is granted, if that is enough to arrange meetings. Blocks."""
        access = self._access
        with access.lock:
            account = access.account(self.account_id)
            if account is None:
                raise _signed_out()
            answer = self._renewed(account, claims, anew=anew)
            if not self._is_kept():
                raise _signed_out()
            if "access_token" not in answer:
                access.claims = claims
                self._is_pending = self._is_pending or lacks_consent(answer)
                raise access.refused(answer)
            self._is_pending = not is_enough(self._granted or ())
            if self._is_pending:
                raise consent_needed(access.admin_consent_address())
        return str(answer["access_token"])

    def silent_anew(self) -> None:
        """The same without what is remembered. Blocks."""
        with self._access.lock:
            self._access.begin_anew()
            self._granted = None
            self.silent(anew=True)

    def _is_kept(self) -> bool:
        """Whether the account is still signed in, after keeping what was renewed: another process may have
        signed it out. A keyring or disk that refuses takes nothing from a token that has come."""
        try:
            self._access.cache.save_renewed()
            return self._access.account(self.account_id) is not None
        except (KeyringError, TemporaryError) as error:
            log.warning("What was renewed could not be kept: %s", error)
            return True

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
                self._access.application().client.acquire_token_silent_with_error(
                    wanted, account, claims_challenge=claims or None, force_refresh=anew
                )
                or {}
            )
        if "access_token" in answer:  # from the cache it comes without a scope, and fits what was wanted
            self._granted = granted_by(str(answer.get("scope") or " ".join(wanted)))
        return answer


def _signed_out() -> SignInNeeded:
    return SignInNeeded("You are signed out", "Sign in to Microsoft.")


class OnlyAccountTokens:
    """Tokens of the only account there is, for a start before the keyring is open.

    The first token settles whose they are. Where several could be meant the rep has to choose.
    """

    def __init__(self, access: MsalAccess) -> None:
        self._access = access
        self._tokens: AccountTokens | None = None
        self._renewals: Shared[str] = Shared()

    async def token(self, claims: str = "") -> str:
        """Raises as `AccountTokens.token`, and KeyringError while it is locked."""
        return await self._renewals.result(claims, lambda: self._silent(claims))

    def _silent(self, claims: str) -> str:
        with self._access.lock:
            if self._tokens is None:
                accounts = self._access.accounts()
                if len(accounts) != 1:
                    title = "Several accounts are signed in" if accounts else "You are signed out"
                    raise SignInNeeded(title, "Sign in to Microsoft as the one that is meant.")
                self._tokens = AccountTokens(self._access, accounts[0].account_id)
            return self._tokens.silent(claims)
