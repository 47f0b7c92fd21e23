"""Marks and reasons for automatic answers and for those who ask us to stop."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from xforce_desktop.replies.analysis import Mark, MarkRole, ReplyAnalysis
from xforce_desktop.replies.dates import Almanac, readings_of
from xforce_desktop.replies.grounds import mark_of, said_on, tone_reason
from xforce_desktop.replies.in_words import day_in_words
from xforce_desktop.replies.lexicon import found
from xforce_desktop.replies.marks import in_order, located
from xforce_desktop.replies.phrases import find_phrases
from xforce_desktop.replies.plain import fold
from xforce_desktop.replies.quoting import quoted
from xforce_desktop.replies.said import NOWHERE, Said
from xforce_desktop.replies.statements import LONGEST_MEANT

_SHORT = 60
_LONGEST_REST_DAYS = 4  # a long weekend lies between the last day away and the first day back
_IN_BRACKETS = re.compile(r"^(?P<name>[^()<>]+?)\s*[(<](?P<address>[^()<>]+)[)>]$")


def explained_automatic(analysis: ReplyAnalysis, almanac: Almanac) -> ReplyAnalysis:
    """An automatic answer with the day of return and those to write to instead marked where they stand."""
    text, back = analysis.new_text[:LONGEST_MEANT], analysis.resume_on
    marks: list[Mark] = []
    whys = list(analysis.why)
    if back and (words := _return_words(back, text, almanac)):
        marks.extend(mark_of(words, MarkRole.RETURN_DAY, back))
        if quoted(words) != quoted(day_in_words(back)):
            whys.append(f"{quoted(words)} means that they are back on {day_in_words(back)}")
    for person in analysis.new_attendees:
        words = next(filter(None, (located(name, text) for name in _names_of(person))), NOWHERE)
        marks.extend(mark_of(words, MarkRole.PERSON))
        shown = quoted(words) if words else person
        whys.append(f"{shown} is named to write to instead")
    return replace(analysis, why=tuple(dict.fromkeys(whys)), marks=in_order(marks, analysis.new_text))


def explained_opt_out(analysis: ReplyAnalysis) -> ReplyAnalysis:
    """A wish to hear no more, with the words for it marked."""
    text = analysis.new_text[:LONGEST_MEANT]
    words = found("opt_out", fold(text))
    if not words and len(text.strip()) <= _SHORT:
        words = Said(text.strip(), 0, len(text))
    tone, marks = tone_reason(analysis.sentiment, text)
    asks = f"{quoted(words, text)} asks for no more messages" if words else ""
    return replace(
        analysis,
        why=(*analysis.why, *filter(None, (asks, tone))),
        marks=in_order((*mark_of(words, MarkRole.OPT_OUT), *marks), analysis.new_text),
    )


def _return_words(back: date, text: str, almanac: Almanac) -> Said:
    """The words that name the day of return, or else the last day away before it."""
    before: tuple[date, Said] | None = None
    for day, words in _days_in(text, almanac):
        if day == back:
            return words
        if back - timedelta(days=_LONGEST_REST_DAYS) <= day < back and (before is None or day > before[0]):
            before = (day, words)
    return before[1] if before else said_on(back, text, almanac)


def _days_in(text: str, almanac: Almanac) -> Iterator[tuple[date, Said]]:
    """The last day that each time phrase names, with its words."""
    for phrase in find_phrases(text):
        readings = readings_of(phrase.days[-1], almanac) if phrase.days else ()
        if readings and readings[0]:
            yield readings[0][-1], Said(text[phrase.start : phrase.end], phrase.start, phrase.end)


def _names_of(person: str) -> tuple[str, ...]:
    """A person as they may stand in the text: as given, by address, by name."""
    match = _IN_BRACKETS.match(person)
    return (person, match.group("address"), match.group("name")) if match else (person,)
