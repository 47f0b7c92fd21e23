"""What prospects do about invitations: answer them, come, stay away, ask for another time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sync.sandbox.ids import chance, fraction
from sync.sandbox.office_hours import days_later, in_office
from sync.sandbox.people import Person
from sync.sandbox.state import AgendaEntry, Invitee, Meeting, PersonMemory
from sync.sandbox.world import Guest, World

_INVITE, _END, _MOVE = "invite", "meeting_ends", "move"
_REPORT = "report_appears"  # nothing to do then, but a moment worth looking at
_GUEST_SHARE = 0.35
_MOVE_BEFORE = timedelta(hours=20)
_INVITE_MINUTES: dict[str, tuple[int, int]] = {
    "slow": (180, 420),
    "outlook_only": (2, 15),
    "silent": (60, 61),
}
_USUAL_MINUTES = (6, 80)


class ProspectMeetings:
    """Answers to invitations and attendance, for prospects and for colleagues."""

    def __init__(
        self,
        world: World,
        person: Callable[[str, str], Person],
        memory: Callable[[Person], PersonMemory],
        write_move: Callable[[Person, datetime, timedelta], None],
    ) -> None:
        self._world, self._person, self._memory = world, person, memory
        self._write_move = write_move

    def changed(self, meeting: Meeting, change: str) -> None:
        """Plan answers and the end of a meeting; forget them when it is cancelled."""
        for kind in (_INVITE, _END, _MOVE):
            self._world.agenda.drop(kind, meeting=meeting.key)
        if change == "cancelled":
            self._forget(meeting)
            return
        for invitee in meeting.attendees:
            waiting = invitee.response in ("none", "notResponded")
            if waiting and invitee.address.lower() != meeting.organizer.address.lower():
                self._plan_answer(meeting, invitee)
        self._world.agenda.add(max(meeting.end_at, self._world.now), _END, meeting=meeting.key)

    def due(self, entry: AgendaEntry) -> None:
        """A planned moment has come."""
        meeting = self._world.meetings.by_key(entry.details["meeting"])
        if meeting is None or meeting.removed:
            return
        if entry.kind == _INVITE:
            self._answer(meeting, entry.details["address"])
        elif entry.kind == _END:
            self._end(meeting)
        elif entry.kind == _MOVE:
            self._move(meeting, self._person(entry.details["address"], ""))

    def has_accepted(self, person: Person, start_at: datetime) -> bool:
        """Whether this person has accepted an invitation to that time."""
        return any(
            one.address.lower() == person.address and one.response == "accepted"
            for meeting in self._world.meetings.all()
            if not meeting.removed and meeting.start_at == start_at
            for one in meeting.attendees
        )

    def _forget(self, meeting: Meeting) -> None:
        for invitee in meeting.attendees:
            if not self._is_internal(invitee):
                memory = self._memory(self._person(invitee.address, invitee.name))
                if memory.picked_at == meeting.start_at:
                    memory.picked_at = None

    def _is_internal(self, invitee: Invitee) -> bool:
        return self._world.calendars.knows(invitee.address)

    def _plan_answer(self, meeting: Meeting, invitee: Invitee) -> None:
        seed = self._world.state.seed
        rng = chance(seed, "invite", invitee.address, meeting.key, meeting.sequence)
        temperament, zone = "prompt", self._world.zone
        if not self._is_internal(invitee):
            person = self._person(invitee.address, invitee.name)
            temperament, zone = person.temperament, ZoneInfo(person.timezone)
        low, high = _INVITE_MINUTES.get(temperament, _USUAL_MINUTES)
        at = in_office(self._world.now + timedelta(minutes=rng.randint(low, high)), zone, rng)
        latest = max(meeting.start_at - timedelta(minutes=10), self._world.now)
        self._world.agenda.add(min(at, latest), _INVITE, meeting=meeting.key, address=invitee.address)

    def _answer(self, meeting: Meeting, address: str) -> None:
        invitee = next((one for one in meeting.attendees if one.address == address), None)
        if invitee is None or invitee.response not in ("none", "notResponded"):
            return
        if self._is_internal(invitee):
            self._world.answer_invite(meeting, address, "accepted")
            return
        person = self._person(address, invitee.name)
        memory = self._memory(person)
        if person.temperament in ("silent", "declines"):
            if person.temperament == "declines":
                self._world.answer_invite(meeting, address, "declined")
            return
        wrong = memory.picked_at is not None and memory.picked_at != meeting.start_at
        if wrong and not meeting.sequence:
            comment = "That is not the time we agreed on."
            self._world.answer_invite(meeting, address, "declined", memory.picked_at, comment)
            return
        memory.picked_at = meeting.start_at
        self._world.answer_invite(meeting, address, "accepted")
        if person.temperament == "reschedules" and "moved" not in memory.notes:
            at = max(meeting.start_at - _MOVE_BEFORE, self._world.now + timedelta(minutes=30))
            if at < meeting.start_at:
                self._world.agenda.add(at, _MOVE, meeting=meeting.key, address=address)

    def _move(self, meeting: Meeting, person: Person) -> None:
        memory = self._memory(person)
        if "moved" in memory.notes:
            return
        memory.notes["moved"] = "yes"
        local = meeting.start_at.astimezone(ZoneInfo(person.timezone))
        day = days_later(local.date(), 2)
        start_at = datetime.combine(day, local.time(), local.tzinfo).astimezone(UTC)
        self._write_move(person, start_at, meeting.end_at - meeting.start_at)

    def _end(self, meeting: Meeting) -> None:
        """The meeting is over: write down who was there."""
        if not meeting.is_online:
            return
        present: list[str | Guest] = []
        for invitee in meeting.attendees:
            if self._is_internal(invitee):
                if invitee.response != "declined":
                    present.append(invitee.address)
            elif self._comes(invitee):
                present.append(self._as_seen(meeting, invitee))
        delay_s = 240 + 660 * fraction(self._world.state.seed, "report", meeting.key)
        self._world.record_attendance(meeting, present, delay_s)
        self._world.agenda.add(meeting.reports[-1].visible_at, _REPORT, meeting=meeting.key)

    def _comes(self, invitee: Invitee) -> bool:
        person = self._person(invitee.address, invitee.name)
        memory = self._memory(person)
        if person.temperament == "no_show_then_fine" and "missed" not in memory.notes:
            memory.notes["missed"] = "yes"
            memory.picked_at = None
            return False
        return invitee.response == "accepted"

    def _as_seen(self, meeting: Meeting, invitee: Invitee) -> str | Guest:
        guest = fraction(self._world.state.seed, "guest", invitee.address, meeting.key) < _GUEST_SHARE
        if not guest:
            return invitee.address
        return Guest(self._person(invitee.address, invitee.name).name)
