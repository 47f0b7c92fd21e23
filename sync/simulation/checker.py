"""The independent judge: whether what left the rep's mailbox and calendar was right.

Everything is computed from the world's own record: mails as they left, calendars as they were at that
moment, what people had said. Of the program only data is read, never a function of its rules; zones come
from zoneinfo, holidays from the `holidays` library, limits from the files in resources/.

`invariants.py` names what must hold and counts; `messages.py`, `bookings.py` and `requests.py` judge, with
`asks.py` (limits and caps) and `offered_slots.py` (times); `evidence.py` is what they share.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from sync.sandbox.state import Meeting, SentMail, Text
from sync.simulation.bookings import Bookings
from sync.simulation.cast import Wanted
from sync.simulation.double_booked import DoubleBookings
from sync.simulation.evidence import Evidence, Known
from sync.simulation.invariants import Violation
from sync.simulation.left_to_rep import LeftToRep
from sync.simulation.messages import Messages
from sync.simulation.offered_slots import OfferedSlots
from sync.simulation.requests import Requests
from xforce_desktop.ids import EffectKey, RequestId
from xforce_desktop.scheduling.request import MeetingRequest
from xforce_desktop.scheduling.unit_of_work import UnitOfWork

PEOPLE = frozenset({"add", "replace", "remove"})  # what the rep changes about who is in it
KEEPS = frozenset({"pause", "take-over"})
FREES = frozenset({"resume", "give-back", "report"})


class Checker:
    """Watches one world."""

    def __init__(self, evidence: Evidence, has_holds: bool) -> None:
        self._evidence, self._tally = evidence, evidence.tally
        self._clashes = DoubleBookings(evidence.world, evidence.unreadable)
        slots, left = OfferedSlots(evidence), LeftToRep(evidence)
        self._requests = Requests(evidence, left)
        self._messages, self._bookings = Messages(evidence, slots, left), Bookings(evidence, slots, left)
        self.has_holds = has_holds

    @property
    def checked(self) -> Counter[str]:
        """How often each invariant was looked at."""
        return self._tally.checked

    @property
    def violations(self) -> list[Violation]:
        """Every check that failed, in order."""
        return self._tally.violations

    @property
    def rep_is_acting(self) -> bool:
        """Whether the rep is changing the calendar just now; what they do by hand is theirs."""
        return self._evidence.rep_is_acting

    @rep_is_acting.setter
    def rep_is_acting(self, is_acting: bool) -> None:
        self._evidence.rep_is_acting = is_acting

    # --- bookkeeping ----------------------------------------------------------------------------------------

    def check(self, invariant: str, holds: bool, request_id: object, what: str) -> None:
        """Count one check, and keep it if it fails."""
        self._tally.check(invariant, holds, request_id, what)

    def has_found(self, invariant: str) -> bool:
        """Whether this invariant was violated already."""
        return self._tally.has_found(invariant)

    def made(self, request_id: RequestId, wanted: Wanted) -> None:
        """The rep asked for a meeting."""
        known = self._evidence.known.setdefault(request_id, Known(wanted))
        if len(wanted.people) == 1:
            self._evidence.alone[wanted.people[0].address] = known

    def rep_did(self, act: str, request_id: RequestId) -> None:
        """What the rep did with a request from the app; what they did in Outlook is seen at the next pass."""
        known = self._evidence.known[request_id]
        known.is_cancelled = known.is_cancelled or act == "cancel"
        if act in PEOPLE:
            for person in known.wanted.people:  # one no may not end it any more
                self._evidence.alone.pop(person.address, None)
        if act in KEEPS:
            known.kept_by_rep = act
        elif act in FREES:
            known.kept_by_rep = ""

    def broke(self, request: str, what: str) -> None:
        """Something inside the program broke."""
        self.check("unbroken", False, request, what)

    # --- a pass ---------------------------------------------------------------------------------------------

    def pass_begins(self) -> None:
        """What can be read in the inbox now must be read before anything is sent."""
        self._evidence.look_at_inbox()

    def pass_ends(self, is_whole: bool) -> None:
        """Look at every request that changed. `is_whole`: the pass came to its end without any trouble."""
        self._evidence.reminders.note_pass(self._evidence.clock(), is_whole)
        with self._evidence.store.begin() as work:
            self._evidence.hear(work)
            for request in work.requests():
                known = self._evidence.known.get(request.id)
                if known is not None and known.last is not request:
                    self._requests.changed(work, request, known)
            if is_whole:
                for request_id, is_told, what in self._clashes.look(work):
                    self.check("double-booked since", is_told, request_id, what)
            if self.has_holds and is_whole:
                self._judge_holds(work)

    def cut_in(self, was_refused: bool) -> None:
        """Another computer began a pass while one was under way."""
        self.check("one computer", was_refused, "", "two computers worked with the store at the same time")

    def _judge_holds(self, work: UnitOfWork) -> None:
        stays = self._evidence.holds.wrong_for_long(list(work.requests()), self._evidence.clock())
        self.check(
            "tentative events", not stays, stays[0][0] if stays else "", "; ".join(w for _, w in stays)
        )

    # --- what leaves, and the calendar ----------------------------------------------------------------------

    def mail_left(self, sent: SentMail) -> None:
        """Judge one mail at the moment at which it leaves."""
        self._messages.mail_left(sent)

    def text_left(self, key: EffectKey, text: Text) -> None:
        """Judge one text at the moment at which it leaves."""
        self._messages.text_left(key, text)

    def meeting_changed(self, meeting: Meeting, change: str) -> None:
        """Judge what the program does to the calendar; what the rep does by hand is theirs."""
        self._bookings.meeting_changed(meeting, change)

    # --- the end --------------------------------------------------------------------------------------------

    def nothing_is_held(self) -> None:
        """After the last request: no tentative event is left ahead."""
        left = self._evidence.holds.standing(self._evidence.clock())
        self.check("tentative events", not left, "", f"left at the end: {left}")

    def finish(self, last_whole_pass_at: datetime | None) -> None:
        """What can only be judged afterwards."""
        with self._evidence.store.begin() as work:
            self._requests.account_for(work, last_whole_pass_at)
            for request in work.requests():
                known = self._evidence.known.get(request.id)
                if known is not None:
                    self._requests.whole(work, request, known, last_whole_pass_at)
        for request_id, holds, what in self._evidence.reminders.judge(self._phase_at):
            self.check("reminders", holds, request_id, what)
        self._tally.checked["unbroken"] += 1

    def _phase_at(self, request_id: RequestId, at: datetime) -> MeetingRequest | None:
        phases = [request for since, request in self._evidence.known[request_id].phases if since <= at]
        return phases[-1] if phases else None
