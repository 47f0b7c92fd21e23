"""The times a mail offers, found as a hurried reader finds them: month, day and a clock time on one line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from sync.sandbox.zones import BY_LETTERS, find_zone

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<{0}>jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DATE = re.compile(
    r"\b(?:" + _MONTH.format("month") + r"\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?\b|"
    r"(?P<day2>\d{1,2})(?:st|nd|rd|th)?\s+" + _MONTH.format("month2") + r")(?:,?\s+(?P<year>20\d\d))?",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"\b(?P<hour>\d{1,2})(?::(?P<minute>[0-5]\d))?\s*(?P<half>[ap]\.?m\b\.?)?"
    r"(?:\s*(?:-|–|—|to)\s*\d{1,2}(?::[0-5]\d)?\s*(?P<half2>[ap]\.?m\b\.?)?)?",
    re.IGNORECASE,
)
_BARE_CLOCK = re.compile(r"^\W*\d{1,2}(?::[0-5]\d)?\s*[ap]\.?m", re.IGNORECASE)
_ZONE = re.compile(r"^\s*[(\[]?\s*([A-Z]{1,4}|Eastern|Central|Mountain|Pacific)\b")
_ASIDE = re.compile(r"[(\[][^()\[\]]*\d(?::\d\d)?\s*[ap]\.?m[^()\[\]]*[)\]]", re.IGNORECASE)
_SECOND_ZONE = re.compile(
    r"\s*(?:/|=|·|\|)\s*\d{1,2}(?::\d\d)?\s*[ap]\.?m\.?\s*(?:[A-Z]{2,4})?", re.IGNORECASE
)


@dataclass(frozen=True)
class Offered:
    """An offered start; `zone` is the one in which it was written."""

    at: datetime
    zone: ZoneInfo

    @property
    def local(self) -> datetime:
        """The start on the writer's clock."""
        return self.at.astimezone(self.zone)


def offered_times(text: str, sent_at: datetime, zone: ZoneInfo) -> list[Offered]:
    """All times in `text`, in the order of the text, each once. `zone` holds where the text names none.

    A date that stands alone on its line is the heading of the clock times below it.
    """
    found: dict[datetime, Offered] = {}
    today = sent_at.astimezone(zone).date()
    heading: date | None = None
    for line in text.splitlines():
        plain = _SECOND_ZONE.sub("", _ASIDE.sub("", line))
        dates = list(_DATE.finditer(plain))
        before = len(found)
        for number, match in enumerate(dates):
            end = dates[number + 1].start() if number + 1 < len(dates) else len(plain)
            day = _day(match, today)
            for offered in _clocks(plain[match.end() : end], day, zone) if day else ():
                found.setdefault(offered.at, offered)
        if dates:
            heading = _day(dates[-1], today) if len(found) == before else None
        elif heading and _BARE_CLOCK.match(plain):
            found |= {one.at: one for one in _clocks(plain, heading, zone)}
    return list(found.values())


def _clocks(text: str, day: date, zone: ZoneInfo) -> list[Offered]:
    found = []
    for match in _CLOCK.finditer(text):
        half = match["half"] or match["half2"]
        hour, minute = int(match["hour"]), int(match["minute"] or 0)
        if (half is None and match["minute"] is None) or hour > 23:
            continue
        if half is not None:
            hour = hour % 12 + (12 if half.lower().startswith("p") else 0)
        letters = _ZONE.match(text[match.end() :])
        start = datetime.combine(day, time(hour, minute), zone)
        there = _meant(letters[1].upper(), start, zone) if letters else zone
        found.append(Offered(start.replace(tzinfo=there).astimezone(UTC), there))
    return found


def _meant(letters: str, start: datetime, own: ZoneInfo) -> ZoneInfo:
    """The zone behind letters like MST: the reader's own, if it is called so then or has the same time."""
    named = find_zone(BY_LETTERS.get(letters, ""))
    if named is None or letters == start.tzname():
        return own
    return own if start.utcoffset() == start.replace(tzinfo=named).utcoffset() else named


def _day(match: re.Match[str], today: date) -> date | None:
    month = _MONTHS.index((match["month"] or match["month2"]).lower()[:3]) + 1
    number = int(match["day"] or match["day2"])
    years = [int(match["year"])] if match["year"] else [today.year, today.year + 1]
    for year in years:
        try:
            day = date(year, month, number)
        except ValueError:
            continue
        if match["year"] or (day - today).days > -60:
            return day
    return None
