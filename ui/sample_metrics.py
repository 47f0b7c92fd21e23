"""Requests as they might have gone, made anew from a seed: for pictures, and for trying the figures."""

from __future__ import annotations

import random
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.courses import Course, Turn
from xforce_desktop.scheduling.request import Outcome, State

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
COMPANIES = (
    ("Acme Pest", "TN", "America/Chicago"),
    ("Bluebird Pest", "GA", "America/New_York"),
    ("Cactus Exterminating", "AZ", "America/Phoenix"),
    ("Delta Pest", "LA", "America/Chicago"),
    ("Evergreen Termite", "OR", "America/Los_Angeles"),
    ("Old Mill Pest", "FL", "America/New_York"),
)
TITLES = ("Owner", "Operations Manager", "VP Operations", "Branch Manager", "Office Manager")
TYPES = ("demo", "discovery", "follow_up", "exec_review")
FOLLOW_UPS = ("follow_up", "social_proof", "sms", "de_escalate")


def a_history(seed: int, count: int, until: datetime) -> Sequence[Course]:
    """So many requests of the last weeks before `until`, some of them still open; oldest first."""
    drawn = random.Random(seed)
    begun = sorted(until - drawn.random() * count * DAY / 3 for _ in range(count))
    return [_course(drawn, number, at, until) for number, at in enumerate(begun)]


def _course(drawn: random.Random, number: int, at: datetime, until: datetime) -> Course:
    company, state, zone = drawn.choice(COMPANIES)
    title = drawn.choice(TITLES)
    turns, asks, answered_at = _asking(drawn, at, 0.45 if title == "Owner" else 0.33)
    lookups = {"SlotsFound": asks, "RepApproved": 1}
    plain: dict[str, Any] = {
        "id": RequestId(uuid.UUID(int=1000 + number, version=4)),
        "created_at": at,
        "meeting_type": drawn.choice(TYPES),
        "attempt_count": asks,
        "company": company,
        "company_state": state,
        "title": title,
        "zone": zone,
        "was_left_to_rep": drawn.random() < 0.12,
    }
    if (answered_at or turns[-1].at) > until - 2 * DAY:
        shown = [turn for turn in turns if turn.at <= until]
        asked = sum(turn.is_ours for turn in shown)
        events = {"SlotsFound": max(asked, 1)}
        return Course(
            **(plain | {"attempt_count": asked}),
            state=State.AWAITING_RESPONSE,
            turns=tuple(shown),
            events=events,
        )
    if answered_at is None:
        return Course(
            **plain, state=State.CANCELLED, outcome=Outcome.GAVE_UP, turns=tuple(turns), events=lookups
        )
    return _booked(drawn, plain, turns, answered_at, lookups)


def _asking(drawn: random.Random, at: datetime, likely: float) -> tuple[list[Turn], int, datetime | None]:
    """Asks until they answer or five were sent, with the moment of the answer."""
    turns: list[Turn] = []
    sent = _working(at + drawn.uniform(0.1, 2) * HOUR)
    for asks in range(1, 6):
        kind = "initial" if asks == 1 else FOLLOW_UPS[asks - 2]
        channel = "sms" if kind == "sms" else "email"
        turns.append(Turn(sent, True, kind, channel))
        is_quick = kind == "sms" or sent.hour < 16
        if drawn.random() < likely + (0.1 if is_quick else -0.05):
            answered = _working(sent + drawn.expovariate(1 / (2 if kind == "sms" else 6)) * HOUR)
            turns.append(Turn(answered, False, "", channel))
            return turns, asks, answered
        sent = _working(sent + drawn.uniform(1.8, 3.2) * DAY)
    return turns, 5, None


def _working(moment: datetime) -> datetime:
    """Moved into 14:00 to 21:00 UTC of a weekday, when all of America works."""
    hour = moment.hour if 14 <= moment.hour < 21 else 14 + moment.hour % 7
    later = max(moment.replace(hour=hour), moment)
    return later + max(7 - later.weekday(), 0) * DAY if later.weekday() > 4 else later


def _booked(
    drawn: random.Random,
    plain: dict[str, Any],
    turns: list[Turn],
    answered_at: datetime,
    events: dict[str, int],
) -> Course:
    booked_at, meeting_at = answered_at + HOUR / 4, answered_at + drawn.uniform(1, 8) * DAY
    turns += [
        Turn(booked_at, True, "confirmation"),
        Turn(max(meeting_at - 6 * HOUR, booked_at + HOUR), True, "reminder"),
    ]
    missed = drawn.random() < 0.14
    outcome = drawn.choices(
        (Outcome.HELD, Outcome.CANCELLED_BY_THEM, Outcome.NO_SHOW), (6, 3, 1) if missed else (17, 2, 0)
    )[0]
    deal = uuid.UUID(int=drawn.randrange(1, 60), version=4) if drawn.random() < 0.5 else None
    return Course(
        **plain,
        state=State.COMPLETED if outcome is Outcome.HELD else State.CANCELLED,
        outcome=outcome,
        no_show_count=int(missed),
        scheduled_time=meeting_at if outcome is Outcome.HELD else None,
        booked_at=(booked_at, meeting_at + DAY) if missed else (booked_at,),
        deal_id=deal,
        deal_value=float(drawn.randrange(4, 40) * 1000) if deal else None,
        turns=tuple(turns),
        events=events | {"MeetingBooked": 1 + int(missed)},
        edited=int(drawn.random() < 0.2),
    )
