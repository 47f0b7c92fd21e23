"""The day on which somebody who is away is there again: "back on the 14th", "until Friday inclusive"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from xforce_desktop.replies.dates import Almanac, readings_of
from xforce_desktop.replies.named_day import DayKind
from xforce_desktop.replies.phrases import Phrase, find_phrases
from xforce_desktop.replies.plain import fold
from xforce_desktop.replies.returns import MONTH_NAMES, in_english
from xforce_desktop.replies.words import MONTHS

_BACK = re.compile(
    r"\b(?:back(?: in(?: the)?(?: \w+)?| at (?:my|the) \w+| to work)?(?: again)?(?: on| by)?|"
    r"return(?:ing|s)?(?: to (?:the |my )?\w+)?(?: on)?|resum\w+(?: \w+){0,3}? on|"
    r"de retour(?: au bureau)?(?: le)?|regres\w+(?: a la oficina)?(?: el)?|vuelvo(?: el)?|"
    r"zuruck(?: am)?|(?:wieder|erst wieder)(?: \w+){0,4}? (?:am|ab)|a partir (?:de|du|do)(?: dia)?|"
    r"volto(?: ao \w+)?(?: no dia| em| dia)?|retorno(?: \w+){0,2}? (?:no dia|em|dia)|"
    r"wieder (?:erreichbar|da|im buro)(?: am| ab)?|in the office again(?: on)?|available again(?: on|"
    r" from)?|reachable again(?: on)?|"
    r"isback(?: on)?(?: the)?|de retour \w+ le|estare de vuelta(?: el)?|estarei de volta(?: em| no dia)?|"
    r"reviens(?: le)?|"
    r"retour(?: prevu)?(?: le)?|starting again)\b\W*$"
)
_ANSWERS_ON = re.compile(
    r"\b(?:back at work(?: on)?|get(?:ting)? back(?: to you)?(?: on)?|"
    r"(?:respond|reply|answer)(?: to (?:you|your \w+))?(?: on)?|hours resume(?: on)?|"
    r"re-?open(?:s|ing)?(?: on)?|resumes?(?: on)?|(?:next )?in (?:again )?on)\b\W*$"
)
_THEN_BACK = re.compile(
    r"\s*(?:i(?:'ll| will) be back|when i return)|"
    r"[^.!?,;\n]{0,20}\bisback\b"
    r"(?!\W*(?:on |the |in |next |\d|\w+day|tomorrow|manana|demain|morgen|amanha|domani|i morgen|imorgon))"
)
_MONTH_EDGE = re.compile(
    r"\b(?P<how>until|through|isback|back|return\w*)(?: (?:on|in|at|again))*"
    r" (?:the )?(?P<edge>end of|mid|middle of|early|beginning of|start of|late)?[ -]?(?:the )?"
    rf"(?P<month>{MONTH_NAMES})\b(?!,? ?\d)"
)
_UNTIL = re.compile(
    r"\b(?:until|till|til|through|thru|to|bis(?: zum| einschlie(?:ss|ß)lich)?|jusqu'au|jusqu'a|"
    r"hasta(?: el)?|ate(?: o dia| dia)?|au|al|a|ao|-|and|zum)(?: and including| end of(?: day)?|"
    r" close of business)?\W*$"
)
_AWAY = (
    r"\b(?:out|away|gone|off|vacation|holidays?|leave|pto|travel+ing|unavailable|not available|sick|abroad|"
    r"overseas|honeymoon|conference)\b"
)
_AWAY_UNTIL = re.compile(_AWAY + r"[^.!?]{0,40}?\b(?P<bound>until|till?|through|thru)(?: the)?\W*$")
_AWAY_IN = re.compile(_AWAY + r"[^.!?]{0,20}$")
_INCLUSIVE = re.compile(
    r"^\W*(?:inclusive|inclusiv|incl\b|included|inclus|inklusive|einschlie(?:ss|ß)lich|\(incl)|"
    r"^\W*(?:eod|end of day|close of business)"
)
_THROUGH = re.compile(
    r"\b(?:through|thru|einschlie(?:ss|ß)lich|inclusive|up to and including|hasta|jusqu'au|bis(?: zum|"
    r" einschlie(?:ss|ß)lich)?|ate)\W*(?:o dia |el |den |the |end of )?\W*$"
)


_BETWEEN = re.compile(r"(?<=[.!?])\s+|\n+")


@dataclass(frozen=True)
class SaidDay:
    """A day to come back on, and where the words that name it stand in the text."""

    day: date
    start: int
    end: int


def return_day(text: str, almanac: Almanac) -> date | None:
    """The first day on which an absent writer is back; None if they name none."""
    said = in_english(text)
    best: date | None = None
    for phrase in dated_phrases(said):
        day = _last_day(phrase, almanac)
        if day is None:
            continue
        before, after = said[max(0, phrase.start - 60) : phrase.start], said[phrase.end : phrase.end + 30]
        is_week = phrase.days[-1].kind is DayKind.WEEK
        if _BACK.search(before) or _ANSWERS_ON.search(before) or _THEN_BACK.match(after):
            return _first_day(phrase, almanac) if is_week else day
        if _INCLUSIVE.match(after) or _is_through(phrase, before, said):
            best = almanac.working_day_from(day + timedelta(days=1))
        elif phrase.bound == "until" or _UNTIL.search(before):
            best = best or (_first_day(phrase, almanac) if is_week else day)
        elif phrase.days[-1].kind is DayKind.SPAN:
            best = almanac.working_day_from(day + timedelta(days=1))
        elif is_week and _AWAY_IN.search(before):
            best = almanac.working_day_from(monday_after(day))
    return best or _in_month(said, almanac)


def _first_day(phrase: Phrase, almanac: Almanac) -> date | None:
    readings = readings_of(phrase.days[-1], almanac)
    return readings[0][0] if readings and readings[0] else None


def _in_month(said: str, almanac: Almanac) -> date | None:
    """ "until the end of July", "back in early August": the first working day of that part."""
    match = _MONTH_EDGE.search(said)
    if match is None:
        return None
    month, edge = MONTHS[match.group("month")], match.group("edge") or ""
    year = almanac.today.year + (month < almanac.today.month)
    if edge.startswith("end") or (not edge and match.group("how") == "through"):
        year, month, edge = year + month // 12, month % 12 + 1, ""
    first = {"m": 15, "l": 21}.get(edge[:1], 1)
    return almanac.working_day_from(date(year, month, first))


def back_day(text: str, almanac: Almanac) -> date | None:
    """The first day on which somebody is there again whom a person calls away, also if we offered that day.

    None if they name none, or only days that have passed.
    """
    found = said_back(text, almanac)
    return found.day if found else None


def said_back(text: str, almanac: Almanac) -> SaidDay | None:
    """The day of `back_day`, with its place."""
    for start, sentence in sentences_in(text):
        folded = fold(sentence)
        found = [(phrase, _back_on(phrase, folded, almanac)) for phrase in dated_phrases(sentence)]
        ahead = [(phrase, day) for phrase, day in found if day and day > almanac.today]
        if ahead:
            phrase, day = ahead[-1]
            return SaidDay(day, start + phrase.start, start + phrase.end)
    return None


def sentences_in(text: str) -> list[tuple[int, str]]:
    """Where each sentence or line begins, and the sentence."""
    cuts = [(match.start(), match.end()) for match in _BETWEEN.finditer(text)]
    starts, ends = [0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(text)]
    return [(start, text[start:end]) for start, end in zip(starts, ends, strict=True)]


def _back_on(phrase: Phrase, folded: str, almanac: Almanac) -> date | None:
    """The day of return that a phrase names in its sentence: until, through, back on, the week of a leave."""
    day = _last_day(phrase, almanac)
    if day is None or len(phrase.days) > 1:  # "until Thursday, Friday works"
        return None
    bound = re.match(r"\w+\W*", folded[phrase.start :]) if phrase.bound else None
    before = folded[max(0, phrase.start - 60) : bound.end() + phrase.start if bound else phrase.start]
    after = folded[phrase.end : phrase.end + 30]
    if _BACK.search(before):
        return day
    if phrase.days[-1].kind is DayKind.WEEK and _AWAY_IN.search(before):
        return almanac.working_day_from(monday_after(day))
    away = _AWAY_UNTIL.search(before)
    if away is None:
        return None
    is_last_away = away.group("bound") in {"through", "thru"} or _INCLUSIVE.match(after)
    return almanac.working_day_from(day + timedelta(days=1)) if is_last_away else day


def _is_through(phrase: Phrase, before: str, folded: str) -> bool:
    """Whether the named day is the last one away: "through Friday", "from the 1st to the 9th"."""
    if phrase.days and phrase.days[-1].kind is DayKind.SPAN:
        return True
    if re.match(r"(?:through|thru)\b", folded[phrase.start :]):
        return True
    if phrase.bound == "until":
        return bool(
            re.search(
                r"\b(?:from|vom|du|del|de|between)\b[^.\n]{0,30}(?:\d|day\b|tomorrow|today|mon|tue|wed|"
                r"thu|fri)[^.\n]{0,14}$",
                before,
            )
        )
    return bool(
        _THROUGH.search(before)
        and not before.rstrip().endswith(("hasta", "bis", "hasta el", "bis zum", "jusqu'au"))
    )


def dated_phrases(text: str) -> list[Phrase]:
    """Time phrases that name a day, in order."""
    return [phrase for phrase in find_phrases(text) if phrase.days]


def _last_day(phrase: Phrase, almanac: Almanac) -> date | None:
    readings = readings_of(phrase.days[-1], almanac)
    return readings[0][-1] if readings and readings[0] else None


def monday_after(day: date) -> date:
    """Monday of the week after."""
    return day + timedelta(days=7 - day.weekday())
