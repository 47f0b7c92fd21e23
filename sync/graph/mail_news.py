"""What came into a folder of the rep's mailbox, page by page, through Graph's stream of changes.

One mail that is refused, cannot be understood or breaks the service that reads it is named, so that it can
be asked for again or the rep be told, and holds up no other. What concerns the whole folder (no permission,
signed out, a service that is down) is raised.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sync.errors import AnswerTooLong, ServiceDown, UnreadableAnswer
from sync.graph.http import GraphClient
from sync.graph.http_wire import HTML_BODIES, IMMUTABLE, UTC_TIMES, Json, items_of, path_of
from sync.graph.mail_wire import KEY_PROPERTY, mail_item, meeting_answer
from sync.graph.wire import required
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
MOST_FAILING = (
    3  # of a page: where more fail, it is the service that is down and not the mails that are broken
)


@dataclass(frozen=True)
class _Unread:
    """A mail that is there, and is refused or cannot be understood."""

    id: str


@dataclass(frozen=True)
class _Missing:
    """A mail that was named and does not show."""

    id: str


@dataclass(frozen=True)
class _Failing:
    """A mail at which the service itself fails."""

    id: str
    error: ServiceDown


_Found = MailItem | _Unread | _Missing | _Failing | None


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
        found: list[_Found] = []
        for change in items_of(answer):
            found.append(one := await self._found(change, folder))
            if (
                isinstance(one, _Failing)
                and sum(isinstance(other, _Failing) for other in found) > MOST_FAILING
            ):
                raise one.error
        return _news_page(found, following, has_more)

    async def named(self, folder: Folder, ids: Sequence[str]) -> NewsPage:
        """What can be had by now of mails of which only the ids are known. Those that fail may be broken for
        good, however many they have become: they stop nothing, and each is asked for once."""
        return _news_page([await self._found({"id": one}, folder, once=True) for one in ids], "", False)

    async def _page(self, doing: str, folder: Folder, cursor: str, since: datetime, size: str) -> Json:
        prefer = (*_READING, size)
        if cursor:
            return await self._graph.get_link(doing, cursor, prefer)
        path = path_of("me", "mailFolders", _FOLDERS[folder], "messages", "delta")
        return await self._graph.get(doing, path, _first_round(folder, since), prefer)

    async def _found(self, item: Json, folder: Folder, *, once: bool = False) -> _Found:
        """A changed item as news; None for what is no news: removals, drafts, outdated answers. `once`: where
        the service fails, it is left at that.

        Raises UnreadableAnswer without an id: then nothing can be told.
        """
        item_id = required(item, "id")
        if _is_no_news(item, folder):
            return None
        try:
            return await self._item(item, folder, once)
        except NotFound:  # gone, or the machine that was asked does not know of it yet
            return _Missing(item_id)
        except ServiceDown as error:
            log.warning("A mail cannot be read now: %s", error.title)
            return _Failing(item_id, error)
        except _REFUSALS as error:
            log.warning("A mail is passed over: %s", error.title)
            return _Unread(item_id)
        except UnreadableAnswer as error:
            log.warning("A mail cannot be understood: %s", error.what)
            return _Unread(item_id)

    async def _item(self, item: Json, folder: Folder, once: bool) -> MailItem | None:
        if _is_partial(item, folder):
            item = {**item, **await self._whole(item, folder, once)}
            if _is_no_news(item, folder):
                return None
        meeting = await self._meeting(item, once) if _is_meeting(item) else None
        answer = _answer_in(meeting) if meeting else None
        if answer is not None and (meeting or {}).get("isOutOfDate"):  # to a time that has been changed since
            return None
        return await asyncio.to_thread(mail_item, item, folder, answer)  # a long body takes a while

    async def _whole(self, item: Json, folder: Folder, once: bool) -> Json:
        path = path_of("me", "messages", required(item, "id"))
        return await self._graph.get("read a mail", path, _fields(folder), _READING, is_asked_later=once)

    async def _meeting(self, item: Json, once: bool) -> Json:
        """An eventMessage with its event; a delta round does not bring either's details.

        Without the event if that is gone, in a calendar that is not ours or broken: the answer stands in the
        message.
        """
        doing, path = "read an answer to an invitation", path_of("me", "messages", required(item, "id"))
        try:
            query = {"$expand": _WITH_EVENT}
            return await self._graph.get(doing, path, query, _READING, is_asked_later=once)
        except (NotFound, Rejected, ServiceDown) as error:
            log.info("An answer to an invitation is read without its event: %s", error.title)
            return await self._graph.get(doing, path, prefer=_READING, is_asked_later=once)


def _news_page(found: Sequence[_Found], following: str, has_more: bool) -> NewsPage:
    return NewsPage(
        items=tuple(one for one in found if isinstance(one, MailItem)),
        cursor=following,
        has_more=has_more,
        unread=tuple(one.id for one in found if isinstance(one, _Unread)),
        passed_over=sum(one is None for one in found),
        missing=tuple(one.id for one in found if isinstance(one, _Missing)),
        failing=tuple(one.id for one in found if isinstance(one, _Failing)),
    )


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


def _is_meeting(item: Json) -> bool:
    return "eventmessage" in str(item.get("@odata.type") or "").lower()


def _is_no_news(item: Json, folder: Folder) -> bool:
    """Of an item that shows only a part of itself this may be known later."""
    return "@removed" in item or bool(item.get("isDraft")) or (_is_meeting(item) and folder is Folder.SENT)


def _is_partial(item: Json, folder: Folder) -> bool:
    """An item of a delta round may carry only some properties; missing is not empty."""
    wanted = ["internetMessageId", "from", "body", "subject", "receivedDateTime", "sentDateTime"]
    if folder is Folder.INBOX and not _is_meeting(item):
        wanted.append("internetMessageHeaders")
    return any(name not in item for name in wanted)
