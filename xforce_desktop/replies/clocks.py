"""Clock times, recognised in tokens."""

from __future__ import annotations

from collections.abc import Sequence

from xforce_desktop.replies.daytime import NOON, Clock
from xforce_desktop.replies.half_days import half_day, oclock
from xforce_desktop.replies.named_day import number_at, text_at
from xforce_desktop.replies.past_to import after_half, halb, past_or_to
from xforce_desktop.replies.piece_words import UNITS
from xforce_desktop.replies.tokens import Token
from xforce_desktop.replies.words import (
    ENGLISH_NUMBERS,
    MINUTE_WORDS,
    MONTHS,
    NUMBERS,
    RELATIVE_DAYS,
    WEEKDAYS,
    words_of,
)
from xforce_desktop.replies.zones import read_zone

_NAMED = {
    "noon": 720,
    "midday": 720,
    "mediodia": 720,
    "midi": 720,
    "mittag": 720,
    "mittags": 720,
    "meio-dia": 720,
    "noontime": 720,
    "midnight": 1440,
    "noonish": 720,
}
_SAID_AT = words_of(
    "at @ for from after before around about by until till between approximately approx circa ca roughly"
)
_LETTER_BEFORE = _SAID_AT | words_of("- to or and , / ~") | set(WEEKDAYS) | set(RELATIVE_DAYS)


def read_clock(tokens: Sequence[Token], at: int) -> tuple[Clock, int] | None:
    """The clock time that begins at token `at`, and the index after it."""
    token = tokens[at]
    relative = past_or_to(tokens, at)
    if relative:
        return relative
    if token.is_number:
        return _from_digits(tokens, at)
    if token.text in _NAMED:
        return Clock(_NAMED[token.text], True, True), at + 1
    if token.text == "mid":
        step = at + 2 if text_at(tokens, at + 1) == "-" else at + 1
        return (Clock(NOON, True, True), step + 1) if text_at(tokens, step) == "day" else None
    if token.text == "half":
        return after_half(tokens, at)
    if token.text == "halb":
        return halb(tokens, at)
    if token.text in NUMBERS:
        return _from_word(tokens, at)
    return None


def _from_digits(tokens: Sequence[Token], at: int) -> tuple[Clock, int] | None:
    token = tokens[at]
    if len(token.text) in {3, 4}:
        return _packed(tokens, at)
    hour = token.number
    if hour > 24 or len(token.text) > 2 or is_decimal(tokens, at) or _is_glued_to_word(tokens, at):
        return None
    minute, after, separated = _minutes_after(tokens, at)
    if minute > 59 or _counts_hours(tokens, at, after):
        return None
    half, end = half_day(tokens, after)
    if half == 0 and tokens[end - 1].text == "a" and not separated and not _letter_fits(tokens, at):
        return None
    if half is None:
        end, named = oclock(tokens, after)
        half, end = half_day(tokens, end) if named else (None, end)
    else:
        named = True
    if half is not None:
        return _in_half(hour, minute, half, end)
    if hour == 24 and not separated:
        return None
    if text_at(tokens, end) == "noon":
        return Clock(NOON, True, True), end + 1
    fixed = hour > 12 or hour == 0 or (separated and token.text.startswith("0"))
    return Clock(hour * 60 + minute, fixed, separated or named), end


def _is_glued_to_word(tokens: Sequence[Token], at: int) -> bool:
    """2nite, 4x4: a number that letters go on is no hour, unless they say that it is one."""
    behind = tokens[at + 1] if at + 1 < len(tokens) else None
    return bool(behind and behind.glued and behind.text.isalpha() and behind.text not in _HOUR_LETTERS)


_HOUR_LETTERS = words_of("a p am pm amish pmish ish h hs hr hrs hours uhr o oclock noon heures horas")


def _in_half(hour: int, minute: int, half: int, end: int) -> tuple[Clock, int] | None:
    if 1 <= hour <= 12 or (hour == 0 and half == 0):
        return Clock(hour % 12 * 60 + minute + half * NOON, True, True), end
    return (Clock(hour * 60 + minute, True, True), end) if hour > 12 else None


def _letter_fits(tokens: Sequence[Token], at: int) -> bool:
    """Whether a glued "a" may be am: 4a alone is a flat, "at 9a" a time."""
    return text_at(tokens, at - 1) in _LETTER_BEFORE


def _counts_hours(tokens: Sequence[Token], at: int, after: int) -> bool:
    """In 1h, within 2 h: a length of time and no clock."""
    return text_at(tokens, at - 1) in {"in", "within"} and text_at(tokens, after) in {"h", "hr", "hrs"}


