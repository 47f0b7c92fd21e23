"""The rep's mailbox through Graph: its news, and mails that leave once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from sync.answers import understood
from sync.errors import OutOfSight
from sync.graph.http import GraphClient
from sync.graph.http_wire import HTML_BODIES, IMMUTABLE, Json, path_of, quoted
from sync.graph.mail_body import above_history, page
from sync.graph.mail_news import MailNews
from sync.graph.mail_wire import KEY_PROPERTY, sent_mail
from sync.graph.wire import addresses_of, recipients, required
from xforce_desktop.clock import Clock
from xforce_desktop.errors import KeyringError, NotFound, OutsideError, Rejected, TemporaryError
from xforce_desktop.ids import EffectKey
from xforce_desktop.ports import Folder, NewsPage, OutgoingMail, SentMail

log = logging.getLogger(__name__)

_FATE_FIELDS = "isDraft,internetMessageId,conversationId,sentDateTime,createdDateTime"
# A copy in Sent Items may come late: learn.microsoft.com/graph/outlook-immutable-id
_COPY_WAITS_S = (0.0, 0.2, 0.5, 1.0, 2.0)
_UNFINISHED = ":unfinished"
_TO_WHOM = ("toRecipients", "ccRecipients", "bccRecipients")
_DRAFTS = path_of("me", "mailFolders", "drafts", "messages")


class GraphMail:
    """`ports.Mail` on Graph. Ids are immutable ones: a draft keeps its id when it is sent."""

    def __init__(
        self, graph: GraphClient, clock: Clock, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._graph = graph
        self._news = MailNews(graph)
        self._clock = clock
        self._sleep = sleep

    async def news(self, folder: Folder, cursor: str, since: datetime) -> NewsPage:
        """What came into a folder; changes of what was there before are no news."""
        return await self._news.page(folder, cursor, since)

    async def named(self, folder: Folder, ids: Sequence[str]) -> NewsPage:
        """Those that show by now, each asked for by its id."""
        return await self._news.named(folder, ids)

    async def prepare(self, mail: OutgoingMail, key: EffectKey) -> str:
        """Make a draft that carries `key`.

        If the message to be answered is gone, a new conversation begins under the same subject.
        """
        if mail.reply_to_id:
            try:
                return await self._reply(mail, key)
            except NotFound:
                log.info("The message to answer is gone; a new conversation begins", extra={"key": key})
        return await self._new(mail, key)

    async def dispatch(self, draft_id: str) -> SentMail:
        """Send a prepared draft; if it has been sent already, only say so."""
        doing = "send the mail"
        try:
            draft = await self._fate(doing, draft_id)
            if not draft.get("isDraft", True):
                return sent_mail(draft)
            await self._graph.post(doing, path_of("me", "messages", draft_id, "send"))
        except NotFound as error:  # a new draft may show late, a sent copy too: it is looked up
            raise OutOfSight(f"Could not {doing} yet", "Its draft does not show; we look again.") from error
        return await self._sent_copy(draft)

    async def look_up(self, key: EffectKey, draft_id: str) -> SentMail | str | None:
        """What became of `key`. A finished draft of it is kept, others of the same key are deleted.

        Raises OutOfSight if there was a draft and it cannot be found now: it may be on its way.
        """
        doing = "find out what became of the mail"
        for wait_s in _COPY_WAITS_S if draft_id else (0.0,):
            await self._sleep(wait_s)
            found = await self._by_id(doing, draft_id) or await self._by_key(doing, key)
            if found:
                return found
        if draft_id:
            raise OutOfSight("Could not find the mail yet", "It may be on its way; we look again.")
        await self._discard_unfinished(doing, key)
        return None

    async def discard(self, draft_id: str) -> None:
        """Delete a draft. A mail that has been sent meanwhile stays."""
        doing = "discard a draft"
        try:
            if (await self._fate(doing, draft_id)).get("isDraft"):
                await self._graph.delete(doing, path_of("me", "messages", draft_id))
        except NotFound:
            log.debug("The draft was gone already")

    async def _new(self, mail: OutgoingMail, key: EffectKey) -> str:
        doing = "write a draft"
        body = {"contentType": "html", "content": page(mail.body, mail.signature)}
        subject = _answering(mail.subject) if mail.reply_to_id else mail.subject
        asked = {**_envelope(mail, subject), "body": body, **_key(key)}
        draft = await self._graph.post(doing, path_of("me", "messages"), asked)
        return await self._verified(doing, draft, mail)

    async def _reply(self, mail: OutgoingMail, key: EffectKey) -> str:
        """A draft above the history. It has the key itself only from when our text is in it."""
        doing = "write an answer"
        path = path_of("me", "messages", mail.reply_to_id, "createReplyAll")
        asked = {"message": {**_envelope(mail, mail.subject), **_key(key + _UNFINISHED)}}
        draft = await self._graph.post(doing, path, asked, prefer=(IMMUTABLE, HTML_BODIES))
        draft_id = required(draft, "id")
        try:
            finished = await self._finish(doing, draft_id, draft, mail, key)
        except OutsideError as error:
            await self._give_up(draft_id)
            if isinstance(error, NotFound):  # the draft, not the message to be answered
                raise TemporaryError(f"Could not {doing} yet", "The draft disappeared.") from error
            raise
        return await self._verified(doing, finished, mail)

    async def _finish(
        self, doing: str, draft_id: str, draft: Json, mail: OutgoingMail, key: EffectKey
    ) -> Json:
        """Our text above what the service quoted, and the key."""
        with understood():
            history = str((draft.get("body") or {}).get("content") or "")
            content = above_history(mail.body, history, mail.signature)
        body = {"contentType": "html", "content": content}
        asked = {**_envelope(mail, mail.subject), "body": body, **_key(key)}
        return await self._graph.patch(doing, path_of("me", "messages", draft_id), asked)

    async def _give_up(self, draft_id: str) -> None:
        """Delete a draft that could not be finished; if that fails too, `look_up` will find and delete it."""
        try:
            await self.discard(draft_id)
        except OutsideError as error:
            log.info("An unfinished draft stays for now: %s", error.title)

    async def _verified(self, doing: str, draft: Json, mail: OutgoingMail) -> str:
        """The draft's id, if it goes to nobody but whom we meant. Raises Rejected."""
        draft_id = required(draft, "id")
        with understood():
            found = {name: _folded(addresses_of(draft.get(name))) for name in _TO_WHOM}
        for name, wanted in zip(_TO_WHOM, (mail.to, mail.cc, ()), strict=True):
            if found[name] != _folded(wanted):
                await self.discard(draft_id)
                raise Rejected(f"Could not {doing}", "The service put other recipients on it.")
        return draft_id

    async def _sent_copy(self, draft: Json) -> SentMail:
        """The sent copy; if it does not show soon, what is known from the draft: it has been accepted."""
        doing = "read the mail that was sent"
        for wait_s in _COPY_WAITS_S:
            await self._sleep(wait_s)
            try:
                item = await self._fate(doing, required(draft, "id"))
                if not item.get("isDraft", True):
                    return sent_mail(item)
            except (OutsideError, KeyringError) as error:  # none of it makes an accepted mail an unsent one
                log.info("The mail that was sent cannot be read: %s", error.title)
        log.info("The copy in Sent Items does not show yet")
        return sent_mail({**draft, "sentDateTime": self._clock.now().isoformat()})

    async def _fate(self, doing: str, item_id: str) -> Json:
        return await self._graph.get(doing, path_of("me", "messages", item_id), {"$select": _FATE_FIELDS})

    async def _by_id(self, doing: str, item_id: str) -> SentMail | str | None:
        if not item_id:
            return None
        try:
            item = await self._fate(doing, item_id)
        except NotFound:
            return None
        return required(item, "id") if item.get("isDraft", True) else sent_mail(item)

    async def _by_key(self, doing: str, key: EffectKey) -> SentMail | str | None:
        """Looks in all folders for what was sent, but only in Drafts for drafts: others were discarded."""
        found = await self._carrying(doing, key, path_of("me", "messages"))
        sent = [one for one in found if not one.get("isDraft", True)]
        drafts = found and await self._carrying(doing, key, _DRAFTS)
        drafts = sorted((one for one in drafts if one.get("isDraft", True)), key=_made_at)
        for extra in drafts if sent else drafts[1:]:
            await self.discard(required(extra, "id"))
        if sent:
            return sent_mail(min(sent, key=_made_at))
        return required(drafts[0], "id") if drafts else None

    async def _discard_unfinished(self, doing: str, key: EffectKey) -> None:
        for item in await self._carrying(doing, key + _UNFINISHED, _DRAFTS):
            await self.discard(required(item, "id"))

    async def _carrying(self, doing: str, key: str, path: str) -> list[Json]:
        carries = f"ep/id eq {quoted(KEY_PROPERTY)} and ep/value eq {quoted(key)}"
        query = {"$filter": f"singleValueExtendedProperties/Any(ep: {carries})", "$select": _FATE_FIELDS}
        return [item async for item in self._graph.pages(doing, path, query)]


def _envelope(mail: OutgoingMail, subject: str) -> Json:
    return {
        "subject": " ".join(subject.split()),
        "toRecipients": recipients(mail.to),
        "ccRecipients": recipients(mail.cc),
        "bccRecipients": [],
    }


def _key(key: str) -> Json:
    return {"singleValueExtendedProperties": [{"id": KEY_PROPERTY, "value": key}]}


def _answering(subject: str) -> str:
    return subject if subject.lower().startswith("re:") else f"Re: {subject}"


def _folded(addresses: tuple[str, ...]) -> set[str]:
    return {address.lower() for address in addresses}


def _made_at(item: Json) -> str:
    return str(item.get("createdDateTime") or "")
