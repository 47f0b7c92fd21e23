"""Clock times told by a half or by minutes past or to an hour, recognised in tokens."""

from __future__ import annotations

from collections.abc import Sequence

from xforce_desktop.replies.daytime import NOON, Clock
from xforce_desktop.replies.half_days import half_day, hour_at, oclock
from xforce_desktop.replies.named_day import number_at, text_at
from xforce_desktop.replies.tokens import Token

_MINUTES = {"quarter": 15, "five": 5, "ten": 10, "fifteen": 15, "twenty": 20, "thirty": 30}
_PAST, _TO = {"past", "after"}, {"to", "till", "of", "before", "until", "til"}
_NAMED = {"noon": 12, "midday": 12, "midnight": 24}


def after_half(tokens: Sequence[Token], at: int) -> tuple[Clock, int] | None:
    """Half past two, half two (which is half past in English)."""
    at_hour = at + 2 if text_at(tokens, at + 1) in {"past", "after"} else at + 1
    hour = hour_at(tokens, at_hour)
    if hour is None or text_at(tokens, at_hour + 1) in {"hour", "hours", "day", "days", "of", "an", "the"}:
        return None
    return _told(tokens, hour * 60 + 30, at_hour + 1)


def halb(tokens: Sequence[Token], at: int) -> tuple[Clock, int] | None:
    """German halb drei is half past two."""
    hour = hour_at(tokens, at + 1)
    return None if hour is None else (Clock((hour or 12) * 60 - 30, False, True), at + 2)


def past_or_to(tokens: Sequence[Token], at: int) -> tuple[Clock, int] | None:
    """Quarter past two, ten to three, 20 past 3pm, 20 minutes to 2pm, twenty five past nine."""
    minutes, step = _minutes(tokens, at)
    if minutes is None or text_at(tokens, at - 1) in {"from", "between"}:
        return None
    counted = text_at(tokens, step) in {"minutes", "minute", "mins", "min"}
    step = step + 1 if counted else step
    word, hour_step = text_at(tokens, step), step + 1
    named = _NAMED.get(text_at(tokens, hour_step))
    hour = named or hour_at(tokens, hour_step)
    if hour is None and counted:
        hour = number_at(tokens, hour_step) if 13 <= number_at(tokens, hour_step) <= 23 else None
    if hour is None or word not in _PAST | _TO:
        return None
    if not (counted or named or _is_told(tokens, at, word, minutes, hour_step)):
        return None
    total = hour * 60 + (minutes if word in _PAST else -minutes)
    if named or hour > 12:
        return Clock(total, True, True), oclock(tokens, hour_step + 1)[0]
    return _told(tokens, total, hour_step + 1)


def _minutes(tokens: Sequence[Token], at: int) -> tuple[int | None, int]:
    number = number_at(tokens, at)
    if 1 <= number <= 59 and len(tokens[at].text) <= 2:
        return number, at + 1
    minutes = _MINUTES.get(text_at(tokens, at))
    if minutes == 20:
        five = at + 2 if text_at(tokens, at + 1) == "-" else at + 1
        if text_at(tokens, five) == "five":
            return 25, five + 1
    return minutes, at + 1


def _is_told(tokens: Sequence[Token], at: int, word: str, minutes: int, hour_step: int) -> bool:
    """Whether minutes without that word are minutes: "20 past 3" is, "9 to 5" and "ten after 3" are not."""
    if text_at(tokens, at) == "quarter":
        return True
    if word == "past":
        return tokens[at].is_number is False or minutes % 5 == 0
    if word == "after":
        return minutes % 5 == 0 and half_day(tokens, hour_step + 1)[0] is not None and minutes >= 15
    if tokens[at].is_number:
        return word == "to" and minutes > 12 and minutes % 5 == 0
    return word == "to" and not tokens[hour_step].is_number


def _told(tokens: Sequence[Token], minutes: int, after: int) -> tuple[Clock, int]:
    end, named = oclock(tokens, after)
    half, end_of_half = half_day(tokens, end)
    if half is not None:
        return Clock(minutes % NOON + half * NOON, True, True), end_of_half
    return Clock(minutes, False, True), end if named else after
