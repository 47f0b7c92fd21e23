"""What stands behind an hour and says which half of the day it is in, or that it is an hour at all."""

from __future__ import annotations

from collections.abc import Sequence

from xforce_desktop.replies.named_day import text_at
from xforce_desktop.replies.tokens import Token
from xforce_desktop.replies.words import NUMBERS

_HALVES = {"am": 0, "pm": 1, "amish": 0, "pmish": 1}
_IN_PART = {"morning": 0, "afternoon": 1, "evening": 1, "am": 0, "pm": 1}


def half_day(tokens: Sequence[Token], at: int) -> tuple[int | None, int]:
    """Morning (0) or afternoon (1) as said at `at`, however written, and the index after it."""
    word, second = text_at(tokens, at), text_at(tokens, at + 1)
    if word == "." and second in _HALVES and tokens[at].glued and tokens[at + 1].glued:
        return _HALVES[second], at + 2
    if word in _HALVES:
        return _HALVES[word], at + (2 if second == "." and text_at(tokens, at + 2) == "" else 1)
    if word in {"a", "p"}:
        return _lettered(tokens, at)
    if word == "in":
        return _in_the_part(tokens, at)
    if word == "at" and second == "night":
        return 1, at + 2
    if word in {"de", "da", "du"}:
        third = text_at(tokens, at + 2) if second == "la" else second
        if third in {"tarde", "noche", "noite", "manana", "manha", "matin"}:
            return (0 if third.startswith("ma") else 1), at + (3 if second == "la" else 2)
    return None, at


def _lettered(tokens: Sequence[Token], at: int) -> tuple[int | None, int]:
    """3:30 p.m., nine a m, 3p."""
    half = 0 if tokens[at].text == "a" else 1
    second, third = text_at(tokens, at + 1), text_at(tokens, at + 2)
    if second == "." and third == "m":
        return half, at + (4 if text_at(tokens, at + 3) == "." else 3)
    if second == "m" and not tokens[at + 1].after_break:
        return half, at + 2
    if tokens[at].glued and second != "'":
        return half, at + 1
    return None, at


def _in_the_part(tokens: Sequence[Token], at: int) -> tuple[int | None, int]:
    """3 in the morning, 3:20 in afternoon, 4 in the PM."""
    step = at + 2 if text_at(tokens, at + 1) == "the" else at + 1
    word = text_at(tokens, step)
    if word in _IN_PART and (len(word) > 2 or step == at + 2):
        return _IN_PART[word], step + 1
    return None, at


def oclock(tokens: Sequence[Token], at: int) -> tuple[int, bool]:
    """The index after o'clock, Uhr, h or ish, and whether one of them stood there."""
    word = text_at(tokens, at)
    if word == "o" and text_at(tokens, at + 1) == "'" and text_at(tokens, at + 2) == "clock":
        return at + 3, True
    if word in {"oclock", "uhr", "heures", "horas", "ish"} or (word == "h" and tokens[at].glued):
        return at + 1, True
    if word == "-" and text_at(tokens, at + 1) == "ish":
        return at + 2, True
    return at, False


def hour_at(tokens: Sequence[Token], at: int) -> int | None:
    """An hour from 1 to 12 in digits or a word."""
    if at >= len(tokens):
        return None
    token = tokens[at]
    hour = token.number if token.is_number else NUMBERS.get(token.text, 0)
    return hour if 1 <= hour <= 12 else None
