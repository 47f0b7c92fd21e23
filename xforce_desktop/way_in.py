"""The rep's way in: whom a start belongs to, and that nobody comes in unchecked.

Whoever signs in is only proposed. The one who works here is changed when Microsoft has said who that is and
the folder is theirs; until then everything stays as it was.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Protocol

from xforce_desktop.consent_note import ConsentNote
from xforce_desktop.errors import (
    AdminConsentNeeded,
    KeyringError,
    OtherAccount,
    OutsideError,
    SignInNeeded,
    TemporaryError,
    XForceError,
)
from xforce_desktop.ports import Account
from xforce_desktop.scheduling.folder_owner import check_owner, signs_in_as
from xforce_desktop.scheduling.sign_in_desk import CodeToType, KnownAccount

log = logging.getLogger(__name__)

NOT_KNOWN_YET = ""  # instead of an account's id: the keyring is locked; who it is will show when it is open


class Door(Protocol):
    """The way in to Microsoft and out again. Those that sign in give the id of the account they propose."""

    async def sign_in(self, login_hint: str = "") -> str: ...

    async def begin_code(self) -> CodeToType: ...

    async def finish_code(self, code: CodeToType) -> str: ...

    async def look_again(self) -> str:
        """Who was told that an administrator is needed may come in by now; empty if nobody is signed in."""
        ...

    async def known_accounts(self) -> Sequence[KnownAccount]: ...

    async def chosen(self) -> str:
        """The id of the account that was used last; empty if none was."""
        ...

    async def who_is(self, account_id: str) -> Account:
        """As Microsoft says to this account's own tokens."""
        ...

    async def accept(self, account_id: str) -> None:
        """Go on with this account at the next start too."""
        ...

    async def reject(self, account_id: str) -> None:
        """Forget who has only just signed in; who was kept here before stays."""
        ...

    async def sign_out(self, account_id: str = "") -> None:
        """This account, or the one that was used last."""
        ...

    def go_on_without_saving(self) -> None: ...


class Ways(Protocol):
    """What the way in needs of the composition root."""

    @property
    def door(self) -> Door: ...

    @property
    def consent(self) -> ConsentNote: ...

    def folder_account(self) -> Account | None:
        """Whose requests are in the folder, read without connecting. Blocks."""
        ...


class WayIn:
    """Checks accounts and keeps in mind what is in their way."""

    def __init__(self, ways: Ways) -> None:
        self._ways = ways

    async def owner(self) -> Account | None:
        """Whose requests are in the folder; None for a folder of nobody."""
        return await asyncio.to_thread(self._ways.folder_account)

    async def account_at_start(self) -> str | None:
        """The folder's own account, or the one chosen, or the only one. None: the rep is asked first."""
        door = self._ways.door
        owner, chosen = await self.owner(), await door.chosen()
        try:
            known = await door.known_accounts()
        except (KeyringError, TemporaryError):  # the loop says so and goes on as soon as it can be read
            return chosen or NOT_KNOWN_YET
        except SignInNeeded as error:
            log.warning("no start with an account", extra={"reason": error.title})
            return None
        ids, own = [one.account_id for one in known], _own(owner, known)
        if own and chosen not in own:
            chosen = own[0]
            await door.accept(chosen)  # the commands are to agree
        if chosen or (owner and owner.id):
            return chosen if chosen in ids else None
        return ids[0] if len(ids) == 1 else None

    async def sign_out(self, account_id: str) -> None:
        """This one, or where none was in use the folder's own, whichever was chosen last.

        Raises KeyringError and TemporaryError while the sign-ins cannot be read or written.
        """
        door = self._ways.door
        own = () if account_id else _own(await self.owner(), await door.known_accounts())
        await door.sign_out(account_id or next(iter(own), ""))

    async def name_for(self, address: str) -> str:
        """What to sign in with: the owner is known to the screens by the address for mail."""
        owner = await self.owner()
        is_owner = owner is not None and address.casefold() == owner.address.casefold()
        return (owner.sign_in_name if owner and is_owner else "") or address

    async def checked(self, account_id: str, owner: Account | None) -> Account:
        """Who was proposed. Raises OtherAccount, and what keeps Microsoft from saying who it is."""
        try:
            account = await self._ways.door.who_is(account_id)
            check_owner(owner, account)
        except OutsideError as error:
            log.warning("signed in, but the account cannot be used", extra={"reason": error.title})
            if isinstance(error, OtherAccount):
                await self._put_out(account_id)
            raise
        return account

    async def _put_out(self, account_id: str) -> None:
        """A keyring or disk that refuses it leaves a sign-in that is of no use here, and hides nothing."""
        try:
            await self._ways.door.reject(account_id)
        except (XForceError, OSError) as error:
            log.warning("who is not the owner is still signed in here: %s", error)

    async def settled(self, account_id: str) -> None:
        """This one works here from now on."""
        await self._ways.door.accept(account_id)
        await asyncio.to_thread(self._ways.consent.forget)

    @asynccontextmanager
    async def consent_noted(self) -> AsyncIterator[None]:
        """Keep in mind that an administrator is needed."""
        try:
            yield
        except AdminConsentNeeded as error:
            await asyncio.to_thread(self._ways.consent.need, error.address)
            raise


def _own(owner: Account | None, known: Sequence[KnownAccount]) -> list[str]:
    """The ids of those kept here who are the folder's owner."""
    return [one.account_id for one in known if owner and signs_in_as(owner, one.account_id, one.address)]
