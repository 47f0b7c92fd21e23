"""The services outside as ports that act on a world directly: what Graph would do, without any HTTP."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import TypeVar

from sync.errors import OutOfSight
from sync.graph.wire import KEY_PROPERTY
from sync.sandbox.company import COLLEAGUES, REP, TENANT_ID
from sync.sandbox.state import Address, Invitee, Mail, Meeting
from sync.sandbox.world import World
from sync.simulation.weather import Weather
from xforce_desktop.availability.spans import Span
from xforce_desktop.errors import NotFound, TemporaryError
from xforce_desktop.ids import EffectKey
from xforce_desktop.ports import (
    Account,
    CalendarEvent,
    EventAnswer,
    Folder,
    MailItem,
    MeetingAnswer,
    MeetingPlan,
    NewsPage,
    OutgoingMail,
    Participant,
    Person,
    SentMail,
)

T = TypeVar("T")
FOLDERS = {Folder.INBOX: "inbox", Folder.SENT: "sentitems"}
PAGE = 10
RESPONSES = {"accepted": "accepted", "declined": "declined", "tentativelyAccepted": "tentative"}
FREE = ("free", "workingElsewhere")
FOUND_AROUND = timedelta(days=1)


class Service:
    """A service of the world behind the weather."""

    def __init__(self, world: World, weather: Weather) -> None:
        self._world = world
        self._weather = weather

    def _asked(self, call: str, answer: Callable[[], T]) -> T:
        """A question: nothing changes, so asking again does no harm."""
        self._weather.before_call(call, self._world.now)
        return answer()

    def _done(self, call: str, work: Callable[[], T], *, is_safe_to_repeat: bool = False) -> T:
        """Work: it may have been done although no answer came."""
        self._weather.before_call(call, self._world.now)
        result = work()
        self._weather.after_call(call, is_safe_to_repeat=is_safe_to_repeat)
        return result


class WorldMail(Service):
    """`ports.Mail` on the world's mailbox. A mail keeps its key as provider id when it is sent."""

    def __init__(self, world: World, weather: Weather) -> None:
        super().__init__(world, weather)
        self._items: dict[str, tuple[int, MailItem]] = {}

    async def news(self, folder: Folder, cursor: str, since: datetime) -> NewsPage:
        """What entered a folder after `cursor`, the number of a change; odd pages in nasty weather."""
        self._weather.before_call("news", self._world.now)
        self._weather.check_cursor(cursor)
        latest = self._world.state.change_no
        if cursor == str(latest):
            return NewsPage((), cursor, has_more=False)
        fresh = self._entered(FOLDERS[folder], int(cursor or 0), since)
        page, has_more = fresh[:PAGE], len(fresh) > PAGE
        items = [self._item(mail, folder) for mail in page]
        following = page[-1].entered_no if has_more else latest
        return NewsPage(tuple(self._oddly(items)), str(following), has_more)

    def _entered(self, folder: str, after: int, since: datetime) -> list[Mail]:
        is_visible = self._world.mailbox.is_visible
        found = [
            mail
            for mail in self._world.state.mails.values()
            if mail.entered_no > after and mail.folder == folder and is_visible(mail)
        ]
        kept = [mail for mail in found if mail.received_at >= since and not _is_own_invitation(mail)]
        return sorted(kept, key=lambda mail: mail.entered_no)

    def _oddly(self, items: list[MailItem]) -> list[MailItem]:
        if not items:
            return items
        oddity = self._weather.oddity_of_page()
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


