"""The sandbox's world: one rep, a mailbox, calendars, texts, a clock. No network, no framework."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from sync.sandbox import company
from sync.sandbox.agenda import Agenda
from sync.sandbox.calendars import Calendars
from sync.sandbox.clock import SandboxClock
from sync.sandbox.company import REP, TENANT_ID, Colleague
from sync.sandbox.errors import BadControl
from sync.sandbox.html_text import to_html
from sync.sandbox.ids import IdMaker
from sync.sandbox.invite_mail import answer_mail, calendar_reply, response_part
from sync.sandbox.mailbox import Mailbox
from sync.sandbox.meetings import Meetings
from sync.sandbox.mime import IncomingMail, read_mail, unquoted
from sync.sandbox.people import Person
from sync.sandbox.state import (
    Address,
    AgendaEntry,
    BusyEntry,
    Invitee,
    Joined,
    Mail,
    Meeting,
    MeetingAnswer,
    SentMail,
    StoredAttachment,
    WorldState,
)
from sync.sandbox.texts import Texts
from xforce_desktop.clock import as_utc


class Listener(Protocol):
    """Somebody who reacts to what the rep does: the simulated prospects."""

    def mail_left(self, sent: SentMail) -> None:
        """The rep or the app sent a mail."""

    def text_left(self, recipient: str, body: str) -> None:
        """A text went out to `recipient`."""

    def meeting_changed(self, meeting: Meeting, change: str) -> None:
        """`change`: invited, moved, cancelled."""

    def agenda_due(self, entry: AgendaEntry) -> None:
        """The time of an entry that is the listener's has come."""


@dataclass(frozen=True)
class Guest:
    """Somebody in a meeting who has no address there, only a typed name."""

    name: str


