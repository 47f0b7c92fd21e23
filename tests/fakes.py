"""Stand-ins for the outside that behave: a mailbox, a calendar, a reader and a writer without any network."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sync.calendar_watch import CalendarWatch
from sync.inbox import Inbox
from sync.lease import Lease
from sync.outbox import Outbox, Services
from sync.runner import PassReport, Runner
from sync.timers import Timers
from tests.builders import JOHN, NOW, REP, a_mail, an_account, an_analysis
from xforce_desktop.availability.spans import Span
from xforce_desktop.clock import ManualClock
from xforce_desktop.errors import XForceError
from xforce_desktop.ids import EffectKey, RequestId, SeededIds
from xforce_desktop.messages.assignment import Assignment
from xforce_desktop.messages.letter import Letter
from xforce_desktop.ports import (
    Account,
    CalendarEvent,
    ContactCard,
    EventAnswer,
    Folder,
    MailItem,
    MeetingPlan,
    NewsPage,
    OutgoingMail,
    Participant,
    Person,
    SentMail,
)
from xforce_desktop.replies.analysis import Intent, ReceivedText, ReplyAnalysis, ReplyContext
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.new_request import check_new_request
from xforce_desktop.scheduling.request import MeetingRequest
from xforce_desktop.scheduling.store_thread import StoreThread
from xforce_desktop.scheduling.unit_of_work import ActionEntry, OutboxRow, Store
from xforce_desktop.settings import Settings
from xforce_desktop.store.memory import MemoryStore

Trouble = Mapping[str, XForceError]


class _Troubled:
    """Whatever is in `trouble` under the name of a call is raised by it, once; `before` it acts or after."""

    def __init__(self) -> None:
        self.trouble: dict[str, list[Exception]] = {}
        self.trouble_after: dict[str, list[Exception]] = {}

    def _may_fail(self, call: str) -> None:
        if waiting := self.trouble.get(call):
            raise waiting.pop(0)

    def _may_lose_the_answer(self, call: str) -> None:
        if waiting := self.trouble_after.get(call):
            raise waiting.pop(0)


class FakeMail(_Troubled):
    """A mailbox: drafts by key, what left, what came. Ids count up."""

    def __init__(self, clock: ManualClock) -> None:
        super().__init__()
        self._clock = clock
        self.drafts: dict[str, tuple[OutgoingMail, EffectKey]] = {}
        self.sent: list[tuple[OutgoingMail, SentMail]] = []
        self.keys: dict[EffectKey, SentMail] = {}
        self.news_items: dict[Folder, list[MailItem]] = {Folder.INBOX: [], Folder.SENT: []}
        self._made = 0

    async def news(self, folder: Folder, cursor: str, since: datetime) -> NewsPage:
        self._may_fail("news")
        items = self.news_items[folder]
        return NewsPage(tuple(items[int(cursor or 0) :]), str(len(items)), has_more=False)

    async def named(self, folder: Folder, ids: Sequence[str]) -> NewsPage:
        found = tuple(item for item in self.news_items[folder] if item.provider_id in ids)
        shown = {item.provider_id for item in found}
        return NewsPage(found, "", has_more=False, missing=tuple(one for one in ids if one not in shown))

    async def prepare(self, mail: OutgoingMail, key: EffectKey) -> str:
        self._may_fail("prepare")
        self._made += 1
        draft_id = f"mail-{self._made}"
        self.drafts[draft_id] = (mail, key)
        self._may_lose_the_answer("prepare")
        return draft_id

    async def dispatch(self, draft_id: str) -> SentMail:
        self._may_fail("dispatch")
        mail, key = self.drafts.pop(draft_id)
        left = SentMail(draft_id, f"<{draft_id}@xforce>", "conversation-1", self._clock.now())
        self.sent.append((mail, left))
        self.keys[key] = left
        self.news_items[Folder.SENT].append(_sent_copy(mail, left, key))
        self._may_lose_the_answer("dispatch")
        return left

    async def look_up(self, key: EffectKey, draft_id: str) -> SentMail | str | None:
        self._may_fail("look_up")
        if key in self.keys:
            return self.keys[key]
        return next((one for one, (_, its_key) in self.drafts.items() if its_key == key), None)

    async def discard(self, draft_id: str) -> None:
        self.drafts.pop(draft_id, None)

    def receive(self, **changes: Any) -> MailItem:
        """John answers the newest mail; `changes` to the item."""
        number = len(self.news_items[Folder.INBOX]) + 1
        answered = self.sent[-1][1].message_id if self.sent else ""
        references = (answered,) if answered else ()
        plain = a_mail(
            provider_id=f"reply-{number}", message_id=f"<reply-{number}@acme>", at=self._clock.now(),
            in_reply_to=answered, references=references,
        )  # fmt: skip
        item = replace(plain, **changes)
        self.news_items[item.folder].append(item)
        return item


def _sent_copy(mail: OutgoingMail, left: SentMail, key: str) -> MailItem:
    return a_mail(
        provider_id=left.provider_id, folder=Folder.SENT, message_id=left.message_id, from_address=REP,
        from_name="Brent Lawson", to=mail.to, cc=mail.cc, subject=mail.subject, body=mail.body,
        at=left.sent_at, conversation_id=left.conversation_id, in_reply_to="", references=(), key=key,
    )  # fmt: skip


class FakeCalendar(_Troubled):
    """Calendars of our people, and the events we make; `unreadable` addresses cannot be read."""

    def __init__(self) -> None:
        super().__init__()
        self.busy_spans: dict[str, list[Span]] = {}
        self.unreadable: set[str] = set()
        self.events: dict[str, CalendarEvent] = {}
        self.plans: dict[str, MeetingPlan] = {}
        self._by_key: dict[EffectKey, str] = {}

    async def busy(
        self, addresses: Sequence[str], start: datetime, end: datetime
    ) -> Mapping[str, tuple[Span, ...] | None]:
        self._may_fail("busy")
        return {a: None if a in self.unreadable else self._spans(a, Span(start, end)) for a in addresses}

    def _spans(self, address: str, within: Span) -> tuple[Span, ...]:
        meetings = [
            Span(event.start, event.end)
            for event_id, event in self.events.items()
            if not event.is_cancelled and address in {REP, *(a for a, _ in self.plans[event_id].required)}
        ]
        found = [*self.busy_spans.get(address, ()), *meetings]
        return tuple(sorted(span for span in found if span.start < within.end and span.end > within.start))

    async def create(self, plan: MeetingPlan, key: EffectKey) -> CalendarEvent:
        self._may_fail("create")
        if key not in self._by_key:
            event_id = f"event-{len(self.events) + 1}"
            self._by_key[key] = event_id
            self.plans[event_id] = plan
            self.events[event_id] = CalendarEvent(
                event_id, plan.start, plan.end, False, f"https://teams.example/{event_id}", is_online=True
            )
        self._may_lose_the_answer("create")
        return self.events[self._by_key[key]]

    async def put_online(self, event_id: str) -> CalendarEvent:
        self._may_fail("put_online")
        link = f"https://teams.example/{event_id}"
        self.events[event_id] = replace(self.events[event_id], join_url=link, is_online=True)
        return self.events[event_id]

    async def find(self, key: EffectKey, start: datetime, end: datetime) -> CalendarEvent | None:
        self._may_fail("find")
        return self.events.get(self._by_key.get(key, ""))

    async def move(self, event_id: str, start: datetime, end: datetime) -> CalendarEvent:
        self._may_fail("move")
        self.events[event_id] = replace(self.events[event_id], start=start, end=end, answers=())
        return self.events[event_id]

    async def set_attendees(
        self, event_id: str, required: Sequence[tuple[str, str]], optional: Sequence[tuple[str, str]]
    ) -> None:
        self._may_fail("set_attendees")
        plan = self.plans[event_id]
        self.plans[event_id] = replace(plan, required=tuple(required), optional=tuple(optional))
        invited = {address for address, _ in (*required, *optional)}
        event = self.events[event_id]
        kept = tuple(answer for answer in event.answers if answer.address in invited)
        self.events[event_id] = replace(event, answers=kept)
        self._may_lose_the_answer("set_attendees")

    async def cancel(self, event_id: str, comment: str) -> None:
        self._may_fail("cancel")
        if event_id in self.events:
            self.events[event_id] = replace(self.events[event_id], is_cancelled=True)

    async def remove(self, event_id: str) -> None:
        self._may_fail("remove")
        self.events.pop(event_id, None)

    async def event(self, event_id: str) -> CalendarEvent | None:
        self._may_fail("event")
        return self.events.get(event_id)

    async def versions(self, start: datetime, end: datetime) -> Mapping[str, str]:
        self._may_fail("versions")
        return {
            event_id: repr(event)
            for event_id, event in self.events.items()
            if event.start < end and event.end > start
        }

    def standing(self) -> list[CalendarEvent]:
        return [event for event in self.events.values() if not event.is_cancelled]

    def answer(self, event_id: str, response: str, address: str = JOHN, proposed: Span | None = None) -> None:
        """The organizer's copy shows somebody's answer."""
        event = self.events[event_id]
        others = tuple(one for one in event.answers if one.address != address)
        answered = EventAnswer(address, response, NOW, proposed)
        self.events[event_id] = replace(event, answers=(*others, answered))


class FakeAttendance(_Troubled):
    """One report for all meetings; None while there is none."""

    def __init__(self) -> None:
        super().__init__()
        self.report: Sequence[Participant] | None = None

    async def participants(
        self, join_url: str, start: datetime, end: datetime
    ) -> Sequence[Participant] | None:
        self._may_fail("participants")
        return self.report


class FakeWriter:
    """Names the kind and the times, nothing else. `checks` make a text that must not leave."""

    def __init__(self) -> None:
        self.checks: tuple[str, ...] = ()
        self.assignments: list[Assignment] = []

    async def write(self, assignment: Assignment) -> Letter:
        self.assignments.append(assignment)
        times = ", ".join(moment.isoformat() for moment in assignment.proposed_times)
        return Letter(
            "email", assignment.meeting.subject or "Demo", f"{assignment.kind}: {times}", "fake", self.checks
        )


class FakeAnalyst:
    """Says what the test has prepared, in order; "unclear" after that. An exception is raised."""

    def __init__(self) -> None:
        self.prepared: list[ReplyAnalysis | Exception] = []
        self.contexts: list[ReplyContext] = []
        self.messages: list[ReceivedText] = []

    async def read(self, message: ReceivedText, context: ReplyContext) -> ReplyAnalysis:
        self.contexts.append(context)
        self.messages.append(message)
        answer = self.prepared.pop(0) if self.prepared else an_analysis(Intent.UNCLEAR)
        if isinstance(answer, Exception):
            raise answer
        return answer


class FakeDirectory:
    def __init__(self, account: Account | None = None) -> None:
        self.account = account or an_account()

    async def me(self) -> Account:
        return self.account

    async def colleagues(self, text: str, limit: int = 20) -> Sequence[Person]:
        return ()

    async def still_there(self, addresses: Sequence[str]) -> Sequence[Person]:
        return ()

    async def contacts(self) -> Sequence[ContactCard] | None:
        return None


@dataclass
class FakeWorld:
    """An agent with everything outside faked, on a store in memory unless one is given. Autopilot without
    undo time."""

    settings: Settings = field(default_factory=lambda: Settings(undo_s=0))
    clock: ManualClock = field(default_factory=lambda: ManualClock(NOW))
    given_store: Store | None = None
    device: str = "laptop"

    def __post_init__(self) -> None:
        self.store = self.given_store or MemoryStore(self.clock, SeededIds(1))
        self.engine = Engine(self.store, self.clock, SeededIds(2), self.settings)
        self.thread = StoreThread()
        self.mail, self.calendar, self.attendance = FakeMail(self.clock), FakeCalendar(), FakeAttendance()
        self.writer, self.analyst, self.directory = FakeWriter(), FakeAnalyst(), FakeDirectory()
        self.inbox = Inbox(self.mail, self.analyst, self.engine, self.thread, self.clock)
        self.watch = CalendarWatch(self.calendar, self.engine, self.thread, self.clock)
        services = Services(self.mail, self.calendar, self.attendance, self.writer)
        lease = Lease(self.clock, self.device)
        self.outbox = Outbox(services, self.engine, self.thread, self.clock, lease)
        self.timers = Timers(self.engine, self.thread, self.clock)
        self.renew_by()
        self.engine.in_transaction(lambda work: work.save_account(an_account()))

    def renew_by(self, *renewals: Callable[[], Awaitable[None]]) -> None:
        """A loop that looks these up at the end of each pass."""
        self.runner = Runner(
            self.inbox,
            self.watch,
            self.timers,
            self.outbox,
            self.directory,
            self.engine,
            self.thread,
            self.clock,
            renewals=renewals,
        )

    def create(self, **changes: Any) -> RequestId:
        """A request for a demo with John, Sarah required, on autopilot."""
        form = {
            "meeting_type": "demo", "duration_minutes": 60, "company": {"name": "Acme", "state": "TN"},
            "internal": [{"address": "sarah@xforce.example", "name": "Sarah Chen"}],
            "external": [{"address": JOHN, "name": "John Smith", "timezone": "America/Chicago"}],
            "preferences": {"timezone": "America/New_York"}, "approval": "autopilot",
        }  # fmt: skip
        return self.engine.create(check_new_request(form | changes))

    async def tick(self, after: timedelta = timedelta(0)) -> PassReport:
        """A pass, `after` that much time."""
        self.clock.advance(after)
        return await self.runner.tick()

    def request(self, request_id: RequestId) -> MeetingRequest:
        return self.engine.in_transaction(lambda work: work.load(request_id))

    def rows(self, request_id: RequestId) -> Sequence[OutboxRow]:
        return self.engine.in_transaction(lambda work: work.outbox_of(request_id))

    def actions(self, request_id: RequestId) -> Sequence[ActionEntry]:
        return self.engine.in_transaction(lambda work: work.actions(request_id))

    def they_say(self, analysis: ReplyAnalysis | Exception, **mail: Any) -> MailItem:
        """A mail of John's that will read like this."""
        self.analyst.prepared.append(analysis)
        return self.mail.receive(**mail)

    async def offered(self, **changes: Any) -> RequestId:
        """A request whose first mail has left."""
        request_id = self.create(**changes)
        await self.tick()
        assert len(self.mail.sent) == 1
        return request_id

    async def booked(self, **changes: Any) -> RequestId:
        """A request whose first offer was accepted; the event stands."""
        request_id = await self.offered(**changes)
        chosen = self.request(request_id).offered_times[0]
        self.they_say(an_analysis(selected_time=chosen))
        await self.tick()
        assert len(self.calendar.standing()) == 1
        return request_id


@asynccontextmanager
async def a_fake_world(**settings: Any) -> Any:
    """A world that is closed at the end."""
    world = FakeWorld(Settings(**({"undo_s": 0} | settings)))
    try:
        yield world
    finally:
        world.thread.close()
