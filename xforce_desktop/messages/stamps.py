"""Every mention of a date or a clock in a text, wherever it stands and however it is written."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAY = (
    r"(?P<weekday>mon(?:day)?|tues?(?:day)?|wed(?:nesday)?|thu(?:rs?)?(?:day)?|fri(?:day)?|sat(?:urday)?|"
    r"sun(?:day)?)s?\b\.?"
)
_MONTH = (
    r"(?P<{0}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_NUMBER = r"(?P<{0}>[0-3]?\d)(?:st|nd|rd|th)?\b(?!\s*(?:%|percent|minutes?|mins?\b|min\b|hours?|:\d))"
_YEAR = r"(?:,?\s+(?P<{0}>20\d\d)\b)?"
_DATE = re.compile(
    rf"\b(?:{_WEEKDAY}(?:,?\s+(?:the\s+)?(?:{_MONTH.format('month')}\s+{_NUMBER.format('day')}{_YEAR.format('year')}"
    rf"|{_NUMBER.format('day_b')}\s+(?:of\s+)?{_MONTH.format('month_b')}{_YEAR.format('year_b')}|"
    rf"(?P<nth_w>[0-3]?\d)(?:st|nd|rd|th)\b))?"
    rf"|{_MONTH.format('month_c')}\s+{_NUMBER.format('day_c')}{_YEAR.format('year_c')}"
    rf"|{_NUMBER.format('day_d')}\s+(?:of\s+)?{_MONTH.format('month_d')}{_YEAR.format('year_d')}"
    rf"|(?P<iso>20\d\d-\d\d-\d\d)|(?!24/7)(?P<slash>\d{{1,2}}[/.]\d{{1,2}}(?:[/.]\d{{2,4}})?)(?!\d)|"
    rf"the\s+(?P<nth>[0-3]?\d)(?:st|nd|rd|th)\b"
    rf"|(?P<relative>today|tomorrow|tonight|yesterday|this\s+(?:morning|afternoon|evening)))",
    re.IGNORECASE,
)
_ZONE = (
    r"(?:\s+\(?(?P<zone>UTC[+-]\d{1,2}(?::?\d\d)?|GMT[+-]\d{1,2}(?::?\d\d)?|[A-Z]{2,5}\b|"
    r"(?:[A-Z][\w'.-]+ ){1,4}[Tt]ime\b|"
    r"(?:Eastern|Central|Mountain|Pacific|Atlantic|Hawaii)\b))?"
)
_CLOCK = re.compile(
    r"(?<![\d:$%.])(?:(?P<hour>[01]?\d|2[0-4])(?::(?P<minute>[0-5]\d))?\s?(?P<half>(?:[aApP]\.?[mM]\b\.?))"
    r"|(?P<hour24>[01]?\d|2[0-3]):(?P<minute24>[0-5]\d)(?::\d\d)?(?!\d)"
    r"|(?P<word>\b(?:noon|midday|midnight)\b)"
    r"|(?P<oclock>1?\d)\s+o['’]clock"
    r"|\b(?:at|around|by|after|before|until|till|@)\s+(?P<bare>1?\d)(?=\s*(?:[.,;!?)]|$|or\b|and\b|on\b|"
    r"if\b|works?\b)))" + _ZONE
)
_GAP = re.compile(
    r"^[\s,]*(?:\b(?:at|from|between|around|by|after|before)\b|[@–—-])?\s*\(?\s*$", re.IGNORECASE
)
_TO = re.compile(r"^\s*(?:to|until|till|and|[–—-])\s*$", re.IGNORECASE)
_COUNT = r"(?:a|an|one|two|three|four|five|six|seven|a few|a couple of|several|\d+)"
_SPAN = r"(?:hours?|days?|weeks?|months?)"
_CLOCK_WORD = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_ORDINAL = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|"
    r"fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth|"
    r"twenty-(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|thirty-first)"
)
_MONTH_WORD = r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
# Days and clocks said so that no date can be checked: never said by us.
VAGUE = re.compile(
    r"\b(?:next|this coming|the following|coming|this|last)\s+(?:day|week|weekend|month|quarter|year|mon|"
    r"tues|wednes|thurs|fri|satur|sun)\w*|\b(?:that|the same|the other)\s+(?:day|week|month)\b|"
    rf"\b(?:with)?in (?:the next )?(?:the )?{_COUNT} (?:business |working )?{_SPAN}\b|"
    rf"\b{_COUNT} {_SPAN} (?:from|after|before|later|earlier|ago)\b|"
    r"\b(?:end|start|beginning|middle|rest|close) of (?:the |this |next )?"
    r"(?:day|business|week|month|quarter|year)\b|"
    r"\bearl(?:y|ier) (?:in the|next|this) (?:week|month)|\blater (?:this|next|in the) (?:week|month|day)\b|"
    r"\b(?:the )?day (?:after|before)\b|\b(?:next|following) (?:morning|afternoon|evening)\b|"
    r"\b(?:over |at |on )?the weekend\b|\bmid-?week\b|\bfortnight\b|\bEOD\b|\bCOB\b|\bEOB\b|"
    r"\b(?:first thing|after lunch|before lunch|over lunch|lunchtime|at lunch)\b|"
    rf"\bin {_MONTH_WORD}\b|"
    rf"\b{_MONTH_WORD} (?:the )?{_ORDINAL}\b|\b(?:the )?{_ORDINAL} of {_MONTH_WORD}\b|"
    rf"\b{_CLOCK_WORD}(?:[- ]?(?:thirty|fifteen|forty-five))?\s?(?:o['’]?clock|[ap]\.?m\b|"
    r"in the (?:morning|afternoon|evening)|at night)|"
    r"\b(?:at|around|about|by|until|till|before|after) "
    rf"{_CLOCK_WORD}(?:[- ](?:thirty|fifteen))?(?=[.,!?]|$)|"
    rf"\b(?:half|quarter|ten|twenty|five) (?:past|to|after) (?:{_CLOCK_WORD}|\d)|\b\d{{1,2}}h(?:\d\d)?\b|"
    r"\b(?:christmas|thanksgiving|easter|new year|labor day|memorial day)\b",
    re.IGNORECASE | re.MULTILINE,
)
_PART = re.compile(r",?\s+(?:in the\s+)?(?P<part>morning|afternoon|evening|night)s?\b", re.IGNORECASE)
_PART_WITHIN = re.compile(r"(?P<part>morning|afternoon|evening|night)$", re.IGNORECASE)
_HOURS_OF = {
    "morning": range(12),
    "afternoon": range(12, 18),
    "evening": range(17, 24),
    "night": range(18, 24),
}


@dataclass(frozen=True)
class Stamp:
    """One mention. Absent pieces are None; `minutes` count from midnight, two of them where am or pm is open.

    `zone` is as written. `bracketed` means that it stands in brackets right behind the mention before.
    """

    text: str
    start: int
    end: int
    weekday: int | None = None
    month: int | None = None
    day: int | None = None
    year: int | None = None
    relative: int | None = None
    minutes: tuple[int, ...] = ()
    zone: str = ""
    bracketed: bool = False

    @property
    def has_date(self) -> bool:
        """Whether it says anything of the day."""
        return any(piece is not None for piece in (self.weekday, self.month, self.day, self.relative))

    def fits(self, moment: datetime, today: date) -> bool:
        """Whether a local time agrees with all that is said; `today` is the date on that wall clock."""
        return self.fits_day(moment.date(), today) and (
            not self.minutes or moment.hour * 60 + moment.minute in self.minutes
        )

    def fits_day(self, day: date, today: date) -> bool:
        """Whether a date agrees with every piece that is said of the day."""
        said = (
            (self.weekday, day.weekday()),
            (self.month, day.month),
            (self.day, day.day),
            (self.year, day.year),
            (self.relative, (day - today).days),
        )
        return all(piece is None or piece == actual for piece, actual in said)


def stamps_in(text: str) -> list[Stamp]:
    """All mentions in order; a clock takes the date right before it, a range shares date and zone."""
    return list(_stamps_in(text))


@lru_cache(maxsize=32)
def _stamps_in(text: str) -> tuple[Stamp, ...]:
    """Of one letter they are asked for again and again."""
    dates = [_date_stamp(match) for match in _DATE.finditer(text)]
    clocks = [_clock_stamp(match, text) for match in _CLOCK.finditer(text)]
    dates = [one for one in dates if not any(clock.start <= one.start < clock.end for clock in clocks)]
    found: list[Stamp] = []
    used: set[int] = set()
    for number, clock in enumerate(clocks):
        before = [one for one in dates if one.end <= clock.start and _GAP.match(text[one.end : clock.start])]
        last = clocks[number - 1] if number else None
        ranged = last is not None and _TO.match(text[last.end : clock.start]) is not None
        if before and "(" not in text[before[-1].end : clock.start]:
            used.add(before[-1].start)
            found.append(_merged(before[-1], clock, text))
        elif ranged and found:
            found[-1] = replace(found[-1], zone=found[-1].zone or clock.zone)
            found.append(_merged(found[-1], clock, text) if found[-1].has_date else clock)
        else:
            found.append(clock)
    found.extend(one for one in dates if one.start not in used)
    return tuple(sorted(found, key=lambda one: one.start))


def hours_said(stamp: Stamp, text: str) -> range | None:
    """The hours of a part of the day named with a date ("Tuesday afternoon", "tonight"), None without one."""
    match = _PART_WITHIN.search(stamp.text) or _PART.match(text, stamp.end)
    return _HOURS_OF[match["part"].lower()] if match else None


def without_stamps(text: str) -> str:
    """The text with a blank in place of every mention."""
    for stamp in reversed(stamps_in(text)):
        text = text[: stamp.start] + " " * (stamp.end - stamp.start) + text[stamp.end :]
    return text


def _merged(day: Stamp, clock: Stamp, text: str) -> Stamp:
    """The day's pieces with the clock's; behind a range the day stands before an earlier clock."""
    start = clock.start if day.minutes else day.start
    return replace(
        day,
        text=text[start : clock.end].strip(),
        start=start,
        end=clock.end,
        minutes=clock.minutes,
        zone=clock.zone,
        bracketed=_bracketed(text, start),
    )


def _bracketed(text: str, start: int) -> bool:
    return text[:start].rstrip(" ").endswith("(")


def _clock_stamp(match: re.Match[str], text: str) -> Stamp:
    return Stamp(
        match[0].strip(),
        match.start(),
        match.end(),
        minutes=_minutes(match),
        zone=" ".join((match["zone"] or "").split()),
        bracketed=_bracketed(text, match.start()),
    )


def _minutes(match: re.Match[str]) -> tuple[int, ...]:
    if match["half"]:
        late = match["half"][0].lower() == "p"
        return ((int(match["hour"]) % 12 + 12 * late) * 60 + int(match["minute"] or 0),)
    if match["hour24"]:
        hour, minute = int(match["hour24"]), int(match["minute24"])
        return (
            (hour * 60 + minute,)
            if hour > 12 or hour == 0
            else (hour * 60 + minute, (hour % 12 + 12) * 60 + minute)
        )
    if match["word"]:
        return (0,) if match["word"].lower() == "midnight" else (12 * 60,)
    hour = int(match["oclock"] or match["bare"])
    return (hour % 12 * 60, (hour % 12 + 12) * 60)


def _date_stamp(match: re.Match[str]) -> Stamp:
    parts = match.groupdict()

    def first(*names: str) -> str | None:
        return next((parts[name] for name in names if parts[name]), None)

    weekday, month = parts["weekday"], first("month", "month_b", "month_c", "month_d")
    day = first("day", "day_b", "day_c", "day_d", "nth", "nth_w")
    year = first("year", "year_b", "year_c", "year_d")
    stamp = Stamp(
        match[0].strip(),
        match.start(),
        match.start() + len(match[0].rstrip()),
        weekday=_index(_DAYS, weekday) if weekday else None,
        month=_index(_MONTHS, month) + 1 if month else None,
        day=int(day) if day else None,
        year=int(year) if year else None,
        relative=_relative(parts["relative"]),
    )
    return _numeric(stamp, parts["iso"], parts["slash"])


def _numeric(stamp: Stamp, iso: str | None, slash: str | None) -> Stamp:
    """The stamp with a date of digits; "6/9" is read as month and day."""
    if iso:
        year, month, day = (int(piece) for piece in iso.split("-"))
        return replace(stamp, year=year, month=month, day=day)
    if slash:
        month, day = (int(piece) for piece in re.split(r"[/.]", slash)[:2])
        return replace(stamp, month=month, day=day)
    return stamp


def _index(names: tuple[str, ...], word: str) -> int:
    return next(number for number, name in enumerate(names) if name.startswith(word[:3].lower()))


def _relative(word: str | None) -> int | None:
    if word is None:
        return None
    return {"tomorrow": 1, "yesterday": -1}.get(word.lower(), 0)
