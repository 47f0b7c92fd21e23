"""What the core needs from outside, as protocols. `sync` has the adapters.

Every method may raise TemporaryError (not now), AnswerLost (it may have been done), SignInNeeded,
Rejected or NotFound from `errors`. Times are aware UTC; addresses are bare ("john@acme.example").
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum
from typing import Protocol

from xforce_desktop.availability.spans import Span
from xforce_desktop.errors import Rejected
from xforce_desktop.ids import EffectKey
from xforce_desktop.messages.assignment import Assignment
from xforce_desktop.messages.letter import Letter
from xforce_desktop.replies.analysis import ReceivedText, ReplyAnalysis, ReplyContext


@dataclass(frozen=True)
class OwnAbsence:
    """While the rep's own automatic replies are on. Without an end they stay on until switched off."""

    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True)
class Account:
    """The rep who is signed in."""

    name: str
    address: str
    title: str = ""
    timezone: str = ""  # IANA; empty if the service does not say
    working_hours: tuple[time, time] | None = None  # in `timezone`
    aliases: tuple[str, ...] = ()
    working_days: tuple[int, ...] = ()  # Monday is 0; empty if the service does not say
    away: OwnAbsence | None = None  # automatic replies that are on or planned
    id: str = ""  # the directory's, which outlasts a change of address; empty if it was never told
    sign_in_name: str = ""  # what Microsoft asks for at sign-in; need not be an address for mail


@dataclass(frozen=True)
class Person:
    """Somebody of the rep's own organisation, for the team picker."""

    name: str
    address: str
    title: str = ""


@dataclass(frozen=True)
class ContactCard:
    """Somebody in the rep's own contacts; `phone` as it was typed there, the mobile one first."""

    name: str
    address: str
    title: str = ""
    company: str = ""
    phone: str = ""


class Directory(Protocol):
    """Who the rep is, their colleagues and their contacts."""

    async def me(self) -> Account: ...

    async def colleagues(self, text: str, limit: int = 20) -> Sequence[Person]:
        """People of the organisation whose name or address begins with `text`; all for an empty text.

        Never more than `limit`, whatever the size of the organisation.
        """
        ...

    async def still_there(self, addresses: Sequence[str]) -> Sequence[Person]:
        """Those of `addresses` that the directory still has, as it has them now."""
        ...

    async def contacts(self) -> Sequence[ContactCard] | None:
        """One for each address of the rep's own contacts; None if they may not be read."""
        ...


@dataclass(frozen=True)
class OutgoingMail:
    """A mail to be sent. With `reply_to_id` it continues that message's conversation, history quoted below.

    `to` and `cc` are complete: the adapter replaces whatever the service would fill in.
    """

    to: tuple[str, ...]
    cc: tuple[str, ...]
    subject: str
    body: str  # plain text
    reply_to_id: str = ""
    signature: str = ""  # HTML of a few harmless tags, to go below the body


@dataclass(frozen=True)
class SentMail:
    """A mail that has left."""

    provider_id: str
    message_id: str  # internet Message-ID
    conversation_id: str
    sent_at: datetime


class Folder(StrEnum):
    INBOX = "inbox"
    SENT = "sent"


@dataclass(frozen=True)
class MeetingAnswer:
    """An answer to an invitation that came as a message. `event_id` may be empty if it could not be told."""

    event_id: str
    address: str
    response: str  # accepted, declined, tentative
    proposed: Span | None = None


@dataclass(frozen=True)
class MailItem:
    """A message in the rep's mailbox. `key` is the outbox key if this app made it, else empty."""

    provider_id: str
    folder: Folder
    message_id: str
    conversation_id: str
    from_name: str
    from_address: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    subject: str
    body: str  # plain text, quoted history included
    at: datetime  # received (inbox) or sent
    headers: Mapping[str, str] = field(default_factory=dict)
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    key: str = ""
    meeting_answer: MeetingAnswer | None = None
    hidden: str = ""  # what an HTML body holds that a person does not see


