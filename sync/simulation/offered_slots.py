"""Times that are offered or booked: free, readable, offered once, and written as they were meant."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from sync.sandbox.offers import offered_times
from sync.simulation.evidence import Evidence, Known
from sync.simulation.world_calendar import FREE
from xforce_desktop.scheduling.request import MeetingRequest
from xforce_desktop.scheduling.unit_of_work import UnitOfWork


class OfferedSlots:
    """Judges single times against the calendars and the other offers."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence, self._check = evidence, evidence.tally.check

    def judge_free(self, request: MeetingRequest, start: datetime, word: str, own: str = "") -> None:
        """Everybody of ours who must come is free then and readable, the meeting itself left out."""
        end = start + request.duration
        for person in request.internal:
            if not (person.is_required or person.is_organizer):
                continue
            shut = self._evidence.unreadable.get(person.email)
            self._check(
                "free and readable", shut is None or shut <= self._evidence.world.now, request.id,
                f"{word} although the calendar of {person.email} cannot be read",
            )  # fmt: skip
            taken = [
                one.title
                for one in self._evidence.world.calendars.booked(person.email, start, end)
                if one.status not in FREE
                and not self._is_own(one.meeting_key, request, own)
                and one.meeting_key not in self._evidence.holds.keys
            ]
            self._check(
                "free and readable", not taken, request.id,
                f"{start.isoformat()} {word} although {person.email} has {taken}",
            )  # fmt: skip

    def _is_own(self, meeting_key: str, request: MeetingRequest, own: str) -> bool:
        if not meeting_key:
            return False
        meeting = self._evidence.world.meetings.by_key(meeting_key)
        return meeting is not None and (
            meeting_key == own or meeting.transaction_id.startswith(str(request.id))
        )

    def judge_not_twice(self, work: UnitOfWork, request: MeetingRequest, times: Iterable[datetime]) -> None:
        """None of these times is in the live offer of another request."""
        for other in work.requests(include_ended=False):
            known = self._evidence.known.get(other.id)
            if other.id == request.id or known is None:
                continue
            live = [t for t in other.offered_times if t in known.offer]
            live += [other.agreed_time] if other.agreed_time else []
            both = [t for t in times for o in live if t < o + other.duration and o < t + request.duration]
            self._check(
                "one offer per slot", not both, request.id, f"{both} is in the live offer of {other.id}"
            )

    def judge_words(
        self, text: str, at: datetime, request: MeetingRequest, known: Known, times: tuple[datetime, ...]
    ) -> None:
        """The message names each of these times."""
        zone = ZoneInfo(known.wanted.place.zone)
        named = {one.at for one in offered_times(text, at, zone)}
        missing = [t.isoformat() for t in times if t not in named]
        self._check(
            "what is written",
            not missing,
            request.id,
            f"the mail does not name {missing}: {' '.join(text[:300].split())}",
        )
