"""Our asks, and what came of each.

An ask is a message of ours that wants an answer. It is answered if they wrote themselves after it and before
our next one; it led to a booking if the meeting came on the calendar, or to another time, before that. The
last one of a request that goes on, or that we withdrew, is neither an answer nor a failure until then.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from xforce_desktop.availability.workdays import WORK_BEGINS, WORK_ENDS, Locale, country_of, is_working_day
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.scheduling.courses import Course, Turn
from xforce_desktop.scheduling.request import Outcome
from xforce_desktop.scheduling.rules.sending import ASKS

HOUR = timedelta(hours=1)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ASK_KINDS = frozenset(kind.value for kind in ASKS)
_KINDS = {
    LetterKind.INITIAL: "Initial",
    LetterKind.SOCIAL_PROOF: "Social proof",
    LetterKind.DE_ESCALATE: "Shorter meeting",
    LetterKind.CHAMPION_CC: "Champion in copy",
    LetterKind.SMS: "Text",
    LetterKind.NO_SHOW: "After a no-show",
    LetterKind.COUNTER: "Other times",
    LetterKind.CONSTRAINT: "Other times",
    LetterKind.CLARIFY: "Question",
    LetterKind.ASK_SILENT: "Asked by name",
}
LAST_COUNTED_FOLLOW_UP = 3
KINDS_IN_ORDER = (
    "Initial",
    "Follow-up 1",
    "Follow-up 2",
    "Follow-up 3+",
    "Social proof",
    "Champion in copy",
    "Shorter meeting",
    "Text",
    "Other times",
    "Question",
    "Asked by name",
    "After a no-show",
)


@dataclass(frozen=True)
class Ask:
    """`kind` in words, `hour` and `weekday` (Monday is 0) by their clock. `answered` and `booked` are None
    where nobody can know.

    `waited_h` until their own answer, nights and weekends included; `waited_work_h` in their working hours.
    What they write after the booking is no answer to measure; at its very moment it is one.
    """

    course: Course
    kind: str
    channel: str
    hour: int
    weekday: int
    answered: bool | None
    booked: bool | None
    waited_h: float | None = None
    waited_work_h: float | None = None

    @property
    def is_open(self) -> bool:
        return self.answered is None and not self.course.has_ended


def asks_of(course: Course) -> Iterator[Ask]:
    """Oldest first."""
    follow_ups, turns = 0, course.turns
    ours = [place for place, turn in enumerate(turns) if turn.is_ours and turn.kind in _ASK_KINDS]
    for number, place in enumerate(ours):
        after = ours[number + 1] if number + 1 < len(ours) else None
        until = turns[after].at if after else None
        if any(not turn.is_ours for turn in turns[ours[number - 1] if number else 0 : place]):
            follow_ups = 0  # they wrote in between: the next chase is the first again
        if turns[place].kind == LetterKind.FOLLOW_UP.value:
            follow_ups += 1
        yield _ask(course, turns[place], turns[place + 1 : after], until, follow_ups)


def asks_to_booking(course: Course) -> int | None:
    """How many of our asks came before it was first booked; None where that moment is not known."""
    if not course.booked_at:
        return None
    return sum(
        turn.is_ours and turn.kind in _ASK_KINDS and turn.at <= course.booked_at[0] for turn in course.turns
    )


def _answer_to(between: Sequence[Turn], booked_at: datetime | None) -> Turn | None:
    """Their first turn before our next ask. It may have come at the very moment of the booking, which then
    followed from it; what comes later is none."""
    own = next((turn for turn in between if not turn.is_ours), None)
    return own if own and (booked_at is None or own.at <= booked_at) else None


def _ask(course: Course, turn: Turn, between: Sequence[Turn], until: datetime | None, follow_ups: int) -> Ask:
    """`between`: what was written until our next ask at `until`, in its order."""
    local = turn.at.astimezone(_zone(course.zone))
    booked_at = _booking_after(course, turn.at, until)
    answer = _answer_to(between, booked_at)
    is_over = until is not None or (course.has_ended and course.outcome is not Outcome.CANCELLED_BY_US)
    failed = False if is_over else None
    return Ask(
        course=course,
        kind=kind_in_words(turn.kind, follow_ups),
        channel="Text" if turn.channel == "sms" else "Email",
        hour=local.hour,
        weekday=local.weekday(),
        answered=True if answer or booked_at else failed,
        booked=True if booked_at else failed,
        waited_h=(answer.at - turn.at) / HOUR if answer else None,
        waited_work_h=working_hours(turn.at, answer.at, _locale(course)) if answer else None,
    )


def _booking_after(course: Course, at: datetime, until: datetime | None) -> datetime | None:
    return next((one for one in course.booked_at if one >= at and (until is None or one < until)), None)


def kind_in_words(kind: str, follow_ups: int = 1) -> str:
    """ "Initial", "Follow-up 2", "Social proof": follow-ups are counted since their last own answer."""
    if kind == LetterKind.FOLLOW_UP.value:
        more = "+" if follow_ups >= LAST_COUNTED_FOLLOW_UP else ""
        return f"Follow-up {min(follow_ups, LAST_COUNTED_FOLLOW_UP)}{more}"
    return _KINDS[LetterKind(kind)]


def hour_band(hour: int) -> str:
    """Two hours of their day, "08-10"; what lies outside 06:00 to 20:00 is one band."""
    if not 6 <= hour < 20:
        return "20-06"
    first = hour - hour % 2
    return f"{first:02d}-{first + 2:02d}"


def working_hours(start: datetime, end: datetime, place: Locale) -> float:
    """Hours of [start, end) that lie in 08:00 to 18:00 of working days there."""
    begins, ends = start.astimezone(place.zone), end.astimezone(place.zone)
    total, day = 0.0, begins.date()
    while day <= ends.date():
        if _works(day.toordinal(), place):
            opens = datetime.combine(day, WORK_BEGINS, place.zone)
            closes = datetime.combine(day, WORK_ENDS, place.zone)
            total += max((min(ends, closes) - max(begins, opens)) / HOUR, 0.0)
        day += timedelta(days=1)
    return total


@lru_cache(maxsize=20_000)
def _works(ordinal: int, place: Locale) -> bool:
    return is_working_day(datetime.fromordinal(ordinal).date(), place)


@lru_cache(maxsize=256)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name or "UTC")


def _locale(course: Course) -> Locale:
    return _place(course.zone or "UTC", course.company_state)


@lru_cache(maxsize=1024)
def _place(zone: str, state: str) -> Locale:
    country = country_of(zone)
    return Locale(zone, country, state if country == "US" else "")
