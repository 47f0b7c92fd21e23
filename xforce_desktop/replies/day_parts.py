"""Parts of the day, recognised in tokens: morning, late afternoon, first thing, end of day, lunch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from xforce_desktop.replies.daytime import DAY_END, NOON, DayTime, part_of_day
from xforce_desktop.replies.named_day import text_at
from xforce_desktop.replies.tokens import Token
from xforce_desktop.replies.words import PARTS, RELATIVE_DAYS, WEEKDAYS

_BEFORE_EVE = {"this", "in", "the", "late", "early"} | set(WEEKDAYS) | set(RELATIVE_DAYS)


def read_part(tokens: Sequence[Token], at: int) -> tuple[DayTime, int] | None:
    """A part of the day at token `at`: morning, late afternoon, first thing, end of day, lunch."""
    word, second, third = (text_at(tokens, at + step) for step in range(3))
    named = _named_edge(tokens, at)
    if named:
        return named
    if word in {"mid", "early", "late", "later"}:
        step = at + 2 if second in {"-", "in"} else at + 1
        step = step + 1 if text_at(tokens, step) == "the" else step
        return _shaded_part(tokens, step, word)
    if word == "midmorning":
        return part_of_day(540, 660, "morning"), at + 1
    if word == "midafternoon":
        return part_of_day(840, 960, "afternoon"), at + 1
    if word in {"a", "p"} and second == "." and third == "m":
        return _pointed(tokens, at)
    if word in {"am", "pm"} and not _is_half_day_word(tokens, at):
        return None
    if word == "apres" and second == "-" and third == "midi":
        return part_of_day(720, 1020, "afternoon"), at + 3
    if word == "night" and second in {"-", "time"} and "time" in {second, third}:
        return None
    if word == "eve" and text_at(tokens, at - 1) not in _BEFORE_EVE:
        return None
    if word in PARTS:
        start, end = PARTS[word]
        after = at + 2 if word == "lunch" and second in {"time", "hour"} else at + 1
        return replace(
            part_of_day(start, end, _part_name(start, end)),
            plural=word.endswith("ings") or word == "afternoons",
        ), after
    return None


def _named_edge(tokens: Sequence[Token], at: int) -> tuple[DayTime, int] | None:
    """First thing, end of day, close of business, COB."""
    word, second, third = (text_at(tokens, at + step) for step in range(3))
    if word == "first" and second == "thing":
        return part_of_day(480, 600, "first thing"), at + (5 if text_at(tokens, at + 2) == "in" else 2)
    if word in {"eod", "cob"}:
        return part_of_day(960, DAY_END, "end of day"), at + 1
    if word in {"end", "close"} and second == "of":
        last = at + 3 if third in {"the", "my", "your"} else at + 2
        if text_at(tokens, last) in {"day", "business"}:
            return part_of_day(960, DAY_END, "end of day"), last + 1
    return None


def _is_half_day_word(tokens: Sequence[Token], at: int) -> bool:
    """Whether am or pm is a part of the day: "Tuesday PM", not "I am"."""
    token = tokens[at]
    if token.raw == "am" and (at == 0 or token.after_break or _is_german(tokens, at + 1)):
        return False
    if token.text == "pm":
        return text_at(tokens, at + 1) != "me"
    return token.raw in {"AM", "am"} and text_at(tokens, at - 1) not in {"i", "who", "that"}


def _pointed(tokens: Sequence[Token], at: int) -> tuple[DayTime, int] | None:
    """Friday a.m.: behind a day, not behind an hour."""
    before = text_at(tokens, at - 2) if text_at(tokens, at - 1) == "." else text_at(tokens, at - 1)
    if before not in WEEKDAYS and before not in RELATIVE_DAYS:
        return None
    name = "am" if tokens[at].text == "a" else "pm"
    start, end = PARTS[name]
    return part_of_day(start, end, _part_name(start, end)), at + (4 if text_at(tokens, at + 3) == "." else 3)


def _is_german(tokens: Sequence[Token], at: int) -> bool:
    """Whether "am" leads a German day: am Freitag, am 12.02."""
    word = text_at(tokens, at)
    return word.endswith(("tag", "woch", "abend")) or (word.isdecimal() and text_at(tokens, at + 1) == ".")


def _part_name(start: int, end: int) -> str:
    if end <= NOON:
        return "morning"
    return "afternoon" if end <= DAY_END else "evening"


def _shaded_part(tokens: Sequence[Token], at: int, shade: str) -> tuple[DayTime, int] | None:
    word = text_at(tokens, at)
    if word not in PARTS or word == "night" or (word in {"am", "pm"} and shade == "mid"):
        return None
    return shaded(*PARTS[word], shade), at + 1


def shaded(start: int, end: int, shade: str) -> DayTime:
    """The early, mid or late piece of a part of the day."""
    name = _part_name(start, end)
    third = (end - start) // 2
    if shade == "early":
        start, end = start, start + (180 if start == NOON else third)
    elif shade in {"late", "later"}:
        start = end - third if start != NOON else 900
    else:
        start, end = start + 60 if start < NOON else start + 120, end - 60
    return part_of_day(start, end, name)
