"""RFC 822 in, mailbox items out, and the other way round."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from email.utils import getaddresses, parsedate_to_datetime

from sync.sandbox.errors import BadControl
from sync.sandbox.html_text import to_html, to_text
from sync.sandbox.state import Address

_QUOTE_STARTS = re.compile(
    r"^(>|On .{5,200}wrote:\s*$|-{2,}\s*Original Message|_{10,}\s*$|From:\s.+@|Sent from my )", re.MULTILINE
)


@dataclass(frozen=True)
class AttachedFile:
    """A part that is not the text of the mail."""

    name: str
    content_type: str
    content: str
    size: int
    is_inline: bool


@dataclass(frozen=True)
class IncomingMail:
    """A mail as it came over the wire. `sent_at` is its Date header, None if absent or unreadable."""

    sender: Address
    to: list[Address]
    cc: list[Address]
    reply_to: list[Address]
    subject: str
    text: str
    html: str
    headers: list[tuple[str, str]]
    message_id: str
    in_reply_to: str
    references: list[str]
    sent_at: datetime | None
    calendar_text: str = ""
    files: list[AttachedFile] = field(default_factory=list)


def read_mail(raw: bytes) -> IncomingMail:
    """Parse a message. Raises BadControl if it has no usable From header or nothing at all."""
    if not raw.strip():
        raise BadControl("The body is empty: send one RFC 822 message as it would come over the wire.")
    message = message_from_bytes(raw, policy=policy.compat32)
    senders = _addresses(message, "From")
    if not senders or "@" not in senders[0].address:
        raise BadControl("The message has no From header with a mail address.")
    text, html, calendar_text, files = _bodies(message)
    return IncomingMail(
        sender=senders[0],
        to=_failed(message, raw) or _addresses(message, "To"),
        cc=_addresses(message, "Cc"),
        reply_to=_addresses(message, "Reply-To"),
        subject=_decoded(str(message.get("Subject", ""))),
        text=text or to_text(html),
        html=html or to_html(text),
        headers=[(name, _decoded(str(value))) for name, value in message.items()],
        message_id=str(message.get("Message-ID", "")).strip(),
        in_reply_to=_one_id(str(message.get("In-Reply-To", ""))),
        references=re.findall(r"<[^<>\s]+>", str(message.get("References", ""))),
        sent_at=_date(str(message.get("Date", ""))),
        calendar_text=calendar_text,
        files=files,
    )


def unquoted(text: str) -> str:
    """The new part of a mail: what stands above the first mark of a quoted original."""
    match = _QUOTE_STARTS.search(text)
    return (text[: match.start()] if match else text).strip()


def build_mail(
    sender: Address,
    to: list[Address],
    subject: str,
    text: str,
    message_id: str,
    sent_at: datetime,
    headers: dict[str, str],
    html: str = "",
) -> bytes:
    """A message as a mail program would put it on the wire; `headers` come on top of the usual ones."""
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = _spelled(sender)
    message["To"] = ", ".join(_spelled(one) for one in to)
    message["Subject"] = subject
    message["Date"] = sent_at
    message["Message-ID"] = message_id
    for name, value in headers.items():
        message[name] = value
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    return message.as_bytes()


def _spelled(one: Address) -> str:
    name = one.name.replace('"', "'")
    return f'"{name}" <{one.address}>' if name else one.address


def _decoded(value: str) -> str:
    unfolded = re.sub(r"\r?\n[ \t]+", " ", value)
    try:
        return str(make_header(decode_header(unfolded)))
    except (LookupError, UnicodeDecodeError, ValueError):
        return unfolded


def _addresses(message: Message, header: str) -> list[Address]:
    values = [_decoded(str(value)) for value in message.get_all(header, [])]
    return [Address(address, name) for name, address in getaddresses(values) if "@" in address]


def _failed(message: Message, raw: bytes) -> list[Address]:
    """The addresses a delivery report is about: Exchange shows them as its recipients."""
    if (
        message.get_content_type() != "multipart/report"
        or message.get_param("report-type") != "delivery-status"
    ):
        return []
    found = re.findall(rb"^Final-Recipient:\s*rfc822;\s*(\S+)", raw, re.MULTILINE | re.IGNORECASE)
    return [Address(one.decode("ascii", "replace")) for one in found]


def _one_id(value: str) -> str:
    found = re.findall(r"<[^<>\s]+>", value)
    return found[0] if found else value.strip()


def _date(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def _bodies(message: Message) -> tuple[str, str, str, list[AttachedFile]]:
    texts: list[str] = []
    pages: list[str] = []
    calendars: list[str] = []
    files: list[AttachedFile] = []
    for part in message.walk():
        if part.is_multipart():
            continue
        kind = part.get_content_type()
        attached = part.get_content_disposition() == "attachment"
        if kind == "text/calendar":
            calendars.append(_text(part))
        if kind == "text/plain" and not attached:
            texts.append(_text(part))
        elif kind == "text/html" and not attached:
            pages.append(_text(part))
        else:
            files.append(_file(part, kind))
    return "\n".join(texts), "\n".join(pages), "\n".join(calendars), files


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    try:
        text = raw.decode(part.get_content_charset("utf-8"), "replace")
    except LookupError:
        text = raw.decode("utf-8", "replace")
    return text.replace("\r\n", "\n")


def _file(part: Message, kind: str) -> AttachedFile:
    payload = part.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    name = part.get_filename() or ("meeting.ics" if kind == "text/calendar" else "attachment")
    inline = part.get_content_disposition() == "inline"
    return AttachedFile(name, kind, base64.b64encode(raw).decode(), len(raw), inline)
