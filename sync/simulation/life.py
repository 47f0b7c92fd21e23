"""One simulated world from its first to its last day: people, a rep, a computer, and the judge."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sync.sandbox.clock import SandboxClock
from sync.sandbox.company import REP
from sync.sandbox.ids import chance
from sync.sandbox.mime import IncomingMail
from sync.sandbox.state import AgendaEntry, Mail, Meeting, MeetingAnswer, SentMail, Text
from sync.sandbox.world import World, new_state
from sync.simulation.cast import Wanted, wanted_requests
from sync.simulation.checker import Checker, Violation
from sync.simulation.device import Device, run_now
from sync.simulation.journal import Journal
from sync.simulation.people import CastPeople
from sync.simulation.rep import Rep
from sync.simulation.weather import Crash, Weather
from xforce_desktop.errors import OutsideError, StoreBusy
from xforce_desktop.ids import EffectKey, RequestId, SeededIds
from xforce_desktop.settings import Settings
from xforce_desktop.store.memory import MemoryStore

HOLDS = 0.5  # of the worlds show their offers as tentative events
SETTLING = 4  # passes
MINUTE = timedelta(minutes=1)
BEGINNINGS = (  # Mondays, so that the days after them bring a change of clocks, holidays or the year's end
    (2026, 2, 16), (2026, 10, 5), (2026, 11, 16), (2026, 3, 16), (2026, 5, 11), (2026, 8, 24), (2026, 12, 7),
    (2026, 6, 22), (2027, 1, 11), (2027, 2, 22),
)  # fmt: skip


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


@dataclass(frozen=True)
class WorldPlan:
    """How to make one world."""

    number: int
    seed: int
    requests: int
    days: int
    faults: str
    first_turn: int = 0  # which of the beginnings world 0 has

    def begins_at(self) -> datetime:
        """Nine in the morning for the rep, on a day that depends on the number."""
        year, month, day = BEGINNINGS[(self.number + self.first_turn) % len(BEGINNINGS)]
        return datetime(year, month, day, 8, 30, tzinfo=ZoneInfo(REP.zone)).astimezone(UTC)


class ObservedWorld(World):
    """A world that writes down what happens in it, and in which mail may come late."""

    journal: Journal
    weather: Weather

    def receive(self, incoming: IncomingMail) -> Mail:
        """A mail arrives without the way over RFC 822."""
        mail = self._filed(incoming, "inbox")
        self.journal.add(
            self.now, "mail in", mail=mail.key, sender=incoming.sender.address, text=incoming.text[:160]
        )
        self._put_off(mail)
        return mail

    def answer_invite(
        self,
        meeting: Meeting,
        address: str,
        response: MeetingAnswer,
        proposed_start_at: datetime | None = None,
        comment: str = "",
    ) -> Mail:
        """An attendee answers from their calendar."""
        mail = super().answer_invite(meeting, address, response, proposed_start_at, comment)
        self.journal.add(
            self.now, "answer", meeting=meeting.key, who=address, answer=response, proposed=proposed_start_at
        )
        self._put_off(mail)
        return mail

    def _put_off(self, mail: Mail) -> None:
        if delay := self.weather.mail_delay():
            mail.visible_at = self.now + delay
            self.agenda.add(mail.visible_at, "copy_appears", key=mail.key)


@dataclass
class Watcher:
    """Hears everything that leaves, for the judge, the journal and the people."""

    world: World
    people: CastPeople
    checker: Checker
    journal: Journal
    wanted: dict[int, Wanted]
    counts: Counter[str] = field(default_factory=Counter)

    def mail_left(self, sent: SentMail) -> None:
        to = [one.address for one in sent.to]
        self.journal.add(
            self.world.now, "mail out", by=sent.by, mail=sent.key, to=to, subject=sent.subject,
            text=sent.text[:240],
        )  # fmt: skip
        self.counts["mails"] += 1
        self.checker.mail_left(sent)
        self.people.mail_left(sent)

    def text_sent(self, key: EffectKey, text: Text) -> None:
        """A text left under that key."""
        self.journal.add(self.world.now, "text out", sid=text.sid, key=key, to=text.recipient, text=text.body)
        self.counts["texts"] += 1
        self.checker.text_left(key, text)
        self.text_left(text.recipient, text.body)

    def text_left(self, recipient: str, body: str) -> None:
        self.people.text_left(recipient, body)

    def meeting_changed(self, meeting: Meeting, change: str) -> None:
        self.journal.add(
            self.world.now, change, meeting=meeting.key, key=meeting.transaction_id, start=meeting.start_at
        )
        self.counts[change] += 1
        self.checker.meeting_changed(meeting, change)
        self.people.meeting_changed(meeting, change)

    def agenda_due(self, entry: AgendaEntry) -> None:
        self.people.agenda_due(entry)

    def rep_did(self, act: str, request_id: RequestId | None, detail: str = "") -> None:
        self.journal.add(self.world.now, f"rep: {act}", request=str(request_id or ""), detail=detail)
        if act == "create" and request_id is not None:
            self.checker.made(request_id, self.wanted[int(detail)])
        elif request_id is not None:
            self.checker.rep_did(act, request_id)

    def by_hand(self, work: Callable[[], None]) -> None:
        self.checker.rep_is_acting = True
        try:
            work()
        finally:
            self.checker.rep_is_acting = False


class _Breakages(logging.Handler):
    """Hears of what the program's catch-alls caught: each of them is a fault of the program."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.found: list[tuple[str, str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage()
        if record.exc_info and record.exc_info[1] is not None:
            text = f"{text}: {record.exc_info[1]!r}"
        self.found.append((str(getattr(record, "request", "")), text))


