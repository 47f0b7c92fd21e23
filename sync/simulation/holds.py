"""Tentative events against the live offers, from the world's calendar and the requests as they stand."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sync.sandbox.company import REP
from sync.sandbox.state import Meeting
from sync.sandbox.world import World
from xforce_desktop.scheduling.request import MeetingRequest

PATIENCE = timedelta(minutes=40)  # what was refused is tried again after a quarter of an hour
LEAST_PASSES = 3
Slot = tuple[datetime, datetime]


class Holds:
    """Remembers since when a slot is wrong: an event too many or one too few."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._wrong: dict[tuple[str, Slot], tuple[datetime, int]] = {}
        self._made: dict[str, Meeting] = {}
        self._seen = 0

    @property
    def keys(self) -> Collection[str]:
        """Every tentative event of the program, also those that are gone."""
        self._look()
        return self._made.keys()

    def _look(self) -> None:
        meetings = self._world.state.meetings
        if len(meetings) == self._seen:
            return
        for meeting in list(meetings.values())[self._seen :]:
            if meeting.show_as == "tentative" and not meeting.attendees and meeting.transaction_id:
                self._made[meeting.key] = meeting
        self._seen = len(meetings)

    def standing(self, now: datetime) -> list[Slot]:
        """Those ahead on the rep's calendar, one entry for each event."""
        self._look()
        made = self._made.values()
        own = [m for m in made if not m.removed and m.organizer.address == REP.address]
        return sorted((m.start_at, m.end_at) for m in own if m.start_at > now)

    def wrong_for_long(self, requests: Sequence[MeetingRequest], now: datetime) -> list[tuple[str, str]]:
        """Request and what is wrong, for each slot that several whole passes have left as it was."""
        wanted = {
            (start, start + request.duration): str(request.id)
            for request in requests
            if not request.has_ended and request.offer_was_sent
            for start in request.offered_times
            if start > now
        }
        there = self.standing(now)
        wrong = {("missing", slot) for slot in wanted if slot not in there}
        wrong |= {("left over", slot) for slot in there if slot not in wanted or there.count(slot) > 1}
        before, self._wrong = self._wrong, {}
        found = []
        for what, slot in sorted(wrong):
            since, passes = before.get((what, slot), (now, 0))
            self._wrong[what, slot] = since, passes + 1
            if passes + 1 >= LEAST_PASSES and now - since >= PATIENCE:
                found.append(
                    (wanted.get(slot, ""), f"{what} since {since.isoformat()}: {slot[0].isoformat()}")
                )
        return found