def _minutes_after(tokens: Sequence[Token], at: int) -> tuple[int, int, bool]:
    """Minutes behind the hour at `at`: 4:30, 4.30, 14h30; then the index after and whether there were any."""
    mark, digits = text_at(tokens, at + 1), tokens[at + 2] if at + 2 < len(tokens) else None
    if _is_spaced(tokens, at):
        return number_at(tokens, at + 1), at + 2, True
    if digits is None or not digits.is_number or len(digits.text) != 2 or not tokens[at + 1].glued:
        return 0, at + 1, False
    if mark == ":":
        return digits.number, _after_seconds(tokens, at + 3), True
    if mark in {".", "h"} and digits.glued and digits.number < 60 and not _is_dotted_number(tokens, at):
        return digits.number, at + 3, True
    return 0, at + 1, False


def _after_seconds(tokens: Sequence[Token], at: int) -> int:
    seconds = text_at(tokens, at) == ":" and tokens[at].glued and len(text_at(tokens, at + 1)) == 2
    return at + 2 if seconds and 0 <= number_at(tokens, at + 1) < 60 else at


def _is_spaced(tokens: Sequence[Token], at: int) -> bool:
    """At 3 15: minutes of five behind a space, where "at" leads and nothing is counted."""
    minutes = text_at(tokens, at + 1)
    if text_at(tokens, at - 1) not in {"at", "@"} or len(minutes) != 2 or number_at(tokens, at + 1) % 5:
        return False
    closes = text_at(tokens, at + 2) in {"", ".", ",", "?", "!", "or", "on", "pm", "am", "tomorrow", "today"}
    return closes and 0 <= number_at(tokens, at + 1) < 60 and not tokens[at + 1].after_break


def is_decimal(tokens: Sequence[Token], at: int) -> bool:
    """11.8, 4.5: a single digit behind the point is no minute, and what stands behind the point no hour."""
    behind_point = text_at(tokens, at - 1) == "." and tokens[at].glued and tokens[at - 1].glued
    if behind_point and text_at(tokens, at - 2).isdecimal():
        return True
    if text_at(tokens, at + 1) != "." or not tokens[at + 1].glued or at + 2 >= len(tokens):
        return False
    follow = tokens[at + 2]
    if not follow.is_number or not follow.glued:
        return False
    half = half_day(tokens, at + 3)[0] if text_at(tokens, at + 3) != "in" else None
    return len(follow.text) != 2 or (
        half is None and text_at(tokens, at - 1) not in _SAID_AT and _is_odd(tokens, at)
    )


def _is_odd(tokens: Sequence[Token], at: int) -> bool:
    """12.09 and 4.22 are rather dates or numbers than clock times."""
    return looks_like_date(tokens, at) or (number_at(tokens, at + 2) % 5 != 0 and len(tokens[at].text) == 1)


def _is_dotted_number(tokens: Sequence[Token], at: int) -> bool:
    """Whether 4.30 is part of a longer dotted number (phone, date, version), a price, or the day 12.09."""
    before, after = text_at(tokens, at - 1), text_at(tokens, at + 3)
    if before in {"$", "#", ".", "/"}:
        return True
    said = before in _SAID_AT or text_at(tokens, at + 3) in {"am", "pm", "a", "p"}
    if not said and looks_like_date(tokens, at):
        return True
    if after == "-" and text_at(tokens, at + 5) in {".", ":"} and len(text_at(tokens, at + 4)) <= 2:
        return False
    if text_at(tokens, at + 1) != ".":
        return False
    follows = at + 3 < len(tokens) and tokens[at + 3].glued and after in {".", "-", "/", "%"}
    return follows and at + 4 < len(tokens) and tokens[at + 4].is_number and tokens[at + 4].glued


def looks_like_date(tokens: Sequence[Token], at: int) -> bool:
    """Whether 12.09 has a month behind its point that no clock is likely to show: not 00, not a quarter."""
    minutes = text_at(tokens, at + 2)
    return len(minutes) == 2 and 1 <= number_at(tokens, at + 2) <= 12 and minutes != "05"


def _packed(tokens: Sequence[Token], at: int) -> tuple[Clock, int] | None:
    """1430hrs, 230pm, 0900, Tuesday 1115: only where something says so."""
    value = tokens[at].number
    hour, minute = divmod(value, 100)
    if hour > 23 or minute > 59 or (value < 100 and len(tokens[at].text) < 4):
        return None
    half, end = half_day(tokens, at + 1)
    if half is not None and hour >= 1:
        return _in_half(hour, minute, half, end)
    if text_at(tokens, at + 1) in {"h", "hrs", "hours", "uhr"}:
        return Clock(hour * 60 + minute, True, True), at + 2
    end = at + 2 if text_at(tokens, at + 1) == "ish" else at + 1
    if _is_counted_or_street(tokens, at):
        return None
    listed = _is_listed(tokens, at)
    if not listed and (_is_year_like(tokens, at) or not (_said_at(tokens, at) or _is_dated(tokens, at))):
        return None
    return Clock(hour * 60 + minute, hour > 12 or tokens[at].text[0] == "0", True), end


