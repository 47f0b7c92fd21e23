"""One simulated world from its first to its last day: people, a rep, a computer, and the judge."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from sync.sandbox.clock import SandboxClock
from sync.sandbox.ids import chance
from sync.sandbox.world import new_state
from sync.simulation.breakages import Breakages, heard
from sync.simulation.cast import wanted_requests
from sync.simulation.checker import Checker
from sync.simulation.device import Device, run_now
from sync.simulation.evidence import Evidence
from sync.simulation.invariants import Tally, Violation
from sync.simulation.journal import Journal
from sync.simulation.observed_world import ObservedWorld
from sync.simulation.people import CastPeople
from sync.simulation.plan import WorldPlan
from sync.simulation.rep import Rep
from sync.simulation.watcher import Watcher
from sync.simulation.weather import Crash, Weather
from xforce_desktop.errors import OutsideError, StoreBusy
from xforce_desktop.ids import SeededIds
from xforce_desktop.settings import Settings
from xforce_desktop.store.memory import MemoryStore

HOLDS = 0.5  # of the worlds show their offers as tentative events
SETTLING = 4  # passes
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Life:
    """What became of one world."""

    world: int
    seed: int
    requests: int
    outcomes: dict[str, int]
    counts: dict[str, int]  # passes, mails, faults and so on
    checked: dict[str, int]
    violations: tuple[Violation, ...]
    stories: dict[str, list[str]]  # the last lines about each request with a violation
    journal: bytes


class WorldRun:
    """Lives one world through."""

    def __init__(self, plan: WorldPlan) -> None:
        begin = plan.begins_at()
        self._plan, self._end = plan, begin + timedelta(days=plan.days)
        self.journal = Journal(plan.number)
        self.weather = Weather(plan.seed, plan.faults, begin, self._end)
        self.world = self._world(begin)
        self.wanted = wanted_requests(plan.seed, plan.requests, begin, plan.days)
        people = [person for one in self.wanted for person in one.people]
        self.people = CastPeople(self.world, people, self.world.receive)
        self.world.people = people
        self._unreadable: dict[str, datetime] = {}
        self._ids = SeededIds(plan.seed)
        self.store = MemoryStore(ids=self._ids)
        self._settings = Settings(tentative_holds=chance(plan.seed, "holds").random() < HOLDS)
        self._first, self._second = self._device("device-a"), self._device("device-b")
        self._acting = self._first
        self.checker = Checker(self._evidence(), has_holds=self._settings.tentative_holds)
        by_number = {one.number: one for one in self.wanted}
        self.watcher = Watcher(self.world, self.people, self.checker, self.journal, by_number)
        self.world.listener = self.watcher
        self.rep = self._rep()
        self._due_next: datetime | None = begin
        self._last_whole_at: datetime | None = None
        self._rng = chance(plan.seed, "life")
        self._breakages = Breakages()

    def _world(self, begin: datetime) -> ObservedWorld:
        world = ObservedWorld(new_state(self._plan.seed, begin, "manual"), SandboxClock("manual", begin))
        world.journal, world.weather = self.journal, self.weather
        return world

    def _device(self, name: str) -> Device:
        return Device(
            self.world,
            self.weather,
            self.store,
            self._ids,
            self._unreadable,
            name,
            lambda key, text: self.watcher.text_sent(key, text),
            self._settings,
        )

    def _evidence(self) -> Evidence:
        return Evidence(
            self.world,
            self.people,
            self.store,
            lambda: self._acting.clock.judged_now(),
            lambda: self._acting.clock.is_wrong,
            self._unreadable,
            self.weather,
            Tally(self.world, self.journal),
        )

    def _rep(self) -> Rep:
        return Rep(
            self._plan.seed,
            self.world,
            self._first,
            self.store,
            self.weather,
            self.wanted,
            self._unreadable,
            self.watcher,
        )

    def live(self, until: str = "") -> Life:
        """From the first to the last day, or to the first violation of the invariant `until`."""
        with heard(self._breakages):
            self._learn_account()
            while (
                (at := self._next_moment()) is not None
                and at < self._end
                and not self.checker.has_found(until)
            ):
                self._go_to(at)
                self._pass()
            if self.checker.has_holds and self._is_over() and not until:
                self._settle()
        self.checker.finish(self._last_whole_at)
        return self._result()

    def _settle(self) -> None:
        """Some quiet passes after the last request has ended: no tentative event may be left."""
        self.weather.is_nasty = False
        for _ in range(SETTLING):
            self._go_to(self.world.now + timedelta(minutes=20))
            self._pass()
        self.checker.nothing_is_held()

    def _learn_account(self) -> None:
        """The rep signs in; if that is not possible at once, later."""
        while True:
            try:
                run_now(self._first.runner.learn_account())
                return
            except Crash:
                self._first.restart()
            except OutsideError:
                self.world.advance(60)

    def _next_moment(self) -> datetime | None:
        """The full minute after the next thing that happens here, for the rep or in the program."""
        if self.rep.has_all_made and self._is_over():
            return None
        moments = [self.world.next_event_at, self.rep.next_at, self._due_next]
        ahead = [moment for moment in moments if moment is not None]
        now = self.world.now
        wanted = max(min(ahead, default=now + timedelta(hours=6)), now + timedelta(seconds=1))
        at = wanted.replace(second=0, microsecond=0)
        at = at if at >= wanted and at > now else at + MINUTE
        return self.weather.asleep_until(at) or at

    def _is_over(self) -> bool:
        with self.store.begin() as work:
            return not work.requests(include_ended=False)

    def _go_to(self, at: datetime) -> None:
        """Let time pass; the rep acts at their own moments, also while the computer sleeps."""
        while (next_at := self.rep.next_at) is not None and next_at <= at:
            self.world.advance_to(max(next_at, self.world.now))
            self._acting = self._first
            self.rep.act_until(self.world.now)
        self.world.advance_to(at)

    def _pass(self) -> None:
        device = self._second if self.weather.chooses_second_device() else self._first
        device.clock.skew = self.weather.new_skew(device.clock.skew)
        self._acting = device
        self.weather.has_fault_now = False
        self.weather.refused.clear()
        self.weather.cut_in = self._cut_in
        self.checker.pass_begins()
        self.watcher.counts["passes"] += 1
        is_whole = False
        try:
            report = run_now(device.runner.tick_here())
            is_whole = not self.weather.has_fault_now
            due = report.due_next
            self._due_next = self._true_time(due, device)
        except Crash as crash:
            self.journal.add(self.world.now, "crash", where=str(crash))
            self.watcher.counts["crashes"] += 1
            device.restart()
            self._due_next = self.world.now + MINUTE
        except StoreBusy:
            self.watcher.counts["passes of a second computer refused"] += 1
            self._due_next = self.world.now + MINUTE
        except OutsideError as error:
            self.journal.add(self.world.now, "trouble", title=error.title)
            self.watcher.counts["failed passes"] += 1
            self._due_next = self.world.now + MINUTE * self._rng.choice((1, 2, 15))
        self.weather.cut_in = None
        if is_whole:
            self._last_whole_at = self.world.now
        self._take_breakages()
        self.checker.pass_ends(is_whole)
        self.rep.look()

    def _cut_in(self) -> None:
        """The other computer begins a pass while one is under way; it has to be refused.

        With a clock that is hours wrong it may think that the other's lease is over: then it sends nothing.
        """
        was, other = self._acting, self._second if self._acting is self._first else self._first
        self._acting = other
        is_harmless = was.clock.is_wrong or other.clock.is_wrong
        try:
            run_now(other.runner.tick_here())
            self.checker.cut_in(was_refused=is_harmless)
        except StoreBusy:
            self.checker.cut_in(was_refused=True)
        except Crash:
            other.restart()
        except OutsideError:
            self.checker.cut_in(was_refused=is_harmless)
        finally:
            self._acting = was

    def _true_time(self, due: datetime | None, device: Device) -> datetime | None:
        """When the program will do it by the world's clock; what stays due is tried again in a while."""
        if due is None:
            return None
        true = due - device.clock.skew
        return true if true > self.world.now else self.world.now + timedelta(minutes=10)

    def _take_breakages(self) -> None:
        for request, text in self._breakages.take():
            self.checker.broke(request, text)

    def _result(self) -> Life:
        with self.store.begin() as work:
            requests = list(work.requests())
            outcomes = Counter(str(r.outcome or r.state) for r in requests)
            for request in requests:
                for line in work.actions(request.id):
                    self.journal.add(
                        line.at, "log", request=str(request.id), type=line.type.value, by=line.actor.value,
                        why=line.why,
                    )  # fmt: skip
        self.watcher.counts["faults"] = self.weather.count
        self.watcher.counts["clocks wrong by hours"] = self.weather.leaps
        bad = {violation.request for violation in self.checker.violations}
        return Life(
            self._plan.number,
            self._plan.seed,
            len(requests),
            dict(sorted(outcomes.items())),
            dict(sorted(self.watcher.counts.items())),
            dict(self.checker.checked),
            tuple(self.checker.violations),
            {request: self.journal.about(request) for request in sorted(bad) if request},
            ("\n".join(self.journal.lines) + "\n").encode(),
        )


def live(plan: WorldPlan, until: str = "") -> Life:
    """One world, from plan to result; a process of its own may do this."""
    return WorldRun(plan).live(until)
