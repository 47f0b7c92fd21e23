"""How an error reads on one line."""

from __future__ import annotations

from xforce_desktop.errors import XForceError

ENDS = (".", "!", "?", "…")


def in_one_line(error: XForceError) -> str:
    """Title and advice as sentences, without line breaks."""
    return " ".join(as_sentence(part) for part in (error.title, error.advice) if part.strip())


def as_sentence(text: str) -> str:
    """The text on one line, with an end; nothing stays nothing."""
    plain = " ".join(text.split())
    return plain if not plain or plain.endswith(ENDS) else f"{plain}."
