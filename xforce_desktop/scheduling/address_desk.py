"""Colleagues and contacts: asked of the directory as they are searched for, remembered for when it is away.

The directory of a large organisation is never read as a whole: a search reads one page, and whoever was found
is remembered. Once a day those remembered longest are looked up again, and the rep's contacts, if they may be
read.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from xforce_desktop.clock import Clock
from xforce_desktop.errors import OutsideError, SignInNeeded
from xforce_desktop.ports import Directory, Person
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.remembered import FoundPeople, Origin, Remembered, colleague, contact
from xforce_desktop.scheduling.store_thread import StoreThread
from xforce_desktop.scheduling.unit_of_work import UnitOfWork

T = TypeVar("T")
log = logging.getLogger(__name__)

SHOWN = 20  # colleagues at once: more do not help anybody to find one
RENEWED_EVERY = timedelta(days=1)
TRIED_AGAIN_AFTER = timedelta(hours=1)  # a renewal that failed
LOOKED_UP_AGAIN_AFTER = timedelta(days=7)
MOST_LOOKED_UP = 105  # colleagues a day
GOOD_FOR = timedelta(days=90)  # what nobody could confirm for so long is no longer shown
_RENEW_AT = "people_renew_at"


class AddressDesk:
    """Looks people up; what it finds is kept in the store."""

    def __init__(self, directory: Directory, engine: Engine, thread: StoreThread, clock: Clock) -> None:
        self._directory = directory
        self._engine = engine
        self._thread = thread
        self._clock = clock

    async def colleagues(self, text: str = "") -> FoundPeople:
        """As the directory has them now; from memory if it cannot be asked, and then it says so."""
        try:
            found = await self._directory.colleagues(text, SHOWN + 1)
        except OutsideError as error:
            memory = await self.remembered(text)
            return FoundPeople(
                memory.people,
                memory.remembered_at or self._clock.now(),
                memory.has_more,
                f"{error.title.rstrip('.')}.",
            )
        await self._in_transaction(lambda work: self._keep(work, text, found))
        return FoundPeople(tuple(found[:SHOWN]), has_more=len(found) > SHOWN)

    async def remembered(self, text: str = "") -> FoundPeople:
        """Whom earlier searches found, without asking anybody."""
        since = self._clock.now() - GOOD_FOR
        found = await self._in_transaction(
            lambda work: work.remembered(Origin.COLLEAGUE, text, SHOWN + 1, read_since=since)
        )
        shown = found[:SHOWN]
        oldest_at = min((one.read_at for one in shown), default=None)
        return FoundPeople(tuple(one.person for one in shown), oldest_at, len(found) > SHOWN)

    async def contact(self, address: str) -> Remembered | None:
        """What the app's own records say of an address, and the rep's contacts, as far as they were read."""
        if "@" not in address:
            return None
        return await self._in_transaction(lambda work: _known(work, address, self._clock.now()))

    async def renew(self) -> None:
        """Once a day, whatever comes of it; trouble is for the log, as nothing waits for this.

        Raises SignInNeeded.
        """
        now = self._clock.now()
        if not await self._in_transaction(lambda work: _is_due(work, now)):
            return
        try:
            await self._renew_contacts(now)
            await self._renew_colleagues(now)
        except SignInNeeded:
            raise
        except OutsideError as error:
            log.info("colleagues and contacts stay as they were: %s", error.title)
            await self._next_at(now + TRIED_AGAIN_AFTER)
        else:
            await self._next_at(now + RENEWED_EVERY)

    async def _renew_contacts(self, now: datetime) -> None:
        """All of them; who is no longer there, or may no longer be read, is forgotten."""
        cards = await self._directory.contacts()
        people = [contact(card, now) for card in cards or ()]
        kept = {one.address.casefold() for one in people}

        def replace(work: UnitOfWork) -> None:
            known = work.remembered(Origin.CONTACT)
            work.forget([one.address for one in known if one.address.casefold() not in kept], Origin.CONTACT)
            work.remember(people)

        await self._in_transaction(replace)

    async def _renew_colleagues(self, now: datetime) -> None:
        """Those read longest ago; who has left is forgotten."""
        before = now - LOOKED_UP_AGAIN_AFTER
        old = await self._in_transaction(
            lambda work: work.remembered_since(Origin.COLLEAGUE, before, MOST_LOOKED_UP)
        )
        if not old:
            return
        there = await self._directory.still_there([one.address for one in old])
        kept = {person.address.casefold() for person in there}

        def replace(work: UnitOfWork) -> None:
            work.forget([o.address for o in old if o.address.casefold() not in kept], Origin.COLLEAGUE)
            work.remember([colleague(person, now) for person in there])

        await self._in_transaction(replace)

    def _keep(self, work: UnitOfWork, text: str, found: Sequence[Person]) -> None:
        """An answer that is complete also tells who is there no more."""
        now = self._clock.now()
        if len(found) <= SHOWN:
            kept = {person.address.casefold() for person in found}
            known = (one for one in work.remembered(Origin.COLLEAGUE, text) if _begins(one, text))
            gone = [one.address for one in known if one.address.casefold() not in kept]
            work.forget(gone, Origin.COLLEAGUE)
        work.remember([colleague(person, now) for person in found])

    async def _next_at(self, at: datetime) -> None:
        await self._in_transaction(lambda work: work.save_setting(_RENEW_AT, at.isoformat()))

    async def _in_transaction(self, act: Callable[[UnitOfWork], T]) -> T:
        return await self._thread.run(self._engine.in_transaction, act)


def _known(work: UnitOfWork, address: str, now: datetime) -> Remembered | None:
    """Our own records first; what they leave open is taken from the rep's contacts."""
    card, own = work.remembered_contact(address), work.contact_record(address)
    if own is None:
        return card
    company = work.company(own.company_id) if own.company_id else None
    return Remembered(
        Origin.CONTACT,
        own.email,
        own.name or (card.name if card else ""),
        card.read_at if card else now,
        own.title or (card.title if card else ""),
        (company.name if company else "") or (card.company if card else ""),
        own.phone or (card.phone if card else ""),
        own.timezone,
        own.sms_consent,
    )


def _begins(one: Remembered, text: str) -> bool:
    """Whether the directory would have found them: it does not look into the middle of a name."""
    begins = text.strip().casefold()
    return one.name.casefold().startswith(begins) or one.address.casefold().startswith(begins)


def _is_due(work: UnitOfWork, now: datetime) -> bool:
    """A date further ahead than any renewal sets is one that a wrong clock left."""
    at = work.setting(_RENEW_AT)
    return not at or not now < datetime.fromisoformat(at) <= now + RENEWED_EVERY
