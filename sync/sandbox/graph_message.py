"""A mail as Graph shows it."""

from __future__ import annotations

import base64
from typing import Any

from sync.sandbox.graph_call import GraphCall, Json, utc_text, zoned
from sync.sandbox.graph_files import attachment_json
from sync.sandbox.html_text import safe_html, to_text
from sync.sandbox.ids import digest
from sync.sandbox.mailbox import folder_id
from sync.sandbox.odata import Filter, chosen, expansions
from sync.sandbox.state import Address, Mail

_ONLY_IF_SELECTED = ("internetMessageHeaders", "uniqueBody")


def shown(mail: Mail, call: GraphCall, event: Json | None = None) -> Json:
    """A mail with the properties, expansions and preferences of the call."""
    item = full(mail, call)
    extra = expansions(call.option("expand"))
    options = extra.get("singleValueExtendedProperties")
    if options is not None:
        item["singleValueExtendedProperties"] = _properties(item, options)
        if not item["singleValueExtendedProperties"]:
            del item["singleValueExtendedProperties"]
    else:
        del item["singleValueExtendedProperties"]
    if "attachments" in extra:
        item["attachments"] = [attachment_json(one, mail) for one in mail.attachments]
    if event is not None:
        item["event"] = event
    select = call.option("select")
    if not select:
        for name in _ONLY_IF_SELECTED:
            item.pop(name, None)
        return item
    kept = chosen(item, select)
    expanded = ("singleValueExtendedProperties", "attachments", "event")
    return kept | {name: item[name] for name in expanded if name in item}


def full(mail: Mail, call: GraphCall) -> Json:
    """Everything there is to say about a mail, for filters too."""
    sender = _recipient(mail.sender)
    item: Json = {
        "@odata.etag": f'W/"{_change_key(mail)}"',
        "id": call.item_id(mail),
        "createdDateTime": utc_text(mail.created_at),
        "lastModifiedDateTime": utc_text(mail.modified_at),
        "changeKey": _change_key(mail),
        "categories": mail.categories,
        "receivedDateTime": utc_text(mail.received_at),
        "sentDateTime": utc_text(mail.sent_at),
        "hasAttachments": any(not one.is_inline for one in mail.attachments),
        "internetMessageId": mail.message_id,
        "subject": mail.subject,
        "bodyPreview": " ".join(mail.text.split())[:255],
        "importance": mail.importance,
        "parentFolderId": folder_id(mail.folder),
        "conversationId": mail.conversation,
        "conversationIndex": base64.b64encode(digest("index", mail.conversation)[:22]).decode(),
        "isDeliveryReceiptRequested": mail.delivery_receipt,
        "isReadReceiptRequested": mail.read_receipt,
        "isRead": mail.is_read,
        "isDraft": mail.is_draft,
        "webLink": f"https://outlook.office365.com/owa/?ItemID={mail.key}&exvsurl=1&viewmodel=ReadMessageItem",
        "inferenceClassification": "focused",
        "body": body_json(mail.html, mail.text, call),
        "toRecipients": [_recipient(one) for one in mail.to],
        "ccRecipients": [_recipient(one) for one in mail.cc],
        "bccRecipients": [_recipient(one) for one in mail.bcc],
        "replyTo": [_recipient(one) for one in mail.reply_to],
        "flag": {"flagStatus": "notFlagged"},
        "uniqueBody": body_json(mail.unique_html, mail.unique_text, call),
        "singleValueExtendedProperties": [{"id": k, "value": v} for k, v in mail.properties.items()],
    }
    if sender is not None:
        item["sender"] = item["from"] = sender
    if mail.headers and mail.folder != "sentitems":
        item["internetMessageHeaders"] = [{"name": name, "value": value} for name, value in mail.headers]
    return item | _meeting_half(mail, call)


def body_json(html: str, text: str, call: GraphCall) -> Json:
    """An itemBody: HTML unless text was preferred, without what could run in it unless that is asked for."""
    if call.as_text:
        return {"contentType": "text", "content": text or to_text(html)}
    is_as_it_came = "outlook.allow-unsafe-html" in call.prefer
    return {"contentType": "html", "content": html if is_as_it_came else safe_html(html)}


def _meeting_half(mail: Mail, call: GraphCall) -> Json:
    part = mail.meeting
    if part is None:
        return {}
    kinds = {
        "request": "eventMessageRequest",
        "response": "eventMessageResponse",
        "cancelled": "eventMessage",
    }
    item: Json = {
        "@odata.type": f"#microsoft.graph.{kinds[part.kind]}",
        "meetingMessageType": part.message_type,
        "isOutOfDate": part.is_out_of_date,
        "isAllDay": False,
        "isDelegated": False,
        "type": "singleInstance",
    }
    meeting = call.world.meetings.by_key(part.event_key)
    if meeting is not None:
        item["startDateTime"] = zoned(meeting.start_at, call)
        item["endDateTime"] = zoned(meeting.end_at, call)
    if part.kind == "response":
        item["responseType"] = part.response_type
    if part.proposed_start_at is not None and part.proposed_end_at is not None:
        start, end = zoned(part.proposed_start_at, call), zoned(part.proposed_end_at, call)
        item["proposedNewTime"] = {"start": start, "end": end}
    return item


def _properties(item: Json, options: str) -> list[Any]:
    _, _, text = options.partition("=")
    if not text:
        return list(item["singleValueExtendedProperties"])
    where = Filter(text.replace("id eq", "ep/id eq").replace("ep/ep/", "ep/"))
    return [one for one in item["singleValueExtendedProperties"] if where.matches({"ep": one})]


def _recipient(one: Address | None) -> Json | None:
    if one is None:
        return None
    return {"emailAddress": {"name": one.name or one.address, "address": one.address}}


def _change_key(mail: Mail) -> str:
    return base64.b64encode(digest("change", mail.key, mail.changed_no)[:18]).decode()