@dataclass(frozen=True)
class NewsPage:
    """One page of a folder's news. Save `cursor` in the same transaction as what `items` led to.

    `unread` are the ids of mails that are there and cannot be read: the rep has to be told. `missing` are
    those of mails that are named and do not show, `failing` those at which the service itself fails, as at a
    broken one: both may be read later, see `Mail.named`. `passed_over` is the number of changes that are no
    news.
    """

    items: tuple[MailItem, ...]
    cursor: str
    has_more: bool
    unread: tuple[str, ...] = ()
    passed_over: int = 0
    missing: tuple[str, ...] = ()
    failing: tuple[str, ...] = ()

    @property
    def brought(self) -> int:
        """All that the service told of, whatever became of it."""
        unseen = len(self.unread) + len(self.missing) + len(self.failing)
        return len(self.items) + unseen + self.passed_over


class Mail(Protocol):
    """The rep's mailbox. A mail leaves in two steps so that a crash between them can be looked up."""

    async def news(self, folder: Folder, cursor: str, since: datetime) -> NewsPage:
        """What is new in a folder after `cursor`; an empty cursor begins at `since`.

        The same item may come again. Raises CursorExpired: begin again with an empty cursor.
        """
        ...

    async def named(self, folder: Folder, ids: Sequence[str]) -> NewsPage:
        """Mails that news of a folder named and that did not show then: a page of them, without a cursor."""
        ...

    async def prepare(self, mail: OutgoingMail, key: EffectKey) -> str:
        """Make a draft that carries `key`; returns its id, which stays the same when it is sent."""
        ...

    async def dispatch(self, draft_id: str) -> SentMail:
        """Send a prepared draft."""
        ...

    async def look_up(self, key: EffectKey, draft_id: str) -> SentMail | str | None:
        """What became of `key`: sent, still a draft (its id), or unknown. `draft_id` may be empty.

        Raises TemporaryError if there was a draft and neither it nor a sent copy shows: the kind that the
        adapters call OutOfSight.
        """
        ...

    async def discard(self, draft_id: str) -> None:
        """Delete a draft that is not to be sent; fine if it is gone."""
        ...


class SentFolder(Protocol):
    """What the rep wrote, for whoever wants to learn from it."""

    async def newest(self, since: datetime, most: int) -> Sequence[MailItem]:
        """Mails sent after `since`, newest first, at most so many; one that cannot be read is left out."""
        ...


@dataclass(frozen=True)
class MeetingPlan:
    """A meeting to be put on the calendar. `is_hold`: only a tentative, private mark on the rep's own."""

    subject: str
    body: str
    start: datetime
    end: datetime
    timezone: str  # IANA, for display in the invitation
    required: tuple[tuple[str, str], ...]  # (address, name)
    optional: tuple[tuple[str, str], ...]
    is_teams: bool
    location: str = ""
    is_hold: bool = False


@dataclass(frozen=True)
class EventAnswer:
    address: str
    response: str  # none, accepted, declined, tentative
    answered_at: datetime | None
    proposed: Span | None = None


@dataclass(frozen=True)
class CalendarEvent:
    """A meeting as the organizer's calendar has it. `is_online` without a `join_url`: its link is to come, or
    only left out of this answer; an answer that does not say so counts as online, so that nothing follows."""

    event_id: str
    start: datetime
    end: datetime
    is_cancelled: bool
    join_url: str
    answers: tuple[EventAnswer, ...] = ()
    is_online: bool = field(kw_only=True)