def _is_year_like(tokens: Sequence[Token], at: int) -> bool:
    value = tokens[at].number
    return 2000 <= value <= 2099 or (1900 <= value <= 1999 and text_at(tokens, at - 1) not in WEEKDAYS)


def _is_listed(tokens: Sequence[Token], at: int) -> bool:
    """The second of 1000 or 1400, 0935-1101."""
    before = text_at(tokens, at - 2)
    hour, minute = divmod(tokens[at].number, 100)
    if text_at(tokens, at - 1) not in {"or", "and", "to", "-"}:
        return False
    if len(before) == 4 and before.isdecimal() and len(tokens[at].text) == 4:
        return not 1900 <= int(before) <= 2099
    return (before.isdecimal() or before in {"am", "pm"}) and minute % 15 == 0 and 6 <= hour <= 20


def is_hours_of_day(tokens: Sequence[Token], at: int) -> bool:
    """Whether 0935-1101 stands behind a day or "at", where it is no phone number."""
    if len(text_at(tokens, at)) != 4 or text_at(tokens, at + 1) not in {"-", "to"}:
        return False
    last = text_at(tokens, at + 2)
    hours = [divmod(number, 100) for number in (number_at(tokens, at), number_at(tokens, at + 2))]
    valid = len(last) == 4 and all(0 <= hour < 24 and minute < 60 for hour, minute in hours)
    return valid and (_is_dated(tokens, at) or text_at(tokens, at - 1) in _SAID_AT)


def _said_at(tokens: Sequence[Token], at: int) -> bool:
    minute = tokens[at].number % 100
    return text_at(tokens, at - 1) in _SAID_AT and (len(tokens[at].text) == 4 or minute % 15 == 0)


def _is_dated(tokens: Sequence[Token], at: int) -> bool:
    """Whether four digits stand right behind a day, and no name of a street behind them."""
    if len(tokens[at].text) != 4 or tokens[at].after_break:
        return False
    back = at - 2 if text_at(tokens, at - 1) in {",", "."} else at - 1
    before, second = text_at(tokens, back), text_at(tokens, back - 1)
    if (
        before in WEEKDAYS
        or before in MONTHS
        or before in RELATIVE_DAYS
        or before in {"st", "nd", "rd", "th"}
    ):
        return True
    if len(before) == 4 and before.isdecimal() and before.startswith("20") and second in {",", "/", "-", "."}:
        return True
    return before.isdecimal() and len(before) <= 2 and (second in MONTHS or second == "/")


def _is_counted_or_street(tokens: Sequence[Token], at: int) -> bool:
    """Whether 200 counts accounts, or 1450 is the number of a house."""
    behind = tokens[at + 1] if at + 1 < len(tokens) else None
    if behind is None or behind.after_break or not behind.text.isalpha():
        return False
    if behind.text in UNITS or {t.text for t in tokens[at + 1 : at + 5]} & _STREETS:
        return True
    timely = behind.text in WEEKDAYS or behind.text in RELATIVE_DAYS or behind.text in MONTHS
    named = behind.raw[:1].isupper() and not behind.raw.isupper()
    return named and not timely and read_zone(tokens, at + 1) is None


_STREETS = words_of("st street ave avenue rd road blvd drive dr lane ln suite hwy highway")


def _from_word(tokens: Sequence[Token], at: int) -> tuple[Clock, int] | None:
    """Two thirty, ten o'clock, nine pm, a las dos y media; a bare number word is not sure."""
    hour = NUMBERS[tokens[at].text]
    minute, after, said = _minute_words(tokens, at + 1, tokens[at].text in ENGLISH_NUMBERS)
    half, end = half_day(tokens, after)
    named = False
    if half is None:
        end, named = oclock(tokens, after)
        half, end = half_day(tokens, end) if named else (None, end)
    if half is not None:
        return Clock(hour % 12 * 60 + minute + half * NOON, True, True), end
    return Clock(hour * 60 + minute, False, said or named), end


def _minute_words(tokens: Sequence[Token], after: int, english: bool) -> tuple[int, int, bool]:
    word, second = text_at(tokens, after), text_at(tokens, after + 1)
    if english and word in MINUTE_WORDS:
        minute, after = MINUTE_WORDS[word], after + 1
        step = after + 1 if second == "-" else after
        unit = ENGLISH_NUMBERS.get(text_at(tokens, step), 10)
        return (minute + unit, step + 1, True) if unit < 10 and minute != 15 else (minute, after, minute > 0)
    if english and word == "-" and second in MINUTE_WORDS and tokens[after].glued:
        return _minute_words(tokens, after + 1, english)
    if word in {"y", "e", "et"} and second in {"media", "meia", "demie", "cuarto", "quart", "quinze"}:
        return (30 if second in {"media", "meia", "demie"} else 15), after + 2, True
    return 0, after, False
