"""A simulated rep: asks for meetings, approves late, steps in, changes the calendar by hand, forgets."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from sync.sandbox.company import COLLEAGUES, REP
from sync.sandbox.ids import chance
from sync.sandbox.mime import build_mail
from sync.sandbox.office_hours import days_later, in_office
from sync.sandbox.state import Address, Meeting
from sync.sandbox.world import World
from sync.simulation.cast import Wanted
from sync.simulation.device import Device, run_now
from sync.simulation.weather import Crash, Weather
from xforce_desktop.errors import BadInput, XForceError
from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.desk import RepCommand
from xforce_desktop.scheduling.events import ReportedOutcome
from xforce_desktop.scheduling.new_request import ExternalAttendee, InternalAttendee, check_new_request
from xforce_desktop.scheduling.request import Handler, MeetingRequest, Side
from xforce_desktop.scheduling.unit_of_work import OutboxStatus, Store, UnitOfWork

MOST_GIVEN_BACK = 3
MEDDLING = {  # share of requests in which the rep does this once, at a random time
    "pause": 0.07,
    "cancel": 0.05,
    "take-over": 0.05,
    "reschedule": 0.07,
    "move_event": 0.05,
    "delete_event": 0.04,
    "write": 0.05,
    "add": 0.05,
    "remove": 0.05,
    "replace": 0.06,
}
BUSY_EVERY_HOURS = (4, 40)
UNREADABLE_EVERY_HOURS = (8, 60)
IN_APP = frozenset(
    {
        "create",
        "approve",
        "decide",
        "give-back",
        "resume",
        "pause",
        "cancel",
        "take-over",
        "reschedule",
        "add",
        "remove",
        "replace",
    }
)


PEOPLE = frozenset({"add", "remove", "replace"})


class Watching(Protocol):
    """Who is told what the rep did."""

    def rep_did(self, act: str, request_id: RequestId | None, detail: str = "") -> None: ...

    def by_hand(self, work: Callable[[], None]) -> None:
        """Run `work` as something the rep does in Outlook."""


class Rep:
    """Acts in the order of time; the same seed does the same things."""

    def __init__(
        self,
        seed: int,
        world: World,
        device: Device,
        store: Store,
        weather: Weather,
        wanted: Sequence[Wanted],
        unreadable: dict[str, datetime],
        watching: Watching,
    ) -> None:
        self._seed, self._world, self._device, self._store = seed, world, device, store
        self._weather, self._unreadable, self._watching = weather, unreadable, watching
        self._rng = chance(seed, "rep")
        self._acts: list[tuple[datetime, int, str, str]] = []
        self._planned: set[tuple[str, str]] = set()
        self._count = 0
        self._seen: dict[RequestId, MeetingRequest] = {}
        self._given_back: Counter[str] = Counter()
        self._wanted = {str(one.number): one for one in wanted}
        for one in wanted:
            self._plan(one.at.astimezone(UTC), "create", str(one.number))
        self._plan(self._later(*BUSY_EVERY_HOURS), "busy")
        self._plan(self._later(*UNREADABLE_EVERY_HOURS), "unreadable")

    @property
    def next_at(self) -> datetime | None:
        """When the rep does something next."""
        return self._acts[0][0] if self._acts else None

    @property
    def has_all_made(self) -> bool:
        """Whether every request has been asked for."""
        return not self._wanted

    def _plan(self, at: datetime, act: str, about: str = "") -> None:
        if (act, about) in self._planned:
            return
        self._planned.add((act, about))
        self._count += 1
        heapq.heappush(self._acts, (at, self._count, act, about))

    def _later(self, least_hours: float, most_hours: float) -> datetime:
        at = self._world.now + timedelta(hours=self._rng.uniform(least_hours, most_hours))
        return in_office(at, self._world.zone, self._rng)

    def act_until(self, now: datetime) -> bool:
        """Do what is due; whether anything was done."""
        acted = False
        while self._acts and self._acts[0][0] <= now:
            _, _, act, about = heapq.heappop(self._acts)
            self._planned.discard((act, about))
            wakes_at = self._weather.asleep_until(now)
            if wakes_at and act in IN_APP:
                self._plan(wakes_at + timedelta(minutes=self._rng.randint(1, 90)), act, about)
                continue
            self._act(act, about)
            acted = True
        return acted

    def _act(self, act: str, about: str) -> None:
        try:
            self._do(act, about)
        except Crash:
            self._watching.rep_did("crash", None, act)
            self._device.restart()
            if act == "create" and about in self._wanted:
                self._plan(self._world.now + timedelta(minutes=3), act, about)
        except BadInput as error:
            self._watching.rep_did("refused", None, f"{act}: {error.title}")
        except XForceError as error:
            self._watching.rep_did("failed", None, f"{act}: {error.title}")

    def _do(self, act: str, about: str) -> None:
        if act == "create":
            self._create(about)
        elif act == "busy":
            self._put_busy()
        elif act == "unreadable":
            self._close_calendar()
        else:
            self._about(act, self._load(about))

    def _about(self, act: str, request: MeetingRequest) -> None:
        if request.has_ended:
            return
        if act == "decide":
            self._decide(request)
        elif act == "approve":
            self._approve(request)
        elif act == "write":
            self._write(request)
        elif act in PEOPLE:
            self._change_people(act, request)
        elif act in ("move_event", "delete_event"):
            self._change_event(act, request)
        else:
            self._command(request, RepCommand(act))

    def _load(self, about: str) -> MeetingRequest:
        with self._store.begin() as work:
            return next(r for r in work.requests() if str(r.id) == about)

    # --- in the app -----------------------------------------------------------------------------------------

    def _create(self, about: str) -> None:
        wanted = self._wanted[about]
        address = wanted.people[0].address
        with self._store.begin() as work:
            known = [r.id for r in work.requests() if r.attendee_by_address(address)]
        if not known:
            known = [run_now(self._device.desk.create(check_new_request(wanted.form)))]
        del self._wanted[about]
        self._watching.rep_did("create", known[0], str(wanted.number))
        for act, share in MEDDLING.items():
            if self._rng.random() < share:
                self._plan(self._later(1, 400), act, str(known[0]))

    def _command(self, request: MeetingRequest, command: RepCommand) -> None:
        if command is RepCommand.GIVE_BACK:
            self._given_back[str(request.id)] += 1
        self._told(command.value, request.id, self._device.desk.command(request.id, command))
        if command is RepCommand.PAUSE and self._rng.random() < 0.9:
            self._plan(self._later(2, 200), "resume", str(request.id))

    def _told(self, act: str, request_id: RequestId, work: Coroutine[Any, Any, None]) -> None:
        """Do it and say so, also if the program ended just after it was kept."""
        lines = self._lines(request_id)
        try:
            run_now(work)
        except Crash:
            if self._lines(request_id) > lines:
                self._watching.rep_did(act, request_id)
            raise
        self._watching.rep_did(act, request_id)

    def _lines(self, request_id: RequestId) -> int:
        with self._store.begin() as work:
            return len(work.journal(request_id))

    def _approve(self, request: MeetingRequest) -> None:
        with self._store.begin() as work:
            waiting = [r for r in work.outbox_of(request.id) if r.status is OutboxStatus.WAITING]
        for row in waiting:
            if row.body and self._rng.random() < 0.15:
                text = f"{row.body}\n\nP.S. Looking forward to it."
                run_now(self._device.desk.edit_waiting(row.key, row.subject, text))
                self._watching.rep_did("edit", request.id)
        if waiting:
            self._command(request, RepCommand.APPROVE)

    def _decide(self, request: MeetingRequest) -> None:
        """What a rep does with a request that was handed over."""
        now = self._device.clock.now()
        if request.calendar_event_id and request.ends_at and request.ends_at <= now:
            self._told("report", request.id, self._device.desk.report(request.id, self._outcome(request)))
        elif self._given_back[str(request.id)] >= MOST_GIVEN_BACK or self._rng.random() < 0.08:
            self._command(request, RepCommand.CANCEL)
        elif self._rng.random() < 0.2:
            self._write(request)
        elif request.requires_human_review or request.handled_by is Handler.REP:
            self._command(request, RepCommand.GIVE_BACK)

    def _change_people(self, act: str, request: MeetingRequest) -> None:
        """Somebody more, less or instead. The program refuses what cannot be."""
        desk, number = self._device.desk, self._count
        old = self._rng.choice([a for a in request.attendees if not a.is_organizer])
        if act == "add":
            work = desk.add_person(request.id, self._newcomer(request, number))
        elif act == "remove":
            work = desk.remove_person(request.id, old.email)
        else:
            address = f"new{number}@{old.email.partition('@')[2]}"
            if old.side is Side.INTERNAL:
                address = self._rng.choice(COLLEAGUES[:4]).address
            work = desk.replace_person(request.id, old.email, address, "Pat Lane")
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

    # --- in Outlook -----------------------------------------------------------------------------------------

    def _write(self, request: MeetingRequest) -> None:
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
        self._watching.by_hand(lambda: void(self._world.sent_by_rep(raw)))
        self._watching.rep_did("write", request.id)

    def _change_event(self, act: str, request: MeetingRequest) -> None:
        meeting = self._world.meetings.by_key(request.calendar_event_id)
        if meeting is None or meeting.removed or meeting.start_at <= self._world.now:
            return
        if act == "delete_event":
            self._watching.by_hand(lambda: self._world.cancel_meeting(meeting, ""))
        else:
            self._watching.by_hand(lambda: self._move(meeting))
        self._watching.rep_did(act, request.id)

    def _move(self, meeting: Meeting) -> None:
        local = meeting.start_at.astimezone(self._world.zone)
        day = days_later(local.date(), 1)
        start_at = datetime.combine(day, local.time(), local.tzinfo).astimezone(UTC)
        self._world.meetings.reschedule(meeting, start_at, start_at + (meeting.end_at - meeting.start_at))
        self._world.meetings.touch(meeting)
        self._world.meeting_moved(meeting)

    def _put_busy(self) -> None:
        """Something new on a calendar, now and then on top of a booked meeting."""
        who = self._rng.choice((REP, REP, *COLLEAGUES[:4])).address
        start_at = self._later(2, 300).replace(minute=0, second=0, microsecond=0)
        ahead = [m for m in self._world.meetings.all() if not m.removed and m.start_at > self._world.now]
        if ahead and self._rng.random() < 0.15:
            start_at = self._rng.choice(ahead).start_at
        length = timedelta(minutes=self._rng.choice((30, 60, 60, 120, 480)))
        status = self._rng.choice(("busy", "busy", "tentative", "oof", "workingElsewhere"))
        self._world.add_busy(who, start_at, start_at + length, "Private", status)
        self._watching.rep_did("busy", None, f"{who} {start_at.isoformat()} {status}")
        self._plan(self._later(*BUSY_EVERY_HOURS), "busy")

    def _close_calendar(self) -> None:
        """A calendar cannot be read for some hours."""
        who = self._rng.choice((REP, *COLLEAGUES[:4])).address
        until = self._world.now + timedelta(minutes=self._rng.choice((10, 60, 300, 1200)))
        self._unreadable[who] = until
        self._watching.rep_did("unreadable", None, f"{who} until {until.isoformat()}")
        self._plan(self._later(*UNREADABLE_EVERY_HOURS), "unreadable")

    # --- looking at the app ---------------------------------------------------------------------------------

    def look(self) -> None:
        """After a pass: see what needs the rep, and plan to do it some time."""
        with self._store.begin() as work:
            for request in work.requests(include_ended=False):
                if self._seen.get(request.id) is not request:
                    self._seen[request.id] = request
                    self._notice(work, request)

    def _notice(self, work: UnitOfWork, request: MeetingRequest) -> None:
        about = str(request.id)
        if any(row.status is OutboxStatus.WAITING for row in work.outbox_of(request.id)):
            if self._rng.random() < 0.97:
                self._plan(self._later(*self._patience()), "approve", about)
        elif request.handled_by is Handler.REP or request.requires_human_review:
            self._plan(self._later(*self._patience()), "decide", about)

    def _patience(self) -> tuple[float, float]:
        return self._rng.choice(((0.1, 1), (0.5, 6), (4, 30), (24, 100)))


def void(_result: object) -> None:
    """Forget a result."""
    return None