class Calendar(Protocol):
    """The rep's calendar, and free/busy of the organisation."""

    async def busy(
        self, addresses: Sequence[str], start: datetime, end: datetime
    ) -> Mapping[str, tuple[Span, ...] | None]:
        """Busy spans per address that touch [start, end); None for a calendar that cannot be read.

        In order, one for each event, not merged: two events at the same time are two spans.
        """
        ...

    async def create(self, plan: MeetingPlan, key: EffectKey) -> CalendarEvent:
        """Create and invite, once per key: a repeated call returns the first event.

        The link of an online meeting may be missing, and come later or never.
        """
        ...

    async def put_online(self, event_id: str) -> CalendarEvent:
        """Ask for a Teams meeting for an event that was made without one; everybody invited is told. The link
        may still be missing. Raises NotFound if the event is gone, Rejected where Teams is not allowed."""
        ...

    async def find(self, key: EffectKey, start: datetime, end: datetime) -> CalendarEvent | None:
        """The event that was created under `key` for [start, end), or None; changes nothing.

        It is also found if it was moved by hand to within a day of that time.
        """
        ...

    async def move(self, event_id: str, start: datetime, end: datetime) -> CalendarEvent: ...

    async def set_attendees(
        self,
        event_id: str,
        required: Sequence[tuple[str, str]],
        optional: Sequence[tuple[str, str]],
    ) -> None:
        """Invite exactly these (address, name): who is new is told, and so is who is out. Answers of the
        others stay. Raises NotFound if the event is gone."""
        ...

    async def cancel(self, event_id: str, comment: str) -> None:
        """Withdraw the invitation; fine if the event is gone."""
        ...

    async def remove(self, event_id: str) -> None:
        """Delete an event to which nobody is invited; fine if it is gone."""
        ...

    async def event(self, event_id: str) -> CalendarEvent | None:
        """The event, or None if it was deleted."""
        ...

    async def versions(self, start: datetime, end: datetime) -> Mapping[str, str]:
        """The rep's events that touch [start, end), by id, with the version of each: another version means
        that something in it has changed. Much cheaper than reading them."""
        ...


@dataclass(frozen=True)
class Participant:
    """Somebody on an attendance report; guests often have a name only.

    `planned_s` is how much of it lay inside the planned time; None if the report does not say when it was.
    `is_hidden`: the report counts them, but does not show them: people may keep themselves off it.
    """

    address: str
    name: str
    seconds_s: int
    planned_s: int | None = None
    is_hidden: bool = False


class Attendance(Protocol):
    """Who was in an online meeting."""

    async def participants(
        self, join_url: str, start: datetime, end: datetime
    ) -> Sequence[Participant] | None:
        """Everybody in the sessions that touch [start, end]; None if there is no report (yet)."""
        ...


@dataclass(frozen=True)
class SentText:
    """A text message that the service has taken."""

    provider_id: str
    sent_at: datetime


@dataclass(frozen=True)
class TextFate:
    """What is known of a text that was taken.

    `trouble`: it did not arrive; an error of the same kind, with the same advice, as if refused at once.
    """

    is_final: bool
    trouble: Rejected | None = None


@dataclass(frozen=True)
class TextItem:
    """A text message that came in."""

    provider_id: str
    sender: str  # a number, E.164
    body: str
    at: datetime


class Texting(Protocol):
    """Text messages from the rep's own number. It may be absent altogether: then nobody is texted."""

    @property
    def number(self) -> str:
        """The number that texts come from and go to, E.164."""
        ...

    async def ready(self) -> None:
        """Raises TemporaryError while the service's secret cannot be read: nothing can leave then."""
        ...

    async def check_number(self) -> None:
        """Raises Rejected if `number` is not the account's, or cannot send texts; nothing is sent."""
        ...

    async def send(self, number: str, body: str, key: EffectKey) -> SentText:
        """Send one text to `number` (E.164). Raises AnswerLost if it may have left: look it up then.

        `key` is for services that know a text by it; where there is no such thing, it is not used.
        """
        ...

    async def look_up(
        self, number: str, body: str, since: datetime, known: Collection[str] = ()
    ) -> SentText | None:
        """A text of these words that was sent to `number` at or after `since`, or None.

        `known` are provider ids of texts that are accounted for: they are not the one sought.
        """
        ...

    async def fate(self, provider_id: str) -> TextFate:
        """Whether a text that was taken has arrived. Raises NotFound if the service has forgotten it."""
        ...

    async def news(self, since: datetime) -> Sequence[TextItem]:
        """Texts that came at or after `since`, oldest first. What came before it may be among them."""
        ...


class Writer(Protocol):
    """Words one message."""

    async def write(self, assignment: Assignment) -> Letter: ...


class Analyst(Protocol):
    """Reads one message."""

    async def read(self, message: ReceivedText, context: ReplyContext) -> ReplyAnalysis: ...


@dataclass(frozen=True)
class Notice:
    """Something the rep should see now."""

    title: str
    text: str
    request_id: str
    urgency: str = "normal"
    leads_to: str = ""  # "brief": to the request's prep brief; empty: to the request
