"""How each request went, in the few values that figures are computed from."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.request import ENDED, Attendee, Outcome, State

# Events of the journal that figures count; of each the number in a request is kept.
COUNTED_EVENTS = (
    "MeetingBooked",
    "MeetingMoved",
    "SlotsFound",
    "NoSlotsFound",
    "RepApproved",
    "RepUndid",
)
SET_A_TIME = ("MeetingBooked", "MeetingMoved")  # what the program itself put on the calendar, or moved


@dataclass(frozen=True)
class Turn:
    """A message that left, or one that they wrote themselves: automatic answers and reports are none.

    `kind` is ours: a LetterKind. `channel` is email or sms. `at` is UTC.
    """

    at: datetime
    is_ours: bool
    kind: str = ""
    channel: str = "email"


@dataclass(frozen=True)
class Course:
    """One request. Moments are UTC, `zone` (IANA) is that of the prospect whom the mails greet.

    `persona` is what the rep says of them, or that they own the company; empty: what `title` suggests.
    `booked_at`: each moment at which it came on the calendar or to another time of it, oldest first.
    `was_left_to_rep`: something was handed to the rep, who had not asked for it. `edited` counts messages
    that the rep reworded.
    """

    id: RequestId
    created_at: datetime
    meeting_type: str
    state: State
    outcome: Outcome | None = None
    attempt_count: int = 0
    no_show_count: int = 0
    scheduled_time: datetime | None = None
    booked_at: tuple[datetime, ...] = ()
    company: str = ""
    company_state: str = ""
    deal_id: uuid.UUID | None = None
    deal_value: float | None = None
    title: str = ""
    persona: str = ""
    zone: str = ""
    turns: tuple[Turn, ...] = ()  # oldest first
    events: Mapping[str, int] = field(default_factory=dict)
    was_left_to_rep: bool = False
    edited: int = 0

    @property
    def has_ended(self) -> bool:
        return self.state in ENDED

    @property
    def is_held(self) -> bool:
        return self.outcome is Outcome.HELD

    @property
    def was_booked(self) -> bool:
        return was_booked(self.booked_at, self.outcome, self.no_show_count)


def was_booked(booked_at: Sequence[datetime], outcome: Outcome | None, no_show_count: int) -> bool:
    """Whether a time ever stood on the calendar; a meeting that was held or missed did."""
    return bool(booked_at) or outcome is Outcome.HELD or no_show_count > 0


class CourseRecords(Protocol):
    """The part of the transaction that tells how requests went."""

    def courses(self) -> Sequence[Course]:
        """Of all requests, oldest first."""
        ...


def greeted(external: Iterable[Attendee]) -> Attendee | None:
    """Whom the mails of a request greet: as `MeetingRequest.primary`, of their people in order."""
    theirs = tuple(external)
    still_in = tuple(one for one in theirs if not one.is_out) or theirs
    needed = tuple(one for one in still_in if one.is_required) or still_in
    return next((one for one in needed if not one.is_unreachable), needed[0] if needed else None)
