"""Our calendars as the port `Calendar`: what Graph would do with the world's meetings, without any HTTP."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sync.sandbox.company import REP, TENANT_ID
from sync.sandbox.state import Address, Invitee, Meeting
from sync.sandbox.world import World
from sync.simulation.service import HeardTime, Service
from sync.simulation.weather import Weather
from xforce_desktop.availability.spans import Span
from xforce_desktop.errors import NotFound, TemporaryError
from xforce_desktop.ids import EffectKey
from xforce_desktop.ports import CalendarEvent, EventAnswer, MeetingPlan

RESPONSES = {"accepted": "accepted", "declined": "declined", "tentativelyAccepted": "tentative"}
FREE = ("free", "workingElsewhere")
FOUND_AROUND = timedelta(days=1)


class WorldCalendar(Service):
    """`ports.Calendar` on the world's calendars. `unreadable`: address and until when."""

    def __init__(
        self, world: World, weather: Weather, heard: HeardTime, unreadable: Mapping[str, datetime]
    ) -> None:
        super().__init__(world, weather, heard)
        self._unreadable = unreadable

    async def busy(
        self, addresses: Sequence[str], start: datetime, end: datetime
    ) -> Mapping[str, tuple[Span, ...] | None]:
        """Busy, tentative and away count; working elsewhere does not."""
        return self._asked("busy", lambda: {a: self._spans(a, start, end) for a in addresses})

    def _spans(self, address: str, start: datetime, end: datetime) -> tuple[Span, ...] | None:
        if self._unreadable.get(address, self._world.now) > self._world.now:
            return None
        if not self._world.calendars.knows(address):
            return None
        booked = self._world.calendars.booked(address, start, end)
        return tuple(sorted(Span(one.start_at, one.end_at) for one in booked if one.status not in FREE))

    async def create(self, plan: MeetingPlan, key: EffectKey) -> CalendarEvent:
        """Create and invite, once per key."""
        return self._done("create", lambda: self._created(plan, key))

    def _created(self, plan: MeetingPlan, key: EffectKey) -> CalendarEvent:
        known = self._world.meetings.with_transaction(key)
        if known is not None:
            if known.removed:
                raise TemporaryError("It was made before, but does not show on the calendar.")
            return _event(known)
        organizer = Address(REP.address, REP.name)
        meeting = self._world.meetings.new(plan.subject, plan.start, plan.end, organizer)
        meeting.transaction_id = key
        meeting.attendees = [Invitee(address, name, "required") for address, name in plan.required]
        meeting.attendees += [Invitee(address, name, "optional") for address, name in plan.optional]
        if plan.is_hold:
            meeting.show_as = "tentative"
            return _event(meeting)
        if plan.is_teams:
            self._world.meetings.put_online(meeting, TENANT_ID)
        self._world.meeting_made(meeting)
        return _event(meeting)

    async def put_online(self, event_id: str) -> CalendarEvent:
        """A Teams meeting for an event without one. Raises NotFound for an event that is gone."""

        def done() -> CalendarEvent:
            meeting = self._world.meetings.by_key(event_id)
            if meeting is None or meeting.removed:
                raise NotFound("Could not get the Teams link", "The meeting is not there any more.")
            if not meeting.is_online:
                self._world.meetings.put_online(meeting, TENANT_ID)
                self._world.meetings.touch(meeting)
            return _event(meeting)

        return self._done("put_online", done, is_safe_to_repeat=True)

    async def find(self, key: EffectKey, start: datetime, end: datetime) -> CalendarEvent | None:
        """The standing event of a key within a day of that time."""

        def found() -> CalendarEvent | None:
            meeting = self._world.meetings.with_transaction(key)
            if meeting is None or meeting.removed:
                return None
            near = meeting.start_at < end + FOUND_AROUND and meeting.end_at > start - FOUND_AROUND
            return _event(meeting) if near else None

        return self._asked("find", found)

    async def move(self, event_id: str, start: datetime, end: datetime) -> CalendarEvent:
        """Move and tell everybody. Raises NotFound for an event that is gone."""

        def moved() -> CalendarEvent:
            meeting = self._world.meetings.by_key(event_id)
            if meeting is None or meeting.removed:
                raise NotFound("Could not move the meeting", "It is not there any more.")
            if (meeting.start_at, meeting.end_at) != (start, end):
                self._world.meetings.reschedule(meeting, start, end)
                self._world.meetings.touch(meeting)
                self._world.meeting_moved(meeting)
            return _event(meeting)

        return self._done("move", moved, is_safe_to_repeat=True)

    async def cancel(self, event_id: str, comment: str) -> None:
        """Withdraw the invitation; fine if it is gone."""

        def cancelled() -> None:
            meeting = self._world.meetings.by_key(event_id)
            if meeting is not None and not meeting.removed:
                self._world.cancel_meeting(meeting, comment)

        self._done("cancel", cancelled, is_safe_to_repeat=True)

    async def remove(self, event_id: str) -> None:
        """Delete an event to which nobody is invited; fine if it is gone."""
        await self.cancel(event_id, "")

    async def set_attendees(
        self, event_id: str, required: Sequence[tuple[str, str]], optional: Sequence[tuple[str, str]]
    ) -> None:
        """Invite newcomers, drop who left; the others keep their answers. Raises NotFound."""

        def changed() -> None:
            meeting = self._world.meetings.by_key(event_id)
            if meeting is None or meeting.removed:
                raise NotFound("Could not change who is invited", "The meeting is not there any more.")
            before = {one.address.lower(): one for one in meeting.attendees}
            wanted = [Invitee(address, name, "required") for address, name in required]
            wanted += [Invitee(address, name, "optional") for address, name in optional]
            meeting.attendees = [before.get(one.address.lower(), one) for one in wanted]
            newcomers = [one for one in wanted if one.address.lower() not in before]
            self._world.meetings.touch(meeting)
            self._world.meeting_edited(meeting, newcomers)

        self._done("set_attendees", changed, is_safe_to_repeat=True)

    async def event(self, event_id: str) -> CalendarEvent | None:
        """The organizer's copy, None if it was deleted."""

        def seen() -> CalendarEvent | None:
            meeting = self._world.meetings.by_key(event_id)
            return None if meeting is None or meeting.removed else _event(meeting)

        return self._asked("event", seen)

    async def versions(self, start: datetime, end: datetime) -> Mapping[str, str]:
        """By the number of the last change."""

        def seen() -> Mapping[str, str]:
            near = (m for m in self._world.meetings.all() if m.start_at < end and m.end_at > start)
            return {m.key: str(m.changed_no) for m in near if not m.removed}

        return self._asked("versions", seen)


def _event(meeting: Meeting) -> CalendarEvent:
    answers = tuple(
        _event_answer(one) for one in meeting.attendees if one.address != meeting.organizer.address
    )
    return CalendarEvent(
        meeting.key,
        meeting.start_at,
        meeting.end_at,
        meeting.cancelled,
        meeting.join_url,
        answers,
        is_online=meeting.is_online,
    )


def _event_answer(invitee: Invitee) -> EventAnswer:
    proposed = None
    if invitee.proposed_start_at is not None and invitee.proposed_end_at is not None:
        proposed = Span(invitee.proposed_start_at, invitee.proposed_end_at)
    response = RESPONSES.get(invitee.response, "none")
    return EventAnswer(invitee.address, response, invitee.responded_at, proposed)
