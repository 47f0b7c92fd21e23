"""Clock times and parts of the day, recognised in tokens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from xforce_desktop.replies.tokens import Token
from xforce_desktop.replies.words import ENGLISH_NUMBERS, MINUTE_WORDS, NUMBERS, PARTS

DAY_START, DAY_END, EVENING_END, NOON = 480, 1020, 1200, 720
"""Minutes from midnight: a working day, and the end of an evening."""

_HALF_DAYS = {"am": 0, "a": 0, "pm": 1, "p": 1, "pmish": 1, "amish": 0}
_HOUR_WORDS = {"h", "hs", "hrs", "hours", "uhr", "heures", "heure", "horas", "hora", "o"}
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
_SPANISH_HOURS = {word: number for word, number in NUMBERS.items() if word not in ENGLISH_NUMBERS}


class TimeKind(StrEnum):
    """What a stretch of the day is made of."""

    POINT = "point"
    RANGE = "range"
    AFTER = "after"
    BEFORE = "before"
    PART = "part"


@dataclass(frozen=True)
class Clock:
    """A clock time in minutes from midnight; `fixed` says that its half of the day is certain.

    `sure` says that the text can only be a clock time; a bare number is not sure.
    """

    minutes: int
    fixed: bool
    sure: bool

    def halves(self) -> tuple[int, ...]:
        """The minutes it may mean, the likelier first."""
        if self.fixed:
            return (self.minutes % 1440,)
        hour = self.minutes // 60 % 12
        morning = hour * 60 + self.minutes % 60
        afternoon = morning + NOON
        return (morning, afternoon) if 7 <= hour <= 11 else (afternoon, morning)


@dataclass(frozen=True)
class DayTime:
    """A time or a stretch of a day. `last` is only set for ranges, parts and bounds with an own end."""

    kind: TimeKind
    first: Clock
    last: Clock | None = None
    part: str = ""
    plural: bool = False

    def in_part(self, start: int, end: int) -> DayTime:
        """The same, with the half of the day that a part of the day settles."""
        if self.first.fixed or self.kind is TimeKind.PART:
            return self
        fitting = [minutes for minutes in self.first.halves() if start <= minutes <= end]
        if not fitting:
            fitting = [minutes for minutes in self.first.halves() if (minutes >= NOON) == (start >= NOON)]
        return replace(self, first=Clock(fitting[0], True, True)) if fitting else self


def part_of_day(start: int, end: int, name: str = "") -> DayTime:
    """A named stretch of the day."""
    return DayTime(TimeKind.PART, Clock(start, True, True), Clock(end, True, True), name)


def read_clock(tokens: Sequence[Token], at: int) -> tuple[Clock, int] | None:
    """The clock time that begins at token `at`, and the index after it."""
    token = tokens[at]
    if token.is_number:
        return _from_digits(tokens, at)
    if token.text in _NAMED:
        minutes = _NAMED[token.text]
        return Clock(minutes, True, True), at + 1
    if token.text == "half":
        return _after_half(tokens, at)
    if token.text in {"quarter", "ten", "twenty", "five"}:
        relative = _minutes_to_or_past(tokens, at)
        if relative:
            return relative
    if token.text == "halb":
        return _halb(tokens, at)
    if token.text in NUMBERS:
        return _from_word(tokens, at)
    return None


def _text(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].text if 0 <= at < len(tokens) else ""


def _from_digits(tokens: Sequence[Token], at: int) -> tuple[Clock, int] | None:
    token = tokens[at]
    if len(token.text) in {3, 4}:
        return _packed(tokens, at)
    hour = token.number
    if hour > 24 or len(token.text) > 2:
        return None
    minute, after, separated = _minutes_after(tokens, at)
    if minute > 59:
        return None
    half, end = _half_day(tokens, after)
    if half is not None:
        return (
            (Clock(hour % 12 * 60 + minute + half * NOON, True, True), end)
            if 1 <= hour <= 12
            else ((Clock(hour * 60 + minute, True, True), end) if hour > 12 else None)
        )
    end, named = _oclock(tokens, after)
    if hour == 24 and not separated:
        return None
    fixed = hour > 12 or hour == 0 or (separated and token.text.startswith("0"))
    if _text(tokens, end) == "noon":
        return Clock(NOON, True, True), end + 1
    sure = separated or named
    return Clock(hour * 60 + minute, fixed, sure), end


def _minutes_after(tokens: Sequence[Token], at: int) -> tuple[int, int, bool]:
    """Minutes behind the hour at `at`: 4:30, 4.30, 14h30; then the index after and whether there were any."""
    mark, digits = _text(tokens, at + 1), tokens[at + 2] if at + 2 < len(tokens) else None
    if digits is None or not digits.is_number or len(digits.text) != 2 or not tokens[at + 1].glued:
        return 0, at + 1, False
    if mark == ":":
        return digits.number, at + 3, True
    if mark in {".", "h"} and digits.glued and digits.number < 60 and not _is_dotted_number(tokens, at):
        return digits.number, at + 3, True
    return 0, at + 1, False


def _is_dotted_number(tokens: Sequence[Token], at: int) -> bool:
    """Whether 4.30 is part of a longer dotted number (phone, date, version) or a price."""
    before, after = _text(tokens, at - 1), _text(tokens, at + 3)
    if before in {"$", "#", ".", "/"}:
        return True
    follows = at + 3 < len(tokens) and tokens[at + 3].glued and after in {".", "-", "/", "%"}
    return follows and at + 4 < len(tokens) and tokens[at + 4].is_number and tokens[at + 4].glued


def _packed(tokens: Sequence[Token], at: int) -> tuple[Clock, int] | None:
    """1430hrs, 230pm, 0900: only with a word that says so, or as 24-hour digits after "at"."""
    value = tokens[at].number
    hour, minute = divmod(value, 100)
    if hour > 23 or minute > 59 or value < 100:
        return None
    half, end = _half_day(tokens, at + 1)
    if half is not None and 1 <= hour <= 12:
        return Clock(hour % 12 * 60 + minute + half * NOON, True, True), end
    if _text(tokens, at + 1) in {"h", "hrs", "hours", "uhr"}:
        return Clock(hour * 60 + minute, True, True), at + 2
    listed = _text(tokens, at - 1) in {"or", "and", "to", "-"} and (
        _text(tokens, at - 2).isdecimal() or _text(tokens, at - 2) in {"am", "pm"}
    )
    said_at = (listed and minute in {0, 15, 30, 45} and 6 <= hour <= 20) or _text(tokens, at - 1) in {
        "at",
        "@",
        "for",
        "from",
        "after",
        "before",
        "around",
        "about",
    }
    if said_at and (len(tokens[at].text) == 4 or minute in {0, 15, 30, 45}) and not 1900 <= value <= 2099:
        return Clock(hour * 60 + minute, hour > 12 or tokens[at].text[0] == "0", True), at + 1
    return None


def _half_day(tokens: Sequence[Token], at: int) -> tuple[int | None, int]:
    """am or pm at `at` (0 or 1), however written, and the index after it."""
    word = _text(tokens, at)
    if word in {"am", "pm", "amish", "pmish"}:
        return _HALF_DAYS[word], at + (
            2 if _text(tokens, at + 1) == "." and _text(tokens, at + 2) == "" else 1
        )
    if word in {"a", "p"}:
        if _text(tokens, at + 1) == "." and _text(tokens, at + 2) == "m":
            return _HALF_DAYS[word], at + (4 if _text(tokens, at + 3) == "." else 3)
        if tokens[at].glued and _text(tokens, at + 1) != "'":
            return _HALF_DAYS[word], at + 1
    if (
        word == "in"
        and _text(tokens, at + 1) == "the"
        and _text(tokens, at + 2) in {"morning", "afternoon", "evening"}
    ):
        return (0 if tokens[at + 2].text == "morning" else 1), at + 3
    if word == "at" and _text(tokens, at + 1) == "night":
        return 1, at + 2
    if word in {"de", "da", "du"}:
        third = _text(tokens, at + 2) if _text(tokens, at + 1) == "la" else _text(tokens, at + 1)
        if third in {"tarde", "noche", "noite", "manana", "manha", "matin"}:
            return (0 if third.startswith("ma") else 1), at + (3 if _text(tokens, at + 1) == "la" else 2)
    return None, at


def _oclock(tokens: Sequence[Token], at: int) -> tuple[int, bool]:
    """Index after o'clock, Uhr, h, ish, sharp; and whether one of the first three stood there."""
    word = _text(tokens, at)
    if word == "o" and _text(tokens, at + 1) == "'" and _text(tokens, at + 2) == "clock":
        return at + 3, True
    if word in {"oclock", "uhr", "heures", "horas"} or (word == "h" and tokens[at].glued):
        return at + 1, True
    if word == "ish":
        return at + 1, True
    if word == "-" and _text(tokens, at + 1) == "ish":
        return at + 2, True
    return at, False


