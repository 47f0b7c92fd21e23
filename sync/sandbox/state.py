"""Everything the sandbox remembers, as plain dataclasses that turn into JSON and back.

Moments are aware UTC datetimes. The services (`mailbox`, `calendars`, …) work on these values in place;
nobody else holds state, so that saving this tree saves the world.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

MeetingAnswer = Literal["none", "accepted", "declined", "tentativelyAccepted", "notResponded"]


@dataclass
class Address:
    """A mail address and the name shown with it."""

    address: str
    name: str = ""


@dataclass
class StoredAttachment:
    """A file that hangs on a mail; `content` is base64."""

    key: str
    name: str
    content_type: str
    content: str
    size: int
    is_inline: bool = False
    content_id: str = ""


@dataclass
class MeetingPart:
    """What a mail about a meeting says beside its text."""

    kind: Literal["request", "response", "cancelled"]
    event_key: str
    message_type: str
    response_type: str = "none"
    proposed_start_at: datetime | None = None
    proposed_end_at: datetime | None = None
    is_out_of_date: bool = False  # it answers a time that has been changed since


@dataclass
class Mail:
    """One item of the rep's mailbox. `moves` counts folder changes: the ordinary id depends on it."""

    key: str
    folder: str
    created_at: datetime
    modified_at: datetime
    received_at: datetime
    sent_at: datetime
    subject: str = ""
    html: str = ""
    text: str = ""
    unique_text: str = ""
    unique_html: str = ""
    sender: Address | None = None
    to: list[Address] = field(default_factory=list)
    cc: list[Address] = field(default_factory=list)
    bcc: list[Address] = field(default_factory=list)
    reply_to: list[Address] = field(default_factory=list)
    headers: list[tuple[str, str]] = field(default_factory=list)
    message_id: str = ""
    in_reply_to: str = ""
    references: list[str] = field(default_factory=list)
    conversation: str = ""
    properties: dict[str, str] = field(default_factory=dict)
    attachments: list[StoredAttachment] = field(default_factory=list)
    is_draft: bool = False
    is_read: bool = False
    read_receipt: bool = False
    delivery_receipt: bool = False
    importance: str = "normal"
    categories: list[str] = field(default_factory=list)
    meeting: MeetingPart | None = None
    moves: int = 0
    entered_no: int = 0
    changed_no: int = 0
    full_no: int = 0
    visible_at: datetime | None = None


@dataclass
class Tombstone:
    """A mail that left a folder with change number `no`."""

    no: int
    folder: str
    key: str
    moves: int


@dataclass
class SentMail:
    """A mail as it left, whatever becomes of its copy in Sent Items."""

    key: str
    message_id: str
    sender: Address
    to: list[Address]
    cc: list[Address]
    bcc: list[Address]
    subject: str
    text: str
    html: str
    headers: dict[str, str]
    in_reply_to: str
    references: list[str]
    conversation: str
    sent_at: datetime
    by: Literal["app", "rep"]


@dataclass
class Invitee:
    """An attendee on the organizer's copy."""

    address: str
    name: str
    type: str = "required"
    response: MeetingAnswer = "none"
    responded_at: datetime | None = None
    rescheduled: bool = False
    proposed_start_at: datetime | None = None
    proposed_end_at: datetime | None = None


@dataclass
class Joined:
    """One person in one session of an online meeting; `address` is empty for a guest."""

    address: str
    name: str
    role: str
    joined_at: datetime
    left_at: datetime


@dataclass
class Report:
    """The attendance report of one session."""

    key: str
    start_at: datetime
    end_at: datetime
    visible_at: datetime
    records: list[Joined]
    hidden: int = 0  # participants who are counted and not listed


@dataclass
class Told:
    """A mail of Exchange's about an event: an invitation, an update or a withdrawal."""

    at: datetime
    what: str  # invited, updated, cancelled
    to: list[str]


@dataclass
class Meeting:
    """An event on the rep's calendar that the rep organizes."""

    key: str
    subject: str
    start_at: datetime
    end_at: datetime
    created_at: datetime
    modified_at: datetime
    organizer: Address
    zone: str = "UTC"
    html: str = ""
    location: str = ""
    attendees: list[Invitee] = field(default_factory=list)
    is_online: bool = False
    provider: str = "unknown"
    join_url: str = ""
    link_number: int = 0  # another number is another address to join at
    transaction_id: str = ""
    request_fingerprint: str = ""
    uid: str = ""
    sequence: int = 0
    show_as: str = "busy"
    sensitivity: str = "normal"
    importance: str = "normal"
    categories: list[str] = field(default_factory=list)
    properties: dict[str, str] = field(default_factory=dict)
    reminder_minutes: int = 15
    is_reminder_on: bool = True
    is_all_day: bool = False
    response_requested: bool = True
    allow_proposals: bool = True
    hide_attendees: bool = False
    cancelled: bool = False
    removed: bool = False
    cancel_comment: str = ""
    reports: list[Report] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    changed_no: int = 0


@dataclass
class BusyEntry:
    """A span put on somebody's calendar through the controls."""

    key: str
    address: str
    start_at: datetime
    end_at: datetime
    title: str
    status: str = "busy"
    changed_no: int = 0
    is_private: bool = False


@dataclass
class ContactEntry:
    """A card in the rep's contacts, put there through the controls."""

    name: str
    address: str
    title: str = ""
    company: str = ""
    phone: str = ""


@dataclass
class Text:
    """An SMS. `status_at` holds when each later status is reached."""

    sid: str
    direction: Literal["inbound", "outbound-api"]
    sender: str
    recipient: str
    body: str
    created_at: datetime
    status: str
    service_sid: str = ""
    error_code: int | None = None


@dataclass
class PersonMemory:
    """What a simulated prospect remembers of one thread."""

    mails_read: int = 0
    replies_sent: int = 0
    unread: list[str] = field(default_factory=list)
    offered: list[tuple[datetime, str]] = field(default_factory=list)
    picked_at: datetime | None = None
    own_from_at: datetime | None = None
    own_to_at: datetime | None = None
    notes: dict[str, str] = field(default_factory=dict)


@dataclass
class AgendaEntry:
    """Something that will happen by itself at `at`."""

    at: datetime
    no: int
    kind: str
    details: dict[str, str]


@dataclass
class Token:
    """A sign-in that is still good until `expires_unix` (seconds of the real clock)."""

    kind: Literal["access", "refresh", "code", "device"]
    expires_unix: float
    details: dict[str, str] = field(default_factory=dict)


@dataclass
class WorldState:
    """The root of what `--state FILE` keeps."""

    seed: int
    now_at: datetime
    mode: str = "manual"
    happened: bool = False
    next_no: int = 1
    change_no: int = 1
    mails: dict[str, Mail] = field(default_factory=dict)
    tombstones: list[Tombstone] = field(default_factory=list)
    sent: list[SentMail] = field(default_factory=list)
    meetings: dict[str, Meeting] = field(default_factory=dict)
    busy: list[BusyEntry] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    opted_out: list[str] = field(default_factory=list)
    agenda: list[AgendaEntry] = field(default_factory=list)
    memories: dict[str, PersonMemory] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    contacts: list[ContactEntry] = field(default_factory=list)
    further_colleagues: int = 0
    left: list[str] = field(default_factory=list)  # addresses of colleagues who work there no more
    mailbox_settings: dict[str, Any] = field(default_factory=dict)  # what differs from the usual ones
