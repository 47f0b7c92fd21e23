"""How an error reads on one line."""

from __future__ import annotations

import re

from xforce_desktop.errors import XForceError

_ORDERS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
ENDS = (".", "!", "?", "…")


def in_one_line(error: XForceError) -> str:
    """Title and advice as sentences, without line breaks."""
    return " ".join(as_sentence(part) for part in (error.title, error.advice) if part.strip())


def printable(text: str) -> str:
    """What a terminal takes for an order, or cannot show, as a mark; lines stay."""
    return _ORDERS.sub("\ufffd", text)


def as_sentence(text: str) -> str:
    """The text on one line, with an end; nothing stays nothing."""
    plain = printable(" ".join(text.split()))
    return plain if not plain or plain.endswith(ENDS) else f"{plain}."