def _after_half(tokens: Sequence[Token], at: int) -> tuple[Clock, int] | None:
    """Half past two, half two (which is half past in English)."""
    hour_at = at + 2 if _text(tokens, at + 1) == "past" else at + 1
    hour = _hour_at(tokens, hour_at)
    if hour is None or _text(tokens, hour_at + 1) in {"hour", "hours", "day", "days", "of", "an", "the"}:
        return None
    half, end = _half_day(tokens, hour_at + 1)
    minutes = hour * 60 + 30
    return (
        (Clock(minutes, False, True), end)
        if half is None
        else (Clock(hour % 12 * 60 + 30 + half * NOON, True, True), end)
    )


def _halb(tokens: Sequence[Token], at: int) -> tuple[Clock, int] | None:
    hour = _hour_at(tokens, at + 1)
    return None if hour is None else (Clock((hour or 12) * 60 - 30, False, True), at + 2)


def _minutes_to_or_past(tokens: Sequence[Token], at: int) -> tuple[Clock, int] | None:
    """Quarter past two, ten to three."""
    minutes = {"quarter": 15, "ten": 10, "twenty": 20, "five": 5}[tokens[at].text]
    word = _text(tokens, at + 1)
    if word not in {"past", "to", "till", "of", "after"} or (
        minutes != 15 and word in {"of", "after", "till"}
    ):
        return None
    if _text(tokens, at - 1) in {"from", "between"}:
        return None
    hour = _hour_at(tokens, at + 2)
    if hour is None or (minutes != 15 and tokens[at + 2].is_number and word == "to"):
        return None
    total = hour * 60 + minutes if word in {"past", "after"} else hour * 60 - minutes
    half, end = _half_day(tokens, at + 3)
    if half is not None:
        return Clock(total % NOON + half * NOON, True, True), end
    return Clock(total, False, True), at + 3


