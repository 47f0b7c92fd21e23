"""Days named in a text, recognised in tokens, before anything is known about today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from xforce_desktop.replies.tokens import Token
from xforce_desktop.replies.words import (
    DAY_ORDINALS,
    ENGLISH_NUMBERS,
    MONTHS,
    ORDINALS,
    PLURAL_WEEKDAYS,
    PORTUGUESE_WEEKDAYS,
    RELATIVE_DAYS,
    SHY_MONTHS,
    SHY_WEEKDAYS,
    WEEKDAYS,
    words_of,
)

_SUFFIXES = {"st", "nd", "rd", "th"}
_THIS = {"this", "este", "esta", "ce", "cette", "diesen", "dieser", "diese"}
_NEXT = {"next", "nxt", "proximo", "proxima", "nachsten", "nachste", "nachster"}
_WEEK = {"week", "wk", "semana", "semaine", "woche", "weeks"}


class DayKind(StrEnum):
    """How a day is named."""

    WEEKDAY = "weekday"
    DATE = "date"
    NUMBER = "number"
    OFFSET = "offset"
    WEEK = "week"
    EVERY = "every"
    SPAN = "span"
    NUMERIC = "numeric"


@dataclass(frozen=True)
class Day:
    """A day, or several, as named.

    `weekday` counts from Monday = 0; beside a date it is what they said, to be checked. `which` is "",
    "this", "next" or "following"; `week` is weeks from now that a weekday belongs to, None if not said. NUMERIC holds
    both numbers of 3/4 in `month` and `day` as written. SPAN goes from `day_from` to `day_to`.
    """

    kind: DayKind
    weekday: int | None = None
    month: int = 0
    day: int = 0
    year: int | None = None
    offset: int = 0
    which: str = ""
    week: int | None = None
    plural: bool = False
    ordinal: bool = False
    part_of_week: str = ""
    day_from: Day | None = None
    day_to: Day | None = None


def _text(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].text if 0 <= at < len(tokens) else ""


def _named_day(tokens: Sequence[Token], at: int) -> tuple[Day, int] | None:
    """A single day by its name or date; never a week or a count, which may contain one."""
    if at >= len(tokens):
        return None
    if _text(tokens, at) in RELATIVE_DAYS:
        return Day(DayKind.OFFSET, offset=RELATIVE_DAYS[_text(tokens, at)]), at + 1
    for reader in (_weekday, _iso, _numeric, _month_first, _day_first, _day_number):
        found = reader(tokens, at)
        if found:
            return found
    return None


def _number(tokens: Sequence[Token], at: int) -> int:
    return tokens[at].number if 0 <= at < len(tokens) else -1


def read_day(tokens: Sequence[Token], at: int) -> tuple[Day, int] | None:
    """The day that begins at token `at`, and the index after it."""
    for reader in (_relative, _week, _weekday, _iso, _numeric, _month_first, _day_first, _day_number):
        found = reader(tokens, at)
        if found:
            return found
    return None


def _relative(tokens: Sequence[Token], at: int) -> tuple[Day, int] | None:
    word = _text(tokens, at)
    if word in {"day", "pasado", "apres", "depois"}:
        return _day_after_tomorrow(tokens, at)
    if (
        word == "2"
        and _text(tokens, at + 1) in {"moro", "morrow", "moz", "morro", "mrw", "day"}
        and tokens[at + 1].glued
    ):
        return Day(DayKind.OFFSET, offset=0 if tokens[at + 1].text == "day" else 1), at + 2
    if word == "aujourd" and _text(tokens, at + 2) == "hui":
        return Day(DayKind.OFFSET, offset=0), at + 3
    if word == "manana" and _text(tokens, at - 1) in {"la", "por", "de"}:
        return None
    if word == "this" and _text(tokens, at + 1) in {"morning", "afternoon", "evening", "arvo"}:
        return Day(DayKind.OFFSET), at + 1
    if word in {"tonight", "tonite"}:
        return Day(DayKind.OFFSET, which="night"), at + 1
    if word in RELATIVE_DAYS:
        return _week_from(tokens, at + 1, Day(DayKind.OFFSET, offset=RELATIVE_DAYS[word]))
    if word in {"a", "one", "two", "1", "2", "3", "three"} or word == "in":
        return _counted(tokens, at)
    return None


def _day_after_tomorrow(tokens: Sequence[Token], at: int) -> tuple[Day, int] | None:
    words = [_text(tokens, at + step) for step in range(3)]
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
    step = at + 1 if _text(tokens, at) == "in" else at
    count = 1 if _text(tokens, step) in {"a", "an"} else _number(tokens, step)
    if count < 0:
        count = ENGLISH_NUMBERS.get(_text(tokens, step), -1)
    unit = _text(tokens, step + 1)
    size = {"day": 1, "days": 1, "week": 7, "weeks": 7, "wk": 7, "wks": 7}.get(unit, 0)
    if not 0 < count < 60 or not size:
        return None
    if _text(tokens, step + 2) in {"from", "after"}:
        base = _anchor(tokens, step + 3)
        if base:
            return replace(base[0], offset=base[0].offset + count * size), base[1]
    if _text(tokens, at) == "in":
        return Day(DayKind.OFFSET, offset=count * size), step + 2
    return None


def _anchor(tokens: Sequence[Token], at: int) -> tuple[Day, int] | None:
    if _text(tokens, at) == "now":
        return Day(DayKind.OFFSET), at + 1
    found = _named_day(tokens, at)
    return found if found and found[0].kind in {DayKind.OFFSET, DayKind.WEEKDAY} else None


def _week_from(tokens: Sequence[Token], at: int, day: Day) -> tuple[Day, int]:
    """Tuesday week, tomorrow fortnight."""
    if _text(tokens, at) == "week" and _text(tokens, at - 1) not in _THIS | _NEXT:
        return replace(day, offset=day.offset + 7), at + 1
    return day, at


def _week(tokens: Sequence[Token], at: int) -> tuple[Day, int] | None:
    """This week, next week, the week of the 16th, early next week, any day, weekend."""
    word = _text(tokens, at)
    if word in words_of("early late later beginning end start rest middle mid first back"):
        return _part_of_week(tokens, at)
    if word in {"w", "week", "wk", "semana", "woche", "semaine"}:
        return _week_of(tokens, at)
    if word in _THIS | _NEXT | {"following", "coming", "la"}:
        return _this_or_next_week(tokens, at)
    if word in {"any", "every", "most", "each"} and _text(tokens, at + 1) in {
        "day",
        "days",
        "weekday",
        "weekdays",
    }:
        return Day(DayKind.EVERY), at + 2
    if word in {"any", "every", "most"} and _text(tokens, at + 1) in {
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
    word, step = _text(tokens, at), at + 1
    if word == "la":
        step = at + 1
        word = "next" if _text(tokens, step) in {"proxima", "semana", "semaine"} else ""
        step = step + 1 if _text(tokens, step) == "proxima" else step
    if _text(tokens, step) in {"coming", "following"}:
        step += 1
    if word not in _THIS | _NEXT | {"following", "coming"} or _text(tokens, step) not in _WEEK:
        return None
    after = step + 1
    if tokens[at].text == "la" and _text(tokens, after) in {"que", "prochaine", "proxima"}:
        after += 2 if tokens[after].text == "que" else 1
    elif tokens[at].text == "la" and tokens[at + 1].text in {"semana", "semaine"}:
        return None
    weeks = 0 if word in _THIS else 1
    if _text(tokens, after) == "end" and tokens[after].glued:
        return None
    return Day(DayKind.WEEK, week=weeks), after


def _part_of_week(tokens: Sequence[Token], at: int) -> tuple[Day, int] | None:
    shade = {"early": "early", "beginning": "early", "start": "early", "first": "early", "rest": "rest"}.get(
        _text(tokens, at), "mid" if _text(tokens, at) in {"mid", "middle"} else "late"
    )
    step = at + 1
    if _text(tokens, at) in {"back", "first"} and _text(tokens, step) not in {"half", "part", "end"}:
        return None
    while _text(tokens, step) in {"of", "in", "the", "on", "-", "half", "part"} and step < at + 5:
        step += 1
    if step == at + 1 and _text(tokens, at) not in {"early", "late", "later", "mid"}:
        return None
    if _text(tokens, step) in {"week", "wk"} and _text(tokens, step - 1) == "the":
        return Day(DayKind.WEEK, week=0, part_of_week=shade), step + 1
    found = _this_or_next_week(tokens, step) if step < len(tokens) else None
    return (
        (
            replace(
                found[0],
                part_of_week="rest"
                if shade == "late" and found[0].week == 0 and _text(tokens, at) == "later"
                else shade,
            ),
            found[1],
        )
        if found
        else None
    )


def _week_of(tokens: Sequence[Token], at: int) -> tuple[Day, int] | None:
    step = at + 1
    if _text(tokens, at) == "w":
        if _text(tokens, at + 1) != "/" or _text(tokens, at + 2) != "c":
            return None
        step = at + 3
    elif _text(tokens, step) == "after":
        if _text(tokens, step + 1) == "next":
            return Day(DayKind.WEEK, week=2), step + 2
        inner = _named_day(tokens, step + 1)
        return (Day(DayKind.WEEK, week=1, day_from=inner[0]), inner[1]) if inner else None
    elif (
        _text(tokens, at) == "semana"
        and _text(tokens, step) == "que"
        and _text(tokens, step + 1) in {"vem", "viene"}
    ):
        return Day(DayKind.WEEK, week=1), step + 2
    elif _text(tokens, step) in {"of", "commencing", "beginning", "starting", "del", "du", "vom"}:
        step += 1
    else:
        return None
    step = step + 1 if _text(tokens, step) in {"the", "monday", "mon"} else step
    inner = _named_day(tokens, step)
    return (Day(DayKind.WEEK, week=0, day_from=inner[0]), inner[1]) if inner else None


def weekday_at(tokens: Sequence[Token], at: int) -> int | None:
    """The weekday that the token at `at` names, if it names one."""
    word = _text(tokens, at)
    if word in PORTUGUESE_WEEKDAYS and _text(tokens, at + 1) == "-" and _text(tokens, at + 2) == "feira":
        return PORTUGUESE_WEEKDAYS[word]
    if word in {"terca", "quinta", "sexta", "quarta"} and _text(tokens, at - 1) in {"na", "a", "ou", "nesta"}:
        return PORTUGUESE_WEEKDAYS[word]
    if word not in WEEKDAYS:
        return None
    if word in SHY_WEEKDAYS and not _is_shy_day(tokens, at):
        return None
    return WEEKDAYS[word]


def _is_shy_day(tokens: Sequence[Token], at: int) -> bool:
    token, before, after = tokens[at], _text(tokens, at - 1), _text(tokens, at + 1)
    if token.text == "mardi":
        return after != "gras"
    if token.raw[:1].isupper() and token.text in {"mon", "wed"}:
        return True
    if (
        before in {"am", "pm"}
        or before.isdigit()
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
    return (after.isdigit() and token.raw[:1].isupper()) or (after.isdigit() and before in {"", "."})


def _weekday(tokens: Sequence[Token], at: int) -> tuple[Day, int] | None:
    step, which = at, ""
    word = _text(tokens, at)
    if word in _THIS | _NEXT | {"coming", "following", "last", "upcoming"}:
        which = "this" if word in _THIS | {"coming", "upcoming"} else "next" if word in _NEXT else word
        step += 1
        if _text(tokens, step) in {"coming", "upcoming", "following"}:
            step += 1
    weekday = weekday_at(tokens, step) if step < len(tokens) else None
    if weekday is None:
        return None
    day = Day(DayKind.WEEKDAY, weekday=weekday, which=which, plural=tokens[step].text in PLURAL_WEEKDAYS)
    after = step + 3 if _text(tokens, step + 2) == "feira" and _text(tokens, step + 1) == "-" else step + 1
    after = (
        after + 1
        if _text(tokens, after) == "." and tokens[after].glued and len(tokens[step].text) <= 5
        else after
    )
    dated = _date_beside(tokens, after, day)
    if dated:
        return dated
    if _text(tokens, after) in {"after", "following"} and _text(tokens, after + 1) in {"next", "that"}:
        return replace(day, which="next", offset=7 if tokens[after + 1].text == "next" else 0), after + 2
    if _text(tokens, after) in {"prochain", "prochaine", "proximo", "proxima"}:
        return replace(day, which="next"), after + 1
    return _week_from(tokens, after, day)


def _date_beside(tokens: Sequence[Token], at: int, day: Day) -> tuple[Day, int] | None:
    """Tuesday the 12th, Friday, March 12, Mon 14 Sept, (Tuesday) 11/3."""
    step = at
    while _text(tokens, step) in {",", "the", "(", "el", "le", "den", "dem", "der", "dia"} and step < at + 3:
        step += 1
    if step >= len(tokens) or tokens[step].after_break:
        return None
    for reader in (_iso, _numeric, _month_first, _day_first, _day_number):
        found = reader(tokens, step)
        if found:
            end = (
                found[1] + 1
                if _text(tokens, found[1]) == ")" and "(" in {_text(tokens, i) for i in range(at, step)}
                else found[1]
            )
            return replace(found[0], weekday=day.weekday, ordinal=False), end
    number = _number(tokens, step)
    if (
        13 <= number <= 31
        and len(tokens[step].text) == 2
        and _text(tokens, step + 1) not in {":", ".", "h", "min", "mins", "hrs"}
    ):
        return Day(DayKind.NUMBER, weekday=day.weekday, day=number), step + 1
    return None


def _iso(tokens: Sequence[Token], at: int) -> tuple[Day, int] | None:
    if len(_text(tokens, at)) != 4 or _text(tokens, at + 1) != "-" or _text(tokens, at + 3) != "-":
        return None
    year, month, day = _number(tokens, at), _number(tokens, at + 2), _number(tokens, at + 4)
    return (Day(DayKind.DATE, month=month, day=day, year=year), at + 5) if _fits(month, day) else None


def _fits(month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= 31


def _numeric(tokens: Sequence[Token], at: int) -> tuple[Day, int] | None:
    """3/4, 3/4/26, 14.9., 14-9-2026; which number is the month is settled later."""
    first, mark, second = _number(tokens, at), _text(tokens, at + 1), _number(tokens, at + 2)
    if mark not in {"/", ".", "-"} or not 1 <= first <= 31 or not 1 <= second <= 31:
        return None
    if not tokens[at + 1].glued or not tokens[at + 2].glued or _glued_number_before(tokens, at):
        return None
    if (
        len(tokens[at].text) > 2
        or len(tokens[at + 2].text) > 2
        or not (_fits(first, second) or _fits(second, first))
    ):
        return None
    year, after = _year_after(tokens, at + 3, mark)
    dotted = (
        mark == "."
        and _text(tokens, at + 3) == "."
        and tokens[at + 3].glued
        and len(tokens[at].text + tokens[at + 2].text) < 5
    )
    if mark != "/" and year is None and not dotted:
        return None
    if mark == "/" and year is None and not _is_slashed_date(tokens, at):
        return None
    if (
        after < len(tokens)
        and tokens[after].glued
        and _text(tokens, after) in {"-", "/"}
        and _number(tokens, after + 1) > 31
    ):
        return None
    return Day(DayKind.NUMERIC, month=first, day=second, year=year), after


def _glued_number_before(tokens: Sequence[Token], at: int) -> bool:
    if not tokens[at].glued or at == 0:
        return False
    return (
        _text(tokens, at - 1) in {"$", "#", "/", "-", "."}
        and (at < 2 or tokens[at - 1].glued)
        and (_text(tokens, at - 1) in {"$", "#"} or _text(tokens, at - 2).isdigit())
    )


def _is_slashed_date(tokens: Sequence[Token], at: int) -> bool:
    numbers = (_number(tokens, at), _number(tokens, at + 2))
    if numbers in {(24, 7), (9, 5)} or _text(tokens, at + 3) in {"hour", "of", "hr", "day", "price", "inch"}:
        return numbers == (9, 5) and _text(tokens, at + 3) not in {"hour", "of", "hr", "day", "price", "inch"}
    return True


def _year_after(tokens: Sequence[Token], at: int, mark: str) -> tuple[int | None, int]:
    value = _number(tokens, at + 1)
    if _text(tokens, at) == mark and tokens[at].glued and at + 1 < len(tokens) and tokens[at + 1].glued:
        if 2000 <= value <= 2099:
            return value, at + 2
        if len(tokens[at + 1].text) == 2 and 20 <= value <= 60:
            return 2000 + value, at + 2
    if mark == "." and _text(tokens, at) == "." and tokens[at].glued:
        return None, at + 1
    return None, at


def month_at(tokens: Sequence[Token], at: int) -> int | None:
    """The month that the token names when a number stands beside it."""
    return MONTHS.get(_text(tokens, at))


def is_month_alone(tokens: Sequence[Token], at: int) -> bool:
    """Whether a month word without a number beside it is a month: not "may" or "march" as verbs."""
    token = tokens[at]
    if token.text not in MONTHS:
        return False
    if token.text in SHY_MONTHS or len(token.text) == 3:
        before = words_of(
            "in of until till til by mid early late after next this start - en im em before around through"
        )
        return (token.raw[:1].isupper() and token.text not in {"may", "march", "mar"}) or _text(
            tokens, at - 1
        ) in before
    return True


def _month_first(tokens: Sequence[Token], at: int) -> tuple[Day, int] | None:
    month = month_at(tokens, at)
    if month is None:
        return None
    step = at + 1
    step = step + 1 if _text(tokens, step) == "." and len(tokens[at].text) <= 4 else step
    step = step + 1 if _text(tokens, step) in {"the", "el"} else step
    number, after = _day_of_month(tokens, step)
    if not number or (_text(tokens, after) in {":", "am", "pm"} and step + 1 == after):
        return None
    year, end = _year_behind(tokens, after)
    return Day(DayKind.DATE, month=month, day=number, year=year), end


def _day_of_month(tokens: Sequence[Token], at: int) -> tuple[int, int]:
    number = _number(tokens, at)
    if 1 <= number <= 31 and len(tokens[at].text) <= 2:
        suffixed = _text(tokens, at + 1) in _SUFFIXES and (tokens[at + 1].glued)
        return number, at + 2 if suffixed else at + 1
    if _text(tokens, at) in DAY_ORDINALS:
        return DAY_ORDINALS[_text(tokens, at)], at + 1
    return 0, at


def _year_behind(tokens: Sequence[Token], at: int) -> tuple[int | None, int]:
    step = at + 1 if _text(tokens, at) in {",", "de", "."} else at
    value = _number(tokens, step)
    if 2000 <= value <= 2099 and _text(tokens, step + 1) not in {"h", "hrs"}:
        return value, step + 1
    return None, at


def _day_first(tokens: Sequence[Token], at: int) -> tuple[Day, int] | None:
    """14 September, the 3rd of March, 1er avril, 3. Juni, 14 de marzo."""
    step = at + 1 if _text(tokens, at) == "the" else at
    number, after = _day_of_month(tokens, step)
    if not number:
        return None
    if _text(tokens, after) in {"of", "de", ".", "er"}:
        after += 1
    month = month_at(tokens, after)
    if month is None or (
        _text(tokens, after) == "may"
        and _text(tokens, after - 1) not in {"of"}
        and not tokens[after].raw[:1].isupper()
    ):
        return None
    year, end = _year_behind(tokens, after + 1)
    return Day(DayKind.DATE, month=month, day=number, year=year), end


def _day_number(tokens: Sequence[Token], at: int) -> tuple[Day, int] | None:
    """The 12th; 3rd; the twelfth. Low ones may be places in our list, which `ordinal` says."""
    step = at + 1 if _text(tokens, at) == "the" else at
    number = _number(tokens, step)
    if 1 <= number <= 31 and _text(tokens, step + 1) in _SUFFIXES and tokens[step + 1].glued:
        if _text(tokens, step + 2) in words_of(
            "one option slot choice time floor street st ave avenue party grade notice message "
            "email quarter year"
        ):
            return None
        return Day(DayKind.NUMBER, day=number, ordinal=number <= 6), step + 2
    word = _text(tokens, step)
    if word in DAY_ORDINALS and word not in ORDINALS and step > at:
        return Day(DayKind.NUMBER, day=DAY_ORDINALS[word]), step + 1
    return None
