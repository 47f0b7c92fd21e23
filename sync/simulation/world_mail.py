"""The rep's mailbox as the port `Mail`: what Graph would do with the world's mails, without any HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sync.errors import OutOfSight
from sync.graph.mail_wire import KEY_PROPERTY
from sync.sandbox.company import REP
from sync.sandbox.state import Address, Mail
from sync.sandbox.world import World
from sync.simulation.service import HeardTime, Service
from sync.simulation.weather import Weather
from sync.simulation.world_calendar import RESPONSES
from xforce_desktop.availability.spans import Span
from xforce_desktop.errors import NotFound
from xforce_desktop.ids import EffectKey
from xforce_desktop.ports import Folder, MailItem, MeetingAnswer, NewsPage, OutgoingMail, SentMail

FOLDERS = {Folder.INBOX: "inbox", Folder.SENT: "sentitems"}
PAGE = 10


class WorldMail(Service):
    """`ports.Mail` on the world's mailbox. A mail keeps its key as provider id when it is sent."""

    def __init__(self, world: World, weather: Weather, heard: HeardTime) -> None:
        super().__init__(world, weather, heard)
        self._items: dict[str, tuple[int, MailItem]] = {}

    async def news(self, folder: Folder, cursor: str, since: datetime) -> NewsPage:
        """What entered a folder after `cursor`, the number of a change; odd pages in nasty weather."""
        self._reached("news")
        self._weather.check_cursor(cursor)
        latest = self._world.state.change_no
        if cursor == str(latest):
            return NewsPage((), cursor, has_more=False)
        fresh = self._entered(FOLDERS[folder], int(cursor or 0), since)
        page, has_more = fresh[:PAGE], len(fresh) > PAGE
        items = [self._item(mail, folder) for mail in page]
        following = page[-1].entered_no if has_more else latest
        oddity = self._weather.oddity_of_page() if items else ""
        if oddity == "missing":
            return NewsPage(tuple(items[1:]), str(following), has_more, missing=(items[0].provider_id,))
        return NewsPage(tuple(self._oddly(items, oddity)), str(following), has_more)

    async def named(self, folder: Folder, ids: Sequence[str]) -> NewsPage:
        """Mails by their keys; those that are not in the folder any more are missing."""
        self._reached("named")
        mails = self._world.state.mails
        found = [mails[one] for one in ids if one in mails and mails[one].folder == FOLDERS[folder]]
        items = tuple(self._item(mail, folder) for mail in found)
        shown = {item.provider_id for item in items}
        return NewsPage(items, "", has_more=False, missing=tuple(one for one in ids if one not in shown))

    def _entered(self, folder: str, after: int, since: datetime) -> list[Mail]:
        is_visible = self._world.mailbox.is_visible
        found = [
            mail
            for mail in self._world.state.mails.values()
            if mail.entered_no > after and mail.folder == folder and is_visible(mail)
        ]
        kept = [mail for mail in found if mail.received_at >= since and not _is_own_invitation(mail)]
        return sorted(kept, key=lambda mail: mail.entered_no)

    def _oddly(self, items: list[MailItem], oddity: str) -> list[MailItem]:
        if oddity == "repeat":
            return [*items, items[0]]
        if oddity == "shuffle":
            return [items[place] for place in self._weather.shuffled(len(items))]
        return items

    def _item(self, mail: Mail, folder: Folder) -> MailItem:
        known = self._items.get(mail.key)
        if known is not None and known[0] == mail.full_no:
            return known[1]
        item = _mail_item(mail, folder)
        self._items[mail.key] = (mail.full_no, item)
        return item

    async def prepare(self, mail: OutgoingMail, key: EffectKey) -> str:
        """A draft that carries the key, above the history of what it answers."""
        return self._done("prepare", lambda: self._draft(mail, key))

    def _draft(self, wanted: OutgoingMail, key: EffectKey) -> str:
        original = self._world.state.mails.get(wanted.reply_to_id) if wanted.reply_to_id else None
        draft = self._world.mailbox.new("drafts")
        draft.is_draft = draft.is_read = True
        draft.sender = Address(REP.address, REP.name)
        draft.to, draft.cc = [Address(a) for a in wanted.to], [Address(a) for a in wanted.cc]
        draft.subject, draft.text = wanted.subject, wanted.body
        draft.properties[KEY_PROPERTY] = key
        if original is not None:
            draft.in_reply_to = original.message_id
            draft.references = [*original.references, original.message_id]
            draft.conversation = original.conversation
            draft.text = f"{wanted.body}\n\n{_history(original, self._world)}"
        else:
            draft.conversation = self._world.mailbox.new_thread()
        self._world.mailbox.touch(draft)
        return draft.key

    async def dispatch(self, draft_id: str) -> SentMail:
        """Send; a draft that was sent already is only told of."""
        return self._done("dispatch", lambda: self._send(draft_id))

    def _send(self, draft_id: str) -> SentMail:
        mail = self._world.state.mails.get(draft_id)
        if mail is None:
            raise NotFound("Could not send the mail", "It is not there any more.")
        if mail.is_draft:
            self._world.send_draft(mail)
            if delay := self._weather.copy_delay():
                mail.visible_at = self._world.now + delay
                self._world.agenda.add(mail.visible_at, "copy_appears", key=mail.key)
        return _sent(mail)

    async def look_up(self, key: EffectKey, draft_id: str) -> SentMail | str | None:
        """What became of a key; OutOfSight for a draft that is gone while no sent copy shows."""
        return self._asked("look_up", lambda: self._fate(key, draft_id))

    def _fate(self, key: EffectKey, draft_id: str) -> SentMail | str | None:
        mails = self._world.state.mails
        carrying = [m for m in mails.values() if m.key == draft_id or m.properties.get(KEY_PROPERTY) == key]
        visible = [mail for mail in carrying if self._world.mailbox.is_visible(mail)]
        sent = [mail for mail in visible if not mail.is_draft]
        drafts = [mail for mail in visible if mail.is_draft]
        for extra in drafts if sent else drafts[1:]:
            del mails[extra.key]
        if sent:
            return _sent(sent[0])
        if drafts:
            return drafts[0].key
        if draft_id:
            raise OutOfSight("Could not find the mail yet", "It may be on its way; we look again.")
        return None

    async def discard(self, draft_id: str) -> None:
        """Delete a draft; a mail that was sent stays."""
        self._done("discard", lambda: self._delete(draft_id), is_safe_to_repeat=True)

    def _delete(self, draft_id: str) -> None:
        mail = self._world.state.mails.get(draft_id)
        if mail is not None and mail.is_draft:
            del self._world.state.mails[draft_id]


