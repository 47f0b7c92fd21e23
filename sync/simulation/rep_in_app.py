"""What the rep does in the app: asks for meetings, approves, decides, steps in, changes who comes."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Coroutine, Sequence
from typing import Any

from sync.sandbox.company import COLLEAGUES
from sync.sandbox.world import World
from sync.simulation.cast import Wanted
from sync.simulation.device import Device, run_now
from sync.simulation.diary import Diary
from sync.simulation.rep_in_outlook import RepInOutlook
from sync.simulation.watcher import Watcher
from sync.simulation.weather import Crash
from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.desk import RepCommand
from xforce_desktop.scheduling.events import ReportedOutcome
from xforce_desktop.scheduling.new_request import (
    ExternalAttendee,
    InternalAttendee,
    Newcomer,
    check_new_request,
)
from xforce_desktop.scheduling.request import Handler, MeetingRequest, Side
from xforce_desktop.scheduling.unit_of_work import OutboxStatus, Store

MOST_GIVEN_BACK = 3
MEDDLING = {  # share of requests in which the rep does this once, at a random time
    "pause": 0.07,
    "cancel": 0.05,
    "take-over": 0.08,
    "reschedule": 0.07,
    "move_event": 0.05,
    "delete_event": 0.04,
    "write": 0.08,
    "add": 0.05,
    "remove": 0.05,
    "replace": 0.06,
}


class RepInApp:
    """The rep at the desk of one computer."""

    def __init__(
        self,
        world: World,
        rng: random.Random,
        diary: Diary,
        device: Device,
        store: Store,
        wanted: Sequence[Wanted],
        watcher: Watcher,
        outlook: RepInOutlook,
    ) -> None:
        self._world, self._rng, self._diary = world, rng, diary
        self._device, self._store, self._watcher, self._outlook = device, store, watcher, outlook
        self._given_back: Counter[str] = Counter()
        self.to_make = {str(one.number): one for one in wanted}

    def create(self, about: str) -> None:
        """Ask for the meeting of that number."""
        self._made(about, run_now(self._device.desk.create(check_new_request(self.to_make[about].form))))

    def was_kept(self, about: str) -> bool:
        """Whether the request was saved just before a crash; it goes on from there."""
        address = self.to_make[about].people[0].address
        with self._store.begin() as work:
            known = [r.id for r in work.requests() if r.attendee_by_address(address)]
        for request_id in known:
            self._made(about, request_id)
        return bool(known)

    def _made(self, about: str, request_id: RequestId) -> None:
        wanted = self.to_make.pop(about)
        self._watcher.rep_did("create", request_id, str(wanted.number))
        for act, share in MEDDLING.items():
            if self._rng.random() < share:
                self._diary.plan(self._diary.later(1, 300), act, str(request_id))

    def command(self, request: MeetingRequest, command: RepCommand) -> None:
        """Press that button."""
        if command is RepCommand.GIVE_BACK:
            self._given_back[str(request.id)] += 1
        self._told(command.value, request.id, self._device.desk.command(request.id, command))
        if command is RepCommand.PAUSE and self._rng.random() < 0.9:
            self._diary.plan(self._diary.later(2, 200), "resume", str(request.id))

    def _told(self, act: str, request_id: RequestId, work: Coroutine[Any, Any, None]) -> None:
        """Do it and say so, also if the program ended just after it was kept."""
        lines = self._lines(request_id)
        try:
            run_now(work)
        except Crash:
            if self._lines(request_id) > lines:
                self._watcher.rep_did(act, request_id)
            raise
        self._watcher.rep_did(act, request_id)

    def _lines(self, request_id: RequestId) -> int:
        with self._store.begin() as work:
            return len(work.journal(request_id))

    def approve(self, request: MeetingRequest) -> None:
        """Approve what waits, now and then with a line of their own."""
        with self._store.begin() as work:
            waiting = [r for r in work.outbox_of(request.id) if r.status is OutboxStatus.WAITING]
        for row in waiting:
            if row.body and self._rng.random() < 0.15:
                text = f"{row.body}\n\nP.S. Looking forward to it."
                run_now(self._device.desk.edit_waiting(row.key, row.subject, text))
                self._watcher.rep_did("edit", request.id)
        if waiting:
            self.command(request, RepCommand.APPROVE)

    def decide(self, request: MeetingRequest) -> None:
        """What a rep does with a request that was handed over."""
        now = self._device.clock.now()
        if request.calendar_event_id and request.ends_at and request.ends_at <= now:
            self._told("report", request.id, self._device.desk.report(request.id, self._outcome(request)))
        elif self._given_back[str(request.id)] >= MOST_GIVEN_BACK or self._rng.random() < 0.08:
            self.command(request, RepCommand.CANCEL)
        elif self._rng.random() < 0.2:
            self._outlook.write(request)
        elif request.requires_human_review or request.handled_by is Handler.REP:
            self.command(request, RepCommand.GIVE_BACK)

    def change_people(self, act: str, request: MeetingRequest) -> None:
        """Somebody more, less or instead. The program refuses what cannot be."""
        desk, number = self._device.desk, self._diary.count
        old = self._rng.choice([a for a in request.attendees if not a.is_organizer])
        if act == "add":
            work = desk.add_person(request.id, self._newcomer(request, number))
        elif act == "remove":
            work = desk.remove_person(request.id, old.email)
        else:
            address = f"new{number}@{old.email.partition('@')[2]}"
            if old.side is Side.INTERNAL:
                address = self._rng.choice(COLLEAGUES[:4]).address
            work = desk.replace_person(request.id, old.email, Newcomer(address, "Pat Lane"))
        self._told(act, request.id, work)

    def _newcomer(self, request: MeetingRequest, number: int) -> InternalAttendee | ExternalAttendee:
        required = self._rng.random() < 0.5
        if self._rng.random() < 0.5:
            colleague = self._rng.choice(COLLEAGUES[:4])
            return InternalAttendee(address=colleague.address, name=colleague.name, required=required)
        domain = request.external[0].email.partition("@")[2]
        return ExternalAttendee(address=f"more{number}@{domain}", name="Kim Lane", required=required)

    def _outcome(self, request: MeetingRequest) -> ReportedOutcome:
        meeting = self._world.meetings.by_key(request.calendar_event_id)
        theirs = {one.email for one in request.external}
        accepted = meeting is not None and any(
            one.response == "accepted" and one.address in theirs for one in meeting.attendees
        )
        usual = ReportedOutcome.HELD if accepted else ReportedOutcome.NO_SHOW
        return self._rng.choices((usual, ReportedOutcome.MOVED), (9, 1))[0]
