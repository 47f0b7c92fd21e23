"""A simulated rep: asks for meetings, approves late, steps in, changes the calendar by hand, forgets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sync.sandbox.ids import chance
from sync.sandbox.world import World
from sync.simulation.cast import Wanted
from sync.simulation.device import Device
from sync.simulation.diary import Diary
from sync.simulation.rep_in_app import RepInApp
from sync.simulation.rep_in_outlook import RepInOutlook
from sync.simulation.watcher import Watcher
from sync.simulation.weather import Crash, Weather
from xforce_desktop.errors import BadInput, XForceError
from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.desk import RepCommand
from xforce_desktop.scheduling.request import Handler, MeetingRequest
from xforce_desktop.scheduling.unit_of_work import OutboxStatus, Store, UnitOfWork

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
        watcher: Watcher,
    ) -> None:
        self._world, self._device, self._store = world, device, store
        self._weather, self._watcher = weather, watcher
        self._rng = chance(seed, "rep")
        self._diary = Diary(world, self._rng)
        self._seen: dict[RequestId, MeetingRequest] = {}
        for one in wanted:
            self._diary.plan(one.at.astimezone(UTC), "create", str(one.number))
        self._outlook = RepInOutlook(world, self._rng, self._diary, unreadable, watcher)
        self._app = RepInApp(world, self._rng, self._diary, device, store, wanted, watcher, self._outlook)

    @property
    def next_at(self) -> datetime | None:
        """When the rep does something next."""
        return self._diary.next_at

    @property
    def has_all_made(self) -> bool:
        """Whether every request has been asked for."""
        return not self._app.to_make

    def act_until(self, now: datetime) -> None:
        """Do what is due; what needs the app waits for a computer that is awake."""
        while (due := self._diary.take(now)) is not None:
            act, about = due
            wakes_at = self._weather.asleep_until(now)
            if wakes_at and act in IN_APP:
                self._diary.plan(wakes_at + timedelta(minutes=self._rng.randint(1, 90)), act, about)
            else:
                self._act(act, about)

    def _act(self, act: str, about: str) -> None:
        try:
            self._do(act, about)
        except Crash:
            self._watcher.rep_did("crash", None, act)
            self._device.restart()
            if act == "create" and not self._app.was_kept(about):
                self._diary.plan(self._world.now + timedelta(minutes=3), act, about)
        except BadInput as error:
            self._watcher.rep_did("refused", None, f"{act}: {error.title}")
        except XForceError as error:
            self._watcher.rep_did("failed", None, f"{act}: {error.title}")

    def _do(self, act: str, about: str) -> None:
        if act == "create":
            self._app.create(about)
        elif act == "busy":
            self._outlook.put_busy()
        elif act == "unreadable":
            self._outlook.close_calendar()
        else:
            self._about(act, self._load(about))

    def _about(self, act: str, request: MeetingRequest) -> None:
        if request.has_ended:
            return
        if act == "decide":
            self._app.decide(request)
        elif act == "approve":
            self._app.approve(request)
        elif act == "write":
            self._outlook.write(request)
        elif act in PEOPLE:
            self._app.change_people(act, request)
        elif act in ("move_event", "delete_event"):
            self._outlook.change_event(act, request)
        else:
            self._app.command(request, RepCommand(act))

    def _load(self, about: str) -> MeetingRequest:
        with self._store.begin() as work:
            return next(r for r in work.requests() if str(r.id) == about)

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
                self._diary.plan(self._diary.later(*self._patience()), "approve", about)
        elif request.handled_by is Handler.REP or request.requires_human_review:
            self._diary.plan(self._diary.later(*self._patience()), "decide", about)

    def _patience(self) -> tuple[float, float]:
        return self._rng.choice(((0.1, 1), (0.5, 6), (4, 30), (24, 100)))
