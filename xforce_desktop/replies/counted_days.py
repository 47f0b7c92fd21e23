"""Days counted from another day, recognised in tokens: in two weeks, a week from Tuesday."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from xforce_desktop.replies.named_day import Day, DayKind, number_at, text_at
from xforce_desktop.replies.tokens import Token
from xforce_desktop.replies.words import ENGLISH_NUMBERS, WEEKDAYS

Reader = Callable[[Sequence[Token], int], tuple[Day, int] | None]
_SIZES = {
    "day": 1,
    "days": 1,
    "week": 7,
    "weeks": 7,
    "wk": 7,
    "wks": 7,
    "fortnight": 14,
    "fortnights": 14,
    "month": 0,
    "months": 0,
    "year": 0,
    "years": 0,
}
_MOST = 60


def begins_count(tokens: Sequence[Token], at: int) -> bool:
    """Whether a count of days may begin at `at`."""
    word = text_at(tokens, at)
    return word in {"in", "a", "an", "couple"} or word in ENGLISH_NUMBERS or tokens[at].is_number


def counted_day(tokens: Sequence[Token], at: int, named_day: Reader) -> tuple[Day, int] | None:
    """The counted day that begins at `at`; `named_day` reads the day that it is counted from."""
    step = at + 1 if text_at(tokens, at) == "in" else at
    count, step = _count(tokens, step)
    working = text_at(tokens, step) in {"business", "working", "work"}
    step = step + 1 if working else step
    unit = text_at(tokens, step)
    if not 0 < count < _MOST:
        return None
    if unit in WEEKDAYS and unit.endswith("s") and _from_now(tokens, step + 1):
        return Day(DayKind.WEEKDAY, weekday=WEEKDAYS[unit], offset=7 * count - 7), step + 3
    if unit not in _SIZES:
        return None
    size = _SIZES[unit]
    count = 12 * count if unit.startswith("year") else count
    if text_at(tokens, at - 1) == "for" and text_at(tokens, step + 1) == "from":
        return None  # for three days from today: how long, not when
    if text_at(tokens, step + 1) == "hence" or _from_now(tokens, step + 1):
        return _counted(Day(DayKind.OFFSET), count, size), step + (
            2 if text_at(tokens, step + 1) == "hence" else 3
        )
    if text_at(tokens, step + 1) in {"from", "after"} or (size == 7 and text_at(tokens, step + 1) == "on"):
        base = named_day(tokens, step + 2)
        if base and base[0].kind in _ANCHORS:
            return _counted(base[0], count, size), base[1]
    if text_at(tokens, at) == "in" and working:
        return (Day(DayKind.OFFSET, offset=count, which="working"), step + 1) if size == 1 else None
    if text_at(tokens, at) == "in":
        return _counted(Day(DayKind.OFFSET), count, size), _after_time_word(tokens, step + 1)
    return None


_ANCHORS = {DayKind.OFFSET, DayKind.WEEKDAY, DayKind.DATE, DayKind.NUMERIC, DayKind.NUMBER}


def _from_now(tokens: Sequence[Token], at: int) -> bool:
    return text_at(tokens, at) == "from" and text_at(tokens, at + 1) in {"now", "today"}


def _after_time_word(tokens: Sequence[Token], at: int) -> int:
    """Behind the "time" of "in two weeks' time"."""
    step = at
    while text_at(tokens, step) in {"'", "s"} and step < at + 2:
        step += 1
    return step + 1 if step > at and text_at(tokens, step) == "time" else at


def _counted(base: Day, count: int, size: int) -> Day:
    if size == 0:
        return replace(base, months=count)
    return replace(base, offset=base.offset + count * size)


def _count(tokens: Sequence[Token], at: int) -> tuple[int, int]:
    """A number in digits or a word, a, a couple of; -1 if there is none."""
    step = at + 1 if text_at(tokens, at) in {"a", "an"} else at
    if text_at(tokens, step) == "couple":
        return 2, step + 2 if text_at(tokens, step + 1) == "of" else step + 1
    if step > at:
        return 1, step
    if number_at(tokens, at) >= 0:
        return number_at(tokens, at), at + 1
    return ENGLISH_NUMBERS.get(text_at(tokens, at), -1), at + 1


def days_ahead(tokens: Sequence[Token], at: int) -> tuple[Day, int] | None:
    """The next three days: tomorrow and the two behind it."""
    step = at + 1 if text_at(tokens, at) == "the" else at
    if text_at(tokens, step) not in {"next", "coming", "following"}:
        return None
    count, after = _count(tokens, step + 1)
    working = text_at(tokens, after) in {"business", "working", "work"}
    after = after + 1 if working else after
    if not 2 <= count <= 14 or text_at(tokens, after) not in {"day", "days"}:
        return None
    which = "working" if working else ""
    first, last = (Day(DayKind.OFFSET, offset=offset, which=which) for offset in (1, count))
    return Day(DayKind.SPAN, day_from=first, day_to=last), after + 1