class WorldCalendar(Service):
    """`ports.Calendar` on the world's calendars. `unreadable`: address and until when."""

    def __init__(self, world: World, weather: Weather, unreadable: Mapping[str, datetime]) -> None:
        super().__init__(world, weather)
        self._unreadable = unreadable

    async def busy(
        self, addresses: Sequence[str], start: datetime, end: datetime
    ) -> Mapping[str, tuple[Span, ...] | None]:
        """Busy, tentative and away count; working elsewhere does not."""
        return self._asked("busy", lambda: {a: self._spans(a, start, end) for a in addresses})

    def _spans(self, address: str, start: datetime, end: datetime) -> tuple[Span, ...] | None:
        if self._unreadable.get(address, self._world.now) > self._world.now:
            return None
        if not self._world.calendars.knows(address):
            return None
        booked = self._world.calendars.booked(address, start, end)
        return tuple(sorted(Span(one.start_at, one.end_at) for one in booked if one.status not in FREE))

    async def create(self, plan: MeetingPlan, key: EffectKey) -> CalendarEvent:
        """Create and invite, once per key."""
        return self._done("create", lambda: self._created(plan, key))

    def _created(self, plan: MeetingPlan, key: EffectKey) -> CalendarEvent:
        known = self._world.meetings.with_transaction(key)
        if known is not None:
            if known.removed:
                raise TemporaryError("It was made before, but does not show on the calendar.")
            return _event(known)
        organizer = Address(REP.address, REP.name)
        meeting = self._world.meetings.new(plan.subject, plan.start, plan.end, organizer)
        meeting.transaction_id = key
        meeting.attendees = [Invitee(address, name, "required") for address, name in plan.required]
        meeting.attendees += [Invitee(address, name, "optional") for address, name in plan.optional]
        if plan.is_hold:
            meeting.show_as = "tentative"
            return _event(meeting)
        if plan.is_teams:
            self._world.meetings.put_online(meeting, TENANT_ID)
        self._world.meeting_made(meeting)
        return _event(meeting)

    async def find(self, key: EffectKey, start: datetime, end: datetime) -> CalendarEvent | None:
        """The standing event of a key within a day of that time."""

        def found() -> CalendarEvent | None:
            meeting = self._world.meetings.with_transaction(key)
            if meeting is None or meeting.removed:
                return None
            near = meeting.start_at < end + FOUND_AROUND and meeting.end_at > start - FOUND_AROUND
            return _event(meeting) if near else None

        return self._asked("find", found)

    async def move(self, event_id: str, start: datetime, end: datetime) -> CalendarEvent:
        """Move and tell everybody. Raises NotFound for an event that is gone."""

        def moved() -> CalendarEvent:
            meeting = self._world.meetings.by_key(event_id)
            if meeting is None or meeting.removed:
                raise NotFound("Could not move the meeting", "It is not there any more.")
            if (meeting.start_at, meeting.end_at) != (start, end):
                self._world.meetings.reschedule(meeting, start, end)
                self._world.meetings.touch(meeting)
                self._world.meeting_moved(meeting)
            return _event(meeting)

        return self._done("move", moved, is_safe_to_repeat=True)

    async def cancel(self, event_id: str, comment: str) -> None:
        """Withdraw the invitation; fine if it is gone."""

        def cancelled() -> None:
            meeting = self._world.meetings.by_key(event_id)
            if meeting is not None and not meeting.removed:
                self._world.cancel_meeting(meeting, comment)

        self._done("cancel", cancelled, is_safe_to_repeat=True)

    async def remove(self, event_id: str) -> None:
        """Delete an event to which nobody is invited; fine if it is gone."""
        await self.cancel(event_id, "")

    async def set_attendees(
        self, event_id: str, required: Sequence[tuple[str, str]], optional: Sequence[tuple[str, str]]
    ) -> None:
        """Invite newcomers, drop who left; the others keep their answers. Raises NotFound."""

        def changed() -> None:
            meeting = self._world.meetings.by_key(event_id)
            if meeting is None or meeting.removed:
                raise NotFound("Could not change who is invited", "The meeting is not there any more.")
            before = {one.address.lower(): one for one in meeting.attendees}
            wanted = [Invitee(address, name, "required") for address, name in required]
            wanted += [Invitee(address, name, "optional") for address, name in optional]
            meeting.attendees = [before.get(one.address.lower(), one) for one in wanted]
            newcomers = [one for one in wanted if one.address.lower() not in before]
            self._world.meetings.touch(meeting)
            self._world.meeting_edited(meeting, newcomers)

        self._done("set_attendees", changed, is_safe_to_repeat=True)

    async def event(self, event_id: str) -> CalendarEvent | None:
        """The organizer's copy, None if it was deleted."""

        def seen() -> CalendarEvent | None:
            meeting = self._world.meetings.by_key(event_id)
            return None if meeting is None or meeting.removed else _event(meeting)

        return self._asked("event", seen)


class WorldAttendance(Service):
    """`ports.Attendance` on the reports that exist by now."""

    async def participants(
        self, join_url: str, start: datetime, end: datetime
    ) -> Sequence[Participant] | None:
        """Everybody on the reports that touch [start, end]."""
        return self._asked("participants", lambda: self._people(join_url, start, end))

    def _people(self, join_url: str, start: datetime, end: datetime) -> Sequence[Participant] | None:
        for meeting in self._world.state.meetings.values():
            if meeting.join_url == join_url:
                reports = self._world.meetings.visible_reports(meeting)
                touching = [r for r in reports if r.start_at <= end and r.end_at >= start]
                records = [record for report in touching for record in report.records]
                return [_participant(r.address, r.name, r.joined_at, r.left_at) for r in records] or None
        return None


class WorldDirectory(Service):
    """`ports.Directory` on the rep's company."""

    async def me(self) -> Account:
        """The rep, nine to five."""
        account = Account(REP.name, REP.address, REP.title, REP.zone, (time(9), time(17)))
        return self._asked("me", lambda: account)

    async def colleagues(self, text: str, limit: int = 20) -> Sequence[Person]:
        """Colleagues whose name begins with `text`."""
        found = [one for one in COLLEAGUES if one.name.casefold().startswith(text.casefold())]
        return [Person(one.name, one.address, one.title) for one in found[:limit]]


def _participant(address: str, name: str, joined_at: datetime, left_at: datetime) -> Participant:
    seconds_s = int((left_at - joined_at).total_seconds())
    return Participant(address, name, seconds_s, seconds_s)


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


def _event(meeting: Meeting) -> CalendarEvent:
    answers = tuple(
        _event_answer(one) for one in meeting.attendees if one.address != meeting.organizer.address
    )
    return CalendarEvent(
        meeting.key, meeting.start_at, meeting.end_at, meeting.cancelled, meeting.join_url, answers
    )


def _event_answer(invitee: Invitee) -> EventAnswer:
    proposed = None
    if invitee.proposed_start_at is not None and invitee.proposed_end_at is not None:
        proposed = Span(invitee.proposed_start_at, invitee.proposed_end_at)
    response = RESPONSES.get(invitee.response, "none")
    return EventAnswer(invitee.address, response, invitee.responded_at, proposed)


def _history(original: Mail, world: World) -> str:
    """The original as Outlook quotes it."""
    sender = original.sender or Address("")
    sent = original.sent_at.astimezone(world.zone).strftime("%A, %B %d, %Y %I:%M %p")
    head = f"From: {sender.name} <{sender.address}>\nSent: {sent}\nSubject: {original.subject}"
    return f"{'_' * 32}\n{head}\n\n{original.text}"
