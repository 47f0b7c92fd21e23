"""Graph's mail operations that write: drafts, answers, sending."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from sync.sandbox.errors import GraphError, bad_request
from sync.sandbox.graph_call import GraphCall, Json, Reply
from sync.sandbox.graph_files import attach, check_files
from sync.sandbox.graph_mail import present, the_folder, the_mail
from sync.sandbox.html_text import to_html, to_text
from sync.sandbox.state import Address, Mail

_PROPERTY_ID = re.compile(
    r"(String|Integer|Boolean|SystemTime|Binary|CLSID|Double|Long)\s"
    r"(\{[0-9a-fA-F-]{36}\}\s(Name\s\S.*|Id\s0x[0-9a-fA-F]+)|0x[0-9a-fA-F]+)"
)
_LATE = timedelta(seconds=30)
_DRAFT_ONLY = (
    "subject",
    "body",
    "toRecipients",
    "ccRecipients",
    "bccRecipients",
    "replyTo",
    "internetMessageId",
)


def create_draft(call: GraphCall) -> Reply:
    """POST /me/messages"""
    return create_in_folder(call, "drafts")


def create_in_folder(call: GraphCall, spelling: str) -> Reply:
    """POST /me/mailFolders/{id}/messages: a draft all the same."""
    asked, folder = call.json(), the_folder(spelling)
    check_message(asked, new=True)
    mail = call.world.mailbox.new(folder)
    mail.is_draft = mail.is_read = True
    mail.sender = _rep(call)
    fill(mail, asked)
    attach(mail, asked)
    mail.conversation = call.world.mailbox.new_thread()
    call.world.mailbox.touch(mail)
    return Reply(201, _entity(call, mail), call.applied())


def patch_message(call: GraphCall, item_id: str) -> Reply:
    """PATCH /me/messages/{id}: recipients, subject and body of drafts only."""
    mail, asked = the_mail(call, item_id), call.json()
    if not mail.is_draft and any(name in asked for name in _DRAFT_ONLY):
        raise bad_request(
            "Update is allowed only for draft messages.", "ErrorInvalidPropertyUpdateSentMessage"
        )
    if "internetMessageHeaders" in asked:
        raise bad_request("Cannot set internetMessageHeaders after create.", "ErrorInvalidPropertySet")
    check_message(asked, new=False)
    fill(mail, asked)
    changed = {name for name in asked if "@" not in name}  # clients annotate what they send with its type
    call.world.mailbox.touch(mail, only_flags=changed <= {"isRead"})
    return Reply(200, _entity(call, mail), call.applied())


def send_draft(call: GraphCall, item_id: str) -> Reply:
    """POST /me/messages/{id}/send"""
    mail = the_mail(call, item_id)
    if not mail.is_draft:
        raise bad_request("The message has already been sent.", "ErrorInvalidRequest")
    _check_recipients(mail)
    call.world.send_draft(mail)
    if "late_copy" in call.hints:
        mail.visible_at = call.world.now + _LATE
        call.world.agenda.add(mail.visible_at, "copy_appears", key=mail.key)
    return Reply(202)


def send_mail(call: GraphCall) -> Reply:
    """POST /me/sendMail"""
    asked = call.json()
    message = _either(asked, "message")
    if not isinstance(message, dict):
        raise bad_request("The property 'Message' is required in the request.", "ErrorInvalidRequest")
    check_message(message, new=True)
    mail = call.world.mailbox.new("drafts")
    mail.sender = _rep(call)
    fill(mail, message)
    attach(mail, message)
    mail.conversation = call.world.mailbox.new_thread()
    _check_recipients(mail, undo=lambda: call.world.state.mails.pop(mail.key))
    call.world.send_draft(mail)
    if _either(asked, "saveToSentItems") is False:
        del call.world.state.mails[mail.key]
    return Reply(202)


def create_reply(call: GraphCall, item_id: str) -> Reply:
    """POST /me/messages/{id}/createReply"""
    return _answer(call, item_id, to_all=False)


def create_reply_all(call: GraphCall, item_id: str) -> Reply:
    """POST /me/messages/{id}/createReplyAll"""
    return _answer(call, item_id, to_all=True)


def _answer(call: GraphCall, item_id: str, *, to_all: bool) -> Reply:
    original, asked = the_mail(call, item_id), call.json()
    comment, message = _either(asked, "comment"), _either(asked, "message") or {}
    if original.is_draft:
        raise bad_request("A draft cannot be replied to.", "ErrorInvalidReferenceItem")
    if comment is not None and isinstance(message, dict) and "body" in message:
        raise bad_request("Specify either a comment or the body of the message.", "ErrorInvalidRequest")
    check_message(message, new=True)
    mail = call.world.mailbox.new("drafts")
    mail.is_draft = mail.is_read = True
    mail.sender = _rep(call)
    subject = re.sub(r"^\s*(re\s*:\s*)+", "", original.subject, flags=re.IGNORECASE)
    mail.subject = f"Re: {subject}"
    mail.in_reply_to = original.message_id
    mail.references = [*original.references, original.message_id]
    mail.conversation = original.conversation
    mail.to, mail.cc = _recipients(original, to_all, call.world.rep.address)
    above = f"<div>{escape(comment)}</div>" if comment else ""
    mail.html = quoted(original, above, call.world.zone)
    mail.text = to_text(mail.html)
    fill(mail, message)
    attach(mail, message)
    call.world.mailbox.touch(mail)
    return Reply(201, _entity(call, mail), call.applied())


def quoted(original: Mail, above: str, zone: ZoneInfo) -> str:
    """The original under Outlook's block of From, Sent (in `zone`), To, Subject; `above` on top (HTML)."""
    to = "; ".join(_spelled(one) for one in original.to)
    cc = "; ".join(_spelled(one) for one in original.cc)
    sender = _spelled(original.sender) if original.sender else ""
    sent = original.sent_at.astimezone(zone).strftime("%A, %B %d, %Y %I:%M:%S %p")
    lines = [f"<b>From:</b> {sender}", f"<b>Sent:</b> {sent}", f"<b>To:</b> {to}"]
    lines += [f"<b>Cc:</b> {cc}"] if cc else []
    lines.append(f"<b>Subject:</b> {escape(original.subject)}")
    head = f'<hr><div id="divRplyFwdMsg">{"<br>".join(lines)}</div><div>&nbsp;</div>'
    inner = re.sub(r"(?is)^.*?<body[^>]*>|</body>.*$", "", original.html)
    return f"<html><head></head><body>{above}{head}{inner}</body></html>"


