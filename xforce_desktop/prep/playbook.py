"""The figures and the wording of prep briefs, from resources/prep.toml.

A broken file is a broken program and stops it at the first use with pydantic's ValidationError.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field, TypeAdapter
from pydantic.dataclasses import dataclass

from xforce_desktop.messages.persona import Persona
from xforce_desktop.scheduling.intent import IntentLevel
from xforce_desktop.scheduling.request import MeetingType

_CLOSED = ConfigDict(extra="forbid", populate_by_name=True)

Text = Annotated[str, Field(min_length=1)]
Positive = Annotated[int, Field(gt=0)]
Words = dict[str, Text]


def _is_pattern(text: str) -> str:
    re.compile(text)
    return text


Pattern = Annotated[str, AfterValidator(_is_pattern)]


@dataclass(frozen=True, config=_CLOSED)
class Line:
    """One wording. `needs` are flags that must hold, `unless` those that must not; `cites` names what it
    rests on."""

    t: Text
    needs: Annotated[tuple[str, ...], Field(alias="if")] = ()
    unless: tuple[str, ...] = ()
    cites: tuple[str, ...] = ("playbook",)
    name: str = ""
    about: str = ""
    o: str = ""

    def fits(self, flags: Collection[str]) -> bool:
        return all(flag in flags for flag in self.needs) and not any(flag in flags for flag in self.unless)


@dataclass(frozen=True, config=_CLOSED)
class Pain:
    """How a pain point reads in a sentence, and the questions that go to the bottom of it."""

    name: Text
    match: Pattern  # in what they say
    ask: Text
    weigh: Text


@dataclass(frozen=True, config=_CLOSED)
class Limits:
    talking_points: Positive
    questions: Positive
    landmines: Positive
    objections: Positive
    next_steps: Positive
    quote_letters: Positive
    recent_days: Positive


@dataclass(frozen=True, config=_CLOSED)
class _Chatter:
    pattern: Pattern
    of: dict[str, Pattern]  # where one topic is only named to arrange the meeting


@dataclass(frozen=True, config=_CLOSED)
class _Insight:
    high: Text
    medium: Text
    low: Text
    even: Text
    dead: Text
    unknown: Text

    def factor(self, level: IntentLevel) -> str:
        return str(getattr(self, level.value))


@dataclass(frozen=True, config=_CLOSED)
class _Model:
    """Words with which a model may begin advice, ordinary ones at its start, and those that only join."""

    starts: frozenset[str]
    links: frozenset[str]
    small: frozenset[str]


Lines = tuple[Line, ...]


@dataclass(frozen=True, config=_CLOSED)
class Playbook:
    limits: Limits
    ownership: Words
    pains: dict[str, Pain]
    products: Words
    stages: dict[str, tuple[Text, ...]]
    season_words: Words
    topics: dict[str, Pattern]
    chatter: _Chatter
    objective: dict[MeetingType, Lines]
    success: dict[MeetingType, Lines]
    points: Lines
    basics: dict[MeetingType, Lines]
    persona: dict[Persona, Lines]
    others: dict[Persona, Text]
    question_order: dict[MeetingType, tuple[str, ...]]
    questions: dict[str, Lines]
    unknown: Words
    landmines: Lines
    nothing_sensitive: Text
    answers: dict[str, Lines]
    usual: dict[MeetingType, Lines]
    steps: dict[MeetingType, Lines]
    insight: _Insight
    model: _Model

    def first(self, lines: Iterable[Line], flags: Collection[str]) -> Line | None:
        """The first that fits."""
        return next(self.fitting(lines, flags), None)

    def fitting(self, lines: Iterable[Line], flags: Collection[str]) -> Iterator[Line]:
        return (line for line in lines if line.fits(flags))


@lru_cache(maxsize=1)
def playbook() -> Playbook:
    text = files("resources").joinpath("prep.toml").read_text("utf-8")
    return TypeAdapter(Playbook).validate_python(tomllib.loads(text))


@lru_cache(maxsize=1)
def topic_patterns() -> dict[str, re.Pattern[str]]:
    """What a sentence can be about."""
    return {name: re.compile(text, re.IGNORECASE) for name, text in playbook().topics.items()}


@lru_cache(maxsize=1)
def pain_patterns() -> dict[str, re.Pattern[str]]:
    """By which words each pain point is told."""
    return {name: re.compile(one.match, re.IGNORECASE) for name, one in playbook().pains.items()}


@lru_cache(maxsize=1)
def chatter_pattern() -> re.Pattern[str]:
    """Words by which a sentence only arranges the meeting."""
    return re.compile(playbook().chatter.pattern, re.IGNORECASE)


@lru_cache(maxsize=64)
def topic_chatter(topic: str) -> re.Pattern[str]:
    """Words by which a sentence names this topic only to arrange the meeting; nothing for most."""
    return re.compile(playbook().chatter.of.get(topic, "(?!)"), re.IGNORECASE)
