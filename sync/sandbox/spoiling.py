"""Answers that arrive, but not as the service meant them: spoiled on the way, or words nobody knows yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sync.sandbox.graph_call import Json, Reply

OVERSIZE_BYTES = 80 * 1024 * 1024
NEW_WORD = "unknownFutureValue"  # what Graph writes for a member that a client cannot know
NEW_ZONE = "Customized Time Zone"
CUSTOM_ZONE = "tzone://Microsoft/Custom"
FOREIGN = "https://graph.example.net"
_ENUMERATED = {"status", "response", "showAs", "meetingMessageType", "responseType", "role"}
_LINKS = ("@odata.nextLink", "@odata.deltaLink")

PROXY_PAGE = (
    "<!DOCTYPE html><html><head><title>Web gateway</title></head><body><h1>This page is blocked</h1>"
    "<p>Your organisation's web gateway has stopped the connection. Reference 4711.</p></body></html>"
)


def spoiled(reply: Reply, kind: str) -> Reply:
    """The answer as that fault leaves it; errors stay as they are, the oddity is one of good answers."""
    if kind not in _SPOILERS or not isinstance(reply.body, dict) or reply.status >= 400:
        return reply
    return Reply(reply.status, _SPOILERS[kind](reply.body), reply.headers)


def spoiled_bytes(content: bytes, kind: str) -> bytes:
    """The body as it arrives: `garbage` ends in the middle of a word, `oversize` is far too long."""
    if kind == "garbage":
        return content[: len(content) // 2] or b"{"
    if kind == "oversize":
        return b'{"value": [], "padding": "' + b"x" * OVERSIZE_BYTES + b'"}'
    return content


def _misshapen(body: Json) -> Json:
    """JSON, but of another shape than the documentation's."""
    wrong = {"value": [None, "x"]} if isinstance(body.get("value"), list) else {}
    return {name: 7 for name in body if not name.startswith("@")} | wrong


def _new_words(body: Json) -> Json:
    return dict(_replaced(body, lambda name, value: NEW_WORD if name in _ENUMERATED else value))


def _new_zones(body: Json) -> Json:
    """Zones of the organisation's own making; that of an event has a name that nothing takes back."""
    made = {"timeZone": NEW_ZONE, "originalStartTimeZone": CUSTOM_ZONE, "originalEndTimeZone": CUSTOM_ZONE}
    return dict(_replaced(body, lambda name, value: made.get(name, value)))


def _foreign_links(body: Json) -> Json:
    """The place to go on at is a machine of somebody else's."""
    moved = {name: FOREIGN + "/" + str(body[name]).partition("/v1.0/")[2] for name in _LINKS if name in body}
    return body | moved


def _replaced(value: Any, by: Callable[[str, str], str], name: str = "") -> Any:
    """The same JSON with its texts replaced, by the name under which they stand."""
    if isinstance(value, Mapping):
        return {key: _replaced(one, by, key) for key, one in value.items()}
    if isinstance(value, list):
        return [_replaced(one, by, name) for one in value]
    return by(name, value) if isinstance(value, str) else value


_SPOILERS: Mapping[str, Callable[[Json], Json]] = {
    "misshapen": _misshapen,
    "new_words": _new_words,
    "new_zones": _new_zones,
    "foreign_link": _foreign_links,
}
