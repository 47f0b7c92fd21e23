"""Moments counted from now that are the whole of a text: "in two hours", "half an hour from now"."""

from __future__ import annotations

from datetime import datetime, timedelta

from xforce_desktop.replies.lengths import read_length
from xforce_desktop.replies.tokens import tokens_of


def span_from_now(text: str, now: datetime) -> tuple[datetime, datetime] | None:
    """Within the next two hours: the stretch from `now` that the whole of `text` names."""
    tokens = tokens_of(text.strip())[:12]
    words = [token.text for token in tokens if token.text not in {".", "!", "?", "in", "the", "time", "any"}]
    led = 0
    while words[led : led + 1] in (["within"], ["next"]):
        led += 1
    begin = len(tokens) - len(words) + led if len(words) < len(tokens) else led
    single = words[led:] == ["hour"]
    minutes, end = (
        (60, len(tokens)) if single else read_length(tokens, begin) if begin < len(tokens) else (0, 0)
    )
    if words[:1] != ["within"] and not single:
        return None
    if not led or not minutes or end != len(tokens):
        return None
    start = now.replace(second=0, microsecond=0)
    return start, start + timedelta(minutes=minutes)


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