def _hour_at(tokens: Sequence[Token], at: int) -> int | None:
    if at >= len(tokens):
        return None
    token = tokens[at]
    hour = token.number if token.is_number else NUMBERS.get(token.text, 0)
    return hour if 1 <= hour <= 12 else None


def _from_word(tokens: Sequence[Token], at: int) -> tuple[Clock, int] | None:
    """Two thirty, ten o'clock, nine pm, a las dos y media; a bare number word is not sure."""
    hour = NUMBERS[tokens[at].text]
    minute, after, said = 0, at + 1, False
    word = _text(tokens, after)
    if tokens[at].text in ENGLISH_NUMBERS and word in MINUTE_WORDS:
        minute, after, said = MINUTE_WORDS[word], after + 1, True
        if _text(tokens, after) == "-":
            after += 1
        if _text(tokens, after) == "five":
            minute, after = minute + 5, after + 1
    elif word in {"y", "e", "et"} and _text(tokens, after + 1) in {
        "media",
        "meia",
        "demie",
        "cuarto",
        "quart",
        "quinze",
    }:
        minute, after, said = (
            (30 if tokens[after + 1].text in {"media", "meia", "demie"} else 15),
            after + 2,
            True,
        )
    half, end = _half_day(tokens, after)
    if half is not None:
        return Clock(hour % 12 * 60 + minute + half * NOON, True, True), end
    end, named = _oclock(tokens, after)
    return Clock(hour * 60 + minute, False, said or named), end


def read_part(tokens: Sequence[Token], at: int) -> tuple[DayTime, int] | None:
    """A part of the day at token `at`: morning, late afternoon, first thing, end of day, lunch."""
    word, second, third = (_text(tokens, at + step) for step in range(3))
    if word == "first" and second == "thing":
        return part_of_day(480, 600, "first thing"), at + (5 if _text(tokens, at + 2) == "in" else 2)
    if (word in {"end", "close"} and second == "of" and third in {"day", "business"}) or word in {
        "eod",
        "cob",
    }:
        return part_of_day(960, DAY_END, "end of day"), at + (1 if word in {"eod", "cob"} else 3)
    if word in {"mid", "early", "late", "later"}:
        step = at + 2 if second in {"-", "in"} else at + 1
        step = step + 1 if _text(tokens, step) == "the" else step
        return _shaded_part(tokens, step, word)
    if word == "midmorning":
        return part_of_day(540, 660, "morning"), at + 1
    if word == "midafternoon":
        return part_of_day(840, 960, "afternoon"), at + 1
    if word in {"am", "pm"} and not _is_half_day_word(tokens, at):
        return None
    if word == "apres" and second == "-" and third == "midi":
        return part_of_day(720, 1020, "afternoon"), at + 3
    if word in PARTS and not (word == "eve" and third in {"of", "day"}):
        start, end = PARTS[word]
        after = at + 2 if word == "lunch" and second in {"time", "hour"} else at + 1
        return replace(
            part_of_day(start, end, _part_name(start, end)),
            plural=word.endswith("ings") or word == "afternoons",
        ), after
    return None


def _is_half_day_word(tokens: Sequence[Token], at: int) -> bool:
    """Whether am or pm is a part of the day: "Tuesday PM", not "I am"."""
    token = tokens[at]
    if token.text == "pm":
        return _text(tokens, at + 1) != "me"
    return token.raw in {"AM", "am"} and _text(tokens, at - 1) not in {"i", "who", "that"}


def _part_name(start: int, end: int) -> str:
    if end <= NOON:
        return "morning"
    return "afternoon" if end <= DAY_END else "evening"


def _shaded_part(tokens: Sequence[Token], at: int, shade: str) -> tuple[DayTime, int] | None:
    word = _text(tokens, at)
    if word not in PARTS or (word in {"am", "pm"} and shade == "mid"):
        return None
    start, end = PARTS[word]
    third = (end - start) // 2
    if shade == "early":
        start, end = start, start + (180 if start == NOON else third)
    elif shade in {"late", "later"}:
        start = end - third if start != NOON else 900
    else:
        start, end = start + 60 if start < NOON else start + 120, end - 60
    return part_of_day(start, end, _part_name(*PARTS[word])), at + 1
