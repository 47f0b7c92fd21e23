"""Dates written with numbers and months, recognised in tokens."""

from __future__ import annotations

from collections.abc import Sequence

from xforce_desktop.replies.named_day import Day, DayKind, number_at, text_at
from xforce_desktop.replies.tokens import Token
from xforce_desktop.replies.words import (
    DAY_ORDINALS,
    MONTHS,
    NUMBERS,
    ORDINALS,
    SHY_MONTHS,
    WEEKDAYS,
    words_of,
)

SUFFIXES = {"st", "nd", "rd", "th"}
_NOT_A_DAY = words_of(
    "one option slot choice time floor street st ave avenue party grade notice message email quarter qtr "
    "year week last day weekend closest nearest"
)
_NEAR_A_DATE = words_of(
    "past after before around roughly than near towards toward since until till til by from post circa once"
)
_CLOCK_MARKS = {":", "h", "am", "pm"}
_SLASHED_COUNTS = words_of("hour of hr day price inch")


def iso_date(tokens: Sequence[Token], at: int) -> tuple[Day, int] | None:
    """2026-07-09."""
    if len(text_at(tokens, at)) != 4 or text_at(tokens, at + 1) not in {"-", "/"}:
        return None
    if text_at(tokens, at + 3) != text_at(tokens, at + 1):
        return None
    year, month, day = number_at(tokens, at), number_at(tokens, at + 2), number_at(tokens, at + 4)
    month = month_at(tokens, at + 2) or month
    after = at + 6 if text_at(tokens, at + 5) == "t" and tokens[at + 5].glued else at + 5
    return (Day(DayKind.DATE, month=month, day=day, year=year), after) if _fits(month, day) else None


