"""Consent to texts as a list tells it: a day and a source, or it does not count; and for which number."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import lru_cache

from xforce_desktop.crm.fields import list_words, without_accents
from xforce_desktop.crm.numbers import DEFAULT_REGION, is_same_number
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
_WORD = re.compile(
    "[^\\W_]+|[\u2190-\u2bff\U0001f300-\U0001f3fa\U0001f400-\U0001faff]|×"
)  # each sign by itself
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")  # DoNotText
_AROUND = " ,;:|()-–/"


def consent_of(text: str, today: date) -> TextConsent | NoConsent:
    """The consent that a cell states, with an empty source where it stands in another column, or a refusal.

    Raises Unusable for one without a day or on a day that cannot be, and for words that leave it open.
    """
    if _is_plain_no(text):
        return NoConsent()
    if is_refusal(text):
        return NoConsent(text, _literal(text))
    if text.casefold() in list_words().yes:
        raise Unusable(f"“{text}” is not enough to text somebody: the day they agreed, and how, are needed")
    _check_settled(text, list_words().unsettled)
    day, rest = day_in(text)
    if day > today:
        raise Unusable(f"“{text}” lies in the future")
    return TextConsent(day, _source(rest))


def with_source(consent: TextConsent, told: str, *, is_typed: bool = False) -> TextConsent | NoConsent:
    """With the source from a cell of its own, if that names one; words of refusal there outweigh the day.
    What the rep types (`is_typed`) may say more beside it: "form; expires 2030".

    Raises Unusable if there is no source, or it leaves the consent open.
    """
    if is_refusal(told):
        return NoConsent(told, replace(consent, source=told))
    _check_settled(told, list_words().unsettled - (list_words().said_beside if is_typed else set()))
    source = _source(told) or consent.source
    if not source:
        raise Unusable("there is a day but no source: how they agreed is needed to text somebody")
    return replace(consent, source=source)


def is_refusal(text: str) -> bool:
    """Whether it says that they do not want to be texted, or no longer. In doubt it does: a text that is not
    sent does less harm than one to somebody who refused."""
    for day in _DAYS:
        text = day.sub(" ", text)
    return _is_plain_no(text) or _holds(_harmless().sub(" ", text), list_words().refusals)


def _is_plain_no(text: str) -> bool:
    return _bare(text) in list_words().no


def _bare(text: str) -> str:
    return text.strip(f"{_AROUND}.!").casefold()


@lru_cache(maxsize=1)
def _harmless() -> re.Pattern[str]:
    return re.compile("|".join(list_words().no_refusals), re.IGNORECASE)


def _literal(text: str) -> TextConsent | None:
    """The consent, if all words beside the day told its source."""
    try:
        day, rest = day_in(text)
    except Unusable:
        return None
    return TextConsent(day, "" if _is_plain_no(rest) else _source(rest))


def refusal_in_words(refusal: NoConsent, known: TextConsent | None) -> str:
    """What is to be told of words that were read as a refusal: of one who agreed, or beside a day, nobody
    may have meant them so. Empty where nothing is."""
    if not refusal.words or (known is None and refusal.literally is None):
        return ""
    return (
        f"“{refusal.words}” was read as a refusal of texts; write the day and how they agreed if it is none"
    )


def consent_for(
    old: ContactRecord,
    number: str,
    given: TextConsent | NoConsent | None,
    given_for: str,
    region: str = DEFAULT_REGION,
) -> tuple[TextConsent | None, TextConsent | NoConsent | None, str]:
    """What is left of the old consent when `number` is kept, what may be taken of the given one, and why not.

    A consent holds for one number: a new number ends the old one, and one given beside another number
    (`given_for`, empty: beside none) is not taken. The words of the consent that is known end it not.
    `region` (ISO 3166) is where a number without its country code is from.
    """
    is_kept = number == old.phone or is_same_number(number, old.phone, region)
    stays = old.sms_consent if is_kept else None
    if isinstance(given, NoConsent) and stays is not None and stays == given.literally:
        reason = f"“{stays.source}” stays as how they agreed; take it back if it is a refusal"
        return stays, None, reason
    if isinstance(given, TextConsent) and given_for and not is_same_number(given_for, number, region):
        return stays, None, f"the consent to texts is for {given_for}; {number} is kept"
    if old.sms_consent and not stays and not isinstance(given, TextConsent):
        before = f"was for {old.phone}" if old.phone else "was given before there was a number"
        return stays, given, f"the consent to texts {before} and went with it"
    return stays, given, ""


def _check_settled(text: str, unsettled: Iterable[str]) -> None:
    if "?" in text or _holds(text, unsettled):
        raise Unusable(f"“{text}” does not say that they agreed to texts")


def _holds(text: str, phrases: Iterable[str]) -> bool:
    """Whether one of the phrases stands in it as whole words."""
    plain = text.replace("’", "'").replace("'", "")
    spellings = {_in_words(plain), _in_words(_HUMP.sub(" ", plain))}
    return any(f" {phrase} " in words for phrase in phrases for words in spellings)


def _in_words(text: str) -> str:
    return f" {' '.join(_WORD.findall(without_accents(text)))} "


def _source(text: str) -> str:
    """The words, unless they only say yes, or that there is none."""
    says_nothing = _bare(text) in list_words().yes | list_words().empty
    return "" if says_nothing else text.strip(_AROUND)


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
