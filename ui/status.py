"""The status strip's words: the sync, the account and the sandbox's time. Knows no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from ui.formatting import clock, past_moment, short_date, zone_named
from ui.notifications import Message
from ui.sync_trouble import advice_in_strip, as_it_is, banner_of, strip_words
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


_WORDS = {SyncStatus.STARTING: "Starting…", SyncStatus.FINE: "Up to date"}
_TONES = {
    SyncStatus.STARTING: "muted",
    SyncStatus.FINE: "good",
    SyncStatus.OFFLINE: "warning",
    SyncStatus.SIGN_IN_NEEDED: "grave",
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
    """Says once what keeps X-FORCE from its work, after a while, and once that it is over; of what lasts so
    long that there is a notice of it, the notices say both."""

    def __init__(self) -> None:
        self._told: str | None = None  # by its title
        self._is_noted = False

    def message(self, state: SyncState, now: datetime) -> Message | None:
        """What the rep is to be told now, if anything."""
        if state.status is SyncStatus.FINE:
            is_known = self._told is None or self._is_noted
            self._told, self._is_noted = None, False
            return None if is_known else Message(BACK_TITLE, "What waited goes out now.")
        if state.is_noted:
            self._is_noted = True
            if state.status is SyncStatus.OFFLINE:
                return None
        banner = banner_of(state)
        title = banner.title if banner else OFFLINE_TITLE
        if state.since is None or title == self._told:
            return None
        lasts = now - state.since >= TOLD_AFTER
        if state.status is SyncStatus.OFFLINE and not lasts:
            return None
        self._told = title
        return Message(title, banner.text if banner else as_it_is(state.detail, state))


def status_line(state: SyncState, account: Account | None, now: datetime) -> StatusLine:
    """The strip for this moment, times in the rep's zone."""
    zone = zone_named(account.timezone) if account else None
    words = strip_words(state) or _WORDS[state.status]
    if state.status is SyncStatus.FINE and state.last_pass_at is not None:
        words = f"{words}, checked {past_moment(state.last_pass_at, now, zone)}"
    else:
        if state.since is not None:
            words = f"{words} since {_since(state.since, now, zone)}"
        if advice := advice_in_strip(state):
            words = f"{words}: {advice}"
    sandbox = f"Sandbox  •  {short_date(now, zone)}, {clock(now, zone)}" if state.is_sandbox else ""
    return StatusLine(
        sync=words if len(words) <= LONGEST else f"{words[:LONGEST].rsplit(' ', 1)[0]}…",
        tip=_tip(state, now, zone),
        tone=_TONES[state.status],
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
    parts = [as_it_is(state.detail, state)] if state.detail else []
    if state.last_pass_at is not None:
        parts.append(f"Last synced {past_moment(state.last_pass_at, now, zone)}.")
    return " ".join(parts)
