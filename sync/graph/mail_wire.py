"""Graph's mails, also those that answer an invitation, as values of the core."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sync.answers import understood
from sync.errors import UnreadableAnswer
from sync.graph.http_wire import Json
from sync.graph.wire import RESPONSES, address_of, addresses_of, moment, name_of, required, time_slot
from xforce_desktop.ports import Folder, MailItem, MeetingAnswer, SentMail
from xforce_desktop.replies.html_text import read_html

# One property of our own on each mail: the key under which it leaves once. The GUID is ours, for ever.
KEY_PROPERTY = "String {6f1d3a52-8c5e-4b1e-9a63-2f7d54c0b8e1} Name XForceKey"

_MESSAGE_ID = re.compile(r"<[^<>]+>")
_MEETING_MESSAGES = {
    "meetingaccepted": "accepted",
    "meetingdeclined": "declined",
    "meetingtenativelyaccepted": "tentative",  # the spelling of Graph's own schema
    "meetingtentativelyaccepted": "tentative",
}


def body_parts(item: Mapping[str, Any]) -> tuple[str, str]:
    """The body as plain text, also if the service gave HTML, and what stands hidden in it."""
    body = item.get("body") or {}
    content = str(body.get("content") or "")
    if str(body.get("contentType", "text")).lower() == "html":
        parts = read_html(content)
        return parts.text, parts.hidden
    return content.replace("\r\n", "\n").strip(), ""


def headers_of(item: Mapping[str, Any]) -> dict[str, str]:
    """Internet headers by name; of repeated ones the first, which is the newest hop."""
    found: dict[str, str] = {}
    for header in item.get("internetMessageHeaders") or ():
        found.setdefault(str(header.get("name") or ""), str(header.get("value") or ""))
    return found


def ids_of(header: str) -> tuple[str, ...]:
    """Message ids in a header, in order: folded, side by side without a space, with words around them."""
    found = [re.sub(r"\s", "", one) for one in _MESSAGE_ID.findall(header)]
    return tuple(found or header.split())


def key_of(item: Mapping[str, Any]) -> str:
    """The outbox key a mail carries, "" if it has none or was not asked for it."""
    for one in item.get("singleValueExtendedProperties") or ():
        if str(one.get("id", "")).lower() == KEY_PROPERTY.lower():
            return str(one.get("value") or "")
    return ""


@understood()
def mail_item(item: Json, folder: Folder, answer: MeetingAnswer | None = None) -> MailItem:
    """A mail of a folder. Raises UnreadableAnswer without an id or a time."""
    headers = headers_of(item)
    lowered = {name.lower(): value for name, value in headers.items()}
    sender = item.get("from") or item.get("sender")
    at = moment(item.get("sentDateTime" if folder is Folder.SENT else "receivedDateTime"))
    if at is None:
        raise UnreadableAnswer("a mail without a time")
    body, hidden = body_parts(item)
    return MailItem(
        provider_id=required(item, "id"),
        folder=folder,
        message_id=str(item.get("internetMessageId") or ""),
        conversation_id=str(item.get("conversationId") or ""),
        from_name=name_of(sender),
        from_address=address_of(sender),
        to=addresses_of(item.get("toRecipients")),
        cc=addresses_of(item.get("ccRecipients")),
        subject=str(item.get("subject") or ""),
        body=body,
        at=at,
        headers=headers,
        in_reply_to=next(iter(ids_of(lowered.get("in-reply-to", ""))), ""),
        references=ids_of(lowered.get("references", "")),
        key=key_of(item),
        meeting_answer=answer,
        hidden=hidden,
    )


@understood()
def sent_mail(item: Json) -> SentMail:
    """A mail that is in Sent Items."""
    sent_at = moment(item.get("sentDateTime"))
    if sent_at is None:
        raise UnreadableAnswer("a sent mail without a time")
    return SentMail(
        provider_id=required(item, "id"),
        message_id=str(item.get("internetMessageId") or ""),
        conversation_id=str(item.get("conversationId") or ""),
        sent_at=sent_at,
    )


@understood()
def meeting_answer(item: Json) -> MeetingAnswer | None:
    """The answer in an eventMessage; None if it is an invitation, a cancellation or unknown."""
    response = _MEETING_MESSAGES.get(str(item.get("meetingMessageType") or "").lower())
    response = response or RESPONSES.get(str(item.get("responseType") or "").lower())
    if response is None:
        return None
    return MeetingAnswer(
        event_id=str((item.get("event") or {}).get("id") or ""),
        address=address_of(item.get("from") or item.get("sender")),
        response=response,
        proposed=time_slot(item.get("proposedNewTime")),
    )
