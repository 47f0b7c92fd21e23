"""Which requests the figures are about: a period by the rep's calendar, and what else was chosen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from xforce_desktop.errors import BadInput
from xforce_desktop.messages.persona import Persona, detect_persona
from xforce_desktop.scheduling.courses import Course
from xforce_desktop.scheduling.request import MeetingType

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Scope:
    """A request belongs to the day on which it was asked for, in the rep's zone. Days are inclusive, None is
    open; the other fields choose by equality, in any case, and empty ones do not choose. Raises BadInput for
    a period that ends before it begins, and for kinds that there are not."""

    first_on: date | None = None
    last_on: date | None = None
    meeting_type: str = ""
    persona: str = ""
    company: str = ""
    state: str = ""

    def __post_init__(self) -> None:
        if self.first_on and self.last_on and self.last_on < self.first_on:
            raise BadInput("The period ends before it begins.", "Give the earlier day first.")
        _must_be_one(self.meeting_type, MeetingType, "type of meeting")
        _must_be_one(self.persona, Persona, "persona")

    def previous(self) -> Scope | None:
        """As many days right before; None for a period without a beginning or an end, and where the calendar
        has no such days."""
        if self.first_on is None or self.last_on is None:
            return None
        length = self.last_on - self.first_on + DAY
        if self.first_on - date.min < length:
            return None
        return replace(self, first_on=self.first_on - length, last_on=self.first_on - DAY)

    def of(self, courses: Iterable[Course], zone: ZoneInfo) -> Sequence[Course]:
        """Those that are meant, in their order."""
        return [course for course in courses if self._has(course, zone)]

    def _has(self, course: Course, zone: ZoneInfo) -> bool:
        on = local_day(course.created_at, zone)
        in_period = (self.first_on or on) <= on <= (self.last_on or on)
        return in_period and all(
            not wanted or wanted.strip().casefold() == known.casefold()
            for wanted, known in (
                (self.meeting_type, course.meeting_type),
                (self.persona, persona_of(course).value),
                (self.company, course.company),
                (self.state, course.company_state),
            )
        )


def _must_be_one(given: str, kinds: Iterable[str], what: str) -> None:
    known = [str(kind) for kind in kinds]
    if given and given.strip().casefold() not in known:
        raise BadInput(f"“{given}” is no {what}.", f"Known are: {', '.join(known)}.")


def persona_of(course: Course) -> Persona:
    """What the rep says of them, else what their title suggests."""
    return Persona(course.persona) if course.persona else detect_persona(course.title)


def local_day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()


def monday_of(on: date) -> date:
    """Weeks begin on Monday."""
    return on - timedelta(days=on.weekday())
