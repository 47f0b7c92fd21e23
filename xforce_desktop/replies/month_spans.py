"""Months and parts of them that stand alone in a text: "next month", "early March", "October 2027"."""

from __future__ import annotations

import re
from datetime import date, timedelta

from xforce_desktop.replies.dates import Almanac, last_day_of_month, months_from
from xforce_desktop.replies.plain import fold
from xforce_desktop.replies.words import MONTHS

_MONTH = re.compile(
    r"\W*(?:(?:maybe|perhaps|sometime|some time|any ?time|how about|what about|let's (?:say|do)|around|about|"
    r"in|during|for|at|on|the)\W+)*"
    r"(?:(?P<shade>early|mid|middle|later?|beginning|start|end|rest|remainder)\W*(?:(?:in|of|the)\W+)*)?"
    r"(?:(?P<which>next|this|following|coming|current|upcoming|the)\W+)?"
    r"(?:(?P<name>[^\W\d_]+)|(?P<number>\d{1,2}) ?[/.-] ?(?P<long>20\d\d)|"
    r"(?P<first>20\d\d) ?[/-] ?(?P<second>\d{1,2}))"
    r"(?:\W{1,2}(?:of\W)?(?P<year>20\d\d))?\W*"
)
_PARTS = {"early": (1, 10), "beginning": (1, 10), "start": (1, 10), "mid": (11, 20), "middle": (11, 20)}
_LATE = (21, 31)
_NEXT = {"next", "following", "coming", "upcoming"}


def month_days(text: str, almanac: Almanac) -> tuple[date, ...]:
    """The working days ahead of the month that the whole of `text` names; none if it says anything else."""
    folded = fold(text.strip())
    if folded in {"eom", "the eom", "at the eom"}:
        folded = "end of the month"
    match = _MONTH.fullmatch(folded) if len(folded) <= 80 else None
    first = _first_of(match, almanac.today) if match else None
    if match is None or first is None:
        return ()
    low, high = _PARTS.get(match["shade"], _LATE) if match["shade"] else (1, 31)
    if match["shade"] in {"later", "rest", "remainder"}:
        low = 1
    last = last_day_of_month(first.year, first.month)
    days = [first + timedelta(days=step) for step in range(last.day)]
    return tuple(d for d in days if low <= d.day <= high and d >= almanac.today and almanac.is_working_day(d))


_WEEK = re.compile(
    r"\W*(?:(?:in|during|sometime|maybe)\W+)*(?:the\W)?"
    r"(?P<nth>first|1st|second|2nd|third|3rd|fourth|4th|last) week "
    r"(?:of|in) (?P<month>.{3,30})"
)
_NTH = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": -1}


def week_of_month(text: str, almanac: Almanac) -> tuple[tuple[date, ...], ...]:
    """The week of a month that the whole of `text` names.

    It is counted from the first week that lies mostly in the month, or from the first Monday: one reading
    where both are the same, else two.
    """
    match = _WEEK.fullmatch(fold(text.strip().rstrip(".?!"))) if len(text) <= 80 else None
    month = _MONTH.fullmatch(match["month"]) if match else None
    first = _first_of(month, almanac.today) if month and not month["shade"] else None
    if match is None or first is None:
        return ()
    number = _NTH[match["nth"]]
    found = [_week_days(monday, almanac) for monday in _mondays(first, number)]
    return tuple(dict.fromkeys(days for days in found if days))


def _mondays(first: date, number: int) -> list[date]:
    last = last_day_of_month(first.year, first.month)
    mostly = [d for d in _each(first - timedelta(days=3), last - timedelta(days=3)) if d.weekday() == 0]
    begun = [d for d in _each(first, last) if d.weekday() == 0]
    full = [d for d in begun if d + timedelta(days=6) <= last]
    if number < 0:
        return [mostly[-1], full[-1]]
    return [weeks[number - 1] for weeks in (mostly, begun) if len(weeks) >= number]


def _each(first: date, last: date) -> list[date]:
    return [first + timedelta(days=step) for step in range((last - first).days + 1)]


def _week_days(monday: date, almanac: Almanac) -> tuple[date, ...]:
    days = _each(monday, monday + timedelta(days=4))
    return tuple(d for d in days if d >= almanac.today and almanac.is_working_day(d))


def _first_of(match: re.Match[str], today: date) -> date | None:
    if match["long"] or match["first"]:
        month = int(match["number"] or match["second"])
        year = int(match["long"] or match["first"])
        return date(year, month, 1) if 1 <= month <= 12 and not match["which"] else None
    if match["name"] == "month":
        if not match["which"] and not match["shade"]:
            return None
        return months_from(today.replace(day=1), 1 if match["which"] in _NEXT else 0)
    month = MONTHS.get(match["name"], 0)
    if not month or (len(match["name"]) == 3 and match["name"] in {"mar", "may"} and _is_bare(match)):
        return None
    if match["year"]:
        return date(int(match["year"]), month, 1)
    year = today.year if month >= today.month else today.year + 1
    return date(year, month, 1)


def _is_bare(match: re.Match[str]) -> bool:
    """Whether a short word that is more than a month has nothing beside it that makes it one."""
    return not (match["shade"] or match["which"] or match["year"] or re.search(r"\bin\b", match.group()))
