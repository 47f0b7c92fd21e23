"""Moments counted from now that are the whole of a text: "in two hours", "half an hour from now"."""

from __future__ import annotations

from datetime import datetime, timedelta

from xforce_desktop.replies.lengths import read_length
from xforce_desktop.replies.tokens import tokens_of


def moment_from_now(text: str, now: datetime) -> datetime | None:
    """The moment that the whole of `text` counts from `now`, to the minute; None if it says anything else."""
    tokens = tokens_of(text.strip())[:12]
    words = [token.text for token in tokens]
    while words and words[-1] in {".", "!", "?"}:
        words.pop()
    at = 0
    for lead in ("today", "in", "about"):
        at = at + 1 if words[at : at + 1] == [lead] else at
    led = "in" in words[:at]
    at = at + 1 if words[at : at + 2] in (["a", "couple"], ["a", "half"]) else at
    minutes, end = read_length(tokens, at)
    trailing = words[end : len(words)]
    if not minutes or not (trailing == ["from", "now"] or (led and not trailing)):
        return None
    return now.replace(second=0, microsecond=0) + timedelta(minutes=minutes)
