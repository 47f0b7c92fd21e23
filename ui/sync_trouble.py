"""What the strip and the banner say of each trouble of the sync. Knows no Qt.

The strip names it. Where the rep has to do something, a banner says what; what passes by itself has none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from xforce_desktop.errors import TRIED_AGAIN
from xforce_desktop.scheduling.desk import SyncState, SyncStatus, SyncTrouble

UNTIL_THEN = "Until then no answer is read and nothing is sent. Nothing is lost."
AFTER_CONSENT = "Until an administrator allows it, no answer is read and nothing is sent. Nothing is lost."
AGAIN, SIGN_IN, ASK = "Try again", "Sign in again", "Ask your administrator"


class LeadsTo(StrEnum):
    """What the button of a banner does."""

    SIGN_IN = "sign_in"
    SYNC = "sync"


@dataclass(frozen=True)
class Banner:
    """What stands over the pages while the rep is needed. `act` is what the button says, `tone` grave or
    warning."""

    title: str
    text: str
    act: str
    leads_to: LeadsTo
    tone: str


@dataclass(frozen=True)
class _Words:
    """`strip` names it in a few words. `title` begins a banner; `advice` is said where the error's own is not
    what helps here."""

    strip: str
    title: str = ""
    advice: str = ""
    act: str = AGAIN


_WORDS = {
    SyncTrouble.NETWORK: _Words("Offline"),
    SyncTrouble.THROTTLED: _Words("Microsoft is busy"),
    SyncTrouble.SERVICE_DOWN: _Words("Microsoft has trouble", advice="X-FORCE goes on by itself."),
    SyncTrouble.LATER: _Words("Not working now"),
    SyncTrouble.IN_THE_WAY: _Words("Held up by your network", "Your network does not let X-FORCE through"),
    SyncTrouble.CERTIFICATE: _Words("Connection not trusted", "The connection to Microsoft is not trusted"),
    SyncTrouble.CLOCK: _Words("Clock wrong", "Your computer’s clock is wrong"),
    SyncTrouble.KEYRING_LOCKED: _Words(
        "Keyring locked",
        "Your keyring is locked",
        "Your sign-in is in it. Unlock it, or allow X-FORCE when the system asks: X-FORCE then goes on.",
    ),
    SyncTrouble.NO_KEYRING: _Words(
        "No keyring",
        "The system’s keyring is not running",
        "Your sign-in is in it. Start it (such as GNOME Keyring or KWallet), or sign in for as long as this "
        "program runs.",
        SIGN_IN,
    ),
    SyncTrouble.OTHER_PROGRAM: _Words("At work elsewhere", "Another X-FORCE is at work with this data"),
    SyncTrouble.REFUSED: _Words("Refused by Microsoft", "Microsoft refuses what X-FORCE asks"),
    SyncTrouble.UNEXPECTED: _Words("Stopped by an error", "Something went wrong in the app"),
    SyncTrouble.SIGN_IN: _Words("Sign-in needed", "Microsoft wants you to sign in again", act=SIGN_IN),
    SyncTrouble.CONSENT: _Words(
        "Consent needed", "Your organisation has to allow X-FORCE Desktop", AFTER_CONSENT, ASK
    ),
    SyncTrouble.NOT_LET_IN: _Words(
        "Not let in", "Your organisation does not let this computer or account in", act=SIGN_IN
    ),
    SyncTrouble.OTHER_ACCOUNT: _Words(
        "Another account", "These meetings belong to another account", act=SIGN_IN
    ),
}
_SAY_ADVICE_ALONE = {  # the title has said what is wrong
    SyncTrouble.IN_THE_WAY,
    SyncTrouble.CERTIFICATE,
    SyncTrouble.NOT_LET_IN,
}
_MICROSOFT = re.compile(r"(?P<begins>^|[.:!?] )?Microsoft\b")


def as_it_is(text: str, state: SyncState) -> str:
    """What is said of Microsoft, here and in errors, where it is the sandbox that plays it."""
    if not state.is_sandbox:
        return text
    return _MICROSOFT.sub(
        lambda found: "the sandbox" if found["begins"] is None else f"{found['begins']}The sandbox", text
    )


def strip_words(state: SyncState) -> str:
    """The trouble in a few words."""
    return as_it_is(_words_of(state).strip, state)


def advice_in_strip(state: SyncState) -> str:
    """What to do, or what goes on by itself; empty where the banner says it."""
    words = _words_of(state)
    if words.title:
        return ""
    said = words.advice or state.advice.removesuffix(TRIED_AGAIN).strip()
    return as_it_is(said or state.detail, state)


def banner_of(state: SyncState) -> Banner | None:
    """None while the rep need not do anything."""
    words, trouble = _words_of(state), _trouble_of(state)
    if not words.title:
        return None
    said = words.advice or (state.advice if trouble in _SAY_ADVICE_ALONE else state.detail)
    if trouble is SyncTrouble.CLOCK:  # it says itself that nothing leaves
        said = f"{said} Nothing is lost."
    elif trouble is not SyncTrouble.CONSENT:
        said = f"{said} {UNTIL_THEN}".strip()
    leads_to = LeadsTo.SYNC if words.act == AGAIN else LeadsTo.SIGN_IN
    tone = "grave" if state.status is SyncStatus.SIGN_IN_NEEDED else "warning"
    return Banner(as_it_is(words.title, state), as_it_is(said, state), words.act, leads_to, tone)


def _words_of(state: SyncState) -> _Words:
    trouble = _trouble_of(state)
    return _WORDS[trouble] if trouble else _Words("")


def _trouble_of(state: SyncState) -> SyncTrouble | None:
    """Named, or at least whether the rep or the network is needed."""
    if state.status is SyncStatus.SIGN_IN_NEEDED:
        return SyncTrouble.CONSENT if state.consent_address else state.trouble or SyncTrouble.SIGN_IN
    return (state.trouble or SyncTrouble.NETWORK) if state.status is SyncStatus.OFFLINE else None
