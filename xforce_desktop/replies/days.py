"""Days named in a text, recognised in tokens, before anything is known about today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from xforce_desktop.replies.named_day import Day, DayKind, number_at, text_at
from xforce_desktop.replies.tokens import Token
from xforce_desktop.replies.words import (
    ENGLISH_NUMBERS,
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
)

_THIS = {"this", "este", "esta", "ce", "cette", "diesen", "dieser", "diese"}
_NEXT = {"next", "nxt", "proximo", "proxima", "nachsten", "nachste", "nachster"}
_WEEK = {"week", "wk", "semana", "semaine", "woche", "weeks"}


def _named_day(tokens: Sequence[Token], at: int) -> tuple[Day, int] | None:
    """A single day by its name or date; never a week or a count, which may contain one."""
    if at >= len(tokens):
        return None
    if text_at(tokens, at) in RELATIVE_DAYS:
        return Day(DayKind.OFFSET, offset=RELATIVE_DAYS[text_at(tokens, at)]), at + 1
    for reader in (_weekday, iso_date, numeric_date, month_first_date, day_first_date, day_number):
        found = reader(tokens, at)
        if found:
            return found
    return None


def read_day(tokens: Sequence[Token], at: int) -> tuple[Day, int] | None:
    """The day that begins at token `at`, and the index after it."""
    for reader in (
        _relative,
        _week,
        _weekday,
        iso_date,
        numeric_date,
        month_first_date,
        day_first_date,
        day_number,
    ):
        found = reader(tokens, at)
        if found:
            return found
    return None


def _relative(tokens: Sequence[Token], at: int) -> tuple[Day, int] | None:
    word = text_at(tokens, at)
    if word in {"day", "pasado", "apres", "depois"}:
        return _day_after_tomorrow(tokens, at)
    if (
        word == "2"
        and text_at(tokens, at + 1) in {"moro", "morrow", "moz", "morro", "mrw", "day"}
        and tokens[at + 1].glued
    ):
        return Day(DayKind.OFFSET, offset=0 if tokens[at + 1].text == "day" else 1), at + 2
    if word == "aujourd" and text_at(tokens, at + 2) == "hui":
        return Day(DayKind.OFFSET, offset=0), at + 3
    if word == "manana" and text_at(tokens, at - 1) in {"la", "por", "de"}:
        return None
    if word == "this" and text_at(tokens, at + 1) in {"morning", "afternoon", "evening", "arvo"}:
        return Day(DayKind.OFFSET), at + 1
    if word in {"tonight", "tonite"}:
        return Day(DayKind.OFFSET, which="night"), at + 1
    if word in RELATIVE_DAYS:
        return _week_from(tokens, at + 1, Day(DayKind.OFFSET, offset=RELATIVE_DAYS[word]))
    if word in {"a", "one", "two", "1", "2", "3", "three"} or word == "in":
        return _counted(tokens, at)
    return None


def _day_after_tomorrow(tokens: Sequence[Token], at: int) -> tuple[Day, int] | None:
    words = [text_at(tokens, at + step) for step in range(3)]
    if words[0] == "day" and words[1] == "after" and RELATIVE_DAYS.get(words[2]) == 1:
        return Day(DayKind.OFFSET, offset=2), at + 3
    if words[0] == "pasado" and words[1] == "manana":
        return Day(DayKind.OFFSET, offset=2), at + 2
    if words[0] == "apres" and words[1] == "-" and words[2] == "demain":
        return Day(DayKind.OFFSET, offset=2), at + 3
    if words[0] == "depois" and words[1] == "de" and words[2] == "amanha":
        return Day(DayKind.OFFSET, offset=2), at + 3
    return None


def _counted(tokens: Sequence[Token], at: int) -> tuple[Day, int] | None:
    """In three days, a week from Tuesday, two weeks from today."""
    step = at + 1 if text_at(tokens, at) == "in" else at
    count = 1 if text_at(tokens, step) in {"a", "an"} else number_at(tokens, step)
    if count < 0:
        count = ENGLISH_NUMBERS.get(text_at(tokens, step), -1)
    unit = text_at(tokens, step + 1)
    size = {"day": 1, "days": 1, "week": 7, "weeks": 7, "wk": 7, "wks": 7}.get(unit, 0)
    if not 0 < count < 60 or not size:
        return None
    if text_at(tokens, step + 2) in {"from", "after"} or (size == 7 and text_at(tokens, step + 2) == "on"):
        base = _anchor(tokens, step + 3)
        if base:
            return replace(base[0], offset=base[0].offset + count * size), base[1]
    if text_at(tokens, at) == "in":
        return Day(DayKind.OFFSET, offset=count * size), step + 2
    return None


def _anchor(tokens: Sequence[Token], at: int) -> tuple[Day, int] | None:
    if text_at(tokens, at) == "now":
        return Day(DayKind.OFFSET), at + 1
    found = _named_day(tokens, at)
    return found if found and found[0].kind in {DayKind.OFFSET, DayKind.WEEKDAY} else None


def _week_from(tokens: Sequence[Token], at: int, day: Day) -> tuple[Day, int]:
    """Tuesday week, tomorrow fortnight."""
    if text_at(tokens, at) == "week" and text_at(tokens, at - 1) not in _THIS | _NEXT:
        return replace(day, offset=day.offset + 7), at + 1
    return day, at


def _week(tokens: Sequence[Token], at: int) -> tuple[Day, int] | None:
    """This week, next week, the week of the 16th, early next week, any day, weekend."""
    word = text_at(tokens, at)
    if word in words_of("early late later beginning end start rest middle mid first back"):
        return _part_of_week(tokens, at)
    if word in {"w", "week", "wk", "semana", "woche", "semaine"}:
        return _week_of(tokens, at)
    if word in _THIS | _NEXT | {"following", "coming", "la"}:
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
    if word not in _THIS | _NEXT | {"following", "coming"} or text_at(tokens, step) not in _WEEK:
        return None
    after = step + 1
    if tokens[at].text == "la" and text_at(tokens, after) in {"que", "prochaine", "proxima"}:
        after += 2 if tokens[after].text == "que" else 1
    elif tokens[at].text == "la" and tokens[at + 1].text in {"semana", "semaine"}:
        return None
    weeks = 0 if word in _THIS else 1
    if text_at(tokens, after) == "end" and tokens[after].glued:
        return None
    return Day(DayKind.WEEK, week=weeks), after


def _part_of_week(tokens: Sequence[Token], at: int) -> tuple[Day, int] | None:
    shade = {"early": "early", "beginning": "early", "start": "early", "first": "early", "rest": "rest"}.get(
        text_at(tokens, at), "mid" if text_at(tokens, at) in {"mid", "middle"} else "late"
    )
    step = at + 1
    if text_at(tokens, at) in {"back", "first"} and text_at(tokens, step) not in {"half", "part", "end"}:
        return None
    while text_at(tokens, step) in {"of", "in", "the", "on", "-", "half", "part"} and step < at + 5:
        step += 1
    if step == at + 1 and text_at(tokens, at) not in {"early", "late", "later", "mid"}:
        return None
    if text_at(tokens, step) in {"week", "wk"} and text_at(tokens, step - 1) == "the":
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


def _week_of(tokens: Sequence[Token], at: int) -> tuple[Day, int] | None:
    step = at + 1
    if text_at(tokens, at) == "w":
        if text_at(tokens, at + 1) != "/" or text_at(tokens, at + 2) != "c":
            return None
        step = at + 3
    elif text_at(tokens, step) == "after":
        if text_at(tokens, step + 1) == "next":
            return Day(DayKind.WEEK, week=2), step + 2
        inner = _named_day(tokens, step + 1)
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
    step = step + 1 if text_at(tokens, step) in {"the", "monday", "mon"} else step
    inner = _named_day(tokens, step)
    return (Day(DayKind.WEEK, week=0, day_from=inner[0]), inner[1]) if inner else None


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


def _weekday(tokens: Sequence[Token], at: int) -> tuple[Day, int] | None:
    step, which = at, ""
    word = text_at(tokens, at)
    if word in _THIS | _NEXT | {"coming", "following", "last", "upcoming"}:
        which = "this" if word in _THIS | {"coming", "upcoming"} else "next" if word in _NEXT else word
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
    return _week_from(tokens, after, day)


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
    number = number_at(tokens, step)
    if (
        13 <= number <= 31
        and len(tokens[step].text) == 2
        and text_at(tokens, step + 1) not in {":", ".", "h", "min", "mins", "hrs"}
    ):
        return Day(DayKind.NUMBER, weekday=day.weekday, day=number), step + 1
    return None
