"""Consent to texts as a list tells it: a day and a source, or it does not count."""

from __future__ import annotations

import re
from datetime import date

from xforce_desktop.crm.fields import list_words
from xforce_desktop.crm.records import TextConsent
from xforce_desktop.crm.unusable import Unusable

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_ISO = re.compile(r"\b(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]\d{1,2}:\d{2}\S*)?")
_NUMBERS = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})\b")
_MONTH_FIRST = re.compile(rf"\b{_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})\b", re.IGNORECASE)
_DAY_FIRST = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\.?[\s-]+{_MONTH}[\s,-]+(\d{{4}})\b", re.IGNORECASE)


def consent_of(text: str, today: date) -> TextConsent | None:
    """The consent that a cell states, with an empty source where it stands in another column; None for no.

    Raises Unusable for one without a day, or on a day that cannot be.
    """
    if text.casefold() in list_words().no:
        return None
    if text.casefold() in list_words().yes:
        raise Unusable(f"“{text}” is not enough to text somebody: the day they agreed, and how, are needed")
    day, rest = day_in(text)
    if day > today:
        raise Unusable(f"“{text}” lies in the future")
    return TextConsent(day, rest.strip(" ,;:|()-–/"))


def day_in(text: str) -> tuple[date, str]:
    """The one day in the text, and the words around it. Raises Unusable if it may be two, or is none."""
    for pattern, order in ((_ISO, "ymd"), (_MONTH_FIRST, "Mdy"), (_DAY_FIRST, "dMy")):
        if found := pattern.search(text):
            parts = dict(zip(order, found.groups(), strict=True))
            month = _MONTHS.index(parts["M"].casefold()) + 1 if "M" in parts else int(parts["m"])
            return _day(text, int(parts["y"]), month, int(parts["d"])), pattern.sub("", text, count=1)
    found = _NUMBERS.search(text)
    if not found:
        raise Unusable(f"“{text}” names no day; write it like 2026-01-31")
    return _numbered(text, int(found[1]), int(found[2]), found[3]), _NUMBERS.sub("", text, count=1)


def _numbered(text: str, first: int, second: int, year: str) -> date:
    if len(year) == 2:
        raise Unusable(f"“{text}” leaves the century open; write it like 2026-01-31")
    if first <= 12 and second <= 12 and first != second:
        months = [date(2000, month, 1).strftime("%B") for month in (first, second)]
        raise Unusable(f"“{text}” may be in {months[0]} or {months[1]}; write it like 2026-01-31")
    month, day = (first, second) if first <= 12 else (second, first)
    return _day(text, int(year), month, day)


def _day(text: str, year: int, month: int, day: int) -> date:
    try:
        found = date(year, month, day)
    except ValueError as error:
        raise Unusable(f"“{text}” is no day of the calendar") from error
    if year < 1990:
        raise Unusable(f"“{text}” lies too far back for a consent to texts")
    return found