def _is_own_invitation(mail: Mail) -> bool:
    return mail.meeting is not None and mail.folder == "sentitems"


def _sent(mail: Mail) -> SentMail:
    return SentMail(mail.key, mail.message_id, mail.conversation, mail.sent_at)


def _mail_item(mail: Mail, folder: Folder) -> MailItem:
    sender = mail.sender or Address("")
    return MailItem(
        provider_id=mail.key,
        folder=folder,
        message_id=mail.message_id,
        conversation_id=mail.conversation,
        from_name=sender.name,
        from_address=sender.address,
        to=tuple(one.address for one in mail.to),
        cc=tuple(one.address for one in mail.cc),
        subject=mail.subject,
        body=mail.text,
        at=mail.sent_at if folder is Folder.SENT else mail.received_at,
        headers=dict(mail.headers) if folder is Folder.INBOX else {},
        in_reply_to=mail.in_reply_to if folder is Folder.INBOX else "",
        references=tuple(mail.references) if folder is Folder.INBOX else (),
        key=mail.properties.get(KEY_PROPERTY, ""),
        meeting_answer=_meeting_answer(mail),
    )


def _meeting_answer(mail: Mail) -> MeetingAnswer | None:
    part = mail.meeting
    if part is None or part.kind != "response" or part.response_type not in RESPONSES or mail.sender is None:
        return None
    proposed = None
    if part.proposed_start_at is not None and part.proposed_end_at is not None:
        proposed = Span(part.proposed_start_at, part.proposed_end_at)
    return MeetingAnswer(part.event_key, mail.sender.address, RESPONSES[part.response_type], proposed)


def _history(original: Mail, world: World) -> str:
    """The original as Outlook quotes it."""
    sender = original.sender or Address("")
    sent = original.sent_at.astimezone(world.zone).strftime("%A, %B %d, %Y %I:%M %p")
    head = f"From: {sender.name} <{sender.address}>\nSent: {sent}\nSubject: {original.subject}"
    return f"{'_' * 32}\n{head}\n\n{original.text}"
