"""The status strip's words: the sync, the account and the sandbox's time. Knows no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ui.formatting import clock, past_moment, short_date, zone_named
from xforce_desktop.ports import Account
from xforce_desktop.scheduling.desk import SyncState, SyncStatus


@dataclass(frozen=True)
class StatusLine:
    """What the strip shows. `tone` is good, warning, grave or muted; `sandbox` is empty outside it."""

    sync: str
    tip: str
    tone: str
    account: str
    sandbox: str
    can_sync: bool


@dataclass(frozen=True)
class Banner:
    """What stands over the pages while the account needs the rep, and what the button says."""

    title: str
    text: str
    act: str


_WORDS = {
    SyncStatus.STARTING: ("Starting…", "muted"),
    SyncStatus.FINE: ("Up to date", "good"),
    SyncStatus.OFFLINE: ("Offline", "warning"),
    SyncStatus.SIGN_IN_NEEDED: ("Sign-in needed", "grave"),
}


def status_line(state: SyncState, account: Account | None, now: datetime) -> StatusLine:
    """The strip for this moment, times in the rep's zone."""
    zone = zone_named(account.timezone) if account else None
    words, tone = _WORDS[state.status]
    if state.status is SyncStatus.FINE and state.last_pass_at is not None:
        words = f"{words}, checked {past_moment(state.last_pass_at, now, zone)}"
    elif state.detail and state.status is not SyncStatus.SIGN_IN_NEEDED:  # the banner says it
        words = f"{words}: {state.detail}"
    sandbox = f"Sandbox  •  {short_date(now, zone)}, {clock(now, zone)}" if state.is_sandbox else ""
    return StatusLine(
        sync=words,
        tip=state.detail,
        tone=tone,
        account=f"{account.name}  •  {account.address}" if account else "Nobody is signed in",
        sandbox=sandbox,
        can_sync=state.status is not SyncStatus.STARTING,
    )


def sign_in_banner(state: SyncState) -> Banner | None:
    """None while the account needs nothing of the rep."""
    if state.status is not SyncStatus.SIGN_IN_NEEDED:
        return None
    if state.consent_address:
        text = "Until an administrator allows it, no answer is read and nothing is sent. Nothing is lost."
        return Banner("Your organisation has to allow X-FORCE Desktop", text, "Ask your administrator")
    text = f"{state.detail} Until then no answer is read and nothing is sent. Nothing is lost."
    return Banner("Microsoft wants you to sign in again", text.strip(), "Sign in again")
