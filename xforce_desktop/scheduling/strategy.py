"""How hard and how to try, by type of meeting, and when to stop trying.

Source of every figure: resources/strategies.toml, which holds the specification's. A broken file is a
broken program and stops it at the first use with pydantic's ValidationError.
"""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, TypeAdapter, model_validator
from pydantic.dataclasses import dataclass

Tone = Literal["light", "professional", "direct", "executive"]
Channel = Literal["email", "sms", "phone"]

Positive = Annotated[int, Field(gt=0)]

_CLOSED = ConfigDict(extra="forbid")


@dataclass(frozen=True, config=_CLOSED)
class DeEscalation:
    """One step down the duration ladder: from the 60-minute demo to the focused half hour."""

    from_minutes: Positive
    to_minutes: Positive
    new_title: Annotated[str, Field(min_length=1)]
    trigger_after_attempts: Positive

    @model_validator(mode="after")
    def _goes_down(self) -> Self:
        if self.to_minutes >= self.from_minutes:
            raise ValueError("a step of the ladder must make the meeting shorter")
        return self


@dataclass(frozen=True, config=_CLOSED)
class MeetingStrategy:
    """How one type of meeting is asked for. Attempts count the asks since the last own reply of theirs."""

    max_attempts: Positive
    follow_up_interval_hours: Positive
    tone: Tone
    de_escalation_enabled: bool
    escalate_to_human_after: Positive
    channel_progression: Annotated[tuple[Channel, ...], Field(min_length=1)]
    de_escalation_options: tuple[DeEscalation, ...]

    def de_escalation_due(
        self, duration_minutes: int, attempts: int, least_minutes: int = 0
    ) -> DeEscalation | None:
        """The shorter meeting to offer now, never one below `least_minutes`, the rep's own limit."""
        if not self.de_escalation_enabled:
            return None
        for step in self.de_escalation_options:
            due = step.from_minutes == duration_minutes and attempts >= step.trigger_after_attempts
            if due and step.to_minutes >= least_minutes:
                return step
        return None

    def shortest_below(self, duration_minutes: int, least_minutes: int = 0) -> int | None:
        """Minutes of the shortest meeting that this type may shrink to from that length; None for none."""
        if not self.de_escalation_enabled:
            return None
        lengths = (step.to_minutes for step in self.de_escalation_options)
        return min((one for one in lengths if least_minutes <= one < duration_minutes), default=None)


@dataclass(frozen=True, config=_CLOSED)
class StopRules:
    """Limits after which a request is given up. `max_attempts` is for types without their own."""

    max_attempts: Positive
    max_no_shows: Positive
    max_days_active: Positive
    max_days_with_rep: Positive
    min_days_between_follow_ups: Annotated[int, Field(ge=0)]
    pause_on_negative_sentiment: bool


@dataclass(frozen=True, config=_CLOSED)
class _Fallback:
    like: str


@dataclass(frozen=True, config=_CLOSED)
class _StrategyFile:
    stop_rules: StopRules
    fallback: _Fallback
    meeting: dict[str, MeetingStrategy]

    @model_validator(mode="after")
    def _fallback_exists(self) -> Self:
        if self.fallback.like not in self.meeting:
            raise ValueError("the fallback must be like a type of meeting that is there")
        return self


@lru_cache(maxsize=1)
def _strategy_file() -> _StrategyFile:
    text = files("resources").joinpath("strategies.toml").read_text("utf-8")
    return TypeAdapter(_StrategyFile).validate_python(tomllib.loads(text))


def stop_rules() -> StopRules:
    """The limits that hold for every request."""
    return _strategy_file().stop_rules


def meeting_types() -> tuple[str, ...]:
    """The types with a strategy of their own, in the file's order."""
    return tuple(_strategy_file().meeting)


@lru_cache(maxsize=64)
def strategy_for(meeting_type: str) -> MeetingStrategy:
    """The type's strategy; for any other type, `custom` among them, discovery's with five attempts."""
    file = _strategy_file()
    known = file.meeting.get(meeting_type)
    if known is not None:
        return known
    fallback = file.meeting[file.fallback.like]
    return MeetingStrategy(
        max_attempts=file.stop_rules.max_attempts,
        follow_up_interval_hours=fallback.follow_up_interval_hours,
        tone=fallback.tone,
        de_escalation_enabled=fallback.de_escalation_enabled,
        escalate_to_human_after=fallback.escalate_to_human_after,
        channel_progression=fallback.channel_progression,
        de_escalation_options=fallback.de_escalation_options,
    )
