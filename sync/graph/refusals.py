"""Why Microsoft refused a sign-in, as one of our errors that says what to do.

MSAL answers with a dict instead of raising. The numbers: learn.microsoft.com/entra/identity-platform/
reference-error-codes.
"""

from __future__ import annotations

import logging
import re
from typing import Any

from sync.errors import AdminConsentNeeded, NotLetIn, ServiceDown
from xforce_desktop.errors import TRIED_AGAIN, SignInNeeded, XForceError

log = logging.getLogger(__name__)

Answer = dict[str, Any]
_CODE = re.compile(r"AADSTS\d+")
_ASK_ADMIN = {"AADSTS65001", "AADSTS90094", "AADSTS90095", "AADSTS900941"}
_BLOCKED = {"AADSTS53000", "AADSTS53001", "AADSTS53003", "AADSTS50105"}
_UNKNOWN_APP = {"AADSTS700016", "AADSTS7000218", "AADSTS50011"}
_UNKNOWN_TENANT = {"AADSTS90002"}
_REVOKED = {"AADSTS50173", "AADSTS50132", "AADSTS50133"}
_CONSENT = {"consent_required", "admin_consent_required"}
_CANCELLED = {"access_denied", "abort", "authorization_declined"}
_LATE = {"authorization_pending", "expired_token", "code_expired"}
_LATER = {"temporarily_unavailable", "server_error"}


def lacks_consent(answer: Answer) -> bool:
    """Whether somebody has to allow more before it goes on."""
    suberrors = {str(answer.get(name) or "") for name in ("error", "suberror", "error_subcode")}
    return bool(_codes(answer) & _ASK_ADMIN or suberrors & _CONSENT)


def is_no(answer: Answer) -> bool:
    """Whether the rep, or Microsoft's page for him, said no and nothing else is wrong."""
    return answer.get("error") in _CANCELLED and not _codes(answer) & _BLOCKED


def consent_needed(page: str) -> AdminConsentNeeded:
    """The error that leads to the administrator; `page` is where it is done."""
    title = "Your organisation has to allow X-FORCE Desktop first"
    return AdminConsentNeeded(title, f"Ask your administrator to open {page}", address=page)


def refused(answer: Answer, consent_page: str) -> XForceError:
    """MSAL's error as one of ours with advice."""
    error, codes = str(answer.get("error") or ""), _codes(answer)
    log.info("Microsoft refused the sign-in: %s %s", error, ",".join(sorted(codes)))
    if lacks_consent(answer):
        return consent_needed(consent_page)
    if error in _LATER:
        advice = f"Its sign-in is not available now. {TRIED_AGAIN}"
        return ServiceDown("Could not sign in to Microsoft yet", advice)
    kind = NotLetIn if codes & _BLOCKED else SignInNeeded
    return kind(*_in_words(error, codes))


def unknown_tenant() -> SignInNeeded:
    """Microsoft has no organisation of the name in the settings."""
    return SignInNeeded(
        "Could not find your organisation at Microsoft", "Ask IT to check tenant in settings.toml."
    )


def _in_words(error: str, codes: set[str]) -> tuple[str, str]:
    if codes & _BLOCKED:
        title = "Your organisation does not let this computer or account in"
        return title, f"Tell your administrator: {', '.join(sorted(codes))}."
    if codes & _UNKNOWN_TENANT:
        return unknown_tenant().title, unknown_tenant().advice
    if codes & _UNKNOWN_APP:
        title = "Microsoft does not know this program in your organisation"
        return title, "Ask IT to check tenant and client id in the settings (client_id in settings.toml)."
    if error in _CANCELLED:
        return "The sign-in was cancelled", "Sign in to Microsoft when you are ready."
    if error in _LATE:
        return "The code was not used in time", "Sign in again for a new one."
    if codes & _REVOKED:
        title = "Your sign-in was revoked, as after a change of password"
        return title, "Sign in to Microsoft again."
    return "Your sign-in is no longer valid", "Sign in to Microsoft again."


def _codes(answer: Answer) -> set[str]:
    words = str(answer.get("error_description") or "")
    return set(_CODE.findall(words)) | {f"AADSTS{code}" for code in answer.get("error_codes") or ()}
