"""What came into a folder of the rep's mailbox, page by page, through Graph's stream of changes.

One mail that is refused or cannot be understood is named, so that the rep can be told, and holds up no other.
What concerns the whole folder (no permission, signed out, a service that is down) is raised.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime

from sync.errors import AnswerTooLong, UnreadableAnswer
from sync.graph.http import HTML_BODIES, IMMUTABLE, UTC_TIMES, GraphClient, Json, items_of, path_of
from sync.graph.wire import KEY_PROPERTY, mail_item, meeting_answer, required
from xforce_desktop.errors import CursorExpired, NotFound, Rejected
from xforce_desktop.ports import Folder, MailItem, MeetingAnswer, NewsPage

log = logging.getLogger(__name__)

_FOLDERS = {Folder.INBOX: "inbox", Folder.SENT: "sentitems"}
_NAMES = {Folder.INBOX: "the inbox", Folder.SENT: "Sent Items"}
_NEWS_FIELDS = (
    "internetMessageId,conversationId,from,sender,toRecipients,ccRecipients,subject,body,"
    "receivedDateTime,sentDateTime,isDraft"
)
_INBOX_FIELDS = _NEWS_FIELDS + ",internetMessageHeaders"
_WITH_KEY = f"singleValueExtendedProperties($filter=id eq '{KEY_PROPERTY}')"
_WITH_EVENT = "microsoft.graph.eventMessage/event"
# Made text by us: Exchange would show hidden words as plain ones.
_READING = (IMMUTABLE, HTML_BODIES, UTC_TIMES)
_PAGE = "odata.maxpagesize=50"
_SMALL_PAGE = "odata.maxpagesize=2"  # after a page that was too long to be read
# Of one item: it will not be read next time either. A "gone" that means a place in the stream is none here.
_REFUSALS = (Rejected, CursorExpired, AnswerTooLong)


class MailNews:
    """The streams of changes of one mailbox."""

    def __init__(self, graph: GraphClient) -> None:
        self._graph = graph

    async def page(self, folder: Folder, cursor: str, since: datetime) -> NewsPage:
        """One page of what came into a folder after `cursor`, or from `since` without one.

        In the sent folder invitations and answers to invitations are left out: the calendar tells of them.
        """
        doing = f"read {_NAMES[folder]}"
        try:
            answer = await self._page(doing, folder, cursor, since, _PAGE)
        except AnswerTooLong:
            answer = await self._page(doing, folder, cursor, since, _SMALL_PAGE)
        following, has_more = _link(answer), "@odata.nextLink" in answer
        self._graph.refuse_foreign(doing, following)
        if has_more and following == cursor:
            raise UnreadableAnswer("a next page that is the same page")
        changes = items_of(answer)
        items = [await self._item(one, folder) for one in changes]
        read = tuple(item for item in items if isinstance(item, MailItem))
        unread = tuple(item for item in items if isinstance(item, str))
        return NewsPage(read, following, has_more, unread, len(changes) - len(read) - len(unread))

    async def _page(self, doing: str, folder: Folder, cursor: str, since: datetime, size: str) -> Json:
        prefer = (*_READING, size)
        if cursor:
            return await self._graph.get_link(doing, cursor, prefer)
        path = path_of("me", "mailFolders", _FOLDERS[folder], "messages", "delta")
        return await self._graph.get(doing, path, _first_round(folder, since), prefer)

    async def _item(self, item: Json, folder: Folder) -> MailItem | str | None:
        """A changed item as news, or its id if it is refused or cannot be understood; None for what is no
        news: removals, drafts, things that are gone again.

        Raises UnreadableAnswer without an id: then nothing can be told.
        """
        item_id = required(item, "id")
        is_meeting = "eventmessage" in str(item.get("@odata.type") or "").lower()
        if "@removed" in item or item.get("isDraft") or (is_meeting and folder is Folder.SENT):
            return None
        try:
            if _is_partial(item, folder, is_meeting):
                item = {**item, **await self._whole(item, folder)}
            meeting = await self._meeting(item) if is_meeting else None
            answer = _answer_in(meeting) if meeting else None
            is_outdated = answer is not None and bool((meeting or {}).get("isOutOfDate"))
            if item.get("isDraft") or is_outdated:  # an answer to a time that has been changed since
                return None
            return await asyncio.to_thread(mail_item, item, folder, answer)  # a long body takes a while
        except NotFound:
            return None
        except _REFUSALS as error:
            log.warning("A mail is passed over: %s", error.title)
            return item_id
        except UnreadableAnswer as error:
            log.warning("A mail cannot be understood: %s", error.what)
            return item_id

    async def _whole(self, item: Json, folder: Folder) -> Json:
        path = path_of("me", "messages", required(item, "id"))
        return await self._graph.get("read a mail", path, _fields(folder), _READING)

    async def _meeting(self, item: Json) -> Json:
        """An eventMessage with its event; a delta round does not bring either's details.

        Without the event if that is gone or in a calendar that is not ours: the answer stands in the message.
        """
        doing, path = "read an answer to an invitation", path_of("me", "messages", required(item, "id"))
        try:
            return await self._graph.get(doing, path, {"$expand": _WITH_EVENT}, _READING)
        except (NotFound, Rejected) as error:
            log.info("An answer to an invitation is read without its event: %s", error.title)
            return await self._graph.get(doing, path, prefer=_READING)


def _first_round(folder: Folder, since: datetime) -> dict[str, str]:
    after = f"receivedDateTime ge {since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return {"changeType": "created", **_fields(folder), "$filter": after}


def _fields(folder: Folder) -> dict[str, str]:
    """What to ask for: our key exists on sent mails only, headers on received ones only."""
    if folder is Folder.SENT:
        return {"$select": _NEWS_FIELDS, "$expand": _WITH_KEY}
    return {"$select": _INBOX_FIELDS}


def _answer_in(meeting: Json) -> MeetingAnswer | None:
    """The answer to an invitation; one whose proposal cannot be read is left to be read as a mail."""
    try:
        return meeting_answer(meeting)
    except UnreadableAnswer as error:
        log.warning("An answer to an invitation cannot be understood: %s", error.what)
        return None


def _link(answer: Json) -> str:
    link = answer.get("@odata.nextLink") or answer.get("@odata.deltaLink")
    if not isinstance(link, str):
        raise UnreadableAnswer("no link to go on with")
    return link


def _is_partial(item: Json, folder: Folder, is_meeting: bool) -> bool:
    """An item of a delta round may carry only some properties; missing is not empty."""
    wanted = ["internetMessageId", "from", "body", "subject", "receivedDateTime", "sentDateTime"]
    if folder is Folder.INBOX and not is_meeting:
        wanted.append("internetMessageHeaders")
    return any(name not in item for name in wanted)
