"""A single day by its name or date, recognised in tokens, before anything is known about today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from xforce_desktop.replies.named_day import Day, DayKind, number_at, text_at
from xforce_desktop.replies.tokens import Token
from xforce_desktop.replies.words import (
    PLURAL_WEEKDAYS,
    PORTUGUESE_WEEKDAYS,
    RELATIVE_DAYS,
    SHY_WEEKDAYS,
    WEEKDAYS,
    words_of,
)
from xforce_desktop.replies.written_dates import (
    day_first_date,
    day_number,
    iso_date,
    month_first_date,
    numeric_date,
    ordinal_word,
)

THIS = {"this", "este", "esta", "ce", "cette", "diesen", "dieser", "diese"}
NEXT = {"next", "nxt", "proximo", "proxima", "nachsten", "nachste", "nachster"}


def named_day(tokens: Sequence[Token], at: int) -> tuple[Day, int] | None:
    """A single day by its name or date; never a week or a count, which may contain one."""
    if at >= len(tokens):
        return None
    if text_at(tokens, at) in RELATIVE_DAYS:
        return Day(DayKind.OFFSET, offset=RELATIVE_DAYS[text_at(tokens, at)]), at + 1
    for reader in (weekday_named, iso_date, numeric_date, month_first_date, day_first_date, day_number):
        found = reader(tokens, at)
        if found:
            return found
    return None


def week_from(tokens: Sequence[Token], at: int, day: Day) -> tuple[Day, int]:
    """Tuesday week, tomorrow fortnight."""
    if text_at(tokens, at) == "week" and text_at(tokens, at - 1) not in THIS | NEXT:
        return replace(day, offset=day.offset + 7), at + 1
    return day, at


def weekday_at(tokens: Sequence[Token], at: int) -> int | None:
    """The weekday that the token at `at` names, if it names one."""
    word = text_at(tokens, at)
    if word in PORTUGUESE_WEEKDAYS and text_at(tokens, at + 1) == "-" and text_at(tokens, at + 2) == "feira":
        return PORTUGUESE_WEEKDAYS[word]
    if word in {"terca", "quinta", "sexta", "quarta"} and text_at(tokens, at - 1) in {
        "na",
        "a",
        "ou",
        "nesta",
    }:
        return PORTUGUESE_WEEKDAYS[word]
    if word not in WEEKDAYS:
        return None
    if word in SHY_WEEKDAYS and not _is_shy_day(tokens, at):
        return None
    return WEEKDAYS[word]


def _is_shy_day(tokens: Sequence[Token], at: int) -> bool:
    token, before, after = tokens[at], text_at(tokens, at - 1), text_at(tokens, at + 1)
    if at == 0 and len(tokens) <= 2 and after in {"", "."}:
        return True
    if token.text == "mardi":
        return after != "gras"
    if token.raw[:1].isupper() and token.text in {"mon", "wed"}:
        return True
    if (
        before in {"am", "pm"}
        or before.isdecimal()
        or (after in {"", "pls", "please"} and token.text in {"mon", "wed"})
    ):
        return True
    if before in words_of("on this next or and either , / - til till until for not"):
        return before != "and" or token.raw[:1].isupper() or after in {"works", "at"}
    if (
        after in {"at", "@", "or", "works", "the", "morning", "afternoon", "am", "pm", "is", "/"}
        and before != "i"
    ):
        return True
    return (after.isdecimal() and token.raw[:1].isupper()) or (after.isdigit() and before in {"", "."})


def weekday_named(tokens: Sequence[Token], at: int) -> tuple[Day, int] | None:
    """Tuesday, next Friday, Friday the 12th, Tuesday week."""
    step, which = at, ""
    word = text_at(tokens, at)
    if word in THIS | NEXT | {"coming", "following", "last", "upcoming"}:
        which = "this" if word in THIS | {"coming", "upcoming"} else "next" if word in NEXT else word
        step += 1
        if text_at(tokens, step) in {"coming", "upcoming", "following"}:
            step += 1
    weekday = weekday_at(tokens, step) if step < len(tokens) else None
    if weekday is None:
        return None
    day = Day(DayKind.WEEKDAY, weekday=weekday, which=which, plural=tokens[step].text in PLURAL_WEEKDAYS)
    after = (
        step + 3 if text_at(tokens, step + 2) == "feira" and text_at(tokens, step + 1) == "-" else step + 1
    )
    after = (
        after + 1
        if text_at(tokens, after) == "." and tokens[after].glued and len(tokens[step].text) <= 5
        else after
    )
    dated = _date_beside(tokens, after, day)
    if dated:
        return dated
    if text_at(tokens, after) in {"after", "following"} and text_at(tokens, after + 1) in {"next", "that"}:
        return replace(day, which="next", offset=7 if tokens[after + 1].text == "next" else 0), after + 2
    if text_at(tokens, after) in {"prochain", "prochaine", "proximo", "proxima"}:
        return replace(day, which="next"), after + 1
    return week_from(tokens, after, day)


def _date_beside(tokens: Sequence[Token], at: int, day: Day) -> tuple[Day, int] | None:
    """Tuesday the 12th, Friday, March 12, Mon 14 Sept, (Tuesday) 11/3."""
    step = at
    while (
        text_at(tokens, step) in {",", "the", "(", "el", "le", "den", "dem", "der", "dia"} and step < at + 3
    ):
        step += 1
    if step >= len(tokens) or tokens[step].after_break:
        return None
    for reader in (iso_date, numeric_date, month_first_date, day_first_date, day_number):
        found = reader(tokens, step)
        if found:
            end = (
                found[1] + 1
                if text_at(tokens, found[1]) == ")" and "(" in {text_at(tokens, i) for i in range(at, step)}
                else found[1]
            )
            return replace(found[0], weekday=day.weekday, ordinal=False), end
    named, after = ordinal_word(tokens, step)
    if named and step > at and text_at(tokens, step - 1) == "the":
        return Day(DayKind.NUMBER, weekday=day.weekday, day=named), after
    number = number_at(tokens, step)
    if (
        13 <= number <= 31
        and len(tokens[step].text) == 2
        and text_at(tokens, step + 1) not in {":", ".", "h", "min", "mins", "hrs"}
    ):
        return Day(DayKind.NUMBER, weekday=day.weekday, day=number), step + 1
    return None
