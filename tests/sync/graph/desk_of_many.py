"""A rep with many requests at once, in every state that lasts: what a loop is busy with all day."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sync.graph.calendar import GraphCalendar
from sync.graph.http import FixedToken, GraphClient
from sync.meeting_plan import plan_for
from tests.builders import DAY, HOUR, a_booked_request, a_colleague, a_prospect, an_offered_request
from tests.end_to_end.fault_world import START, FaultWorld
from xforce_desktop.availability.spans import Span
from xforce_desktop.bootstrap.agents import SANDBOX_TOKEN
from xforce_desktop.ids import EffectKey, RequestId
from xforce_desktop.scheduling.request import (
    ActionType,
    HistoryEntry,
    MeetingRequest,
    NextAction,
    Preferences,
    State,
)
from xforce_desktop.scheduling.unit_of_work import UnitOfWork

Entry = Mapping[str, Any]
MINUTE = timedelta(minutes=1)
COLLEAGUES = ("sarah@xforce.example", "mike@xforce.example")
WEEK = START + 7 * DAY  # Monday, 09:00 in New York


@dataclass(frozen=True)
class Mix:
    """How many requests wait for an answer, are paused by the rep, booked for next week, or just over."""

    waiting: int = 0
    paused: int = 0
    booked: int = 0
    over: int = 0


ONE = Mix(booked=1)
TEN = Mix(4, 1, 4, 1)
FIFTY = Mix(20, 5, 20, 5)
ALL_BOOKED = Mix(booked=50)


async def fill(world: FaultWorld, mix: Mix) -> None:
    """Requests in the store, their events on the calendar."""
    await world.agent.know_account()
    kinds = [_waiting] * mix.waiting + [_paused] * mix.paused + [_booked] * mix.booked + [_over] * mix.over
    requests = [kind(number) for number, kind in enumerate(kinds)]
    graph = GraphClient(FixedToken(SANDBOX_TOKEN), base_url=f"{world.sandbox.url}/v1.0")
    try:
        requests = [await _on_calendar(GraphCalendar(graph), request) for request in requests]
    finally:
        await graph.close()

    def keep(work: UnitOfWork) -> None:
        account = work.account()
        assert account is not None
        owner = work.save_account(account)
        for request in requests:
            work.add(replace(request, created_by=owner))

    world.agent.engine.in_transaction(keep)


async def _on_calendar(calendar: GraphCalendar, request: MeetingRequest) -> MeetingRequest:
    if request.scheduled_time is None:
        return request
    event = await calendar.create(plan_for(request, request.scheduled_time), EffectKey(f"{request.id}:1:0"))
    return replace(request, calendar_event_id=event.event_id, join_url=event.join_url)


def _people(number: int) -> dict[str, Any]:
    """Everybody has an identity of their own in each request."""
    company, address = f"Acme {number}", f"john{number}@acme{number}.example"
    rep = replace(an_offered_request().organizer, id=_id(number, 1))
    ours = a_colleague(id=_id(number, 2), email=COLLEAGUES[number % len(COLLEAGUES)])
    theirs = a_prospect(id=_id(number, 3), email=address)
    return {
        "id": RequestId(_id(number, 0)),
        "company_name": company,
        "title": f"Demo with {company}",
        "attendees": (rep, ours, theirs),
        "email_thread_id": f"conversation-{number}",
        "preferences": Preferences(Span(START, START + 14 * DAY), "America/New_York"),
        "created_at": START,
    }


def _waiting(number: int) -> MeetingRequest:
    times = tuple(START + days * DAY + (number % 6) * HOUR for days in (1, 2, 3))
    asked = (HistoryEntry("initial_sent", START, "", times),)
    following = NextAction(ActionType.FOLLOW_UP, START + 2 * DAY, "Follow-up 1.")
    return an_offered_request(**_people(number), offered_times=times, history=asked, next_action=following)


def _paused(number: int) -> MeetingRequest:
    reminder = NextAction(ActionType.REMIND_REP, START + 7 * DAY, "Remind you that it is still paused.")
    waiting = _waiting(number)
    return replace(waiting, state=State.PAUSED, interrupted_state=waiting.state, next_action=reminder)


def _booked(number: int) -> MeetingRequest:
    """On a working day of next week, at a time of its own; some share a day."""
    start = WEEK + (number % 5) * DAY + (number // 5) * HOUR / 2
    reminder = NextAction(ActionType.SEND_REMINDER, start - 5 * HOUR, "The reminder.")
    return a_booked_request(
        **_people(number), scheduled_time=start, booked_at=START - DAY, next_action=reminder
    )


def _over(number: int) -> MeetingRequest:
    """It ended a minute ago, and who was there is not known yet."""
    start = START - MINUTE - HOUR
    look = NextAction(ActionType.CHECK_NO_SHOW, START + 9 * MINUTE, "See who attended.")
    return a_booked_request(
        **_people(number), state=State.REMINDER_SENT, scheduled_time=start, booked_at=START - 3 * DAY,
        next_action=look,
    )  # fmt: skip


def _id(number: int, part: int) -> uuid.UUID:
    return uuid.UUID(int=1000 * (number + 1) + part, version=4)


# --- what it costs ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cost:
    """Calls of Graph in passes a minute apart: in each pass, and of each kind altogether."""

    by_pass: tuple[int, ...]
    by_kind: Counter[str]
    received_bytes: int

    @property
    def total(self) -> int:
        return sum(self.by_pass)

    @property
    def usual(self) -> int:
        """Of the pass in the middle."""
        return sorted(self.by_pass)[len(self.by_pass) // 2]


async def cost_of(world: FaultWorld, passes: int, every: timedelta = MINUTE) -> Cost:
    """Live through passes, and count."""
    by_pass: list[int] = []
    kinds: Counter[str] = Counter()
    received = 0
    for _ in range(passes):
        news = await calls_of_pass(world)
        by_pass.append(len(news))
        kinds.update(_kind(entry) for entry in news)
        received += sum(len(str(entry["response"]["body"])) for entry in news)
        await world.advance(every)
    return Cost(tuple(by_pass), kinds, received)


async def calls_of_pass(world: FaultWorld) -> Sequence[Entry]:
    """What one pass asks of Graph."""
    before = len(world.sandbox.log.entries())
    await world.agent.runner.tick()
    return _graph(world.sandbox.log.entries()[before:])


def _graph(entries: Iterable[Entry]) -> list[Entry]:
    return [entry for entry in entries if entry["path"].startswith("/v1.0")]


def _kind(entry: Entry) -> str:
    """The call without ids."""
    parts = entry["path"].removeprefix("/v1.0/").split("/")
    return f"{entry['method']} " + "/".join("…" if len(part) > 30 else part for part in parts)
