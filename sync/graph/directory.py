"""The rep and their colleagues, from the organisation's directory."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from sync.graph.http import GraphClient, Json, path_of, quoted
from sync.graph.wire import account, person
from xforce_desktop.errors import NotFound, Rejected
from xforce_desktop.ports import Account, Person

log = logging.getLogger(__name__)

_ME = {"$select": "displayName,mail,userPrincipalName,jobTitle,otherMails,proxyAddresses"}
_HOURS = {"$select": "timeZone,workingHours"}
_COLLEAGUE = "displayName,mail,userPrincipalName,jobTitle"
_SEARCHED = ("displayName", "givenName", "surname", "mail", "userPrincipalName")


class GraphDirectory:
    """`ports.Directory` on Graph."""

    def __init__(self, graph: GraphClient) -> None:
        self._graph = graph

    async def me(self) -> Account:
        """The rep; zone and working hours only if the mailbox settings may be read."""
        user = await self._graph.get("read your profile", path_of("me"), _ME, prefer=())
        return account(user, await self._settings())

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

    async def _settings(self) -> Json:
        try:
            return await self._graph.get(
                "read your working hours", path_of("me", "mailboxSettings"), _HOURS, prefer=()
            )
        except (Rejected, NotFound) as error:
            log.info("Working hours are unknown: %s", error.title)
            return {}
