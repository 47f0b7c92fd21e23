"""How their interest has changed in a request: a reading for each interaction that changed it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling import turns
from xforce_desktop.scheduling.intent import IntentLevel, IntentSignal, intent_of
from xforce_desktop.scheduling.request import MeetingRequest

SMALL = 0.05  # of the weights' sum; a smaller difference is none


class Direction(StrEnum):
    """Which way their interest went between the last two readings."""

    UP = "up"
    DOWN = "down"
    STEADY = "steady"


@dataclass(frozen=True)
class IntentReading:
    """What one interaction showed. `total` is the sum of the weights, `adjustment` is -20 to +20 points for
    the deal, `cause` the interaction in words."""

    at: datetime
    level: IntentLevel
    total: float
    confidence: float
    adjustment: int
    signals: tuple[IntentSignal, ...]
    cause: str


class IntentRecords(Protocol):
    """What is kept of it."""

    def add_intent_reading(self, request_id: RequestId, reading: IntentReading) -> None: ...

    def intent_readings(self, request_id: RequestId) -> Sequence[IntentReading]:
        """Oldest first."""
        ...


def keep_reading(
    work: IntentRecords, before: MeetingRequest, after: MeetingRequest, now: datetime
) -> IntentReading | None:
    """After an interaction, keep what it changed: level, signals or their sum. Returns what was kept."""
    cause = cause_of(before, after)
    if not cause:
        return None
    reading, kept = reading_of(after, cause, now), work.intent_readings(after.id)
    if kept and _same(kept[-1], reading):
        return None
    work.add_intent_reading(after.id, reading)
    return reading


def reading_of(request: MeetingRequest, cause: str, now: datetime) -> IntentReading:
    intent = intent_of(request)
    adjustment = intent.deal_impact.confidence_adjustment
    return IntentReading(
        now, intent.level, intent.total, intent.confidence, adjustment, intent.signals, cause
    )


def _same(one: IntentReading, other: IntentReading) -> bool:
    return (one.level, one.total, one.signals) == (other.level, other.total, other.signals)


def cause_of(before: MeetingRequest, after: MeetingRequest) -> str:
    """The interaction that lies between the two, in words; empty if there was none."""
    if after.no_show_count > before.no_show_count:
        return "They missed the meeting."
    if after.no_show_count < before.no_show_count:
        return "The meeting took place after all."
    if len(turns.replies(after)) > len(turns.replies(before)):
        return "They answered."
    if after.has_ended and not before.has_ended:
        return "The request ended."
    if after.is_booked and not before.is_booked:
        return "The meeting was booked."
    if after.attempt_count > before.attempt_count:
        return "We asked."
    return ""


def direction_of(readings: Sequence[IntentReading]) -> Direction:
    """From the last reading but one to the last; steady while there is no other."""
    if len(readings) < 2 or abs(difference := readings[-1].total - readings[-2].total) < SMALL:
        return Direction.STEADY
    return Direction.UP if difference > 0 else Direction.DOWN


def fall_of(readings: Sequence[IntentReading]) -> float:
    """By how much the sum of the weights lies below the best it ever was; 0 or more."""
    totals = [one.total for one in readings]
    return round(max(totals) - totals[-1], 6) if totals else 0.0
