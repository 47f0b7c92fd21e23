"""Days named in a text, recognised in tokens, before anything is known about today."""

from __future__ import annotations

from collections.abc import Sequence

from xforce_desktop.replies.counted_days import begins_count, counted_day, days_ahead
from xforce_desktop.replies.month_days import nth_of_month, number_of_month, run_of_days
from xforce_desktop.replies.named_day import Day, DayKind, text_at
from xforce_desktop.replies.single_days import named_day, week_from, weekday_named
from xforce_desktop.replies.tokens import Token
from xforce_desktop.replies.weeks import read_week
from xforce_desktop.replies.words import RELATIVE_DAYS
from xforce_desktop.replies.written_dates import (
    day_first_date,
    day_number,
    iso_date,
    month_first_date,
    numeric_date,
)


def read_day(tokens: Sequence[Token], at: int) -> tuple[Day, int] | None:
    """The day that begins at token `at`, and the index after it."""
    for reader in (
        nth_of_month,
        number_of_month,
        run_of_days,
        _relative,
        days_ahead,
        read_week,
        weekday_named,
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
        return week_from(tokens, at + 1, Day(DayKind.OFFSET, offset=RELATIVE_DAYS[word]))
    return counted_day(tokens, at, _anchor) if begins_count(tokens, at) else None


def _anchor(tokens: Sequence[Token], at: int) -> tuple[Day, int] | None:
    return (Day(DayKind.OFFSET), at + 1) if text_at(tokens, at) == "now" else named_day(tokens, at)


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
