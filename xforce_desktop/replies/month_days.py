"""Days named by their place in a month, and runs of days that share one month, recognised in tokens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from xforce_desktop.replies.named_day import Day, DayKind, number_at, text_at
from xforce_desktop.replies.tokens import Token
from xforce_desktop.replies.words import WEEKDAYS, words_of
from xforce_desktop.replies.written_dates import (
    SUFFIXES,
    day_of_month,
    month_at,
    numeric_date,
    ordinal_word,
    year_behind,
)

_RUN = words_of("- to till until through thru til untill bis")
_WHICH_MONTH = {"this": 0, "current": 0, "the": 0, "next": 1, "following": 1, "coming": 1}


def _month_of(tokens: Sequence[Token], at: int) -> tuple[int | None, int, int | None, int]:
    """A month's offset from now or its number, its year, and the index after: "of next month", "in May"."""
    step = at + 1 if text_at(tokens, at) in {"of", "in"} else at
    step = step + 1 if text_at(tokens, step) == "the" and text_at(tokens, step + 1) != "month" else step
    month = month_at(tokens, step)
    if month is not None and step > at:
        year, after = year_behind(tokens, step + 1)
        return None, month, year, after
    word = text_at(tokens, step)
    if word in _WHICH_MONTH and text_at(tokens, step + 1) == "month":
        return _WHICH_MONTH[word], 0, None, step + 2
    return None, 0, None, at


def number_of_month(tokens: Sequence[Token], at: int) -> tuple[Day, int] | None:
    """The 20th of next month, 20 of this month, the 15th day of the month, the 21st this month."""
    step = at + 1 if text_at(tokens, at) == "the" else at
    number, after = day_of_month(tokens, step)
    if not number:
        return None
    after = after + 1 if text_at(tokens, after) == "day" else after
    led = text_at(tokens, after) in {"of", "in"} or text_at(tokens, after - 1) in SUFFIXES
    months, _, _, end = _month_of(tokens, after)
    if months is None or not led:
        return None
    return Day(DayKind.NUMBER, day=number, months=months), end


def nth_of_month(tokens: Sequence[Token], at: int) -> tuple[Day, int] | None:
    """The first Monday of October, last Friday in next month, the last day of May."""
    step = at + 1 if text_at(tokens, at) == "the" else at
    if text_at(tokens, step) == "last":
        number, after = -1, step + 1
    else:
        number, after = ordinal_word(tokens, step)
        digits = number_at(tokens, step)
        if 1 <= digits <= 5 and text_at(tokens, step + 1) in SUFFIXES:
            number, after = digits, step + 2
    if not number or number > 5 or after >= len(tokens):
        return None
    weekday = WEEKDAYS.get(text_at(tokens, after))
    if weekday is None and not (text_at(tokens, after) == "day" and number == -1):
        return None
    if text_at(tokens, after + 1) not in {"of", "in"}:
        return None
    months, month, year, end = _month_of(tokens, after + 1)
    if end == after + 1:
        return None
    return Day(DayKind.NTH, weekday=weekday, day=number, month=month, months=months, year=year), end


def run_of_days(tokens: Sequence[Token], at: int) -> tuple[Day, int] | None:
    """13th to 15th July, 1-8 september, 13-14.6., the ninth till the seventeenth of April."""
    first, after = _plain_number(tokens, at)
    after = after + 1 if text_at(tokens, after) == "." and tokens[after].glued else after
    joins = text_at(tokens, after) in _RUN or (
        text_at(tokens, after) in {"and", "&"} and text_at(tokens, at - 1) == "between"
    )
    if not first or not joins:
        return None
    step = after + 1
    dotted = _dotted_run(tokens, first, step)
    if dotted:
        return dotted
    last, end = _plain_number(tokens, step)
    if not last or last <= first:
        return None
    months, month, year, behind = _month_of(tokens, end)
    if not month and months is None and month_at(tokens, end):
        month, (year, behind) = month_at(tokens, end) or 0, year_behind(tokens, end + 1)
    if not month and months is None:
        return None
    kind = DayKind.DATE if month else DayKind.NUMBER
    base = Day(kind, month=month, months=months, year=year)
    return Day(DayKind.SPAN, day_from=replace(base, day=first), day_to=replace(base, day=last)), behind


def _plain_number(tokens: Sequence[Token], at: int) -> tuple[int, int]:
    step = at + 1 if text_at(tokens, at) == "the" else at
    number, after = day_of_month(tokens, step)
    return (number, after) if number else (0, at)


def _dotted_run(tokens: Sequence[Token], first: int, at: int) -> tuple[Day, int] | None:
    """The 14.6. of 13-14.6., the 06.10.17 of 05-06.10.17; their first number is the day in every country."""
    rest = numeric_date(tokens[at : at + 8], 0)
    found = (rest[0], at + rest[1]) if rest else None
    if not found or text_at(tokens, at + 1) != ".":
        return None
    last = Day(DayKind.DATE, month=found[0].day, day=found[0].month, year=found[0].year)
    if not 1 <= last.month <= 12 or last.day <= first:
        return None
    return Day(DayKind.SPAN, day_from=replace(last, day=first), day_to=last), found[1]
