"""How simulated people answer invitations, and whether they come."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sync.sandbox.ids import fraction
from sync.sandbox.office_hours import days_later
from sync.sandbox.people import Person
from sync.sandbox.prospect_meetings import ProspectMeetings
from sync.sandbox.state import Invitee, Meeting


class CastMeetings(ProspectMeetings):
    """Answers to invitations and attendance, with those who decline, propose, waver and stay away."""

    def _answer(self, meeting: Meeting, address: str) -> None:
        invitee = next((one for one in meeting.attendees if one.address == address), None)
        if invitee is None or invitee.response not in ("none", "notResponded") or self._is_internal(invitee):
            super()._answer(meeting, address)
            return
        person = self._person(address, invitee.name)
        memory = self._memory(person)
        if person.temperament == "declines_invite" and "invite_declined" not in memory.notes:
            memory.notes["invite_declined"], memory.picked_at = "yes", None
            self._world.answer_invite(meeting, address, "declined", None, "Sorry, something came up.")
        elif person.temperament == "proposes_on_invite" and "proposed" not in memory.notes:
            self._propose(meeting, person)
        elif person.temperament == "tentative":
            memory.picked_at = meeting.start_at
            self._world.answer_invite(meeting, address, "tentativelyAccepted")
        elif person.temperament != "bounces":
            super()._answer(meeting, address)

    def _propose(self, meeting: Meeting, person: Person) -> None:
        memory = self._memory(person)
        local = meeting.start_at.astimezone(ZoneInfo(person.timezone))
        day = days_later(local.date(), 1)
        start_at = datetime.combine(day, local.time(), local.tzinfo).astimezone(UTC)
        memory.notes["proposed"], memory.picked_at = "yes", start_at
        self._world.answer_invite(meeting, person.address, "tentativelyAccepted", start_at)

    def _comes(self, invitee: Invitee) -> bool:
        person = self._person(invitee.address, invitee.name)
        memory = self._memory(person)
        misses = {"never_shows": 99, "no_show_twice": 2}.get(person.temperament, 0)
        missed = int(memory.notes.get("missed_times", "0"))
        if missed < misses:
            memory.notes["missed_times"] = str(missed + 1)
            memory.notes["missed"] = "yes"
            memory.notes.pop("excused", None)
            memory.picked_at = None
            return False
        if person.temperament == "tentative":
            return fraction(self._world.state.seed, "comes", person.address) < 0.6
        return super()._comes(invitee)
