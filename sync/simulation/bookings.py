"""Meetings on the calendar, judged at the moment at which the program changes them."""

from __future__ import annotations

from sync.sandbox.state import Meeting
from sync.simulation.evidence import Evidence, request_of
from sync.simulation.left_to_rep import LeftToRep
from sync.simulation.offered_slots import OfferedSlots
from sync.simulation.reminders import Booking
from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.request import MeetingRequest
from xforce_desktop.scheduling.unit_of_work import UnitOfWork


class Bookings:
    """Judges what is booked, moved and cancelled."""

    def __init__(self, evidence: Evidence, slots: OfferedSlots, left: LeftToRep) -> None:
        self._evidence, self._check = evidence, evidence.tally.check
        self._slots, self._left = slots, left

    def meeting_changed(self, meeting: Meeting, change: str) -> None:
        """Judge what the program does to the calendar; what the rep does by hand is theirs."""
        request_id = request_of(meeting)
        if request_id not in self._evidence.known:
            return
        known = self._evidence.known[request_id]
        is_as_before = change == "invited" and known.booked.get(meeting.key) == meeting.start_at
        if not is_as_before:  # else the rep changed who comes to it
            self._evidence.reminders.over(meeting.key, self._evidence.clock())
        known.booked[meeting.key] = meeting.start_at
        if not is_as_before and not self._evidence.rep_is_acting:
            self._judge_turn(request_id, change)
        if change == "cancelled":
            return
        if not is_as_before:
            self._book(request_id, meeting)
        if not self._evidence.rep_is_acting:
            self._judge_change(request_id, meeting, change, is_as_before)

    def _judge_turn(self, request_id: RequestId, change: str) -> None:
        with self._evidence.store.begin() as work:
            request = work.load(request_id)
            if not request.has_ended:
                self._left.calendar_changes(work, request, change)

    def _book(self, request_id: RequestId, meeting: Meeting) -> None:
        with self._evidence.store.begin() as work:
            self._evidence.reminders.booked(self._booking(work, work.load(request_id), meeting))

    def _judge_change(self, request_id: RequestId, meeting: Meeting, change: str, is_as_before: bool) -> None:
        with self._evidence.store.begin() as work:
            request = work.load(request_id)
            known = self._evidence.known[request_id]
            now = self._evidence.clock()
            self._evidence.hear(work)
            over = known.is_cancelled or request.has_ended or bool(known.declined_by)
            self._check("nothing after the end", not over, request.id, f"{change} while {request.state}")
            self._evidence.judge_clock(request.id)
            if is_as_before:
                return
            self._check(
                "ahead", meeting.start_at > now, request.id, f"{change} to {meeting.start_at.isoformat()}"
            )
            self._slots.judge_free(request, meeting.start_at, change, meeting.key)
            self._judge_double(request, meeting)

    def _booking(self, work: UnitOfWork, request: MeetingRequest, meeting: Meeting) -> Booking:
        missed = any(r.no_show_count for r in work.requests() if r.company_id == request.company_id)
        place = self._evidence.known[request.id].wanted.place
        return Booking(request.id, meeting.key, meeting.start_at, self._evidence.clock(), place, missed)

    def _judge_double(self, request: MeetingRequest, meeting: Meeting) -> None:
        required = {a.email for a in request.internal if a.is_required or a.is_organizer}
        standing = [
            m for m in self._evidence.world.state.meetings.values()
            if not m.removed and m.key != meeting.key and m.key not in self._evidence.holds.keys
        ]  # fmt: skip
        for other in standing:
            if other.start_at < meeting.end_at and meeting.start_at < other.end_at:
                ours = {one.address for one in other.attendees if one.response != "declined"}
                both = required & (ours | {other.organizer.address})
                self._check("no double booking", not both, request.id, f"{both} also in {other.subject}")
            else:
                self._check("no double booking", True, request.id, "")
        twins = [
            m.key for m in standing if request_of(m) == request.id and m.end_at > self._evidence.world.now
        ]
        self._check("one event", not twins, request.id, f"{meeting.key} beside {twins}")