def _fits(month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= 31


def numeric_date(tokens: Sequence[Token], at: int) -> tuple[Day, int] | None:
    """3/4, 3/4/26, 14.9., 14-9-2026, 24.08; which number is the month is settled later."""
    first, mark, second = number_at(tokens, at), text_at(tokens, at + 1), number_at(tokens, at + 2)
    if mark not in {"/", ".", "-"} or not 1 <= first <= 31 or not 1 <= second <= 31:
        return None
    spaced = mark == "/" and not tokens[at + 1].glued and _stands_alone(tokens, at)
    if not spaced and (
        not tokens[at + 1].glued or not tokens[at + 2].glued or _glued_number_before(tokens, at)
    ):
        return None
    if len(tokens[at].text) > 2 or len(tokens[at + 2].text) > 2:
        return None
    if not (_fits(first, second) or _fits(second, first)):
        return None
    year, after = _year_after(tokens, at + 3, mark)
    if year is None and not _is_date_without_year(tokens, at, mark):
        return None
    if _goes_on(tokens, after):
        return None
    return Day(DayKind.NUMERIC, month=first, day=second, year=year), after


def _is_date_without_year(tokens: Sequence[Token], at: int, mark: str) -> bool:
    if mark == "/":
        return _is_slashed_date(tokens, at)
    if mark == "-":
        return _stands_alone(tokens, at) and not _are_hours(number_at(tokens, at), number_at(tokens, at + 2))
    closed = text_at(tokens, at + 3) == "." and tokens[at + 3].glued
    if closed and at + 4 < len(tokens) and tokens[at + 4].is_number and tokens[at + 4].glued:
        return False
    if closed and number_at(tokens, at + 2) > 12:
        return False
    if closed and len(tokens[at].text + tokens[at + 2].text) < 5 and text_at(tokens, at + 4) != "m":
        return True
    return _is_dotted_date(tokens, at)


def _stands_alone(tokens: Sequence[Token], at: int) -> bool:
    """Whether 2 / 15 or 15-2 stands where a date does and one of its numbers is too high for a month."""
    numbers = number_at(tokens, at), number_at(tokens, at + 2)
    led = at == 0 or text_at(tokens, at - 1) in WEEKDAYS or text_at(tokens, at - 1) in {"on", "the"}
    closed = text_at(tokens, at + 3) in {"", ".", ",", "at", "@", "?", "!"}
    return led and closed and max(numbers) > 12 >= min(numbers)


def _are_hours(first: int, last: int) -> bool:
    """9-17 are hours of one day; 2-15 and 15-2 are not."""
    return 7 <= first < last <= 20


def _is_dotted_date(tokens: Sequence[Token], at: int) -> bool:
    """Whether 24.08 or 3.7 is a date and neither a clock time nor a decimal number.

    A month behind a weekday or "on" is one, one with a leading zero is, and one with a clock behind it is.
    """
    month, before = text_at(tokens, at + 2), text_at(tokens, at - 1)
    if not 1 <= number_at(tokens, at + 2) <= 12 or before in {"at", "@", "$", "-", "from", "after", "before"}:
        return False
    if tokens[at].glued and at > 0 and before not in {"(", ","}:
        return False
    behind = text_at(tokens, at + 3)
    if behind in _CLOCK_MARKS | {"-"} or (behind in {"p", "a"} and tokens[at + 3].glued):
        return False
    if before in WEEKDAYS or before == "on" or (before in {",", "."} and text_at(tokens, at - 2) in WEEKDAYS):
        return True
    if len(month) == 2 and month.startswith("0") and month != "05":
        return True
    return len(month) == 2 and _is_clock_shaped(tokens, at + 3)


def _is_clock_shaped(tokens: Sequence[Token], at: int) -> bool:
    step = at + 1 if text_at(tokens, at) in {"at", ",", "um", "@"} else at
    number = number_at(tokens, step)
    return 0 <= number <= 23 and text_at(tokens, step + 1) in {":", ".", "am", "pm", "h", "uhr"}


def _goes_on(tokens: Sequence[Token], after: int) -> bool:
    """Whether a longer number of another sort begins so."""
    if after >= len(tokens) or not tokens[after].glued or text_at(tokens, after) not in {"-", "/"}:
        return False
    return number_at(tokens, after + 1) > 31


def _glued_number_before(tokens: Sequence[Token], at: int) -> bool:
    if not tokens[at].glued or at == 0:
        return False
    before, second = text_at(tokens, at - 1), text_at(tokens, at - 2)
    if before not in {"$", "#", "/", "-", "."} or not (at < 2 or tokens[at - 1].glued):
        return False
    dated = before == "-" and text_at(tokens, at - 3) in {"/", "."}
    return before in {"$", "#"} or (second.isdecimal() and not dated)


def _is_slashed_date(tokens: Sequence[Token], at: int) -> bool:
    numbers, behind = (number_at(tokens, at), number_at(tokens, at + 2)), text_at(tokens, at + 3)
    if numbers == (24, 7) or behind in _SLASHED_COUNTS:
        return False
    fraction = numbers in {(1, 2), (1, 4), (3, 4)} and behind in {"h", "hours", "an", "a"}
    return not fraction


def _year_after(tokens: Sequence[Token], at: int, mark: str) -> tuple[int | None, int]:
    value = number_at(tokens, at + 1)
    if text_at(tokens, at) == mark and tokens[at].glued and at + 1 < len(tokens) and tokens[at + 1].glued:
        if 1900 <= value <= 2099:
            return value, at + 2
        if len(tokens[at + 1].text) == 2:
            return 2000 + value if value < 70 else 1900 + value, at + 2
    if mark == "/" and text_at(tokens, at) == "," and 2000 <= value <= 2099:
        return value, at + 2
    if mark == "." and text_at(tokens, at) == "." and tokens[at].glued:
        return None, at + 1
    return None, at


def month_at(tokens: Sequence[Token], at: int) -> int | None:
    """The month that the token names when a number stands beside it."""
    return MONTHS.get(text_at(tokens, at))


def is_month_alone(tokens: Sequence[Token], at: int) -> bool:
    """Whether a month word without a number beside it is a month: not "may" or "march" as verbs."""
    token = tokens[at]
    if token.text not in MONTHS:
        return False
    if token.text in SHY_MONTHS or len(token.text) == 3:
        before = words_of(
            "in of until till til by mid early late after next this start - en im em before around through"
        )
        return (token.raw[:1].isupper() and token.text not in {"may", "march", "mar"}) or text_at(
            tokens, at - 1
        ) in before
    return True


def month_first_date(tokens: Sequence[Token], at: int) -> tuple[Day, int] | None:
    """March 3, Sept. the 14th, October, 1st, Sep-23-2020, february twenty second."""
    month = month_at(tokens, at)
    if month is None:
        return None
    step = at + 1
    joined = text_at(tokens, step) in {"-", "/"} and tokens[step].glued
    pointed = text_at(tokens, step) == "." and (len(tokens[at].text) <= 4 or tokens[step].glued)
    comma = text_at(tokens, step) == "," and text_at(tokens, step + 2) in SUFFIXES
    step = step + 1 if joined or pointed or comma else step
    step = step + 1 if text_at(tokens, step) in {"the", "el"} else step
    number, after = day_of_month(tokens, step)
    if not number or (text_at(tokens, after) in {":", "am", "pm"} and step + 1 == after):
        return None
    year, end = year_behind(tokens, after, joined)
    return Day(DayKind.DATE, month=month, day=number, year=year), end


def day_of_month(tokens: Sequence[Token], at: int) -> tuple[int, int]:
    """A day from 1 to 31 in digits or as an ordinal word, 0 if there is none, and the index after it."""
    number = number_at(tokens, at)
    if 1 <= number <= 31 and len(tokens[at].text) <= 2:
        suffixed = text_at(tokens, at + 1) in SUFFIXES and (tokens[at + 1].glued)
        return number, at + 2 if suffixed else at + 1
    return ordinal_word(tokens, at)


def ordinal_word(tokens: Sequence[Token], at: int) -> tuple[int, int]:
    """Ninth, twenty-second, thirtieth: the number, 0 if it is none, and the index after it."""
    word = text_at(tokens, at)
    if word in DAY_ORDINALS:
        return DAY_ORDINALS[word], at + 1
    tens = {"twenty": 20, "thirty": 30}.get(word, 0)
    step = at + 2 if text_at(tokens, at + 1) == "-" else at + 1
    unit = DAY_ORDINALS.get(text_at(tokens, step), 0)
    if month_at(tokens, at - 1):
        unit = unit or NUMBERS.get(text_at(tokens, step), 0)
    return (tens + unit, step + 1) if tens and 1 <= unit <= 9 and tens + unit <= 31 else (0, at)


def year_behind(tokens: Sequence[Token], at: int, joined: bool = False) -> tuple[int | None, int]:
    """The year behind a date, if there is one."""
    step = at + 1 if text_at(tokens, at) in {",", "de", ".", "of", "in"} else at
    value = number_at(tokens, step)
    words, after_words = _year_words(tokens, step)
    if words:
        return words, after_words
    if joined and text_at(tokens, at) in {"-", "/"}:
        step, value = at + 1, number_at(tokens, at + 1)
        if len(text_at(tokens, step)) == 2:
            return 2000 + value if value < 70 else 1900 + value, step + 1
    if 2000 <= value <= 2099 and text_at(tokens, step + 1) not in {"h", "hrs"}:
        return value, step + 1
    return None, at


def _year_words(tokens: Sequence[Token], at: int) -> tuple[int, int]:
    """Two thousand and twenty seven; twenty twenty seven."""
    if [text_at(tokens, at), text_at(tokens, at + 1)] == ["two", "thousand"]:
        step = at + 3 if text_at(tokens, at + 2) == "and" else at + 2
    elif [text_at(tokens, at), text_at(tokens, at + 1)] in (["twenty", "twenty"], ["twenty", "thirty"]):
        step = at + 1
    else:
        return 0, at
    tens = _TENS.get(text_at(tokens, step), 0)
    end = step + 1 if tens else step
    end = end + 1 if tens >= 20 and text_at(tokens, end) == "-" else end
    unit = NUMBERS.get(text_at(tokens, end), 0) if tens not in range(10, 20) else 0
    return 2000 + tens + unit, end + 1 if unit else end


_TENS = {
    "thirteen": 13,
    "fourteen": 14,
    "fifteen": 15,
    "sixteen": 16,
    "seventeen": 17,
    "eighteen": 18,
    "nineteen": 19,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
}


def day_first_date(tokens: Sequence[Token], at: int) -> tuple[Day, int] | None:
    """14 September, the 3rd of March, 1er avril, 3. Juni, 14 de marzo, 23/Sep/2020, the third day of May."""
    step = at + 1 if text_at(tokens, at) == "the" else at
    number, after = day_of_month(tokens, step)
    if not number:
        return None
    joined = text_at(tokens, after) in {"-", "/"} and tokens[after].glued and after == step + 1
    if text_at(tokens, after) == "day" and text_at(tokens, after + 1) == "of":
        after += 2
    elif text_at(tokens, after) in {"of", "de", ".", "er"} or joined:
        after += 1
    month = month_at(tokens, after)
    if month is None:
        return None
    if text_at(tokens, after) == "may" and _is_verb_may(tokens, after):
        return None
    pointed = text_at(tokens, after + 1) == "." and len(tokens[after].text) <= 4
    end = after + 2 if pointed else after + 1
    year, end_of_year = year_behind(tokens, end, joined)
    goes_on = pointed and number_at(tokens, end) >= 0 and not tokens[end].after_break
    return Day(
        DayKind.DATE, month=month, day=number, year=year
    ), end_of_year if year or goes_on else after + 1


_BEHIND_VERB_MAY = words_of(
    "be not have work do suit want need also still even well possibly come go take get make see fit "
    "prove turn never "
    "just have"
)


def _is_verb_may(tokens: Sequence[Token], at: int) -> bool:
    """Whether "may" behind a number is the verb: "the 28 may work"."""
    written = text_at(tokens, at - 1) == "of" or tokens[at].raw[:1].isupper()
    return not written and text_at(tokens, at + 1) in _BEHIND_VERB_MAY


def day_number(tokens: Sequence[Token], at: int) -> tuple[Day, int] | None:
    """The 12th; 3rd; the twelfth; on the 24. Low ones may be places in our list, which `ordinal` says."""
    step = at + 1 if text_at(tokens, at) == "the" else at
    number = number_at(tokens, step)
    if 1 <= number <= 31 and text_at(tokens, step + 1) in SUFFIXES and tokens[step + 1].glued:
        if text_at(tokens, step + 2) in _NOT_A_DAY:
            return None
        may_be_place = number <= 6 and text_at(tokens, at - 1) not in _NEAR_A_DATE
        return Day(DayKind.NUMBER, day=number, ordinal=may_be_place), step + 2
    word = text_at(tokens, step)
    named, after = ordinal_word(tokens, step)
    if named and word not in ORDINALS and step > at and text_at(tokens, after) not in _NOT_A_DAY:
        return Day(DayKind.NUMBER, day=named), after
    return _bare_number(tokens, at, step)


def _bare_number(tokens: Sequence[Token], at: int, step: int) -> tuple[Day, int] | None:
    """The 24: too high for an hour, and nothing behind it that it could count."""
    led = step > at or text_at(tokens, at - 1) == "on"
    if not led or not 13 <= number_at(tokens, step) <= 31 or len(text_at(tokens, step)) != 2:
        return None
    behind = text_at(tokens, step + 1)
    closes = behind in words_of("at @ from between after before or and works is would ? ! ; )") | {""}
    ended = behind in {".", ","} and not (step + 2 < len(tokens) and tokens[step + 2].glued)
    return (Day(DayKind.NUMBER, day=number_at(tokens, step)), step + 1) if closes or ended else None
