"""The rep and their colleagues, from the organisation's directory, and the rep's own contacts."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from sync.errors import RefusedByGraph
from sync.graph.http import GraphClient
from sync.graph.http_wire import Json, path_of, quoted
from sync.graph.people_wire import account, contact_cards, person
from xforce_desktop.clock import Clock, SystemClock
from xforce_desktop.errors import NotFound, Rejected
from xforce_desktop.ports import Account, ContactCard, Person

log = logging.getLogger(__name__)

_ME = {"$select": "id,displayName,mail,userPrincipalName,jobTitle,otherMails,proxyAddresses"}
_COLLEAGUE = "displayName,mail,userPrincipalName,jobTitle"
_SETTINGS = {"$select": "timeZone,workingHours,automaticRepliesSetting"}
_CONTACT = {"$select": "displayName,companyName,jobTitle,emailAddresses,businessPhones,mobilePhone"}
_CONTACTS_A_PAGE = "250"
MOST_CONTACTS = 5_000  # cards; more than anybody keeps by hand
_AT_ONCE = 7  # addresses in one filter, twice each: it holds 15 values at most
_SEARCHED = ("displayName", "givenName", "surname", "mail", "userPrincipalName")


class GraphDirectory:
    """`ports.Directory` on Graph."""

    def __init__(self, graph: GraphClient, clock: Clock | None = None) -> None:
        self._graph = graph
        self._clock = clock or SystemClock()

    async def me(self) -> Account:
        """The rep; zone, working time and absence only if the mailbox settings may be read."""
        user = await self._graph.get("read your profile", path_of("me"), _ME, prefer=())
        return account(user, await self._settings(), self._clock.now())

    async def colleagues(self, text: str, limit: int = 20) -> Sequence[Person]:
        """People whose first, last or full name or address begins with `text`, by name."""
        query = {"$select": _COLLEAGUE, "$top": str(min(limit, 999))}
        wanted = text.strip()
        if wanted:
            query["$filter"] = " or ".join(f"startswith({name},{quoted(wanted)})" for name in _SEARCHED)
        found: list[Person] = []
        async for user in self._graph.pages("look up colleagues", path_of("users"), query, prefer=()):
            colleague = person(user)
            if colleague is not None:
                found.append(colleague)
            if len(found) == limit:
                break
        return sorted(found, key=lambda one: one.name.casefold())

    async def still_there(self, addresses: Sequence[str]) -> Sequence[Person]:
        """By mail address or sign-in name, a few addresses a call."""
        found: list[Person] = []
        for at in range(0, len(addresses), _AT_ONCE):
            names = ",".join(quoted(address) for address in addresses[at : at + _AT_ONCE])
            query = {
                "$select": _COLLEAGUE,
                "$filter": f"mail in ({names}) or userPrincipalName in ({names})",
                "$top": str(2 * _AT_ONCE),
            }
            async for user in self._graph.pages("look up colleagues", path_of("users"), query, prefer=()):
                found += filter(None, [person(user)])
        return found

    async def contacts(self) -> Sequence[ContactCard] | None:
        """From the contacts folder, page after page. A refusal costs the contacts and nothing else: the
        permission is an optional one."""
        query = {**_CONTACT, "$top": _CONTACTS_A_PAGE}
        found: list[ContactCard] = []
        cards = 0
        try:
            async for item in self._graph.pages("read your contacts", path_of("me", "contacts"), query):
                cards += 1
                found += contact_cards(item)
                if cards == MOST_CONTACTS:
                    log.info("Not all contacts are read", extra={"read": cards})
                    break
        except RefusedByGraph as error:
            if error.status != 403:
                raise
            log.info("Contacts may not be read: %s", error.title)
            return None
        return found

    async def _settings(self) -> Json:
        try:
            return await self._graph.get(
                "read your working hours", path_of("me", "mailboxSettings"), _SETTINGS, prefer=()
            )
        except (Rejected, NotFound) as error:
            log.info("Working hours are unknown: %s", error.title)
            return {}
