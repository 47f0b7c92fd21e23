"""Lists and spans of days, read from tokens: "Tuesday or Wednesday next week", "the 5th to the 8th"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from xforce_desktop.replies.days import read_day
from xforce_desktop.replies.halves import in_week, same_which
from xforce_desktop.replies.named_day import Day, DayKind
from xforce_desktop.replies.piece import Piece
from xforce_desktop.replies.piece_words import AFTER, BEFORE, JOINERS, TO, UNITS
from xforce_desktop.replies.same_day import same_day
from xforce_desktop.replies.single_days import weekday_at
from xforce_desktop.replies.tokens import Token
from xforce_desktop.replies.written_dates import day_of_month, month_at, year_behind

_GOES_ON = {"or", "and", "/", "&", "-", "to", "through", "thru"}


class DayReader:
    """Reads the days that begin at a token."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens

    def _text(self, at: int) -> str:
        return self._tokens[at].text if 0 <= at < len(self._tokens) else ""

    def read(self, at: int) -> Piece | None:
        bound, start = "", at
        between = self._text(at) == "between"
        if between:
            start = at + 1
        elif self._text(at) == "following" and weekday_at(self._tokens, at + 1) is not None:
            start = at
        elif self._text(at) in AFTER | BEFORE and self._text(at) not in {"past", "a"}:
            bound = {
                "from": "from",
                "since": "from",
                "starting": "from",
                "until": "until",
                "till": "until",
                "til": "until",
                "by": "until",
                "through": "until",
                "thru": "until",
            }.get(self._text(at), "after" if self._text(at) in AFTER else "before")
            start = at + 1
        found = read_day(self._tokens, start) if start < len(self._tokens) else None
        if not found and bound == "after":
            bound, found = "", read_day(self._tokens, at)
        if not found:
            return None
        if between and self._text(found[1]) not in {"and", "&"} and found[0].kind is not DayKind.SPAN:
            return None
        days, after = self._day_list(found, between)
        open_end = between and days[0].kind is not DayKind.SPAN
        if (
            bound == "from"
            and self._text(after) not in TO
            and len(days) == 1
            and self._text(after) in {"at", "@"}
        ):
            bound = ""
        return Piece(at, after, days=days, bound=bound, doubt=open_end)

    def _day_list(self, found: tuple[Day, int], between: bool = False) -> tuple[tuple[Day, ...], int]:
        days, after, joined = [found[0]], found[1], False
        while True:
            days[-1], after = self._with_weekday(days[-1], after)
            ranged = self._range_end(days[-1], after, between and len(days) == 1)
            if ranged:
                days[-1], after = ranged
                continue
            more = self._next_day(days[-1], after)
            if not more or (joined and self._text(after) == ","):
                break
            joined = joined or self._text(after) != "," or self._text(after + 1) in {"or", "and"}
            if len(days) == 1 and self._is_apposition(days[0], more[0], after, more[1]):
                days, after = [same_day(days[0], more[0])], more[1]
                continue
            days.append(same_which(days[-1], more[0]))
            after = more[1]
        return self._with_week(days, after)

    def _with_weekday(self, day: Day, after: int) -> tuple[Day, int]:
        """The weekday behind a date: "Jul 18, Fri", "24.8. Monday"."""
        dated = day.kind in {DayKind.DATE, DayKind.NUMERIC, DayKind.NUMBER} and day.weekday is None
        step = after + 1 if self._text(after) in {",", "("} else after
        if not dated or step >= len(self._tokens) or self._tokens[step].after_break:
            return day, after
        weekday = weekday_at(self._tokens, step)
        behind = self._text(step + 1)
        if weekday is None or behind in _GOES_ON or (self._text(after) == "," and behind in {",", "the"}):
            return day, after
        return replace(day, weekday=weekday), step + 2 if behind in {")", "."} else step + 1

    def _range_end(self, first: Day, after: int, between: bool) -> tuple[Day, int] | None:
        """The second half of Mon-Wed, the 5th to the 8th, Jan 5 - 7."""
        joined = self._text(after) in TO or (between and self._text(after) in {"and", "&"})
        if not joined or first.kind in {DayKind.SPAN, DayKind.EVERY}:
            return None
        last = self._same_month_day(first, after + 1) or (
            read_day(self._tokens, after + 1) if after + 1 < len(self._tokens) else None
        )
        if not last or last[0].kind in {DayKind.WEEK, DayKind.EVERY} or self._text(after) == "a":
            return None
        if last[0].year is not None and first.year is None and first.kind in {DayKind.DATE, DayKind.NUMERIC}:
            first = replace(first, year=last[0].year)
        return Day(DayKind.SPAN, day_from=first, day_to=last[0]), last[1]

    def _same_month_day(self, first: Day, at: int) -> tuple[Day, int] | None:
        """The 6 of "Jan 5 or 6", the 7th of "Jan 5 - 7th"."""
        base = first.day_to if first.kind is DayKind.SPAN and first.day_to else first
        if base.kind is not DayKind.DATE or at >= len(self._tokens):
            return None
        at = at + 1 if self._text(at) == "the" else at
        number, after = day_of_month(self._tokens, at)
        if not number:
            return None
        if (
            self._text(after) in {":", "am", "pm", "h", "/"}
            or month_at(self._tokens, after)
            or self._text(after) in UNITS
        ):
            return None
        year, end = year_behind(self._tokens, after)
        return replace(base, day=number, weekday=None, year=year or base.year), end if year else after

    def _is_apposition(self, first: Day, second: Day, comma: int, after: int) -> bool:
        """Whether "tomorrow, 14 July" names one day twice and no list of days goes on."""
        if (
            first.kind is DayKind.WEEKDAY
            and second.kind is DayKind.OFFSET
            and (second.months or second.offset > 1)
        ):
            return self._text(comma) == ","
        dated = second.kind in {DayKind.DATE, DayKind.NUMERIC, DayKind.NUMBER}
        listed = self._text(after) in {"or", "and", "&", "/"} or self._text(comma) != ","
        return first.kind is DayKind.OFFSET and dated and not listed

    def _next_day(self, last: Day, after: int) -> tuple[Day, int] | None:
        step = after
        while self._text(step) in JOINERS | {"on", "the", "either"} and step < after + 3:
            if self._tokens[step].after_break and self._text(step) not in {"or", "and"}:
                return None
            step += 1
        joined = {self._text(i) for i in range(after, step)}
        if not joined & JOINERS or step >= len(self._tokens) or self._tokens[step].after_break:
            return None
        if joined & {"or", "and", "/", "&", "nor", "y", "o", "und", "oder", "et", "ou"}:
            same = self._same_month_day(last, step)
            if same:
                return same
        if joined == {","} and self._text(after) == ",":
            listed = self._same_month_day(last, step)
            if (
                listed
                and self._text(listed[1]) in {",", "or", "and", "&"}
                and self._tokens[min(listed[1] + 1, len(self._tokens) - 1)].is_number
            ):
                return listed
        start = step - 1 if self._text(step - 1) == "the" else step
        if (
            joined == {","}
            and self._text(after) == ","
            and last.kind is DayKind.WEEKDAY
            and last.weekday is None
        ):
            return None
        return read_day(self._tokens, start)

    def _with_week(self, days: list[Day], after: int) -> tuple[tuple[Day, ...], int]:
        """The week that follows or leads a list of weekdays: "Wednesday or Thursday next week"."""
        if len(days) == 1 and days[0].kind is DayKind.WEEK and not days[0].part_of_week:
            return self._weekdays_of(days[0], after)
        if (
            days[0].kind is DayKind.WEEK
            and len(days) > 1
            and all(d.kind is DayKind.WEEKDAY for d in days[1:])
        ):
            return tuple(replace(d, week=days[0].week) for d in days[1:]), after
        if not all(d.kind in {DayKind.WEEKDAY, DayKind.SPAN, DayKind.EVERY} for d in days):
            return tuple(days), after
        step = after
        while self._text(step) in {"of", "in", ",", "the", "de"} and step < after + 2:
            step += 1
        week = read_day(self._tokens, step) if step < len(self._tokens) else None
        if not week or week[0].kind is not DayKind.WEEK or week[0].part_of_week:
            return tuple(days), after
        return tuple(in_week(day, week[0]) for day in days), week[1]

    def _weekdays_of(self, week: Day, after: int) -> tuple[tuple[Day, ...], int]:
        """The weekdays behind their week: "next week Tuesday", "next week, Mon or Wed"."""
        step = after
        while self._text(step) in {",", "on", "-", "from"} and step < after + 2:
            step += 1
        if step >= len(self._tokens) or self._tokens[step].after_break:
            return (week,), after
        between = self._text(step) == "between"
        found = read_day(self._tokens, step + 1 if between else step)
        if not found or found[0].kind is not DayKind.WEEKDAY or found[0].which or found[0].week is not None:
            return (week,), after
        days, end = self._day_list(found, between)
        if not all(day.kind in {DayKind.WEEKDAY, DayKind.SPAN} for day in days):
            return (week,), after
        return tuple(in_week(day, week) for day in days), end
