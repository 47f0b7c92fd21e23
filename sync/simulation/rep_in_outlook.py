"""What the rep does by hand in Outlook: writes, moves and deletes, and lives with a calendar."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from sync.sandbox.company import COLLEAGUES, REP
from sync.sandbox.mime import build_mail
from sync.sandbox.office_hours import days_later
from sync.sandbox.state import Address, Meeting
from sync.sandbox.world import World
from sync.simulation.diary import Diary
from sync.simulation.watcher import Watcher
from xforce_desktop.scheduling.request import MeetingRequest

BUSY_EVERY_HOURS = (4, 40)
ON_A_MEETING = 0.3  # of what is new on a calendar lies on top of a booked meeting
UNREADABLE_EVERY_HOURS = (8, 60)


class RepInOutlook:
    """The rep without the app. `unreadable`: address and until when its calendar cannot be read."""

    def __init__(
        self,
        world: World,
        rng: random.Random,
        diary: Diary,
        unreadable: dict[str, datetime],
        watcher: Watcher,
    ) -> None:
        self._world, self._rng, self._diary = world, rng, diary
        self._unreadable, self._watcher = unreadable, watcher
        self._diary.plan(self._diary.later(*BUSY_EVERY_HOURS), "busy")
        self._diary.plan(self._diary.later(*UNREADABLE_EVERY_HOURS), "unreadable")

    def write(self, request: MeetingRequest) -> None:
        """Write into the conversation."""
        theirs = {one.email.casefold() for one in request.external}
        sent = [m for m in self._world.mailbox.sent() if any(a.address.lower() in theirs for a in m.to)]
        if not sent:
            return
        last = sent[-1]
        raw = build_mail(
            Address(REP.address, REP.name), list(last.to), last.subject,
            "Happy to answer any question when we talk. Do the times still work for you?",
            f"<{self._world.ids.key('rep')}@xforce.example>", self._world.now,
            {"In-Reply-To": last.message_id, "References": " ".join([*last.references, last.message_id])},
        )  # fmt: skip
        self._watcher.by_hand(lambda: void(self._world.sent_by_rep(raw)))
        self._watcher.rep_did("write", request.id)

    def change_event(self, act: str, request: MeetingRequest) -> None:
        """Move or delete the booked meeting."""
        meeting = self._world.meetings.by_key(request.calendar_event_id)
        if meeting is None or meeting.removed or meeting.start_at <= self._world.now:
            return
        if act == "delete_event":
            self._watcher.by_hand(lambda: self._world.cancel_meeting(meeting, ""))
        else:
            self._watcher.by_hand(lambda: self._move(meeting))
        self._watcher.rep_did(act, request.id)

    def _move(self, meeting: Meeting) -> None:
        local = meeting.start_at.astimezone(self._world.zone)
        day = days_later(local.date(), 1)
        start_at = datetime.combine(day, local.time(), local.tzinfo).astimezone(UTC)
        self._world.meetings.reschedule(meeting, start_at, start_at + (meeting.end_at - meeting.start_at))
        self._world.meetings.touch(meeting)
        self._world.meeting_moved(meeting)

    def put_busy(self) -> None:
        """Something new on a calendar, now and then on top of a booked meeting."""
        who = self._rng.choice((REP, REP, *COLLEAGUES[:4])).address
        start_at = self._diary.later(2, 300).replace(minute=0, second=0, microsecond=0)
        ahead = [m for m in self._world.meetings.all() if not m.removed and m.start_at > self._world.now]
        if ahead and self._rng.random() < ON_A_MEETING:
            start_at = self._rng.choice(ahead).start_at
        length = timedelta(minutes=self._rng.choice((30, 60, 60, 120, 480)))
        status = self._rng.choice(("busy", "busy", "tentative", "oof", "workingElsewhere"))
        self._world.add_busy(who, start_at, start_at + length, "Private", status)
        self._watcher.rep_did("busy", None, f"{who} {start_at.isoformat()} {status}")
        self._diary.plan(self._diary.later(*BUSY_EVERY_HOURS), "busy")

    def close_calendar(self) -> None:
        """A calendar cannot be read for some hours."""
        who = self._rng.choice((REP, *COLLEAGUES[:4])).address
        until = self._world.now + timedelta(minutes=self._rng.choice((10, 60, 300, 1200)))
        self._unreadable[who] = until
        self._watcher.rep_did("unreadable", None, f"{who} until {until.isoformat()}")
        self._diary.plan(self._diary.later(*UNREADABLE_EVERY_HOURS), "unreadable")


def void(_result: object) -> None:
    """Forget a result."""
    return None
