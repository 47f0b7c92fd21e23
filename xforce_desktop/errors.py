"""Every expected trouble, as one tree. `title` is for the eye, `advice` for the hand.

XForceError
├── BadInput            what was typed or piped in cannot be used; nothing was stored
├── UnknownRequest      no request has this id
├── UnexpectedEvent     the state machine has no rule for this event now; nothing changed
├── KeyringError        the keyring refused: locked, or denied by the rep
│   └── NoKeyring       this computer has none
├── StoreError          the local store cannot be used
│   ├── StoreTooNew     a newer program wrote it; it was not touched
│   └── StoreBusy       another program holds it
└── OutsideError        a service outside did not do what it was asked
    ├── TemporaryError  try again later; nothing is lost
    │   └── AnswerLost  it may have been done: look it up before repeating it
    ├── SignInNeeded    the account needs the rep
    │   ├── AdminConsentNeeded  an administrator has to allow the app first, at `address`
    │   ├── NoBrowser           no browser can be opened here: a code on another device does
    │   └── OtherAccount        the folder belongs to somebody else
    ├── CursorExpired   the saved place in a news stream is gone: start over
    ├── NotFound        the thing is not there (any more)
    └── Rejected        the service understood and refused; repeating it will not help
"""

from __future__ import annotations

TRIED_AGAIN = "It will be tried again."  # ends an advice where the loop needs nobody


class XForceError(Exception):
    """Base of all expected errors."""

    def __init__(self, title: str, advice: str = "") -> None:
        super().__init__(f"{title} {advice}".strip())
        self.title = title
        self.advice = advice


class BadInput(XForceError):
    """Input that cannot be used; the command line ends with status 2. `field` names the one that is wrong."""

    def __init__(self, title: str, advice: str = "", *, field: str = "") -> None:
        super().__init__(title, advice)
        self.field = field


class UnknownRequest(BadInput):
    """No request has this id."""


class UnexpectedEvent(XForceError):
    """No rule for this event in this state; the request is unchanged."""


class KeyringError(XForceError):
    """The keyring refused: locked, or denied by the rep."""


class NoKeyring(KeyringError):
    """This computer offers no keyring. The rep may go on without saving."""


class StoreError(XForceError):
    """The local store cannot be used."""


class StoreTooNew(StoreError):
    """The store was written by a newer program and was not touched."""


class StoreBusy(StoreError):
    """Another program holds the store."""


class OutsideError(XForceError):
    """A service outside did not do what it was asked."""


class TemporaryError(OutsideError):
    """Not now. `retry_after_s` is the service's own wish, if it named one."""

    def __init__(self, title: str, advice: str = "", *, retry_after_s: float | None = None) -> None:
        super().__init__(title, advice)
        self.retry_after_s = retry_after_s


class AnswerLost(TemporaryError):
    """The call may have been carried out: look it up before it is repeated."""


class SignInNeeded(OutsideError):
    """The account needs the rep: signed out, consent missing or revoked."""


class AdminConsentNeeded(SignInNeeded):
    """An administrator has to allow the app; `address` is the page where that is done."""

    def __init__(self, title: str, advice: str = "", *, address: str) -> None:
        super().__init__(title, advice)
        self.address = address


class NoBrowser(SignInNeeded):
    """This computer cannot open a browser; a code typed on another device does."""


class OtherAccount(SignInNeeded):
    """Somebody else signed in than the one whose requests are in the data folder."""


class CursorExpired(OutsideError):
    """The saved place in a stream of news is no longer known; begin a new round."""


class NotFound(OutsideError):
    """The thing asked for is not there."""


class Rejected(OutsideError):
    """Understood and refused."""
