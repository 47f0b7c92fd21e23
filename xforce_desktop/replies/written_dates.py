"""Dates written with numbers and months, recognised in tokens."""

from __future__ import annotations

from collections.abc import Sequence

from xforce_desktop.replies.named_day import Day, DayKind, number_at, text_at
from xforce_desktop.replies.tokens import Token
from xforce_desktop.replies.words import DAY_ORDINALS, MONTHS, ORDINALS, SHY_MONTHS, words_of

_SUFFIXES = {"st", "nd", "rd", "th"}


def iso_date(tokens: Sequence[Token], at: int) -> tuple[Day, int] | None:
    if len(text_at(tokens, at)) != 4 or text_at(tokens, at + 1) != "-" or text_at(tokens, at + 3) != "-":
        return None
    year, month, day = number_at(tokens, at), number_at(tokens, at + 2), number_at(tokens, at + 4)
    return (Day(DayKind.DATE, month=month, day=day, year=year), at + 5) if _fits(month, day) else None


def _fits(month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= 31


def numeric_date(tokens: Sequence[Token], at: int) -> tuple[Day, int] | None:
    """3/4, 3/4/26, 14.9., 14-9-2026; which number is the month is settled later."""
    first, mark, second = number_at(tokens, at), text_at(tokens, at + 1), number_at(tokens, at + 2)
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
        and text_at(tokens, at + 3) == "."
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
        and text_at(tokens, after) in {"-", "/"}
        and number_at(tokens, after + 1) > 31
    ):
        return None
    return Day(DayKind.NUMERIC, month=first, day=second, year=year), after


def _glued_number_before(tokens: Sequence[Token], at: int) -> bool:
    if not tokens[at].glued or at == 0:
        return False
    return (
        text_at(tokens, at - 1) in {"$", "#", "/", "-", "."}
        and (at < 2 or tokens[at - 1].glued)
        and (text_at(tokens, at - 1) in {"$", "#"} or text_at(tokens, at - 2).isdecimal())
    )


def _is_slashed_date(tokens: Sequence[Token], at: int) -> bool:
    numbers = (number_at(tokens, at), number_at(tokens, at + 2))
    if numbers in {(24, 7), (9, 5)} or text_at(tokens, at + 3) in {
        "hour",
        "of",
        "hr",
        "day",
        "price",
        "inch",
    }:
        return numbers == (9, 5) and text_at(tokens, at + 3) not in {
            "hour",
            "of",
            "hr",
            "day",
            "price",
            "inch",
        }
    return True


def _year_after(tokens: Sequence[Token], at: int, mark: str) -> tuple[int | None, int]:
    value = number_at(tokens, at + 1)
    if text_at(tokens, at) == mark and tokens[at].glued and at + 1 < len(tokens) and tokens[at + 1].glued:
        if 2000 <= value <= 2099:
            return value, at + 2
        if len(tokens[at + 1].text) == 2 and 20 <= value <= 60:
            return 2000 + value, at + 2
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
    month = month_at(tokens, at)
    if month is None:
        return None
    step = at + 1
    step = step + 1 if text_at(tokens, step) == "." and len(tokens[at].text) <= 4 else step
    step = step + 1 if text_at(tokens, step) in {"the", "el"} else step
    number, after = _day_of_month(tokens, step)
    if not number or (text_at(tokens, after) in {":", "am", "pm"} and step + 1 == after):
        return None
    year, end = _year_behind(tokens, after)
    return Day(DayKind.DATE, month=month, day=number, year=year), end


def _day_of_month(tokens: Sequence[Token], at: int) -> tuple[int, int]:
    number = number_at(tokens, at)
    if 1 <= number <= 31 and len(tokens[at].text) <= 2:
        suffixed = text_at(tokens, at + 1) in _SUFFIXES and (tokens[at + 1].glued)
        return number, at + 2 if suffixed else at + 1
    if text_at(tokens, at) in DAY_ORDINALS:
        return DAY_ORDINALS[text_at(tokens, at)], at + 1
    return 0, at


def _year_behind(tokens: Sequence[Token], at: int) -> tuple[int | None, int]:
    step = at + 1 if text_at(tokens, at) in {",", "de", "."} else at
    value = number_at(tokens, step)
    if 2000 <= value <= 2099 and text_at(tokens, step + 1) not in {"h", "hrs"}:
        return value, step + 1
    return None, at


def day_first_date(tokens: Sequence[Token], at: int) -> tuple[Day, int] | None:
    """14 September, the 3rd of March, 1er avril, 3. Juni, 14 de marzo."""
    step = at + 1 if text_at(tokens, at) == "the" else at
    number, after = _day_of_month(tokens, step)
    if not number:
        return None
    if text_at(tokens, after) in {"of", "de", ".", "er"}:
        after += 1
    month = month_at(tokens, after)
    if month is None or (
        text_at(tokens, after) == "may"
        and text_at(tokens, after - 1) not in {"of"}
        and not tokens[after].raw[:1].isupper()
    ):
        return None
    year, end = _year_behind(tokens, after + 1)
    return Day(DayKind.DATE, month=month, day=number, year=year), end


def day_number(tokens: Sequence[Token], at: int) -> tuple[Day, int] | None:
    """The 12th; 3rd; the twelfth. Low ones may be places in our list, which `ordinal` says."""
    step = at + 1 if text_at(tokens, at) == "the" else at
    number = number_at(tokens, step)
    if 1 <= number <= 31 and text_at(tokens, step + 1) in _SUFFIXES and tokens[step + 1].glued:
        if text_at(tokens, step + 2) in words_of(
            "one option slot choice time floor street st ave avenue party grade notice message "
            "email quarter year"
        ):
            return None
        return Day(DayKind.NUMBER, day=number, ordinal=number <= 6), step + 2
    word = text_at(tokens, step)
    if word in DAY_ORDINALS and word not in ORDINALS and step > at:
        return Day(DayKind.NUMBER, day=DAY_ORDINALS[word]), step + 1
    return None
