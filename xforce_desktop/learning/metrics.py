"""The figures that are shown: what each means, and how it is counted.

Every share leaves out what is still open: a request that goes on has not failed yet. A figure carries the
number of cases behind it; see `figures` for what is said of few.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from xforce_desktop.learning.asks import Ask, asks_of, asks_to_booking
from xforce_desktop.learning.figures import Minutes, Rate, Spread, rate_of, spread_of
from xforce_desktop.learning.time_saved import TimeSaved, time_saved
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.scheduling.courses import Course

DAY = timedelta(days=1)


@dataclass(frozen=True)
class DealsMoved:
    """Deals with a held meeting; `value` is what is known of them, of `valued` deals."""

    deals: int
    valued: int
    value: float


@dataclass(frozen=True)
class Headline:
    """The figures of one period.

    requests, ended, still_open: asked for in the period, and what became of them.
    held: meetings that took place. success: held of those that ended (the specification's rate).
    booking: were ever on the calendar, of those that ended or were booked. show: held of held and missed
    meetings. recovery: requests with a no-show that were held in the end, of those that ended.
    reply: asks that they answered themselves before we asked again, of those that are not open.
    wait_h, wait_work_h: from such an ask to their answer, by the clock and in their working hours.
    asks_per_booking: asks before a request was first booked. days_to_meeting: from asking to the meeting's
    time. days_booked_ahead: from the last booking to the meeting, of held ones. left_to_rep: requests in
    which something was handed to the rep, of all. edited: messages that the rep reworded, of all that left;
    undone: times that the rep held something back.
    """

    requests: int
    ended: int
    still_open: int
    held: int
    success: Rate
    booking: Rate
    show: Rate
    recovery: Rate
    reply: Rate
    wait_h: Spread
    wait_work_h: Spread
    asks_per_booking: Spread
    days_to_meeting: Spread
    days_booked_ahead: Spread
    left_to_rep: Rate
    edited: Rate
    undone: int
    saved: TimeSaved
    deals: DealsMoved


def headline(courses: Sequence[Course], each: Minutes) -> Headline:
    """Of these requests; `each` are the minutes for the estimate."""
    ended = [course for course in courses if course.has_ended]
    held = [course for course in courses if course.is_held]
    asks = [ask for course in courses for ask in asks_of(course)]
    return Headline(
        requests=len(courses),
        ended=len(ended),
        still_open=len(courses) - len(ended),
        held=len(held),
        success=Rate(len(held), len(ended)),
        booking=booking_rate(courses),
        show=show_rate(courses),
        recovery=rate_of([course.is_held for course in ended if course.no_show_count]),
        reply=reply_rate(asks),
        wait_h=spread_of([ask.waited_h for ask in asks if ask.waited_h is not None]),
        wait_work_h=spread_of([ask.waited_work_h for ask in asks if ask.waited_work_h is not None]),
        asks_per_booking=asks_per_booking(courses),
        days_to_meeting=spread_of(
            [(c.scheduled_time - c.created_at) / DAY for c in ended if c.scheduled_time]
        ),
        days_booked_ahead=spread_of([ahead / DAY for ahead in map(_booked_ahead, held) if ahead is not None]),
        left_to_rep=rate_of([course.was_left_to_rep for course in courses]),
        edited=_edited(courses),
        undone=sum(course.events.get("RepUndid", 0) for course in courses),
        saved=time_saved(courses, each),
        deals=deals_moved(courses),
    )


def booking_rate(courses: Sequence[Course]) -> Rate:
    """Ever on the calendar, of those that ended or were booked: who still looks for a time is open."""
    return rate_of([course.was_booked for course in courses if course.has_ended or course.was_booked])


def show_rate(courses: Sequence[Course]) -> Rate:
    """Held of held and missed meetings: one request may have missed some and then been held."""
    held = sum(course.is_held for course in courses)
    return Rate(held, held + sum(course.no_show_count for course in courses))


def asks_per_booking(courses: Sequence[Course]) -> Spread:
    """Asks before the first booking."""
    counts = (asks_to_booking(course) for course in courses)
    return spread_of([float(count) for count in counts if count is not None])


def _booked_ahead(course: Course) -> timedelta | None:
    """From when it came to its last time until then."""
    if course.scheduled_time is None:
        return None
    before = [at for at in course.booked_at if at <= course.scheduled_time]
    return course.scheduled_time - before[-1] if before else None


def reply_rate(asks: Sequence[Ask]) -> Rate:
    return rate_of([ask.answered for ask in asks if ask.answered is not None])


def ask_booking_rate(asks: Sequence[Ask]) -> Rate:
    """Asks that led to a booking before we asked again."""
    return rate_of([ask.booked for ask in asks if ask.booked is not None])


def deals_moved(courses: Sequence[Course]) -> DealsMoved:
    """Each deal once, however many meetings were held about it, with the newest value that is known."""
    values: dict[uuid.UUID, float | None] = {}
    for course in courses:
        if course.is_held and course.deal_id:
            kept = values.get(course.deal_id)
            values[course.deal_id] = kept if course.deal_value is None else course.deal_value
    known = [value for value in values.values() if value is not None]
    return DealsMoved(len(values), len(known), sum(known))


def _edited(courses: Sequence[Course]) -> Rate:
    kinds = frozenset(kind.value for kind in LetterKind)
    left = sum(turn.is_ours and turn.kind in kinds for course in courses for turn in course.turns)
    return Rate(min(sum(course.edited for course in courses), left), left)
