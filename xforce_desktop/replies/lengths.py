"""Lengths of time, recognised in tokens: 30 minutes, an hour and a half, 2 hrs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xforce_desktop.replies.named_day import number_at, text_at
from xforce_desktop.replies.tokens import Token, tokens_of
from xforce_desktop.replies.words import ENGLISH_NUMBERS

_UNITS = {
    "minute": 1,
    "minutes": 1,
    "min": 1,
    "mins": 1,
    "hour": 60,
    "hours": 60,
    "hr": 60,
    "hrs": 60,
    "h": 60,
}
_NEEDS = {"need", "needs", "want", "require"}
_WORDS = {**ENGLISH_NUMBERS, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "a": 1, "an": 1}


def shorter_than(text: str, minutes: int) -> bool:
    """Whether a text names a length of time below `minutes`: their time may not do for the meeting."""
    return any(length < minutes for _, length, _ in _lengths(tokens_of(text)))


def other_length(text: str, minutes: int) -> str:
    """The words for less time than `minutes`, or for more that is asked for; empty if there are none."""
    tokens = tokens_of(text)
    for at, length, after in _lengths(tokens):
        asked = _NEEDS & {token.text for token in tokens[max(0, at - 4) : at]}
        if length < minutes or (length > minutes and asked):
            return text[tokens[at].start : tokens[after - 1].end]
    return ""


def _lengths(tokens: Sequence[Token]) -> Iterator[tuple[int, int, int]]:
    """Each length that is named: the token at which it begins, its minutes, the index after it."""
    for at in range(len(tokens)):
        minutes, after = read_length(tokens, at)
        if minutes > 0:
            yield at, minutes, after


def read_length(tokens: Sequence[Token], at: int) -> tuple[int, int]:
    """Minutes of the length that begins at `at`, 0 if none does, and the index after it."""
    if (
        text_at(tokens, at) == "half"
        and text_at(tokens, at + 1) in {"an", "a"}
        and text_at(tokens, at + 2) == "hour"
    ):
        return 30, at + 3
    if text_at(tokens, at) == "couple":
        step = at + 2 if text_at(tokens, at + 1) == "of" else at + 1
        return 2 * _UNITS.get(text_at(tokens, step), 0), step + 1
    count = number_at(tokens, at) if number_at(tokens, at) >= 0 else _WORDS.get(text_at(tokens, at), 0)
    unit = _UNITS.get(text_at(tokens, at + 1), 0)
    if not 0 < count <= 600 or not unit:
        return 0, at
    step = at + 3 if text_at(tokens, at + 2) == "and" else at + 2
    more = number_at(tokens, step)
    if unit == 60 and 0 < more < 60 and _UNITS.get(text_at(tokens, step + 1)) == 1:
        return count * 60 + more, step + 2
    if unit == 60 and text_at(tokens, at + 2) == "and" and text_at(tokens, step + 1) == "half":
        return count * 60 + 30, step + 2
    return count * unit, at + 2
