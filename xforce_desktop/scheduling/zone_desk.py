"""The zone ledger of the people of a request: what is stored of them, what is known, and the verdict."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from xforce_desktop.scheduling.events import ZoneDoubt, ZoneLearned
from xforce_desktop.scheduling.request import Attendee, MeetingRequest
from xforce_desktop.scheduling.unit_of_work import UnitOfWork
from xforce_desktop.scheduling.zone_ledger import ZoneVerdict, same_clock, verdict
from xforce_desktop.scheduling.zone_reading import ZoneHeard
from xforce_desktop.scheduling.zone_sources import known_of


def verdict_on(work: UnitOfWork, request: MeetingRequest, person: Attendee, now: datetime) -> ZoneVerdict:
    """From everything that is known of them."""
    evidence = (*known_of(person, request), *work.zone_evidence(person.email))
    return verdict(evidence, now, request.preferences.timezone)


def with_zones(work: UnitOfWork, request: MeetingRequest, now: datetime) -> MeetingRequest:
    """The request with the ledger's zone for everybody on their side who has none yet."""
    for person in request.external:
        if not person.zone:
            found = verdict_on(work, request, person, now)
            request = request.with_attendee(replace(person, zone=found.zone, zone_is_sure=found.is_sure))
    return request


def learned(
    work: UnitOfWork, request: MeetingRequest, person: Attendee, heard: ZoneHeard, now: datetime
) -> ZoneLearned | None:
    """What the ledger says now, if that is news.

    Once they have seen times in a zone, only their own word changes it; anything else that speaks against it
    makes it doubtful, so that they are asked.
    """
    found = verdict_on(work, request, person, now)
    old = person.zone or request.recipient_timezone
    zone, is_sure = found.zone, found.is_sure
    if request.attempt_count and heard.said is None and not same_clock(zone, old, now):
        zone, is_sure = old, False
    if (zone, is_sure) == (person.zone, person.zone_is_sure):
        return None
    return ZoneLearned(person.email, zone, is_sure, heard.said.words if heard.said else "")


def doubt_of(request: MeetingRequest, person: Attendee, heard: ZoneHeard, now: datetime) -> ZoneDoubt:
    """Whether the clock times of their mail may be on another clock than the one they were shown."""
    shown = request.answered_timezone
    if heard.said is not None:
        is_other = not heard.beside_clock and not same_clock(heard.said.zone, shown, now)
        return ZoneDoubt.ELSEWHERE if is_other else ZoneDoubt.NONE
    if heard.is_travelling:
        away = (one.zone for one in heard.evidence if one.weight == 0)
        is_other = any(not same_clock(zone, shown, now) for zone in away)
        return ZoneDoubt.TRAVELLING if is_other else ZoneDoubt.NONE
    is_first = person.id == request.primary.id
    is_stale = is_first and not same_clock(shown, request.recipient_timezone, now)
    return ZoneDoubt.ELSEWHERE if is_stale and not heard.beside_clock else ZoneDoubt.NONE


def zone_json(work: UnitOfWork, request: MeetingRequest) -> dict[str, Any]:
    """The zone in which the prospect is shown times, for `request show`; as of the last that was done."""
    person, now = request.primary, request.last_action_at or request.created_at
    found = verdict_on(work, request, person, now)
    shown = request.recipient_timezone
    return {
        "name": shown,
        "confidence": found.confidence if same_clock(found.zone, shown, now) else 0.0,
        "is_sure": person.zone_is_sure,
        "asked": request.zone_asked,
        "runner_up": found.runner_up or None,
        "why": found.why,
        "evidence": [
            {
                "source": one.source.value,
                "words": one.words,
                "zone": one.zone,
                "weight": round(one.weight, 3),
                "at": one.at.isoformat(),
            }
            for one in found.evidence
        ],
    }