class WorldRun:
    """Lives one world through."""

    def __init__(self, plan: WorldPlan) -> None:
        begin = plan.begins_at()
        self._plan, self._end = plan, begin + timedelta(days=plan.days)
        self.journal = Journal(plan.number)
        self.weather = Weather(plan.seed, plan.faults, begin, self._end)
        world = ObservedWorld(new_state(plan.seed, begin, "manual"), SandboxClock("manual", begin))
        world.journal, world.weather = self.journal, self.weather
        self.world = world
        self.wanted = wanted_requests(plan.seed, plan.requests, begin, plan.days)
        people = [person for one in self.wanted for person in one.people]
        self.people = CastPeople(world, people, world.receive)
        world.people = people
        self._unreadable: dict[str, datetime] = {}
        ids = SeededIds(plan.seed)
        self._now: Callable[[], datetime] = lambda: self._acting.clock.now()
        self.store = MemoryStore(ids=ids)
        has_holds = chance(plan.seed, "holds").random() < HOLDS
        self._settings = Settings(tentative_holds=has_holds)
        self._ids = ids
        self._first, self._second = self._device("device-a"), self._device("device-b")
        self._acting = self._first
        self.checker = Checker(
            world, self.people, self.store, self._now, self._unreadable, self.journal, self.weather
        )
        self.checker.has_holds = has_holds
        by_number = {one.number: one for one in self.wanted}
        self.watcher = Watcher(world, self.people, self.checker, self.journal, by_number)
        world.listener = self.watcher
        self.rep = Rep(
            plan.seed,
            world,
            self._first,
            self.store,
            self.weather,
            self.wanted,
            self._unreadable,
            self.watcher,
        )
        self._due_next: datetime | None = begin
        self._last_whole_at: datetime | None = None
        self._rng = chance(plan.seed, "life")
        self._breakages = _Breakages()

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

    def live(self, until: str = "") -> Life:
        """From the first to the last day, or to the first violation of the invariant `until`."""
        with _heard(self._breakages):
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
            report = run_now(device.runner.tick())
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
        """The other computer begins a pass while one is under way; it has to be refused."""
        was, other = self._acting, self._second if self._acting is self._first else self._first
        self._acting = other
        try:
            run_now(other.runner.tick())
            self.checker.cut_in(was_refused=False)
        except StoreBusy:
            self.checker.cut_in(was_refused=True)
        except Crash:
            other.restart()
        except OutsideError:
            self.checker.cut_in(was_refused=False)
        finally:
            self._acting = was

    def _true_time(self, due: datetime | None, device: Device) -> datetime | None:
        """When the program will do it by the world's clock; what stays due is tried again in a while."""
        if due is None:
            return None
        true = due - device.clock.skew
        return true if true > self.world.now else self.world.now + timedelta(minutes=10)

    def _take_breakages(self) -> None:
        for request, text in self._breakages.found:
            self.checker.broke(request, text)
        self._breakages.found.clear()

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


class _heard:  # used as a statement
    """Listen to the program's error log for a while, and keep it off the screen."""

    def __init__(self, handler: logging.Handler) -> None:
        self._handler, self._log = handler, logging.getLogger("sync")

    def __enter__(self) -> None:
        self._was = (self._log.propagate, self._log.level)
        self._log.propagate = False
        self._log.setLevel(logging.ERROR)
        self._log.addHandler(self._handler)

    def __exit__(self, *_: object) -> None:
        self._log.removeHandler(self._handler)
        self._log.propagate, level = self._was
        self._log.setLevel(level)


def live(plan: WorldPlan, until: str = "") -> Life:
    """One world, from plan to result; a process of its own may do this."""
    return WorldRun(plan).live(until)