def check_message(asked: Json, *, new: bool) -> None:
    """What Graph refuses in a message. Raises GraphError."""
    if not isinstance(asked, dict):
        raise bad_request("Unable to read JSON request payload.", "BadRequest")
    for name in ("toRecipients", "ccRecipients", "bccRecipients", "replyTo"):
        for one in asked.get(name) or []:
            if "@" not in str(((one or {}).get("emailAddress") or {}).get("address", "")):
                raise bad_request("At least one recipient is not valid.", "ErrorInvalidRecipients")
    body = asked.get("body")
    if body is not None and str(body.get("contentType", "text")).lower() not in ("text", "html"):
        raise bad_request("Unsupported body type.", "ErrorInvalidArgument")
    for one in asked.get("singleValueExtendedProperties") or []:
        if not _PROPERTY_ID.fullmatch(str(one.get("id", ""))):
            raise bad_request("Invalid extended property id.", "ErrorInvalidProperty")
    if new:
        check_files(asked)
    if new and "internetMessageHeaders" in asked:
        _check_headers(asked["internetMessageHeaders"])


def _check_headers(headers: Any) -> None:
    if not headers or len(headers) > 5:
        message = "Maximum number of headers in one message should be less than or equal to 5 and above 0."
        raise bad_request(message, "InvalidInternetMessageHeaderCollection")
    for header in headers:
        name = str(header.get("name", ""))
        if not name.lower().startswith("x-"):
            message = f"The internet message header name '{name}' should start with 'x-' or 'X-'."
            raise bad_request(message, "InvalidInternetMessageHeader")


def fill(mail: Mail, asked: Json) -> None:
    """Write the properties that were given onto a mail."""
    lists = {"toRecipients": "to", "ccRecipients": "cc", "bccRecipients": "bcc", "replyTo": "reply_to"}
    for name, field in lists.items():
        if name in asked:
            setattr(mail, field, [_address(one) for one in asked[name] or []])
    plain: dict[str, str] = {
        "subject": "subject",
        "internetMessageId": "message_id",
        "importance": "importance",
        "isRead": "is_read",
        "categories": "categories",
        "isReadReceiptRequested": "read_receipt",
        "isDeliveryReceiptRequested": "delivery_receipt",
    }
    for name, field in plain.items():
        if asked.get(name) is not None:
            setattr(mail, field, asked[name])
    if asked.get("body") is not None:
        _fill_body(mail, asked["body"])
    if asked.get("from") is not None:
        mail.sender = _address(asked["from"])
    for header in asked.get("internetMessageHeaders") or []:
        mail.headers.append((header["name"], str(header.get("value", ""))))
    for one in asked.get("singleValueExtendedProperties") or []:
        mail.properties[one["id"]] = str(one.get("value", ""))


def _fill_body(mail: Mail, body: Json) -> None:
    content = str(body.get("content") or "")
    if str(body.get("contentType", "text")).lower() == "html":
        mail.html, mail.text = content, to_text(content)
    else:
        mail.html, mail.text = to_html(content), content.replace("\r\n", "\n")
    mail.unique_html, mail.unique_text = mail.html, mail.text


def _check_recipients(mail: Mail, undo: Callable[[], object] | None = None) -> None:
    if mail.to or mail.cc or mail.bcc:
        return
    if undo is not None:
        undo()
    raise GraphError(400, "ErrorInvalidRecipients", "At least one recipient isn't valid.")


def _recipients(original: Mail, to_all: bool, own: str) -> tuple[list[Address], list[Address]]:
    own_mail = original.sender is not None and original.sender.address.lower() == own
    if own_mail:
        to = list(original.to)
    else:
        to = list(original.reply_to) or ([original.sender] if original.sender else [])
    if not to_all:
        return to, []
    if not own_mail:
        to = [*to, *original.to]
    to = _distinct(to, {own})
    return to, _distinct(original.cc, {own, *(one.address.lower() for one in to)})


def _distinct(people: list[Address], without: set[str]) -> list[Address]:
    seen = set(without)
    kept = []
    for one in people:
        if one.address.lower() not in seen:
            seen.add(one.address.lower())
            kept.append(one)
    return kept


def _entity(call: GraphCall, mail: Mail) -> Json:
    context = f"{call.base_url}/v1.0/$metadata#users('me')/messages/$entity"
    return {"@odata.context": context} | present(call, mail)


def _either(asked: Json, name: str) -> Any:
    return asked.get(name, asked.get(name[0].upper() + name[1:]))


def _address(one: Json) -> Address:
    inner = (one or {}).get("emailAddress") or {}
    return Address(str(inner.get("address", "")), str(inner.get("name") or ""))


def _spelled(one: Address) -> str:
    return escape(f"{one.name} <{one.address}>" if one.name else one.address)


def _rep(call: GraphCall) -> Address:
    return Address(call.world.rep.address, call.world.rep.name)
