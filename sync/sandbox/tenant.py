"""What the sandbox's organisation allows: consent to permissions, who may sign in, which programs it knows.

`POST /sandbox/entra` changes it. The errors are Entra's own: their numbers are listed on
learn.microsoft.com/entra/identity-platform/reference-error-codes.
"""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, get_args

from sync.sandbox.company import TENANT_ID
from sync.sandbox.errors import BadControl, SandboxError
from sync.sandbox.graph_call import Json

Consent = Literal["given", "user", "admin", "partial"]
Policy = Literal["open", "blocked"]

# What the registration of the app names, as packaging/README.md tells IT to enter it.
REGISTERED = (
    "User.Read",
    "User.ReadBasic.All",
    "Mail.ReadWrite",
    "Mail.Send",
    "Calendars.ReadWrite",
    "MailboxSettings.Read",
    "OnlineMeetings.Read",
    "OnlineMeetingArtifact.Read.All",
    "Contacts.Read",
)
# Microsoft's default consent policy leaves these to the user: manage-app-consent-policies.
_FOR_ANYBODY = {"User.Read", "User.ReadBasic.All", "Mail.Send", "OnlineMeetingArtifact.Read.All"}
_ANY_TENANT = ("organizations", "common", TENANT_ID)
_OF_OPENID = ("openid", "profile", "email", "offline_access")
_GRAPH = "https://graph.microsoft.com/"


class SignInError(SandboxError):
    """An OAuth error answer; `description` names Entra's number."""

    def __init__(self, error: str, description: str, status: int = 400, suberror: str = "") -> None:
        super().__init__(description)
        self.error, self.description, self.status, self.suberror = error, description, status, suberror

    def body(self) -> Json:
        """Entra's form of it, with the numbers that its words name."""
        told: Json = {
            "error": self.error,
            "error_description": self.description,
            "error_codes": [int(number) for number in re.findall(r"AADSTS(\d+)", self.description)],
            "timestamp": time.strftime("%Y-%m-%d %H:%M:%SZ", time.gmtime()),
            "trace_id": str(uuid.uuid4()),
            "correlation_id": str(uuid.uuid4()),
        }
        return told | ({"suberror": self.suberror} if self.suberror else {})


@dataclass
class Tenant:
    """`consent` says how permissions are come by:

    given    all are allowed already (the default)
    user     the rep allows them himself, in the browser
    admin    the rep may allow the harmless ones, an administrator the others, on the adminconsent page
    partial  whoever asks gets of it what is in `granted`, without an error
    """

    consent: Consent = "given"
    granted: set[str] = field(default_factory=set)
    policy: Policy = "open"
    client_id: str = ""  # the only one that is known; empty: any
    name: str = ""  # the only tenant beside its id; empty: any
    account: str = ""  # who signs in next, by address; empty: the rep. /me is theirs, every mailbox the rep's

    def change(self, asked: Json) -> None:
        """Take what a control asks; the rest stays. Raises BadControl."""
        consent = _one_of(asked, "consent", get_args(Consent), self.consent)
        policy = _one_of(asked, "policy", get_args(Policy), self.policy)
        granted = asked.get("granted", [] if "consent" in asked else sorted(self.granted))
        if not isinstance(granted, list) or not all(isinstance(one, str) for one in granted):
            raise BadControl("granted is a list of permissions like Mail.Send.")
        client_id, name = asked.get("client_id", self.client_id), asked.get("tenant", self.name)
        account = asked.get("account", self.account)
        if not all(isinstance(one, str) for one in (client_id, name, account)):
            raise BadControl("client_id, tenant and account are texts; empty means any, or the rep.")
        self.consent, self.policy = consent, policy  # type: ignore[assignment]  # checked
        self.granted, self.client_id, self.name, self.account = set(granted), client_id, name, account

    def shown(self) -> Json:
        """As the control answers."""
        return {
            "consent": self.consent,
            "granted": sorted(self.granted),
            "policy": self.policy,
            "client_id": self.client_id,
            "tenant": self.name,
            "account": self.account,
        }

    def check_tenant(self, tenant: str) -> None:
        """Raises SignInError for an organisation that does not exist."""
        if self.name and tenant not in (self.name, *_ANY_TENANT):
            words = f"AADSTS90002: Tenant '{tenant}' not found."
            raise SignInError("invalid_tenant", words)

    def check_client(self, client_id: str) -> None:
        """Raises SignInError for a program that nobody registered here."""
        if self.client_id and client_id != self.client_id:
            words = f"AADSTS700016: Application with identifier '{client_id}' was not found in the directory."
            raise SignInError("unauthorized_client", words)

    def check_policy(self) -> None:
        """Raises SignInError where conditional access keeps the rep out."""
        if self.policy == "blocked":
            words = "AADSTS53003: Access has been blocked by Conditional Access policies."
            raise SignInError("access_denied", words)

    def ask_rep(self, scope: str) -> None:
        """The rep is in the browser and allows what he may. Raises SignInError if that is not all."""
        asked = permissions(scope)
        beyond = asked - self.granted - _FOR_ANYBODY
        if self.consent == "admin" and beyond:
            words = "AADSTS90094: An administrator of the organization has to grant consent."
            raise SignInError("access_denied", words, suberror="admin_consent_required")
        if self.consent in ("user", "admin"):
            self.granted |= asked

    def allow(self, scope: str) -> None:
        """An administrator allows it for everybody."""
        self.granted |= permissions(scope)

    def given(self, scope: str) -> str:
        """What a token for `scope` opens: all that is allowed, be it asked for or not, as at Entra.

        Raises SignInError if something asked for is not allowed.
        """
        asked, extra = permissions(scope), [one for one in scope.split() if one in _OF_OPENID]
        if self.consent == "given":
            return " ".join([*extra, *sorted(asked | set(REGISTERED))])
        if self.consent == "partial":
            asked &= self.granted
        if asked - self.granted:
            words = "AADSTS65001: The user or administrator has not consented to use the application."
            raise SignInError("invalid_grant", words, suberror="consent_required")
        return " ".join([*extra, *sorted(self.granted)])


def permissions(scope: str) -> set[str]:
    """The Graph permissions among scopes, by their short names."""
    return _short(one for one in scope.split() if one not in _OF_OPENID)


def _short(scopes: Iterable[str]) -> set[str]:
    return {one.removeprefix(_GRAPH) for one in scopes}


def _one_of(asked: Json, name: str, allowed: tuple[str, ...], now: str) -> str:
    value = asked.get(name, now)
    if value not in allowed:
        raise BadControl(f"{name} is one of {', '.join(allowed)}.")
    return str(value)
