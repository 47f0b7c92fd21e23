"""What their scheduling behaviour tells about their interest in the deal.

Source of every figure: resources/intent.toml, which holds the specification's. A broken file is a
broken program and stops it at the first use with pydantic's ValidationError.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator
from datetime import timedelta
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import Annotated, Self

from pydantic import ConfigDict, Field, TypeAdapter, model_validator
from pydantic.dataclasses import dataclass

from xforce_desktop.scheduling import turns
from xforce_desktop.scheduling.request import MeetingRequest, Outcome

HOUR = timedelta(hours=1)
PRECISION = 6  # decimals; so that sums of tenths meet the thresholds exactly

Positive = Annotated[int, Field(gt=0)]

_CLOSED = ConfigDict(extra="forbid")


class IntentLevel(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    DEAD = "dead"


class SignalType(StrEnum):
    FAST_RESPONDER = "fast_responder"
    SLOW_RESPONDER = "slow_responder"
    ACTIVE_PARTICIPANT = "active_participant"
    SERIAL_DELAYER = "serial_delayer"
    PUSHING_OUT = "pushing_out"
    EAGER = "eager"
    EXPANDING_STAKEHOLDERS = "expanding_stakeholders"
    NO_SHOW_HISTORY = "no_show_history"
    DECLINED = "declined"


# What the readers call a signal, what it means here, and how it is told.
LANGUAGE = (
    ("next_quarter", SignalType.PUSHING_OUT, '"Next quarter" language'),
    ("eager", SignalType.EAGER, "Positive, eager language"),
    ("loop_in_others", SignalType.EXPANDING_STAKEHOLDERS, "Wants to include others"),
)


@dataclass(frozen=True, config=_CLOSED)
class IntentSignal:
    """One thing they did. A positive `weight` speaks for interest."""

    type: SignalType
    weight: float
    evidence: str


@dataclass(frozen=True, config=_CLOSED)
class DealImpact:
    """`confidence_adjustment` is -20 to +20 points for the deal's confidence."""

    confidence_adjustment: int
    recommendation: str


@dataclass(frozen=True, config=_CLOSED)
class SchedulingIntent:
    """`confidence` is 0 to 1 and grows with the number of signals; `total` is the sum of their weights."""

    level: IntentLevel
    confidence: float
    signals: tuple[IntentSignal, ...]
    deal_impact: DealImpact
    total: float


@dataclass(frozen=True, config=_CLOSED)
class _ResponseTime:
    fast_below: Positive
    slow_above: Positive


@dataclass(frozen=True, config=_CLOSED)
class _SerialDelayer:
    from_delays: Positive


@dataclass(frozen=True, config=_CLOSED)
class _Confidence:
    base: Annotated[float, Field(ge=0, le=1)]
    for_each_signal: Annotated[float, Field(ge=0)]
    most: Annotated[float, Field(ge=0, le=1)]


@dataclass(frozen=True, config=_CLOSED)
class _DealImpact:
    for_weight_one: Positive
    most: Positive


@dataclass(frozen=True, config=_CLOSED)
class DealWeights:
    """What a meeting that was held, each no-show and a request that was given up weigh for the deal."""

    meeting_held: Annotated[float, Field(gt=0)]
    no_show: Annotated[float, Field(gt=0)]
    scheduling_failed: Annotated[float, Field(gt=0)]


@dataclass(frozen=True, config=_CLOSED)
class _Level:
    level: IntentLevel
    recommendation: str
    above: float = -math.inf


@dataclass(frozen=True, config=_CLOSED)
class _Declined:
    evidence: str
    recommendation: str


@dataclass(frozen=True, config=_CLOSED)
class _Figures:
    response_time: _ResponseTime
    serial_delayer: _SerialDelayer
    weights: dict[SignalType, float]
    confidence: _Confidence
    deal_impact: _DealImpact
    deal_signals: DealWeights
    declined: _Declined
    levels: tuple[_Level, ...]

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        floors = [level.above for level in self.levels]
        if floors != sorted(set(floors), reverse=True) or floors[-1:] != [-math.inf]:
            raise ValueError("the levels must go down, the last without a lower end")
        if set(self.weights) != set(SignalType):
            raise ValueError("every signal needs a weight")
        return self


