"""Bodies that the tests of the sandbox send again and again."""

from __future__ import annotations

from typing import Any

import httpx

MARK = "String {66f5a359-4659-4830-9070-00047ec6ac6e} Name XForceKey"
JOHN = "john@acmepest.example"


def a_message(text: str = "Are you free?", key: str = "k-1", to: str = JOHN, **more: Any) -> dict[str, Any]:
    """A draft to a prospect that carries our key."""
    return {
        "subject": "Demo for Acme Pest",
        "body": {"contentType": "text", "content": text},
        "toRecipients": [{"emailAddress": {"address": to, "name": "John Smith"}}],
        "singleValueExtendedProperties": [{"id": MARK, "value": key}],
    } | more


def an_event(
    key: str = "t-1", start: str = "2026-06-09T14:00:00", end: str = "2026-06-09T15:00:00"
) -> dict[str, Any]:
    """A Teams meeting with a prospect and a colleague; times in New York."""
    return {
        "subject": "Demo",
        "body": {"contentType": "html", "content": "<p>See you there</p>"},
        "start": {"dateTime": start, "timeZone": "Eastern Standard Time"},
        "end": {"dateTime": end, "timeZone": "America/New_York"},
        "attendees": [
            {"emailAddress": {"address": JOHN, "name": "John Smith"}, "type": "required"},
            {"emailAddress": {"address": "sarah@xforce.example", "name": "Sarah Chen"}, "type": "optional"},
        ],
        "isOnlineMeeting": True,
        "onlineMeetingProvider": "teamsForBusiness",
        "transactionId": key,
    }


def marked(key: str) -> str:
    """The filter that finds a mail by our key."""
    return f"singleValueExtendedProperties/Any(ep: ep/id eq '{MARK}' and ep/value eq '{key}')"


def raw_mail(
    text: str, parent: str = "", subject: str = "Re: Demo for Acme Pest", sender: str = JOHN
) -> bytes:
    """A hand-written mail to the rep."""
    lines = [f"From: John Smith <{sender}>", "To: brent@xforce.example", f"Subject: {subject}"]
    lines += [f"In-Reply-To: {parent}", f"References: {parent}"] if parent else []
    return "\r\n".join([*lines, "Content-Type: text/plain; charset=utf-8", "", text]).encode()


async def sent_mail(graph: httpx.AsyncClient, **more: Any) -> dict[str, Any]:
    """Draft and send; gives what /sandbox/sent says of it."""
    draft = (await graph.post("/v1.0/me/messages", json=a_message(**more))).json()
    answer = await graph.post(f"/v1.0/me/messages/{draft['id']}/send")
    assert answer.status_code == 202
    found: dict[str, Any] = (await graph.get("/sandbox/sent")).json()[-1]
    return found


async def made_event(graph: httpx.AsyncClient, **more: Any) -> dict[str, Any]:
    """Create an event; gives Graph's answer."""
    answer = await graph.post("/v1.0/me/events", json=an_event(**more))
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found
