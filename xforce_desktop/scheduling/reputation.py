"""How much our persistence strains the rep's good name, and what to hold back for it.

Source of every figure: resources/reputation.toml, which holds the specification's. A broken file is a
broken program and stops it at the first use with pydantic's ValidationError.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, TypeAdapter, model_validator
from pydantic.dataclasses import dataclass

from xforce_desktop.scheduling import turns
from xforce_desktop.scheduling.request import MeetingRequest
from xforce_desktop.scheduling.strategy import Channel

HIGHEST_SCORE = 100

Positive = Annotated[int, Field(gt=0)]
Points = Annotated[int, Field(ge=0, le=HIGHEST_SCORE)]
ToneShift = Literal["softer", "more_direct"]

_CLOSED = ConfigDict(extra="forbid")


class RiskLevel(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class Recommendation(StrEnum):
    """What to do about it: go on, go on more gently, rest, or let a person write."""

    CONTINUE = "continue"
    SOFTEN = "soften"
    PAUSE = "pause"
    HUMAN_TAKEOVER = "human_takeover"


@dataclass(frozen=True, config=_CLOSED)
class Adjustments:
    """What changes in the next message. `interval_multiplier` 2 waits twice as long before a follow-up."""

    tone_shift: ToneShift | None
    interval_multiplier: float
    channels: tuple[Channel, ...]


@dataclass(frozen=True, config=_CLOSED)
class ReputationRisk:
    """`score` is 0 to 100, higher is worse; `drivers` say in words where the points come from, `effect` what
    follows."""

    score: int
    level: RiskLevel
    drivers: tuple[str, ...]
    recommendation: Recommendation
    adjustments: Adjustments
    effect: str


@dataclass(frozen=True, config=_CLOSED)
class _Count:
    at_least: Positive
    points: Points


@dataclass(frozen=True, config=_CLOSED)
class _Sentiment:
    negative: Points
    frustrated: Points


@dataclass(frozen=True, config=_CLOSED)
class _ResponseRate:
    below: Annotated[float, Field(gt=0, le=1)]
    after_asks: Positive
    points: Points


@dataclass(frozen=True, config=_CLOSED)
class _LowValueDeal:
    value_below: Annotated[float, Field(gt=0)]
    attempts_above: Positive
    points: Points


@dataclass(frozen=True, config=_CLOSED)
class _Account:
    failures_above: Positive
    points: Points


@dataclass(frozen=True, config=_CLOSED)
class _Softer:
    lines: Annotated[tuple[str, ...], Field(min_length=3)]


@dataclass(frozen=True, config=_CLOSED)
class _Level:
    level: RiskLevel
    from_score: Points
    recommendation: Recommendation
    interval_multiplier: Annotated[float, Field(ge=1)]
    channels: Annotated[tuple[Channel, ...], Field(min_length=1)]
    effect: Annotated[str, Field(min_length=1)]
    tone_shift: ToneShift | None = None

    def adjustments(self) -> Adjustments:
        return Adjustments(self.tone_shift, self.interval_multiplier, self.channels)


@dataclass(frozen=True, config=_CLOSED)
class _Figures:
    attempts: _Count
    no_shows: _Count
    sentiment: _Sentiment
    response_rate: _ResponseRate
    low_value_deal: _LowValueDeal
    account: _Account
    softer: _Softer
    levels: tuple[_Level, ...]

    @model_validator(mode="after")
    def _levels_go_down_to_nothing(self) -> Self:
        scores = [level.from_score for level in self.levels]
        if scores != sorted(set(scores), reverse=True) or scores[-1:] != [0]:
            raise ValueError("the levels must go down, the last from a score of 0")
        return self


@lru_cache(maxsize=1)
def _figures() -> _Figures:
    text = files("resources").joinpath("reputation.toml").read_text("utf-8")
    return TypeAdapter(_Figures).validate_python(tomllib.loads(text))


def assess(request: MeetingRequest) -> ReputationRisk:
    """The risk as it stands now, from the request alone.

    What it knows of the world around (`deal_value`, `account_failures`) was put into the request by who
    loaded it. The response rate counts from the third ask on: before, silence is no pattern. The tone is that
    of their last own reply, however long ago. The specification names no adjustment for the critical level,
    where a person takes over; it has those of the high level, so that it is never milder.
    """
    found = tuple(_drivers(request))
    score = min(sum(points for points, _ in found), HIGHEST_SCORE)
    level = next(level for level in _figures().levels if score >= level.from_score)
    drivers = tuple(words for _, words in found)
    return ReputationRisk(
        score, level.level, drivers, level.recommendation, level.adjustments(), level.effect
    )


def may_ask(request: MeetingRequest, risk: ReputationRisk) -> bool:
    """Whether one more ask may leave without the rep's word: below high, or up to the level that they saw and
    went on."""
    if risk.recommendation in {Recommendation.CONTINUE, Recommendation.SOFTEN}:
        return True
    return request.risk_accepted != "" and _rank(risk.level) <= _rank(RiskLevel(request.risk_accepted))


def _rank(level: RiskLevel) -> int:
    return list(RiskLevel).index(level)


def rises(before: RiskLevel, after: RiskLevel) -> bool:
    return _rank(after) > _rank(before)


def drivers_in_words(risk: ReputationRisk) -> str:
    """ "4 asks sent, negative tone in their last reply"."""
    return ", ".join(f"{driver[0].lower()}{driver[1:]}" for driver in risk.drivers)


def is_softened(risk: ReputationRisk) -> bool:
    return risk.adjustments.tone_shift == "softer"


def softer_lines() -> tuple[str, ...]:
    """Sentences of which one takes the pressure out of a message."""
    return _figures().softer.lines


def _drivers(request: MeetingRequest) -> Iterator[tuple[int, str]]:
    """Points and words of every sign there is, in the specification's order."""
    figures = _figures()
    if request.attempt_count >= figures.attempts.at_least:
        yield figures.attempts.points, f"{request.attempt_count} asks sent"
    if request.no_show_count >= figures.no_shows.at_least:
        yield figures.no_shows.points, f"{request.no_show_count} no-shows"
    yield from _tone(request, figures.sentiment)
    yield from _silence(request, figures.response_rate)
    yield from _standing(request, figures)


def _tone(request: MeetingRequest, sentiment: _Sentiment) -> Iterator[tuple[int, str]]:
    last = turns.last_reply(request)
    if last is not None and last.sentiment == "negative":
        yield sentiment.negative, "Negative tone in their last reply"
    if last is not None and last.sentiment == "frustrated":
        yield sentiment.frustrated, "Frustrated tone in their last reply"


def _silence(request: MeetingRequest, rule: _ResponseRate) -> Iterator[tuple[int, str]]:
    rate = turns.response_rate(request)
    asked = len(turns.asks_that_count(request))
    if rate is not None and asked >= rule.after_asks and rate < rule.below:
        answered = len(turns.replies(request))
        yield rule.points, f"Low response rate: {answered} of {asked} asks answered"


def _standing(request: MeetingRequest, figures: _Figures) -> Iterator[tuple[int, str]]:
    deal, account = figures.low_value_deal, figures.account
    is_small = request.deal_value is not None and request.deal_value < deal.value_below
    if is_small and request.attempt_count > deal.attempts_above:
        yield deal.points, "High persistence for a deal of low value"
    if request.account_failures > account.failures_above:
        yield account.points, f"{request.account_failures} earlier requests with this company were given up"
