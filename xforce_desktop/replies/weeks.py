"""Weeks and parts of them named in a text, recognised in tokens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from xforce_desktop.replies.named_day import Day, DayKind, number_at, text_at
from xforce_desktop.replies.single_days import NEXT, THIS, named_day
from xforce_desktop.replies.tokens import Token
from xforce_desktop.replies.words import words_of
from xforce_desktop.replies.written_dates import year_behind

_LATER = NEXT | {"following", "coming", "upcoming", "current"}
WEEK = {"week", "wk", "semana", "semaine", "woche", "weeks", "workweek"}


def read_week(tokens: Sequence[Token], at: int) -> tuple[Day, int] | None:
    """This week, next week, the week of the 16th, early next week, any day, weekend."""
    word = text_at(tokens, at)
    if word in words_of("early late later beginning end start rest middle mid first back"):
        return _part_of_week(tokens, at)
    if word in {"w", "week", "wk", "kw", "semana", "woche", "semaine"}:
        return _week_of(tokens, at)
    if word in THIS | NEXT | {"following", "coming", "la", "upcoming", "current"}:
        return _this_or_next_week(tokens, at)
    if word in {"any", "every", "most", "each"} and text_at(tokens, at + 1) in {
        "day",
        "days",
        "weekday",
        "weekdays",
    }:
        return Day(DayKind.EVERY), at + 2
    if word in {"any", "every", "most"} and text_at(tokens, at + 1) in {
        "morning",
        "afternoon",
        "evening",
        "mornings",
    }:
        return Day(DayKind.EVERY), at + 1
    if word in {"anyday", "everyday", "weekdays"}:
        return Day(DayKind.EVERY), at + 1
    return None


def _this_or_next_week(tokens: Sequence[Token], at: int) -> tuple[Day, int] | None:
    word, step = text_at(tokens, at), at + 1
    if word == "la":
        step = at + 1
        word = "next" if text_at(tokens, step) in {"proxima", "semana", "semaine"} else ""
        step = step + 1 if text_at(tokens, step) == "proxima" else step
    if text_at(tokens, step) in {"coming", "following"}:
        step += 1
    weekend = _after_weekend(tokens, step)
    if weekend and word in THIS | _LATER:
        weeks = 0 if word in THIS | {"current", "coming", "upcoming"} else 1
        return Day(DayKind.WEEK, week=weeks, part_of_week="weekend"), weekend
    if text_at(tokens, step) in {"working", "business", "work"} and text_at(tokens, step + 1) == "week":
        step += 1
    if word not in THIS | _LATER or text_at(tokens, step) not in WEEK:
        return None
    after = step + 1
    if tokens[at].text == "la" and text_at(tokens, after) in {"que", "prochaine", "proxima"}:
        after += 2 if tokens[after].text == "que" else 1
    elif tokens[at].text == "la" and tokens[at + 1].text in {"semana", "semaine"}:
        return None
    weeks = 0 if word in THIS | {"current"} else 1
    if text_at(tokens, after) == "end" or (
        text_at(tokens, after) == "-" and text_at(tokens, after + 1) == "end"
    ):
        return None
    return Day(DayKind.WEEK, week=weeks), after


def _after_weekend(tokens: Sequence[Token], at: int) -> int:
    """The index after "weekend" or "week-end", 0 if none stands there."""
    if text_at(tokens, at) == "weekend":
        return at + 1
    dashed = [text_at(tokens, at + step) for step in range(3)] == ["week", "-", "end"]
    return at + 3 if dashed else 0


def _part_of_week(tokens: Sequence[Token], at: int) -> tuple[Day, int] | None:
    shade = {"early": "early", "beginning": "early", "start": "early", "first": "early", "rest": "rest"}.get(
        text_at(tokens, at), "mid" if text_at(tokens, at) in {"mid", "middle"} else "late"
    )
    step = at + 1
    if text_at(tokens, at) in {"back", "first"} and text_at(tokens, step) not in {"half", "part", "end"}:
        return None
    while (
        text_at(tokens, step) in {"of", "in", "the", "on", "-", "half", "part", "my", "our"} and step < at + 5
    ):
        step += 1
    if step == at + 1 and text_at(tokens, at) not in {"early", "late", "later", "mid"}:
        return None
    if text_at(tokens, step) in {"week", "wk"} and text_at(tokens, step - 1) in {"the", "my", "our"}:
        return Day(DayKind.WEEK, week=0, part_of_week=shade), step + 1
    found = _this_or_next_week(tokens, step) if step < len(tokens) else None
    return (
        (
            replace(
                found[0],
                part_of_week="rest"
                if shade == "late" and found[0].week == 0 and text_at(tokens, at) == "later"
                else shade,
            ),
            found[1],
        )
        if found
        else None
    )


def _week_number(tokens: Sequence[Token], at: int) -> tuple[Day, int] | None:
    """Week 31; a low number only with its year, as "week 2" may be one of a project."""
    number = number_at(tokens, at + 1)
    if text_at(tokens, at) not in {"week", "wk", "woche", "kw"} or not 1 <= number <= 52:
        return None
    year, after = year_behind(tokens, at + 2)
    if year is None and number < 10 and text_at(tokens, at) != "kw":
        return None
    return Day(DayKind.WEEK, day=number, year=year, which="iso"), after


def _week_of(tokens: Sequence[Token], at: int) -> tuple[Day, int] | None:
    step = at + 1
    numbered = _week_number(tokens, at)
    if numbered:
        return numbered
    if text_at(tokens, at) == "w":
        if text_at(tokens, at + 1) != "/" or text_at(tokens, at + 2) != "c":
            return None
        step = at + 3
    elif text_at(tokens, step) == "after":
        if text_at(tokens, step + 1) == "next":
            return Day(DayKind.WEEK, week=2), step + 2
        inner = named_day(tokens, step + 1)
        return (Day(DayKind.WEEK, week=1, day_from=inner[0]), inner[1]) if inner else None
    elif (
        text_at(tokens, at) == "semana"
        and text_at(tokens, step) == "que"
        and text_at(tokens, step + 1) in {"vem", "viene"}
    ):
        return Day(DayKind.WEEK, week=1), step + 2
    elif text_at(tokens, step) in {"of", "commencing", "beginning", "starting", "del", "du", "vom"}:
        step += 1
    else:
        return None
    starting = text_at(tokens, step - 1) in {"beginning", "starting"}
    step = step + 1 if text_at(tokens, step) == "on" else step
    step = step + 1 if text_at(tokens, step) in {"the", "monday", "mon"} else step
    inner = named_day(tokens, step)
    if inner and starting and inner[0].kind is DayKind.OFFSET:
        return None
    return (Day(DayKind.WEEK, week=0, day_from=inner[0]), inner[1]) if inner else None
