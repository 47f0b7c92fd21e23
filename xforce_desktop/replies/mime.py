"""A body that is still a whole MIME message: its readable parts as one text."""

from __future__ import annotations

import re
from email import message_from_string
from email.errors import MessageError
from email.message import Message

from xforce_desktop.replies.analysis import ReceivedText
from xforce_desktop.replies.plain import LONGEST_READ, plain_text

_BOUNDARY = re.compile(
    r"^--(?P<mark>[^\s-][^\n]{0,90}?)\s*\r?\n(?:content-|\r?\n)", re.IGNORECASE | re.MULTILINE
)
_MOST_PARTS = 40


def whole_text(message: ReceivedText) -> str:
    """The body as text; where it is raw MIME, its parts with the fields of a delivery report."""
    body = message.body[: LONGEST_READ * 2]
    found = _BOUNDARY.search(body[:4000])
    if found is None:
        return plain_text(body)
    mark = found.group("mark").strip().replace('"', "")
    head = f'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="{mark}"\n\n'
    try:
        parts = _parts(message_from_string(head + body))
    except (MessageError, ValueError, RecursionError):
        return plain_text(body)
    return plain_text("\n\n".join(parts)).strip("\n") or plain_text(body)


def _parts(whole: Message) -> list[str]:
    """Each readable part; the fields of a report and of a returned mail are headers of parts of their own."""
    leaves = [part for part in list(whole.walk())[:_MOST_PARTS] if not part.is_multipart()]
    has_plain = any(part.get_content_type() == "text/plain" for part in leaves)
    texts: list[str] = []
    for part in leaves:
        if part.get_content_maintype() != "text" or (has_plain and part.get_content_type() == "text/html"):
            continue
        fields = [
            f"{name}: {value}" for name, value in part.items() if not name.lower().startswith("content-")
        ]
        texts.append("\n".join([*fields, "", _payload(part)]))
    return texts


def _payload(part: Message) -> str:
    payload = part.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    try:
        return raw.decode(part.get_content_charset("utf-8") or "utf-8", "replace")
    except LookupError:
        return raw.decode("utf-8", "replace")
