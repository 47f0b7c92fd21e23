"""Readers of public corpora of time phrases, which stay where they were checked out.

Each keeps what a scheduling assistant is asked: a day, a moment, a part of a day, a range, a week or a
month that lies ahead. What is left out is left out by a rule, and counted by the rule's name.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta

from tests.benchmarks.times_scoring import Gold, Kind, Phrase

PART_WORD = re.compile(
    r"\b(?:morning|afternoon|evening|night|tonight|tonite|lunch|lunchtime|breakfast|dinner|noon|midday|"
    r"daytime|night-?time|business hours?|eod|end of (?:the )?day|"
    r"(?:mid|later|late|early)(?: in)? to(?:day|morrow))s?\b|"
    r"(?<![\d ]) [ap]m\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"\d:\d\d|\d\s*(?:[ap]\.?\s?m?\b|o'?clock|h\b)|"
    r"\bat (?:\d|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)|\d\s*-\s*\d|"
    r"\b(?:between|until|till|before|after|by)\b",
    re.IGNORECASE,
)
HOLIDAY = re.compile(
    r"christmas|xmas|easter|thanksgiving|new year|halloween|valentine|"
    r"(?:labou?r|independence|memorial|mother'?s?|father'?s?|veterans|martin luther king|mlk|presidents?'?|"
    r"columbus|earth|april fool'?s?|juneteenth|bastille|clean monday|boxing|"
    r"teachers?'?|singles?|patrick'?s?|king'?s|inauguration|groundhog) day|ramadan|diwali|"
    r"black friday|cyber monday|good friday|palm sunday|ash wednesday|mardi gras",
    re.IGNORECASE,
)
_SHADE = re.compile(r"\b(?:early|beginning|start|mid|middle|late|later|end|rest|remaining)\b", re.IGNORECASE)
_HALF_SAID = re.compile(
    r"\d\s*[ap]\.?\s?m?\b|\b[ap]\.? ?m\b|morning|afternoon|evening|night|tonite|noon|midday|"
    r"hours?\b|minutes?\b|\b0\d|\b(?:1[3-9]|2\d):|\dh|now",
    re.IGNORECASE,
)
_WEEKEND = re.compile(r"\bweek-?end\b", re.IGNORECASE)


@dataclass
class Corpus:
    """The phrases of one corpus, the texts in it that are no times, and what was left out."""

    name: str
    phrases: list[Phrase] = field(default_factory=list)
    not_times: list[Phrase] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)

    def add(self, text: str, now: datetime, zone: str, golds: list[Gold]) -> None:
        """Keep a phrase once, unless a rule leaves it out."""
        ahead = [gold for gold in golds if not is_past(gold, now)]
        if not ahead:
            self.left_out["past"] += 1
            return
        if all(_is_open_span_of_days(gold) for gold in ahead):
            self.left_out["days open at one end"] += 1
            return
        if all(_is_long(gold) for gold in ahead):
            self.left_out["longer than a month"] += 1
            return
        either = ahead if _HALF_SAID.search(text) else [h for gold in ahead for h in _both_halves(gold, now)]
        phrase = Phrase(self.name, text, now, zone, tuple(_as_part(gold, text) for gold in either))
        if any(known.text == text and known.now == now and known.zone == zone for known in self.phrases):
            self.left_out["twice"] += 1
            return
        self.phrases.append(phrase)

    def add_other(self, text: str, now: datetime, zone: str) -> None:
        """Keep a text that is no time, once."""
        if all(known.text != text for known in self.not_times):
            self.not_times.append(Phrase(self.name, text, now, zone, ()))


def _is_open_span_of_days(gold: Gold) -> bool:
    """After Friday, before 2018: no window has such an end."""
    edge = gold.start if gold.kind is Kind.AFTER else gold.end
    return gold.kind in {Kind.AFTER, Kind.BEFORE} and edge is not None and edge.time() == time(0)


def _is_long(gold: Gold) -> bool:
    return gold.kind is Kind.DAYS and gold.end is not None and (gold.end - gold.start).days > _LONGEST_DAYS


_LONGEST_DAYS = 31


def is_past(gold: Gold, now: datetime) -> bool:
    last = gold.start if gold.kind in {Kind.POINT, Kind.AFTER} else (gold.end or gold.start)
    if gold.kind is Kind.DAY:
        return gold.start.date() < now.date()
    return last <= now


def _both_halves(gold: Gold, now: datetime) -> list[Gold]:
    """A clock time of which the text does not say the half of the day: both are right."""
    hours = [gold.start.hour] + [gold.end.hour for _ in [0] if gold.end and gold.kind is Kind.RANGE]
    if gold.kind not in {Kind.POINT, Kind.RANGE} or max(hours) > 12:
        return [gold]
    halves = [gold]
    for shift in (timedelta(hours=12), timedelta(hours=-12)):
        end, other_end = (edge and edge + shift for edge in (gold.end, gold.other_end))
        halves.append(replace(gold, start=gold.start + shift, end=end, other_end=other_end))
    return [half for half in halves if half.start >= now]


def _as_part(gold: Gold, text: str) -> Gold:
    """A range that only a part of the day names: where it begins and ends is the corpus's convention."""
    if gold.kind is Kind.RANGE and _WEEKEND.search(text):
        return replace(gold, kind=Kind.DAYS, start=_next_midnight(gold.start))
    named = PART_WORD.search(text) and not re.search(r"\d", text)
    if gold.kind is Kind.RANGE and PART_WORD.search(text) and not _CLOCK.search(text):
        return replace(gold, kind=Kind.PART)
    if gold.kind in {Kind.AFTER, Kind.BEFORE} and named:
        return replace(gold, slack=timedelta(minutes=90))
    if gold.kind is Kind.DAYS and _SHADE.search(text):
        return replace(gold, kind=Kind.SOME_DAYS)
    return gold


def _next_midnight(moment: datetime) -> datetime:
    return moment if moment.time() == time(0) else moment.replace(hour=0, minute=0) + timedelta(days=1)
