"""When reminders had to leave, computed anew: 09:00 of the day, 16:00 of the working day before a morning."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sync.simulation.places import Place, is_day_off
from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.request import Approval, Handler, MeetingRequest, State

SOON = timedelta(minutes=20)  # after its time a reminder has left
LEAST_NOTICE = timedelta(hours=3)
BOOKED = frozenset({State.CONFIRMING, State.CONFIRMED, State.REMINDER_SENT})


@dataclass
class Booking:
    """A meeting as it stood on the calendar from `booked_at` until `over_at`."""

    request_id: RequestId
    meeting_key: str
    start_at: datetime
    booked_at: datetime
    place: Place
    account_missed: bool
    over_at: datetime | None = None
    sent_at: list[datetime] = field(default_factory=list)

    def due(self) -> list[datetime]:
        """The moments at which reminders have to leave, in order."""
        if self.start_at - self.booked_at < LEAST_NOTICE:
            return []
        zone = ZoneInfo(self.place.zone)
        local = self.start_at.astimezone(zone)
        works = not is_day_off(local.date(), self.place)
        early = local.time() < time(12)
        found = []
        if early or self.account_missed or not works:
            found.append(_on(_working_day_before(local.date(), self.place), time(16), zone))
        if works and (not early or self.account_missed):
            found.append(_on(local.date(), time(9), zone))
        return sorted(at for at in found if self.booked_at < at < self.start_at)


class Reminders:
    """What was booked, what was sent, and which passes went well."""

    def __init__(self) -> None:
        self._bookings: list[Booking] = []
        self._strays: list[tuple[RequestId, datetime]] = []
        self._passes: list[tuple[datetime, bool]] = []

    def booked(self, booking: Booking) -> None:
        """The program made or moved a meeting."""
        self._bookings.append(booking)

    def over(self, meeting_key: str, at: datetime) -> None:
        """A meeting was moved or withdrawn."""
        for booking in self._bookings:
            if booking.meeting_key == meeting_key and booking.over_at is None:
                booking.over_at = at

    def sent(self, request_id: RequestId, times: tuple[datetime, ...], at: datetime) -> None:
        """A reminder of a meeting at `times` left."""
        for booking in self._bookings:
            stands = booking.over_at is None or booking.over_at > at
            if booking.request_id == request_id and (booking.start_at,) == times and stands:
                booking.sent_at.append(at)
                return
        self._strays.append((request_id, at))

    def note_pass(self, at: datetime, is_whole: bool) -> None:
        """A pass ended, with or without trouble."""
        self._passes.append((at, is_whole))

    def judge(
        self, phase_at: Callable[[RequestId, datetime], MeetingRequest | None]
    ) -> Iterator[tuple[RequestId, bool, str]]:
        """Request, whether it was right, and what was wrong."""
        for request_id, at in self._strays:
            yield request_id, False, f"a reminder left at {at.isoformat()} for a meeting that does not stand"
        for booking in self._bookings:
            due = booking.due()
            for sent_at in booking.sent_at:
                fitting = [at for at in due if at <= sent_at < booking.start_at]
                right = bool(fitting)
                if fitting:
                    due.remove(fitting[-1])
                    is_late = sent_at > fitting[-1] + SOON
                    right = not (is_late and self._had_to_leave(booking, fitting[-1], phase_at))
                words = f"a reminder at {sent_at.isoformat()} for {booking.start_at.isoformat()} is not ruled"
                yield booking.request_id, right, words
            for at in _without_caught_up(due, booking):
                missed = self._had_to_leave(booking, at, phase_at)
                yield booking.request_id, not missed, f"the reminder of {at.isoformat()} did not leave"

    def _had_to_leave(
        self,
        booking: Booking,
        at: datetime,
        phase_at: Callable[[RequestId, datetime], MeetingRequest | None],
    ) -> bool:
        """Whether nothing stood in its way: the computer awake, the services well, the agent in charge."""
        until = at + SOON
        if (booking.over_at is not None and booking.over_at <= until) or until >= booking.start_at:
            return False
        near = [whole for when, whole in self._passes if at <= when <= until]
        if not near or not all(near):
            return False
        phases = [phase_at(booking.request_id, moment) for moment in (at - timedelta(seconds=1), until)]
        return all(phase is not None and _is_in_charge(phase, booking) for phase in phases)


def _without_caught_up(due: list[datetime], booking: Booking) -> list[datetime]:
    """Without those of a day on which one that was late has reminded them already."""
    zone = ZoneInfo(booking.place.zone)
    days = {at.astimezone(zone).date() for at in booking.sent_at}
    return [at for at in due if at.astimezone(zone).date() not in days]


def _is_in_charge(request: MeetingRequest, booking: Booking) -> bool:
    waits = request.approval is Approval.REVIEW_ALL or (
        request.approval is Approval.REVIEW_FIRST and not request.is_approved
    )
    return (
        request.state in BOOKED
        and request.handled_by is Handler.AGENT
        and request.agreed_time is None
        and request.scheduled_time == booking.start_at
        and not waits
    )


def _working_day_before(on: date, place: Place) -> date:
    day = on - timedelta(days=1)
    while is_day_off(day, place):
        day -= timedelta(days=1)
    return day


def _on(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, zone).astimezone(UTC)
