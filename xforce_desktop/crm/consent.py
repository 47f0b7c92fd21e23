"""Consent to texts as a list tells it: a day and a source, or it does not count; and for which number."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from xforce_desktop.crm.fields import list_words, without_accents
from xforce_desktop.crm.records import ContactRecord, NoConsent, TextConsent
from xforce_desktop.crm.unusable import Unusable

_MONTHS = tuple(date(2000, month, 1).strftime("%B").casefold() for month in range(1, 13))
_MONTH = rf"(?P<M>{'|'.join(_MONTHS)}|{'|'.join(name[:3] for name in _MONTHS)}|sept)\b\.?"
_DAYS = (
    re.compile(r"\b(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?:[T ]\d{1,2}:\d{2}\S*|\b)"),
    re.compile(rf"\b{_MONTH}\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}})\b", re.IGNORECASE),
    re.compile(rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\.?[\s-]+{_MONTH}[\s,-]+(?P<y>\d{{4}})\b", re.IGNORECASE),
    re.compile(r"\b(?P<one>\d{1,2})[/.-](?P<two>\d{1,2})[/.-](?P<y>\d{4}|\d{2})\b"),
)
_WORD = re.compile(r"\w+")
_AROUND = " ,;:|()-–/"


def consent_of(text: str, today: date) -> TextConsent | NoConsent:
    """The consent that a cell states, with an empty source where it stands in another column, or a refusal.

    Raises Unusable for one without a day or on a day that cannot be, and for words that leave it open.
    """
    if text.casefold() in list_words().no or is_refusal(text):
        return NoConsent()
    if text.casefold() in list_words().yes:
        raise Unusable(f"“{text}” is not enough to text somebody: the day they agreed, and how, are needed")
    _check_settled(text)
    day, rest = day_in(text)
    if day > today:
        raise Unusable(f"“{text}” lies in the future")
    return TextConsent(day, _source(rest))


def with_source(consent: TextConsent, told: str) -> TextConsent | NoConsent:
    """With the source from a cell of its own, if that names one; words of refusal there outweigh the day.

    Raises Unusable if there is no source, or it leaves the consent open.
    """
    if is_refusal(told) or told.casefold() in list_words().no:
        return NoConsent()
    _check_settled(told)
    source = _source(told) or consent.source
    if not source:
        raise Unusable("there is a day but no source: how they agreed is needed to text somebody")
    return replace(consent, source=source)


def is_refusal(text: str) -> bool:
    """Whether it says that they do not want to be texted, or no longer."""
    return _holds(text, list_words().refusals)


def consent_for(
    old: ContactRecord, number: str, given: TextConsent | NoConsent | None, given_for: str
) -> tuple[TextConsent | None, TextConsent | NoConsent | None, str]:
    """What is left of the old consent when `number` is kept, what may be taken of the given one, and why not.

    A consent holds for one number: a new number ends the old one, and one given beside another number
    (`given_for`, empty: beside none) is not taken.
    """
    stays = old.sms_consent if is_same_number(number, old.phone) else None
    if isinstance(given, TextConsent) and given_for and not is_same_number(given_for, number):
        return stays, None, f"the consent to texts is for {given_for}; {number} is kept"
    if old.sms_consent and not stays and not isinstance(given, TextConsent):
        before = f"was for {old.phone}" if old.phone else "was given before there was a number"
        return stays, given, f"the consent to texts {before} and went with it"
    return stays, given, ""


def is_same_number(one: str, other: str) -> bool:
    """Whether the same phone rings, however each is written."""
    return _dialled(one) == _dialled(other)


def _dialled(number: str) -> str:
    """Its digits, without an extension and the country code of North America, for numbers kept as typed."""
    digits = re.sub(r"\D", "", number.casefold().partition("x")[0])
    return digits[1:] if len(digits) == 11 and digits.startswith("1") else digits


def _check_settled(text: str) -> None:
    if _holds(text, list_words().unsettled):
        raise Unusable(f"“{text}” does not say that they agreed to texts")


def _holds(text: str, phrases: Iterable[str]) -> bool:
    """Whether one of the phrases stands in it as whole words."""
    words = f" {' '.join(_WORD.findall(without_accents(text.replace('’', chr(39)).replace(chr(39), ''))))} "
    return any(f" {phrase} " in words for phrase in phrases)


def _source(text: str) -> str:
    """The words, unless they only say yes."""
    words = text.strip(_AROUND)
    return "" if words.casefold() in list_words().yes else words


def day_in(text: str) -> tuple[date, str]:
    """The one day in the text, and the words around it. Raises Unusable if it may be two, or is none."""
    found = [match for pattern in _DAYS for match in pattern.finditer(text)]
    if not found:
        raise Unusable(f"“{text}” names no day; write it like 2026-01-31")
    if len(found) > 1:
        raise Unusable(f"“{text}” names more than one day; write the one they agreed, like 2026-01-31")
    parts = found[0].groupdict()
    rest = f"{text[: found[0].start()]} {text[found[0].end() :]}"
    if "one" in parts:
        return _numbered(text, int(parts["one"]), int(parts["two"]), parts["y"]), " ".join(rest.split())
    month = _month(parts["M"]) if "M" in parts else int(parts["m"])
    return _day(text, int(parts["y"]), month, int(parts["d"])), " ".join(rest.split())


def _month(name: str) -> int:
    return next(n for n, one in enumerate(_MONTHS, 1) if one.startswith(name[:3].casefold()))


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