@lru_cache(maxsize=1)
def _figures() -> _Figures:
    text = files("resources").joinpath("intent.toml").read_text("utf-8")
    return TypeAdapter(_Figures).validate_python(tomllib.loads(text))


def intent_of(request: MeetingRequest) -> SchedulingIntent:
    """How much they seem to want the meeting, from how they have behaved so far.

    Who has said nothing yet gives no signal and counts as low, never as dead. Hours are those of the clock,
    nights and weekends included. Language is that of their last own reply. The adjustment is clamped. After
    a no nothing else speaks, and the deal hears nothing of it.
    """
    signals = tuple(_signals(request))
    total = round(sum(signal.weight for signal in signals), PRECISION)
    figures = _figures()
    level = next(level for level in figures.levels if total > level.above)
    most, points = figures.deal_impact.most, round(total * figures.deal_impact.for_weight_one)
    impact = DealImpact(max(-most, min(points, most)), level.recommendation)
    if said_no(request):
        impact = DealImpact(0, figures.declined.recommendation)
    return SchedulingIntent(
        level.level, _confidence(len(signals), figures.confidence), signals, impact, total
    )


def said_no(request: MeetingRequest) -> bool:
    """Whether it ended by their own word: a no, or the wish not to be written to."""
    return request.outcome is Outcome.CANCELLED_BY_THEM


def deal_weights() -> DealWeights:
    """What the other signals of a deal weigh."""
    return _figures().deal_signals


def most_adjustment() -> int:
    """Points that a deal's confidence can move either way."""
    return _figures().deal_impact.most


def _confidence(signals: int, figures: _Confidence) -> float:
    return round(min(figures.most, figures.base + signals * figures.for_each_signal), PRECISION)


def _signals(request: MeetingRequest) -> Iterator[IntentSignal]:
    """In the specification's order."""
    if said_no(request):
        yield _signal(SignalType.DECLINED, _figures().declined.evidence)
        return
    yield from _speed(request)
    yield from _behaviour(request)
    yield from _language(request)
    if (missed := request.no_show_count) > 0:
        evidence = f"{missed} no-show{'s' if missed > 1 else ''}"
        weight = round(_figures().weights[SignalType.NO_SHOW_HISTORY] * missed, PRECISION)
        yield IntentSignal(SignalType.NO_SHOW_HISTORY, weight, evidence)


def _speed(request: MeetingRequest) -> Iterator[IntentSignal]:
    wait = turns.average_wait(request)
    if wait is None:
        return
    hours = wait / HOUR
    evidence = f"They answer after {hours:.1f} hours on average"
    if hours < _figures().response_time.fast_below:
        yield _signal(SignalType.FAST_RESPONDER, evidence)
    elif hours > _figures().response_time.slow_above:
        yield _signal(SignalType.SLOW_RESPONDER, evidence)


def _behaviour(request: MeetingRequest) -> Iterator[IntentSignal]:
    """Times proposed for a meeting that is booked move it, which is no sign of interest."""
    if any(turn.type == "prospect_proposed_times" for turn in turns.while_not_booked(request)):
        yield _signal(SignalType.ACTIVE_PARTICIPANT, "Proposed other times")
    delays = sum(turn.type == "prospect_delayed" for turn in turns.replies(request))
    if delays >= _figures().serial_delayer.from_delays:
        yield _signal(SignalType.SERIAL_DELAYER, f"Delayed {delays} times")


def _language(request: MeetingRequest) -> Iterator[IntentSignal]:
    last = turns.last_reply(request)
    said = last.signals if last is not None else ()
    for word, kind, evidence in LANGUAGE:
        if word in said:
            yield _signal(kind, evidence)


def _signal(kind: SignalType, evidence: str) -> IntentSignal:
    return IntentSignal(kind, _figures().weights[kind], evidence)
