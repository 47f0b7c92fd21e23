"""The newest mails in Sent Items, read once in a while to learn how the rep writes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from datetime import UTC, datetime

from sync.errors import UnreadableAnswer
from sync.graph.http import GraphClient
from sync.graph.http_wire import HTML_BODIES, IMMUTABLE, UTC_TIMES, Json, path_of
from sync.graph.mail_wire import KEY_PROPERTY, mail_item
from xforce_desktop.ports import Folder, MailItem

log = logging.getLogger(__name__)

_FIELDS = "from,sender,toRecipients,ccRecipients,subject,body,sentDateTime,isDraft"
_WITH_KEY = f"singleValueExtendedProperties($filter=id eq '{KEY_PROPERTY}')"
_READING = (IMMUTABLE, HTML_BODIES, UTC_TIMES)
_A_PAGE = 30  # bodies are long


class GraphSentFolder:
    """`ports.SentFolder` on Graph."""

    def __init__(self, graph: GraphClient) -> None:
        self._graph = graph

    async def newest(self, since: datetime, most: int) -> Sequence[MailItem]:
        """A page after another until there are enough; invitations and answers to them are none."""
        query = {
            "$select": _FIELDS,
            "$expand": _WITH_KEY,
            "$filter": f"sentDateTime ge {since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "$orderby": "sentDateTime desc",
            "$top": str(min(most, _A_PAGE)),
        }
        path, seen = path_of("me", "mailFolders", "sentitems", "messages"), 0
        found: list[MailItem] = []
        async for item in self._graph.pages("read your sent mail", path, query, prefer=_READING):
            seen += 1
            found += await self._readable(item)
            if seen == most:
                break
        return found

    async def _readable(self, item: Json) -> Sequence[MailItem]:
        if "eventmessage" in str(item.get("@odata.type") or "").lower() or item.get("isDraft"):
            return ()
        try:
            return (await asyncio.to_thread(mail_item, item, Folder.SENT),)
        except UnreadableAnswer as error:
            log.info("A sent mail cannot be understood: %s", error.what)
            return ()
