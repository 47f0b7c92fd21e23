"""The status strip's words: the sync, the account and the sandbox's time. Knows no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from ui.formatting import clock, past_moment, short_date, zone_named
from ui.notifications import Message
from xforce_desktop.ports import Account
from xforce_desktop.scheduling.desk import SyncAnswer, SyncState, SyncStatus


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


LONGEST = 90  # characters of the strip; the tip has the rest
TOLD_AFTER = timedelta(minutes=5)  # a lift or a train needs no message
OFFLINE_TITLE, BACK_TITLE = "X-FORCE cannot reach its services", "X-FORCE is connected again"


def answer_in_words(answer: SyncAnswer) -> str:
    """What came of a look for news: "3 new, 1 sent"."""
    parts = [
        f"{number} {word}" for number, word in ((answer.received, "new"), (answer.sent, "sent")) if number
    ]
    return ", ".join(parts) or "Nothing new"


class SyncTeller:
    """Says once that the services are out of reach, after a while, and once that they are back."""

    def __init__(self) -> None:
        self._told: SyncStatus | None = None

    def message(self, state: SyncState, now: datetime) -> Message | None:
        """What the rep is to be told now, if anything."""
        if state.status is SyncStatus.FINE:
            was, self._told = self._told, None
            return Message(BACK_TITLE, "What waited goes out now.") if was is not None else None
        if state.since is None or state.status is self._told:
            return None
        lasts = now - state.since >= TOLD_AFTER
        if state.status is SyncStatus.OFFLINE and not lasts:
            return None
        self._told = state.status
        title = "Please sign in again" if state.status is SyncStatus.SIGN_IN_NEEDED else OFFLINE_TITLE
        return Message(title, state.detail)


def status_line(state: SyncState, account: Account | None, now: datetime) -> StatusLine:
    """The strip for this moment, times in the rep's zone."""
    zone = zone_named(account.timezone) if account else None
    words, tone = _WORDS[state.status]
    if state.status is SyncStatus.FINE and state.last_pass_at is not None:
        words = f"{words}, checked {past_moment(state.last_pass_at, now, zone)}"
    else:
        if state.since is not None:
            words = f"{words} since {_since(state.since, now, zone)}"
        if state.detail and state.status is not SyncStatus.SIGN_IN_NEEDED:  # the banner says it
            words = f"{words}: {state.detail}"
    sandbox = f"Sandbox  •  {short_date(now, zone)}, {clock(now, zone)}" if state.is_sandbox else ""
    return StatusLine(
        sync=words if len(words) <= LONGEST else f"{words[:LONGEST].rsplit(' ', 1)[0]}…",
        tip=_tip(state, now, zone),
        tone=tone,
        account=f"{account.name}  •  {account.address}" if account else "Nobody is signed in",
        sandbox=sandbox,
        can_sync=state.status is not SyncStatus.STARTING,
    )


def _since(since: datetime, now: datetime, zone: tzinfo | None) -> str:
    """ "9:41 AM", with its day if that is another one."""
    is_today = since.astimezone(zone).date() == now.astimezone(zone).date()
    return clock(since, zone) if is_today else f"{short_date(since, zone)}, {clock(since, zone)}"


def _tip(state: SyncState, now: datetime, zone: tzinfo | None) -> str:
    """What is wrong in full, and when all was well last."""
    parts = [state.detail] if state.detail else []
    if state.last_pass_at is not None:
        parts.append(f"Last synced {past_moment(state.last_pass_at, now, zone)}.")
    return " ".join(parts)


def sign_in_banner(state: SyncState) -> Banner | None:
    """None while the account needs nothing of the rep."""
    if state.status is not SyncStatus.SIGN_IN_NEEDED:
        return None
    if state.consent_address:
        text = "Until an administrator allows it, no answer is read and nothing is sent. Nothing is lost."
        return Banner("Your organisation has to allow X-FORCE Desktop", text, "Ask your administrator")
    text = f"{state.detail} Until then no answer is read and nothing is sent. Nothing is lost."
    return Banner("Microsoft wants you to sign in again", text.strip(), "Sign in again")
