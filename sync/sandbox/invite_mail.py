"""Mails about meetings: answers to invitations, and iTIP replies that come as text/calendar."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from sync.sandbox.company import Colleague
from sync.sandbox.html_text import to_html
from sync.sandbox.ids import fraction
from sync.sandbox.state import Address, Invitee, Mail, Meeting, MeetingAnswer, MeetingPart

_SUBJECTS = {"accepted": "Accepted", "declined": "Declined", "tentativelyAccepted": "Tentative"}
_TYPES = {"accepted": "meetingAccepted", "declined": "meetingDeclined"}
_PARTSTAT: dict[str, MeetingAnswer] = {
    "ACCEPTED": "accepted",
    "DECLINED": "declined",
    "TENTATIVE": "tentativelyAccepted",
}


@dataclass(frozen=True)
class CalendarReply:
    """What an iTIP REPLY says."""

    uid: str
    address: str
    response: MeetingAnswer
    sequence: int


def calendar_reply(text: str) -> CalendarReply | None:
    """The answer in an iCalendar text with METHOD:REPLY; None for anything else."""
    lines = re.sub(r"\n[ \t]", "", text.replace("\r\n", "\n"))
    if not re.search(r"^METHOD:REPLY\s*$", lines, re.MULTILINE):
        return None
    uid = re.search(r"^UID:(\S+)", lines, re.MULTILINE)
    attendee = re.search(
        r"^ATTENDEE[^:\n]*PARTSTAT=([A-Z-]+)[^:\n]*:mailto:(\S+)", lines, re.MULTILINE | re.I
    )
    sequence = re.search(r"^SEQUENCE:(\d+)", lines, re.MULTILINE)
    if uid is None or attendee is None or attendee[1].upper() not in _PARTSTAT:
        return None
    number = int(sequence[1]) if sequence else 0
    return CalendarReply(uid[1], attendee[2], _PARTSTAT[attendee[1].upper()], number)


def response_part(
    meeting: Meeting,
    response: MeetingAnswer,
    proposed_start_at: datetime | None = None,
    proposed_end_at: datetime | None = None,
) -> MeetingPart:
    """The meeting half of an answer. Tentative comes in Graph's two spellings, decided by the event's key."""
    misspelt = fraction("tentative", meeting.key, meeting.changed_no) < 0.5
    tentative = "meetingTenativelyAccepted" if misspelt else "meetingTentativelyAccepted"
    message_type = _TYPES.get(response, tentative)
    return MeetingPart("response", meeting.key, message_type, response, proposed_start_at, proposed_end_at)


def answer_mail(
    mail: Mail, meeting: Meeting, invitee: Invitee, response: MeetingAnswer, comment: str, rep: Colleague
) -> None:
    """Fill the mail that tells the organizer of an answer."""
    proposed = invitee.proposed_start_at is not None
    word = "New Time Proposed" if proposed else _SUBJECTS[response]
    mail.subject = f"{word}: {meeting.subject}"
    mail.sender = Address(invitee.address, invitee.name)
    mail.to = [Address(rep.address, rep.name)]
    mail.text = mail.unique_text = comment
    mail.html = mail.unique_html = to_html(comment)
    mail.headers = [("X-MS-Has-Attach", ""), ("Content-Class", "urn:content-classes:calendarmessage")]
    mail.meeting = response_part(meeting, response, invitee.proposed_start_at, invitee.proposed_end_at)
