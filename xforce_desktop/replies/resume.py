"""The day to come back on that a person names: "next month", "after Labor Day", "in two weeks"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

import holidays
from holidays import HolidayBase

from xforce_desktop.replies.dates import Almanac, last_day_of_month, readings_of
from xforce_desktop.replies.named_day import DayKind
from xforce_desktop.replies.phrases import Phrase, month_words
from xforce_desktop.replies.plain import fold
from xforce_desktop.replies.return_days import SaidDay, dated_phrases, monday_after, sentences_in
from xforce_desktop.replies.tokens import tokens_of
from xforce_desktop.replies.words import ENGLISH_NUMBERS, MONTHS
from xforce_desktop.replies.zones import territory_of

_COUNT = (
    r"(?P<count>\d{1,2}|a|an|one|two|three|four|five|six|eight|nine|ten|twelve|couple(?: of)?|"
    r"a couple(?: of)?|few|a few|several|dos|tres|deux|trois|zwei|drei|duas|dois)"
)
_UNIT = (
    r"(?P<unit>days?|weeks?|wks?|months?|mos?|quarters?|years?|fortnights?|semanas?|semaines?|wochen?|meses|mois|"
    r"monaten?|dias?|jours?|tagen?)"
)
_IN_TIME = re.compile(
    r"\b(?:in|en|dans|em|within|give (?:me|us|it)|for (?:the next|at least|another)?|after|another|wait|next|"
    r"about|take|dentro de|daqui a)\s(?:about |around |roughly |like |maybe |at least |another |the next )*"
    + _COUNT
    + r"\s"
    + _UNIT
    + r"\b|\b"
    + _COUNT.replace("count", "ago")
    + r"\s(?P<unit2>weeks?|months?|days?)\s(?:from now|out|or so|down the (?:road|line)|hence|time)\b"
)
_PERIOD = re.compile(
    r"\b(?P<end>end of (?:the |this |next )?(?P<of>month|quarter|year|week|q[1-4])|month.?end|"
    r"quarter.?end|year.?end|eom|eoq|eoy)\b|"
    r"\b(?P<next>(?:next|following|proximo|proxima|le prochain|nachsten?|early next|(?:first|1st|start|"
    r"beginning|early) (?:part )?(?:of|in) (?:the )?next) (?P<what>month|quarter|year|week|mes|semana|"
    r"ano|monat|woche|jahr))\b|"
    r"\b(?P<after>month|quarter|week|year) after next\b|\b(?P<q>q[1-4]|(?:first|second|third|"
    r"fourth) quarter)\b(?:(?: of)? (?P<qyear>20\d\d|next year))?|"
    r"\b(?P<newyear>(?:in |after |into |until )?(?:the )?new year(?!'s eve)|(?:in|by|around) january|"
    r"ano nuevo|nouvel an|neuen? jahr|ano novo)\b|"
    r"\b(?P<other>le mois prochain|el (?:proximo mes|mes que viene)|mes que vem|la semaine prochaine|"
    r"la semana que viene|semana que vem|kommenden? (?:monat|woche))\b|"
    r"\b(?P<season>spring|summer|fall|autumn|winter)\b"
)
_SEASONS = {"spring": 3, "summer": 6, "fall": 9, "autumn": 9, "winter": 12}
_HOLIDAY_WORDS = {
    "labor day": "labor day",
    "labour day": "labo",
    "memorial day": "memorial day",
    "thanksgiving": "thanksgiving",
    "independence day": "independence day",
    "fourth of july": "independence day",
    "4th of july": "independence day",
    "july 4th": "independence day",
    "july fourth": "independence day",
    "the fourth": "independence day",
    "christmas": "christmas day",
    "xmas": "christmas day",
    "new year's": "new year",
    "new years": "new year",
    "veterans day": "veterans day",
    "presidents day": "washington",
    "president's day": "washington",
    "presidents' day": "washington",
    "mlk": "martin luther",
    "columbus day": "columbus",
    "juneteenth": "juneteenth",
    "easter monday": "easter monday",
    "easter": "easter",
    "good friday": "good friday",
    "boxing day": "boxing day",
    "canada day": "canada day",
    "australia day": "australia day",
    "anzac day": "anzac",
    "diwali": "diwali",
    "bank holiday": "bank holiday",
    "victoria day": "victoria day",
    "the holidays": "new year",
    "the holiday": "",
    "holidays": "new year",
    "holiday season": "new year",
}
_AFTER_HOLIDAY = re.compile(
    r"\b(?:after|past|until after|til after|till after|following|once)\s(?:the )?(?P<name>"
    + "|".join(sorted(_HOLIDAY_WORDS, key=len, reverse=True))
    + r")\b(?: (?P<weekend>weekend|week))?(?: (?:is|are) over)?"
)
_CONTACT = re.compile(
    r"\b(?:try|call|ring|reach(?: back)? out|check (?:back|in)|circle|touch base|ping|contact\w*|"
    r"follow up|get back (?:to|in touch)|in touch|come back|reconnect|revisit|e-?mail|ask me|talk|speak|"
    r"pick (?:this|it) up|back (?:in|on)|bug me|let'?s|answer|then)\b"
)
_CHECK_ON = re.compile(
    r"\b(?:call|ring|e-?mail|contact|reach(?: back)? out|check|circle|touch base|follow(?: back)? up|"
    r"ping|try|get back|come back|get in touch|talk|connect|reconnect|revisit|write|answer|know|"
    r"decide\w*|decision|hear|meets?|meeting|vote\w*|"
    r"approv\w+|done|over|finish\w*|wrap\w*|free|available|better|until|till|til|after|before|by|on|"
    r"ready|starts?|closes?|ends?|back|returns?|pick (?:this|it) up|later|again|speak|chat|look at|"
    r"clear\w*|settle\w*|calm\w*|slow\w*)\b"
)


def resume_day(text: str, almanac: Almanac, not_on: frozenset[date] = frozenset()) -> date | None:
    """The day to come back on that a person names beside putting us off; None if they name none.

    Dates of our offers (`not_on`) are no such day.
    """
    found = said_resume(text, almanac, not_on)
    return found.day if found else None


def said_resume(text: str, almanac: Almanac, not_on: frozenset[date] = frozenset()) -> SaidDay | None:
    """The day of `resume_day`, with its place."""
    holiday = _after_holiday(fold(text), almanac)
    if holiday and holiday.day > almanac.today:
        return holiday
    sentences = [piece for piece in sentences_in(text) if _CONTACT.search(fold(piece[1]))]
    for start, piece in [*reversed(sentences), (0, text)]:
        found = _resume_in(piece, almanac, not_on)
        if found:
            return SaidDay(found.day, start + found.start, start + found.end)
    return None


_PROMISED = re.compile(
    r"\b(?:i'?ll|i will|we'?ll|we will|i can|we can|i should|you'?ll|will)\b[^.!?\n]{0,30}?\b(?:confirm|"
    r"let you know|"
    r"tell you|get back|come back|come to you|know|have (?:\w+ ){0,3}?(?:answer|word|decision|news)|"
    r"decide|answer|"
    r"be sure|advise|hear|give you|reply|shoot you|text you|ring you|call you|update you)\b"
)


def promised_day(text: str, almanac: Almanac, not_on: frozenset[date] = frozenset()) -> date | None:
    """The day by which they promise to say more ("I'll confirm Wednesday morning"); None if they name none.

    Days of our offers (`not_on`) only count behind "by".
    """
    for _, sentence in sentences_in(text):
        promise = _PROMISED.search(fold(sentence))
        if promise is None:
            continue
        best: date | None = None
        for phrase in dated_phrases(sentence):
            readings = readings_of(phrase.days[0], almanac)
            day = readings[0][0] if readings and readings[0] else None
            is_limit = phrase.bound == "before" or re.search(
                r"\b(?:by|before)\b", sentence[max(0, phrase.start - 22) : phrase.end]
            )
            if day is None or day < almanac.today or (day in not_on and not is_limit):
                continue
            best = day if best is None or is_limit else best
        if best:
            return best
    return None


def _resume_in(text: str, almanac: Almanac, not_on: frozenset[date]) -> SaidDay | None:
    folded = fold(text)
    for found in (
        _after_holiday(folded, almanac),
        _counted(folded, almanac),
        _from_phrases(text, folded, almanac, not_on),
        _period(folded, almanac),
        _month(text, folded, almanac),
    ):
        if found and found.day > almanac.today:
            return found
    return None


def _from_phrases(text: str, folded: str, almanac: Almanac, not_on: frozenset[date]) -> SaidDay | None:
    """A plain date that they tie to coming back."""
    best: SaidDay | None = None
    for phrase in dated_phrases(text):
        day = phrase.days[0]
        readings = readings_of(day, almanac)
        ahead = [r for r in readings if r and r[-1] > almanac.today]
        if not ahead:
            continue
        first, last = ahead[0][0], ahead[0][-1]
        before = folded[max(0, phrase.start - 70) : phrase.start]
        if folded.startswith("since ", phrase.start) or before.endswith("since "):
            continue
        if phrase.bound == "after" and day.kind is not DayKind.WEEK:
            found = almanac.working_day_from(last + timedelta(days=1))
        elif phrase.bound == "after":
            found = almanac.working_day_from(monday_after(last))
        elif (day.kind is not DayKind.SPAN and _is_last_day(phrase, before, folded)) or (
            day.kind is DayKind.SPAN
            and re.search(r"\b(?:out|away|gone|vacation|leave|off|travel\w*|closed|booked|busy)\b", before)
        ):
            found = almanac.working_day_from(last + timedelta(days=1))
        elif (
            day.kind is DayKind.WEEK
            and (day.week or 0) >= 0
            and day.day_from is None
            and re.search(
                r"\b(?:out|away|gone|vacation|leave|off|travel\w*|closed|booked|busy|slammed|swamped|bad|"
                r"crazy)\b",
                folded[max(0, phrase.start - 40) : phrase.end + 30],
            )
        ):
            found = almanac.working_day_from(monday_after(last))
        elif (
            _CHECK_ON.search(before) or _CHECK_ON.search(folded[phrase.end : phrase.end + 40]) or phrase.bound
        ):
            found = first
        else:
            continue
        if first in not_on or re.search(
            r"\b(?:since|was|were|last|start(?:s|ed|ing)?|begins?|began|received|sent|leav\w+|"
            r"from)(?: on)?\W*$",
            before,
        ):
            continue
        if best is None or found > best.day:
            best = SaidDay(found, phrase.start, phrase.end)
    return best


def _is_last_day(phrase: Phrase, before: str, folded: str) -> bool:
    """Whether the named day is the last one that does not suit: "through the 20th"."""
    if re.search(r"\b(?:through|thru)(?: the)?\W*$", before):
        return True
    return folded.startswith(("through ", "thru "), phrase.start)


def _number(word: str) -> int:
    word = word.strip()
    if word.isdecimal():
        return int(word)
    if "couple" in word:
        return 2
    if "few" in word or word == "several":
        return 3
    return {
        "a": 1,
        "an": 1,
        "dos": 2,
        "tres": 3,
        "deux": 2,
        "trois": 3,
        "zwei": 2,
        "drei": 3,
        "duas": 2,
        "dois": 2,
    }.get(word) or ENGLISH_NUMBERS.get(word, 1)


def _counted(folded: str, almanac: Almanac) -> SaidDay | None:
    match = _IN_TIME.search(folded)
    return SaidDay(_day_counted(match, almanac), *match.span()) if match else None


def _day_counted(match: re.Match[str], almanac: Almanac) -> date:
    count = _number(match.group("count") or match.group("ago"))
    unit = (match.group("unit") or match.group("unit2"))[0:3]
    if unit in {"day", "dia", "jou", "tag"}:
        return almanac.today + timedelta(days=count)
    if unit == "for":
        return almanac.today + timedelta(days=14 * count)
    if unit in {"wee", "wks", "wk", "sem", "woc"}:
        return almanac.today + timedelta(days=7 * count)
    months = count * (3 if unit == "qua" else 12 if unit == "yea" else 1)
    return _months_later(almanac.today, months)


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, last_day_of_month(year, month + 1).day))


def _first_of(year: int, month: int, almanac: Almanac) -> date:
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return almanac.working_day_from(date(year, month, 1))


def _period(folded: str, almanac: Almanac) -> SaidDay | None:
    """Next month, next quarter, the end of the month, Q1, the new year, spring."""
    for match in _PERIOD.finditer(folded):
        if re.search(
            r"\b(?:this|last|next) year or\b|\bthis\W*$", folded[max(0, match.start() - 20) : match.start()]
        ) and not match.group("end"):
            continue
        found = _one_period(match, almanac)
        if found and found > almanac.today:
            return SaidDay(found, *match.span())
    return None


def _one_period(match: re.Match[str], almanac: Almanac) -> date | None:
    today = almanac.today
    if match.group("end"):
        return _end_of(match.group("of") or match.group("end"), match.group("end"), almanac)
    if match.group("next") or match.group("other"):
        word = match.group("what") or match.group("other")
        if any(part in word for part in ("week", "seman", "semaine", "woche")):
            return almanac.working_day_from(monday_after(today))
        if "quarter" in word:
            return _first_of(today.year, (today.month - 1) // 3 * 3 + 4, almanac)
        if any(part in word for part in ("year", "ano", "jahr")):
            return _first_of(today.year + 1, 1, almanac)
        return _first_of(today.year, today.month + 1, almanac)
    if match.group("after"):
        steps = {"month": 2, "quarter": 0, "week": 0, "year": 0}[match.group("after")]
        return _first_of(today.year, today.month + steps, almanac) if steps else None
    if match.group("q"):
        return _quarter(match, almanac)
    if match.group("newyear"):
        return _first_of(today.year + 1, 1, almanac)
    month = _SEASONS[match.group("season")]
    return _first_of(today.year + (month <= today.month), month, almanac)


def _quarter(match: re.Match[str], almanac: Almanac) -> date:
    words = {"first": 1, "second": 2, "third": 3, "fourth": 4}
    number = int(match.group("q")[1]) if match.group("q")[0] == "q" else words[match.group("q").split()[0]]
    month = number * 3 - 2
    said = match.group("qyear")
    year = (
        int(said)
        if said and said.isdecimal()
        else almanac.today.year + 1
        if said
        else (almanac.today.year + (month <= almanac.today.month))
    )
    return _first_of(year, month, almanac)


def _end_of(what: str, whole: str, almanac: Almanac) -> date | None:
    today = almanac.today
    if "month" in what or what == "eom":
        extra = 2 if "next" in whole else 1
        return _first_of(today.year, today.month + extra, almanac)
    if "quarter" in what or what in {"eoq"}:
        return _first_of(today.year, (today.month - 1) // 3 * 3 + 4 + (3 if "next" in whole else 0), almanac)
    if what.startswith("q"):
        month = int(what[1]) * 3 + 1
        return _first_of(today.year + (month <= today.month), month, almanac)
    if "year" in what or what == "eoy":
        return _first_of(today.year + 1, 1, almanac)
    return None


def _month(text: str, folded: str, almanac: Almanac) -> SaidDay | None:
    """In September, mid-October, late November, until March."""
    tokens = tokens_of(text)
    for at in month_words(tokens):
        beside = [tokens[i] for i in (at - 1, at + 1) if 0 <= i < len(tokens)]
        if any(t.is_number and t.number <= 31 for t in beside):
            continue
        month = MONTHS[tokens[at].text]
        year = almanac.today.year + (month <= almanac.today.month)
        before = folded[max(0, tokens[at].start - 18) : tokens[at].start]
        if at + 1 < len(tokens) and 2000 <= tokens[at + 1].number <= 2099:
            year = tokens[at + 1].number
        if re.search(r"\b(?:down here|every|each|last|since|here|busy)\b(?: in)?\W*$", before):
            continue
        return SaidDay(_day_in(year, month, before, almanac), tokens[at].start, tokens[at].end)
    return None


def _day_in(year: int, month: int, before: str, almanac: Almanac) -> date:
    """The working day of a month that is meant, by the words in front of it."""
    if re.search(r"\b(?:mid|middle of)\W*$", before):
        return almanac.working_day_from(date(year, month, 15))
    if re.search(r"\blate(?:r in)?\W*$", before):
        return almanac.working_day_from(date(year, month, 21))
    if re.search(r"\b(?:after|end of|past)\W*$", before):
        return _first_of(year, month + 1, almanac)
    return _first_of(year, month, almanac)


@lru_cache(maxsize=64)
def _named_holidays(territory: str, year: int) -> tuple[tuple[date, str], ...]:
    found: HolidayBase | dict[date, str]
    try:
        found = holidays.country_holidays(territory, years=year, language="en_US")
    except NotImplementedError:
        found = {}
    except (KeyError, ValueError):
        found = holidays.country_holidays(territory, years=year)
    return tuple((day, fold(name)) for day, name in sorted(found.items()))


def _holiday_dates(key: str, almanac: Almanac) -> Iterator[date]:
    for year in (almanac.today.year, almanac.today.year + 1):
        for territory in (territory_of(almanac.zone), "US", "GB", "FR"):
            named = [
                day
                for day, name in _named_holidays(territory, year)
                if key in name and "observed" not in name
            ]
            if named:
                yield named[-1] if key == "easter" else named[0]
                break


def _after_holiday(folded: str, almanac: Almanac) -> SaidDay | None:
    match = _AFTER_HOLIDAY.search(folded)
    day = _day_after_holiday(match, almanac) if match else None
    return SaidDay(day, *match.span()) if match and day else None


def _day_after_holiday(match: re.Match[str], almanac: Almanac) -> date | None:
    key = _HOLIDAY_WORDS[match.group("name")]
    if not key:
        return None
    for day in _holiday_dates(key, almanac):
        if day >= almanac.today - timedelta(days=1):
            if match.group("weekend") == "week":
                return almanac.working_day_from(monday_after(day))
            return almanac.working_day_from(day + timedelta(days=1))
    return None