class World:
    """All that exists on one sandbox. Everything happens at `now`; advancing passes through what was due."""

    rep: Colleague = REP
    colleagues: Sequence[Colleague] = company.COLLEAGUES

    def __init__(self, state: WorldState, clock: SandboxClock) -> None:
        self.state, self.clock = state, clock
        self.zone = ZoneInfo(REP.zone)
        self.ids = IdMaker(state)
        self.agenda = Agenda(state, self.ids)
        self.mailbox = Mailbox(state, self.ids, clock.now, company.DOMAIN)
        self.meetings = Meetings(state, self.ids, clock.now)
        self.calendars = Calendars(state, company.DOMAIN, self.zone)
        self.texts = Texts(state, self.ids, self.agenda, clock.now)
        self.people: Sequence[Person] = ()
        self.listener: Listener | None = None

    # --- time -----------------------------------------------------------------------------------------------

    @property
    def now(self) -> datetime:
        """The present moment, aware, UTC."""
        return self.clock.now()

    @property
    def next_event_at(self) -> datetime | None:
        """When the next scheduled thing happens here; None if nothing is scheduled."""
        return self.agenda.next_at()

    def advance(self, seconds: float) -> None:
        """Let time pass. Raises BadControl for a step back."""
        self.advance_to(self.now + timedelta(seconds=seconds))

    def advance_to(self, at: datetime) -> None:
        """Let time pass until `at`; whatever is due on the way happens at its own time.

        Back is allowed as long as nothing has happened. Raises BadControl (409) otherwise.
        """
        at = as_utc(at)
        if at < self.now:
            if self.state.happened:
                raise BadControl(
                    "Time cannot be set back: something has already happened in this sandbox.", 409
                )
        else:
            self._fire_until(at)
        self.clock.set(at)
        self.state.now_at = at

    def catch_up(self) -> bool:
        """Do what is due by now (running clocks). True if anything happened."""
        now = self.now
        self.state.now_at = now
        return self._fire_until(now)

    def _fire_until(self, at: datetime) -> bool:
        fired = False
        while (entry := self.agenda.pop_due(at)) is not None:
            self.clock.hold(max(entry.at, self.state.now_at) if self.clock.rate == 0 else entry.at)
            try:
                self.state.happened = fired = True
                self._happen(entry)
            finally:
                self.clock.hold(None)
        return fired

    def _happen(self, entry: AgendaEntry) -> None:
        if entry.kind == "text_status":
            self.texts.progress(entry.details["sid"], entry.details["status"])
        elif entry.kind == "copy_appears":
            self._appear(entry.details["key"])
        elif entry.kind == "link_appears":
            self.meetings.link_appears(entry.details["meeting"], TENANT_ID)
        elif self.listener is not None:
            self.listener.agenda_due(entry)

    def _appear(self, key: str) -> None:
        mail = self.mailbox.by_key(key)
        if mail is not None:
            mail.visible_at = None
            self.mailbox.touch(mail)
            mail.entered_no = mail.changed_no

    # --- mail -----------------------------------------------------------------------------------------------

    def deliver(self, raw: bytes) -> Mail:
        """A mail arrives in the rep's Inbox. Raises BadControl if it is no mail."""
        incoming = read_mail(raw)
        answered = calendar_reply(incoming.calendar_text)
        meeting = next((m for m in self.meetings.all() if answered and m.uid == answered.uid), None)
        if answered is not None and meeting is not None:
            invitee = _invitee(meeting, answered.address)
            if invitee is not None and answered.sequence >= meeting.sequence:
                self.meetings.answer(meeting, invitee, answered.response)
        mail = self._filed(incoming, "inbox")
        if answered is not None and meeting is not None:
            mail.meeting = response_part(meeting, answered.response)
            mail.meeting.is_out_of_date = answered.sequence < meeting.sequence
        return mail

    def sent_by_rep(self, raw: bytes) -> Mail:
        """A mail that the rep wrote in Outlook: it leaves and lies in Sent Items."""
        mail = self._filed(read_mail(raw), "sentitems")
        mail.sender = Address(REP.address, REP.name)
        mail.headers, mail.is_read = [], True
        self._left(mail, "rep")
        return mail

    def send_draft(self, mail: Mail) -> None:
        """A draft leaves and moves to Sent Items."""
        mail.is_draft, mail.is_read = False, True
        mail.sent_at = mail.received_at = self.now
        mail.sender = mail.sender or Address(REP.address, REP.name)
        self.mailbox.move(mail, "sentitems")
        self._left(mail, "app")

    def _left(self, mail: Mail, by: str) -> None:
        sent = self.mailbox.left(mail, by)
        self.state.happened = True
        if any(one.address.lower() == REP.address for one in [*mail.to, *mail.cc]):
            self._copy_to_inbox(mail)
        if self.listener is not None:
            self.listener.mail_left(sent)

    def _copy_to_inbox(self, mail: Mail) -> None:
        copy = self.mailbox.new("inbox")
        for name in (
            "subject",
            "html",
            "text",
            "unique_text",
            "unique_html",
            "sender",
            "message_id",
            "in_reply_to",
            "references",
            "conversation",
            "sent_at",
        ):
            setattr(copy, name, getattr(mail, name))
        copy.to, copy.cc, copy.attachments = list(mail.to), list(mail.cc), list(mail.attachments)

    def _filed(self, incoming: IncomingMail, folder: str) -> Mail:
        parents = [incoming.in_reply_to, *reversed(incoming.references)]
        thread = self.mailbox.thread_of(incoming.subject, parents)
        mail = self.mailbox.new(folder)
        mail.subject, mail.text, mail.html = incoming.subject, incoming.text, incoming.html
        mail.unique_text = incoming.text if _from_gmail(incoming) else unquoted(incoming.text)
        mail.unique_html = incoming.html if _from_gmail(incoming) else to_html(mail.unique_text)
        mail.sender, mail.to, mail.cc = incoming.sender, incoming.to, incoming.cc
        mail.reply_to, mail.headers = incoming.reply_to, incoming.headers
        mail.message_id = incoming.message_id or mail.message_id
        mail.in_reply_to, mail.references = incoming.in_reply_to, incoming.references
        mail.conversation = thread
        mail.sent_at = min(incoming.sent_at or self.now, self.now)
        mail.attachments = [
            StoredAttachment(
                self.ids.key("attachment"), f.name, f.content_type, f.content, f.size, f.is_inline
            )
            for f in incoming.files
        ]
        return mail

    # --- calendar -------------------------------------------------------------------------------------------

    def meeting_made(self, meeting: Meeting) -> None:
        """Invitations go out."""
        self._tell(meeting, "invited")

    def meeting_moved(self, meeting: Meeting) -> None:
        """Updates go out."""
        self._tell(meeting, "moved")

    def meeting_edited(self, meeting: Meeting, newcomers: Sequence[Invitee]) -> None:
        """Invitations go out to people who were added."""
        if newcomers:
            self._tell(meeting, "invited")

    def cancel_meeting(self, meeting: Meeting, comment: str) -> None:
        """The rep cancels; everybody is told."""
        self.meetings.cancel(meeting, comment)
        self._tell(meeting, "cancelled")

    def _tell(self, meeting: Meeting, change: str) -> None:
        self.state.happened = True
        if self.listener is not None:
            self.listener.meeting_changed(meeting, change)

    def add_busy(
        self,
        address: str,
        start_at: datetime,
        end_at: datetime,
        title: str,
        status: str,
        *,
        is_private: bool = False,
    ) -> BusyEntry:
        """Put a span on a calendar of the rep's domain. Raises BadControl for another domain."""
        if not self.calendars.knows(address):
            raise BadControl(f"{address} has no calendar here: only addresses at {company.DOMAIN} do.")
        entry = BusyEntry(
            self.ids.key("busy"),
            address.lower(),
            as_utc(start_at),
            as_utc(end_at),
            title,
            status,
            is_private=is_private,
        )
        self.state.busy.append(entry)
        self.state.happened = True
        self.state.change_no += 1
        entry.changed_no = self.state.change_no
        return entry

    def answer_invite(
        self,
        meeting: Meeting,
        address: str,
        response: MeetingAnswer,
        proposed_start_at: datetime | None = None,
        comment: str = "",
        *,
        arrives: str = "both",
    ) -> Mail:
        """An attendee answers from their calendar: the organizer's copy changes and a mail arrives.

        `arrives`: "mail" where the mailbox does not process answers, "calendar" where some client has done so
        and put the mail away. Raises BadControl if the address is not invited.
        """
        invitee = _invitee(meeting, address)
        if invitee is None:
            raise BadControl(f"{address} is not invited to this event.")
        before = replace(invitee)
        self.meetings.answer(meeting, invitee, response)
        invitee.proposed_start_at = invitee.proposed_end_at = None
        if proposed_start_at is not None:
            invitee.proposed_start_at = as_utc(proposed_start_at)
            invitee.proposed_end_at = invitee.proposed_start_at + (meeting.end_at - meeting.start_at)
        mail = self.mailbox.new("inbox")
        answer_mail(mail, meeting, invitee, response, comment, REP)
        mail.conversation = self.mailbox.thread_of(mail.subject, [])
        if arrives == "mail":
            meeting.attendees[meeting.attendees.index(invitee)] = before
        elif arrives == "calendar":
            self.mailbox.delete(mail)
        return mail

    def record_attendance(
        self,
        meeting: Meeting,
        present: Sequence[str | Guest],
        delay_s: float = 0,
        *,
        during: tuple[datetime, datetime] | None = None,
        hidden: int = 0,
    ) -> None:
        """Who joined, for the planned interval unless `during` says when. The rep is always there. Visible
        `delay_s` after the end. `hidden` others are counted and not listed."""
        visible_at = max(self.now, meeting.end_at + timedelta(seconds=delay_s))
        start_at, end_at = during or (meeting.start_at, meeting.end_at)
        internal = [
            REP.address,
            *(one for one in present if isinstance(one, str) and self.calendars.knows(one)),
        ]
        joined = [self._joined(meeting, one) for one in dict.fromkeys(one.lower() for one in internal)]
        for one in present:
            if isinstance(one, Guest):
                joined.append(Joined("", one.name, "Attendee", meeting.start_at, meeting.end_at))
            elif not self.calendars.knows(one):
                joined.append(self._joined(meeting, one))
        for participant in joined:
            participant.joined_at, participant.left_at = start_at, end_at
        self.meetings.record_session(meeting, joined, visible_at, hidden)

    def _joined(self, meeting: Meeting, address: str) -> Joined:
        invitee = _invitee(meeting, address)
        role = "Organizer" if address.lower() == REP.address else "Attendee"
        if role == "Attendee" and self.calendars.knows(address):
            role = "Presenter"
        name = (invitee.name if invitee else "") or company.display_name(address)
        return Joined(address, name, role, meeting.start_at, meeting.end_at)


def new_state(seed: int, now_at: datetime, mode: str) -> WorldState:
    """The state of a world in which nothing has happened."""
    return WorldState(seed=seed, now_at=now_at.astimezone(UTC), mode=mode)


def tenant_id() -> str:
    """The directory id of the rep's company."""
    return TENANT_ID


def _invitee(meeting: Meeting, address: str) -> Invitee | None:
    wanted = address.lower()
    return next((one for one in meeting.attendees if one.address.lower() == wanted), None)


def _from_gmail(incoming: IncomingMail) -> bool:
    return "@mail.gmail.com" in incoming.message_id
