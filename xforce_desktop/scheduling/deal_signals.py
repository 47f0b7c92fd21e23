"""What a request tells about its deal: the specification's four signals, one of each that holds now.

A signal that changes takes the place of the one before, which stays as history; one that turns out not to
hold is taken back. Weights are the specification's ("Integration with Deal Intelligence", "Feed this into
Deal Intelligence") and stand in resources/intent.toml.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, Protocol

from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.intent import (
    IntentLevel,
    IntentSignal,
    deal_weights,
    intent_of,
    most_adjustment,
    said_no,
)
from xforce_desktop.scheduling.request import MeetingRequest, Outcome

Impact = Literal["positive", "neutral", "negative"]
HUNDREDTHS = 100  # a weight of 0.2 is 20 points
IMPACT_OF: dict[IntentLevel, Impact] = {IntentLevel.HIGH: "positive", IntentLevel.DEAD: "negative"}


@dataclass(frozen=True)
class DealSignal:
    """One signal. `weight` is never negative, its `impact` says for or against; `points` are the same with a
    sign, for the deal's confidence. `superseded_at`: when another took its place, or it was taken back."""

    deal_id: uuid.UUID
    request_id: RequestId | None
    type: str
    description: str
    impact: Impact
    weight: float
    points: int
    at: datetime
    details: tuple[IntentSignal, ...] = ()
    superseded_at: datetime | None = None

    def says_the_same(self, other: DealSignal) -> bool:
        """Whether nothing but its moment is different."""
        mine = (self.deal_id, self.description, self.impact, self.weight, self.points, self.details)
        theirs = (other.deal_id, other.description, other.impact, other.weight, other.points, other.details)
        return mine == theirs


class DealRecords(Protocol):
    """What is kept of it."""

    def deal_signals(self, deal_id: uuid.UUID) -> Sequence[DealSignal]:
        """Those that hold now, of all requests for the deal, oldest first."""
        ...

    def signals_of_request(self, request_id: RequestId) -> Sequence[DealSignal]:
        """All that the request ever gave, oldest first."""
        ...

    def add_deal_signal(self, signal: DealSignal) -> None: ...

    def supersede_deal_signal(self, request_id: RequestId, kind: str, at: datetime) -> None:
        """The one of that kind that holds now does not any more."""
        ...


def keep_signals(work: DealRecords, request: MeetingRequest, now: datetime) -> None:
    """Bring what is kept in step with the request; a request without a deal gives no signals."""
    wanted = {one.type: one for one in signals_of(request, now)}
    kept = {one.type: one for one in work.signals_of_request(request.id) if one.superseded_at is None}
    for kind, old in kept.items():
        if kind not in wanted or not wanted[kind].says_the_same(old):
            work.supersede_deal_signal(request.id, kind, now)
    for kind, new in wanted.items():
        if kind not in kept or not new.says_the_same(kept[kind]):
            work.add_deal_signal(new)


def signals_of(request: MeetingRequest, now: datetime) -> tuple[DealSignal, ...]:
    """Those that hold for the request as it stands; that of their interest from the first ask on.

    A no tells no interest, however fast it came; what spoke against the deal before it still does.
    """
    if request.deal_id is None:
        return ()
    weights, found = deal_weights(), []
    if request.history:
        interest = _of_intent(request, request.deal_id, now)
        if interest.points < 0 or not said_no(request):
            found.append(interest)
    if request.outcome is Outcome.HELD:
        kind = request.meeting_type.value.replace("_", " ")
        words = f"{kind.capitalize()} meeting completed"
        found.append(_signal(request, request.deal_id, "meeting_held", words, weights.meeting_held, now))
    if (missed := request.no_show_count) > 0:
        words = f"They missed {_counted(missed, 'meeting')}"
        weight = round(-weights.no_show * missed, 6)
        found.append(_signal(request, request.deal_id, "no_show", words, weight, now))
    if request.outcome is Outcome.GAVE_UP:
        words = f"No meeting could be scheduled after {_counted(request.attempt_count, 'ask')}"
        weight = -weights.scheduling_failed
        found.append(_signal(request, request.deal_id, "scheduling_failed", words, weight, now))
    return tuple(found)


def _of_intent(request: MeetingRequest, deal_id: uuid.UUID, now: datetime) -> DealSignal:
    intent = intent_of(replace(request, outcome=None) if said_no(request) else request)
    points = intent.deal_impact.confidence_adjustment
    return DealSignal(
        deal_id,
        request.id,
        "scheduling_intent",
        f"Scheduling intent: {intent.level.value}",
        IMPACT_OF.get(intent.level, "neutral"),
        abs(points) / HUNDREDTHS,
        points,
        now,
        intent.signals,
    )


def _signal(
    request: MeetingRequest, deal_id: uuid.UUID, kind: str, words: str, weight: float, now: datetime
) -> DealSignal:
    """`weight` with its sign."""
    impact: Impact = "positive" if weight > 0 else "negative"
    points = round(weight * HUNDREDTHS)
    return DealSignal(deal_id, request.id, kind, words, impact, abs(weight), points, now)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def deal_adjustment(signals: Iterable[DealSignal]) -> int:
    """What all signals of a deal that hold now come to: -20 to +20 points for its confidence."""
    most = most_adjustment()
    total = sum(one.points for one in signals if one.superseded_at is None)
    return max(-most, min(total, most))
