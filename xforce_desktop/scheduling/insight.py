"""Somebody of ours stands in the way of a meeting: what is kept of it, and when the rep is told.

Weighed when times are sought and at most once an hour after that, never when a screen is drawn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from xforce_desktop.availability.attendees import Advice, AttendeeAnalysis, Blocking
from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.request import MeetingRequest, State

SEEKING = frozenset(
    {State.INITIATED, State.PROPOSING, State.AWAITING_RESPONSE, State.NEGOTIATING, State.NO_SHOW}
)
ENOUGH_DAYS = 3  # free times on fewer days than an offer has times hold a meeting back
WORSE_BY_POINTS = 20  # after "Keep" the card comes again once the gain has grown by so much


@dataclass(frozen=True)
class Kept:
    """That the rep keeps somebody in it all the same. `gain_pct` is what it was then."""

    address: str
    gain_pct: int
    at: datetime


@dataclass(frozen=True)
class AttendeeInsight:
    """The newest analysis of a request, `people` being those of ours whom it weighed, the organizer first."""

    request_id: RequestId
    at: datetime
    people: tuple[str, ...]
    analysis: AttendeeAnalysis
    kept: tuple[Kept, ...] = ()


class InsightRecords(Protocol):
    """The part of the transaction that keeps who stands in the way."""

    def insight(self, request_id: RequestId) -> AttendeeInsight | None: ...

    def save_insight(self, insight: AttendeeInsight) -> None:
        """In place of the one before."""
        ...


@dataclass(frozen=True)
class InsightCard:
    """The dashboard's card in words. `address` is whom to remove; `blocker` their name with their title."""

    request_id: RequestId
    address: str
    headline: str
    blocker: str
    impact: str
    recommendation: str
    remove: str
    keep: str
    note: str = ""  # whose calendar could not be read


@dataclass(frozen=True)
class Insights:
    """What the dashboard shows: the open cards, and by request what the rep is to ask of whom."""

    cards: tuple[InsightCard, ...] = ()
    tasks: Mapping[RequestId, tuple[str, ...]] = field(default_factory=dict)


class AttendeeDesk(Protocol):
    """What screens and command line ask about our own people. Each may raise BadInput."""

    async def attendee_insights(self) -> Insights: ...

    async def remove_blocker(self, request_id: RequestId, address: str) -> None:
        """Take whom the card names out of the meeting; times are sought anew."""
        ...

    async def keep_blocker(self, request_id: RequestId) -> None:
        """Keep them, and be told what to ask them for; the card comes again only if it gets much worse."""
        ...


def blocker_of(request: MeetingRequest, insight: AttendeeInsight | None) -> Blocking | None:
    """Who is shown to the rep as standing in the way now.

    While times are sought and the analysis is about the people who are in it now: where there are too few
    free times by the specification's rule, or they lie on fewer days than an offer has times and there would
    be more days without that person. Whom the rep keeps is shown again once it has got much worse.
    """
    if insight is None or not is_weighed(request) or insight.people != ours_of(request):
        return None
    analysis = insight.analysis
    few = analysis.recommendation.advice is not Advice.PROCEED
    narrow = analysis.free_days < ENOUGH_DAYS
    in_the_way = (one for one in analysis.blocking if few or (narrow and one.days > analysis.free_days))
    return next((one for one in in_the_way if not is_kept(insight, one)), None)


def is_kept(insight: AttendeeInsight, one: Blocking) -> bool:
    return any(k.address == one.address and one.gain_pct < k.gain_pct + WORSE_BY_POINTS for k in insight.kept)


def is_weighed(request: MeetingRequest) -> bool:
    """Whether times are still sought for it."""
    return request.state in SEEKING and request.agreed_time is None and not request.is_booked


def ours_of(request: MeetingRequest) -> tuple[str, ...]:
    """Addresses of our people, the organizer first."""
    organizer = request.organizer
    return (organizer.email, *(a.email for a in request.internal if a.id != organizer.id))


def renewed(
    before: AttendeeInsight | None, request: MeetingRequest, analysis: AttendeeAnalysis, now: datetime
) -> AttendeeInsight:
    """The newest analysis, with whom the rep keeps: forgotten of people who are not in the way any more."""
    blocking = {one.address for one in analysis.blocking}
    kept = tuple(k for k in before.kept if k.address in blocking) if before else ()
    return AttendeeInsight(request.id, now, ours_of(request), analysis, kept)


def kept_by_rep(insight: AttendeeInsight, one: Blocking, now: datetime) -> AttendeeInsight:
    others = tuple(k for k in insight.kept if k.address != one.address)
    return replace(insight, kept=(*others, Kept(one.address, one.gain_pct, now)))
