"""What the screens are told about the rep's sign-in: codes to type, accounts, a consent that is awaited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from xforce_desktop.ports import Account


@dataclass(frozen=True)
class CodeToType:
    """Sign-in on another device: open `address`, type `code` within `good_for_s` seconds."""

    code: str
    address: str
    good_for_s: float


@dataclass(frozen=True)
class KnownAccount:
    """An account whose sign-in is kept on this computer."""

    account_id: str
    address: str


@dataclass(frozen=True)
class ConsentWait:
    """An administrator has to allow the app on the page `address`; None: the rep has not asked yet."""

    address: str
    asked_at: datetime | None = None


class SignInDesk(Protocol):
    """The part of the desk that lets the rep in and out. No coroutine blocks the loop.

    Those that sign in raise SignInNeeded, AdminConsentNeeded, NoBrowser, OtherAccount, TemporaryError, or
    KeyringError where the sign-in cannot be kept.
    """

    async def sign_in(self, login_hint: str = "") -> Account:
        """Sign in with Microsoft in the system browser; takes as long as the rep does."""
        ...

    async def begin_code(self) -> CodeToType:
        """A code for another device; `finish_code` waits for it."""
        ...

    async def finish_code(self, code: CodeToType) -> Account: ...

    async def look_again(self) -> Account | None:
        """Whether an administrator has agreed by now, without a page; None if nobody is signed in."""
        ...

    async def known_accounts(self) -> Sequence[KnownAccount]:
        """Whose sign-ins are kept with this folder; works offline."""
        ...

    async def use_account(self, account_id: str) -> Account:
        """Go on with one of them."""
        ...

    async def go_on_without_saving(self) -> None:
        """From now on, until the program ends, the sign-in is kept in memory only."""
        ...

    async def sign_out(self) -> None:
        """Forget the sign-in. Requests stay; nothing is read or sent until somebody signs in again."""
        ...

    async def folder_owner(self) -> str:
        """The address whose requests are in this folder; empty for a folder of nobody."""
        ...

    async def consent_wait(self) -> ConsentWait | None:
        """The consent that is still awaited, also after a restart."""
        ...

    async def note_consent_asked(self, address: str) -> ConsentWait:
        """The rep has just passed the page on to the administrator."""
        ...
