"""The rep's computer: its clock, the store on it, and the program, which may end anywhere and start again."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ParamSpec, TypeVar

from sync.calendar_watch import CalendarWatch
from sync.inbox import Inbox
from sync.lease import Lease
from sync.outbox import Outbox, Services
from sync.own_words import OwnWordsWriter
from sync.runner import Runner
from sync.sandbox.world import World
from sync.simulation.service import HeardTime
from sync.simulation.weather import Crash, Weather
from sync.simulation.world_calendar import WorldCalendar
from sync.simulation.world_company import WorldAttendance, WorldDirectory
from sync.simulation.world_mail import WorldMail
from sync.simulation.world_texting import TextLeft, WorldTexting
from sync.texts_in import TextsIn
from sync.timers import Timers
from xforce_desktop.clock import MOST_CLOCK_ERROR
from xforce_desktop.ids import IdSource
from xforce_desktop.messages.assignment import Assignment
from xforce_desktop.messages.letter import Letter
from xforce_desktop.messages.offline_writer import OfflineWriter
from xforce_desktop.replies.analysis import ReceivedText, ReplyAnalysis, ReplyContext
from xforce_desktop.replies.offline_analyst import OfflineAnalyst
from xforce_desktop.scheduling.address_desk import AddressDesk
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.rep_desk import Outside, RepDeskService
from xforce_desktop.scheduling.store_thread import StoreThread
from xforce_desktop.scheduling.unit_of_work import UnitOfWork
from xforce_desktop.settings import Settings
from xforce_desktop.store.memory import MemoryStore

P = ParamSpec("P")
T = TypeVar("T")


class InlineThread(StoreThread):
    """Store work is simply done: the simulation has one thread."""

    def __init__(self) -> None:
        """Nothing to start."""

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do `work` at once."""
        return work(*args, **kwargs)

    def close(self) -> None:
        """Nothing to end."""


class InlineAnalyst:
    """The offline reader, simply called."""

    def __init__(self) -> None:
        self._analyst = OfflineAnalyst()

    async def read(self, message: ReceivedText, context: ReplyContext) -> ReplyAnalysis:
        return self._analyst.read(message, context)


class InlineWriter:
    """The offline writer, simply called."""

    def __init__(self) -> None:
        self._writer = OfflineWriter()

    async def write(self, assignment: Assignment) -> Letter:
        return self._writer.write(assignment)


class DeviceClock:
    """The computer's own clock: `skew` ahead of the world's, mostly by seconds, at times by hours."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.skew = timedelta(0)

    @property
    def is_wrong(self) -> bool:
        """Whether it is so far off that nothing may leave by it."""
        return abs(self.skew) > MOST_CLOCK_ERROR

    def judged_now(self) -> datetime:
        """The moment by which what leaves is judged: its own, unless it is wrong."""
        return self._world.now if self.is_wrong else self.now()

    def now(self) -> datetime:
        return self._world.now + self.skew


class FragileStore:
    """A store during whose commits the program may end; what was committed stays."""

    def __init__(self, kept: MemoryStore, weather: Weather) -> None:
        self._kept = kept
        self._weather = weather

    @contextmanager
    def begin(self) -> Iterator[UnitOfWork]:
        """One transaction; see the protocol."""
        with self._kept.begin() as work:
            commit = work.commit

            def fragile() -> None:
                when = self._weather.around_commit()
                if when == "before":
                    raise Crash("before a commit")
                commit()
                if when == "after":
                    raise Crash("after a commit")

            work.commit = fragile  # type: ignore[method-assign]  # this transaction only
            yield work


@dataclass(frozen=True)
class Reached:
    """The outside as the program on this computer reaches it."""

    mail: WorldMail
    calendar: WorldCalendar
    attendance: WorldAttendance
    directory: WorldDirectory
    texting: WorldTexting


class Device:
    """One computer with the program on it. `restart` throws away everything but store and clock."""

    def __init__(
        self,
        world: World,
        weather: Weather,
        store: MemoryStore,
        ids: IdSource,
        unreadable: dict[str, datetime],
        name: str,
        text_left: TextLeft,
        settings: Settings,
    ) -> None:
        self.clock = DeviceClock(world)
        self.name, self._settings = name, settings
        self._store = FragileStore(store, weather) if weather.is_nasty else store
        self._ids = ids
        self._thread = InlineThread()
        self._heard = HeardTime(lambda: self.clock.skew)
        others = HeardTime(lambda: self.clock.skew)  # the program asks only Microsoft for the time
        self._services = Reached(
            WorldMail(world, weather, self._heard),
            WorldCalendar(world, weather, self._heard, unreadable),
            WorldAttendance(world, weather, self._heard),
            WorldDirectory(world, weather, self._heard),
            WorldTexting(world, weather, others, text_left),
        )
        self._analyst, self._writer = InlineAnalyst(), OwnWordsWriter(InlineWriter())
        self.restart()

    def restart(self) -> None:
        """Start the program anew."""
        clock, thread, outside = self.clock, self._thread, self._services
        self._heard.skew = None
        self.engine = Engine(self._store, clock, self._ids, self._settings)
        inbox = Inbox(outside.mail, self._analyst, self.engine, thread, clock)
        services = Services(outside.mail, outside.calendar, outside.attendance, self._writer, outside.texting)
        self.runner = Runner(
            inbox,
            CalendarWatch(outside.calendar, self.engine, thread, clock),
            Timers(self.engine, thread, clock),
            Outbox(services, self.engine, thread, clock, Lease(clock, self.name)),
            outside.directory,
            self.engine,
            thread,
            clock,
            texts_in=TextsIn(outside.texting, self._analyst, self.engine, thread, clock),
            service_time=self._heard,
        )
        addresses = AddressDesk(outside.directory, self.engine, thread, clock)
        desk = Outside(outside.calendar, addresses, self._writer)
        self.desk = RepDeskService(self.engine, thread, clock, desk)


def run_now(work: Coroutine[Any, Any, T]) -> T:
    """Drive a coroutine that never really waits."""
    try:
        work.send(None)
    except StopIteration as done:
        result: T = done.value
        return result
    work.close()
    raise AssertionError("something in the simulation waited")
