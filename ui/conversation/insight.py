"""What the course of a conversation tells, in words: their interest, and the rep's good name. Knows no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo

from ui.formatting import capitalised, past_moment
from xforce_desktop.scheduling.desk import Story
from xforce_desktop.scheduling.intent import IntentLevel, intent_of
from xforce_desktop.scheduling.intent_trend import Direction, IntentReading, direction_of
from xforce_desktop.scheduling.reputation import RiskLevel, assess

LEVELS = {
    IntentLevel.HIGH: "high",
    IntentLevel.MEDIUM: "normal",
    IntentLevel.LOW: "low",
    IntentLevel.DEAD: "very low",
}
TONES = {
    IntentLevel.HIGH: "good",
    IntentLevel.MEDIUM: "",
    IntentLevel.LOW: "muted",
    IntentLevel.DEAD: "grave",
}
WAYS = {Direction.UP: "rising", Direction.DOWN: "falling", Direction.STEADY: ""}
RISK_TONES = {
    RiskLevel.LOW: "good",
    RiskLevel.MEDIUM: "",
    RiskLevel.HIGH: "grave",
    RiskLevel.CRITICAL: "grave",
}
NOTHING_YET = "They have given no sign yet."


@dataclass(frozen=True)
class Insight:
    """`trend` are the sums of the weights, oldest first; `trend_words` says the same with dates."""

    interest: str
    interest_tone: str
    signs: tuple[str, ...]
    advice: str
    trend: tuple[float, ...]
    trend_words: str
    deal: str
    risk: str
    risk_tone: str
    drivers: tuple[str, ...]
    effect: str


def insight_of(story: Story, now: datetime, zone: tzinfo | None) -> Insight:
    """As things stand, from the request itself and what was kept of its course."""
    request, readings = story.summary.request, story.interest
    intent, risk = intent_of(request), assess(request)
    way = WAYS[direction_of(readings)]
    points = story.deal_points
    return Insight(
        interest=f"Interest: {LEVELS[intent.level]}{f', {way}' if way else ''}",
        interest_tone=TONES[intent.level],
        signs=tuple(f"{one.evidence} ({one.weight:+.1f})" for one in intent.signals) or (NOTHING_YET,),
        advice=intent.deal_impact.recommendation,
        trend=tuple(one.total for one in readings),
        trend_words="\n".join(_reading(one, now, zone) for one in readings),
        deal=f"The deal's confidence: {points:+d} points" if points else "",
        risk=f"Risk to your good name: {risk.level.value} ({risk.score} of 100)",
        risk_tone=RISK_TONES.get(risk.level, "grave"),
        drivers=risk.drivers,
        effect=_effect(risk.effect, request.risk_accepted),
    )


def _effect(effect: str, accepted: str) -> str:
    return f"You chose to go on up to {accepted}. {effect}" if accepted else effect


def _reading(one: IntentReading, now: datetime, zone: tzinfo | None) -> str:
    return (
        f"{capitalised(past_moment(one.at, now, zone))}: {LEVELS[one.level]} ({one.total:+.1f}). {one.cause}"
    )
