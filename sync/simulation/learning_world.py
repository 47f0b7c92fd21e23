"""Prospects whose habits are known, for trying what is learned of them: light, without mail and calendars.

Each request is created, its asks are timed and their channels chosen by the program's own rules; only whether
and when somebody answers is drawn here. Some answer that they want other times: the offer of those leaves at
once, mostly after lunch, and is answered far more often than first mails, which leave mostly in the morning.
With a `Plant` one habit is real; with `NONE` none is, though people differ from each other. The same seed
gives the same story.
"""

from __future__ import annotations

import heapq
import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from xforce_desktop.clock import ManualClock
from xforce_desktop.ids import SeededIds
from xforce_desktop.learning.lessons_pass import LessonsPass
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.ports import Account
from xforce_desktop.scheduling import approval, creation
from xforce_desktop.scheduling.effects import FindSlots, LetterSent, SendLetter
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.events import ActionDue, MailSent
from xforce_desktop.scheduling.lessons import LearnedChange
from xforce_desktop.scheduling.machine import transition
from xforce_desktop.scheduling.new_request import NewRequest
from xforce_desktop.scheduling.request import (
    ActionType,
    HistoryEntry,
    MeetingRequest,
    Outcome,
    State,
)
from xforce_desktop.scheduling.rules import offers
from xforce_desktop.scheduling.store_thread import StoreThread
from xforce_desktop.scheduling.unit_of_work import ActionEntry, Store
from xforce_desktop.settings import Settings

ZONE = ZoneInfo("America/New_York")
BEGINS_ON = date(2026, 1, 5)
NOBODY_WORKS = 5  # Saturday
TITLES = {"owner": "Owner", "executive": "CFO", "operations_manager": "Operations Manager"}
WEIGHTS = (50, 30, 20)
STATES = ("FL", "TN", "TX", "OH")
USUAL = 0.2  # the chance that an ask is answered
COMES = 0.5  # that a request comes to a meeting, where a whole request is what matters
AGREED_TO_TEXTS = 0.75
NO = 0.12  # of the answers
HALF_HOUR_DEMOS = 0.35  # with which this rep begins by themselves
WANT_OTHER_TIMES = 0.4  # of the answers
OFFER_ANSWERED = 0.75  # the chance that the offer of other times is
BEGINS_AFTER_EIGHT = (0, 599, 90)  # when the rep begins requests: least, most and most frequent minute
THEY_WRITE = (8.5, 18, 14)  # hours of their day: least, most and most frequent
SOON = timedelta(minutes=20)


class Plant(StrEnum):
    """Which habit is real."""

    NONE = "none"
    OWNERS_TEXT = "owners_text"
    CFO_EARLY = "cfo_early"
    SHORT_GAPS_IN_WINTER = "short_gaps_in_winter"
    SHORT_DEMOS = "short_demos"


WHOLE = frozenset({Plant.SHORT_GAPS_IN_WINTER, Plant.SHORT_DEMOS})  # are about whole requests


@dataclass(frozen=True)
class Habit:
    """What is to be found: the setting's knob, group and value, and how strong it is."""

    knob: str
    scope: str
    value: str
    chance: float  # with it; without it the usual one


HABITS = {
    Plant.OWNERS_TEXT: Habit("channel", "persona:owner", "text_early", 0.6),
    Plant.CFO_EARLY: Habit("hour", "persona:executive", "early", 0.55),
    Plant.SHORT_GAPS_IN_WINTER: Habit("gap", "season:pest_control/winter_slow", "0.75", 0.9),
    Plant.SHORT_DEMOS: Habit("length", "meeting_type:demo", "30", 0.8),
}


@dataclass(frozen=True)
class Person:
    """A prospect; `eagerness` multiplies the chance of an answer."""

    number: int
    persona: str
    state: str
    may_be_texted: bool
    eagerness: float

    def form(self, meeting_type: str, minutes: int | None) -> NewRequest:
        consent = {"on": "2026-01-02", "source": "asked by phone"} if self.may_be_texted else None
        phone = f"+1615555{self.number % 10000:04}" if self.may_be_texted else ""
        return NewRequest.model_validate(
            {
                "meeting_type": meeting_type,
                "duration_minutes": minutes,
                "company": {"name": f"Company {self.number}", "state": self.state},
                "external": [
                    {
                        "address": f"p{self.number}@c{self.number}.example",
                        "name": f"Pat {self.number}",
                        "title": TITLES[self.persona],
                        "phone": phone,
                        "timezone": ZONE.key,
                        "sms_consent": consent,
                    }
                ],
                "preferences": {"timezone": ZONE.key},
                "approval": "autopilot",
            }
        )


class LearningWorld:
    """One rep's history of requests over years, on a store; after each end the program looks back."""

    def __init__(
        self, store: Store, clock: ManualClock, seed: int, plant: Plant, settings: Settings | None = None
    ) -> None:
        self._luck = random.Random(f"{seed}:{plant}")  # repeatable, no secret
        self._clock = clock
        self._plant = plant
        self.engine = Engine(store, clock, SeededIds(seed), settings or Settings())
        self._pass = LessonsPass(self.engine, StoreThread(), clock)
        self._ends: list[tuple[datetime, int, MeetingRequest, tuple[ActionEntry, ...]]] = []
        self._order = itertools.count()
        self._began: list[datetime] = []

    def live(self, requests: int, per_year: int) -> None:
        """So many requests, evenly over the years, each looked back on when it ended."""
        with self.engine.store.begin() as work:
            work.save_account(Account("Brent Lawson", "brent@xforce.example", timezone=ZONE.key))
            work.commit()
        for number, at in enumerate(itertools.islice(_moments(self._luck, per_year), requests)):
            self._end_what_ended(at)
            self._clock.set(at)
            self._begin(number, at)
        self._end_what_ended(None)

    def changes(self) -> list[LearnedChange]:
        return self.engine.in_transaction(lambda work: list(work.learned_changes()))

    def begun_by(self, moment: datetime) -> int:
        """How many requests had begun by then."""
        return sum(at <= moment for at in self._began)

    def _begin(self, number: int, at: datetime) -> None:
        luck = self._luck
        self._began.append(at)
        (persona,) = luck.choices(list(TITLES), WEIGHTS)
        person = Person(
            number,
            persona,
            luck.choice(STATES),
            luck.random() < AGREED_TO_TEXTS,
            luck.uniform(0.4, 1.6),
        )
        meeting_type = luck.choice(("demo", "discovery"))
        half_hour = meeting_type == "demo" and luck.random() < HALF_HOUR_DEMOS
        form = person.form(meeting_type, 30 if half_hour else None)
        with self.engine.store.begin() as work:
            request = creation.request_from(form, work, self.engine.ids, at, self.engine.settings)
            work.add(request)
            work.commit()
        ended, actions = self._life_of(request, person, at)
        assert ended.completed_at is not None
        heapq.heappush(self._ends, (ended.completed_at, next(self._order), ended, actions))

    def _end_what_ended(self, until: datetime | None) -> None:
        while self._ends and (until is None or self._ends[0][0] <= until):
            at, _, ended, actions = heapq.heappop(self._ends)
            self._clock.set(at)
            with self.engine.store.begin() as work:
                work.save(ended)
                work.append_actions(ended.id, actions)
                work.commit()
            self._pass.look_back_on(ended.id)

    def _life_of(
        self, request: MeetingRequest, person: Person, at: datetime
    ) -> tuple[MeetingRequest, tuple[ActionEntry, ...]]:
        """From the first ask to the end, by the program's rules."""
        actions: list[ActionEntry] = []
        wants = self._wants_to_meet(request)
        answers_at = self._luck.randint(1, 4)  # the ask, where the whole request is what matters
        kind: LetterKind | None = LetterKind.INITIAL
        while not request.has_ended:
            if kind is not None:
                at = approval.release(request, SendLetter(kind), at, timedelta(minutes=2)).not_before
                step = transition(replace(request, state=State.PROPOSING), _sent(request, kind, at), at)
                request, actions = step.request, [*actions, *step.entries]
                if self._answers(request, person, kind, at, wants, answers_at):
                    request, at = self._heard(request, at)
                    if self._luck.random() >= WANT_OTHER_TIMES:
                        return self._agreed(request, at), tuple(actions)
                    kind = LetterKind.COUNTER
                    continue
            action = request.next_action
            if action is None or action.type is not ActionType.FOLLOW_UP:
                return offers.give_up(request, "Left to the rep.", at).request, tuple(actions)
            at = action.at
            step = transition(request, ActionDue(ActionType.FOLLOW_UP), at)
            request, actions = step.request, [*actions, *step.entries]
            sought = next((one for one in step.effects if isinstance(one, FindSlots)), None)
            kind = offers.LETTER_FOR[sought.purpose] if sought else None
        return request, tuple(actions)

    def _wants_to_meet(self, request: MeetingRequest) -> bool | None:
        """Where a habit is about whole requests: whether this one comes to a meeting at all."""
        if self._plant is Plant.SHORT_GAPS_IN_WINTER:
            local = request.created_at.astimezone(ZONE)
            is_it = local.month in {12, 1, 2} and any(
                use.knob == "gap" and use.value == "0.75" for use in request.knobs
            )
        elif self._plant is Plant.SHORT_DEMOS:
            is_it = request.meeting_type == "demo" and request.duration_minutes == 30
        else:
            return None
        return self._luck.random() < (HABITS[self._plant].chance if is_it else COMES)

    def _answers(
        self,
        request: MeetingRequest,
        person: Person,
        kind: LetterKind,
        at: datetime,
        wants: bool | None,
        answers_at: int,
    ) -> bool:
        if wants is not None:
            return wants and request.attempt_count >= min(answers_at, 3)
        if kind is LetterKind.COUNTER:
            return self._luck.random() < OFFER_ANSWERED
        chance, hour = USUAL, at.astimezone(ZONE).hour
        is_text = self._plant is Plant.OWNERS_TEXT and person.persona == "owner" and kind is LetterKind.SMS
        is_early = self._plant is Plant.CFO_EARLY and person.persona == "executive" and hour < 10
        if is_text or is_early:
            chance = HABITS[self._plant].chance
        return self._luck.random() < min(chance * person.eagerness, 0.95)

    def _heard(self, request: MeetingRequest, at: datetime) -> tuple[MeetingRequest, datetime]:
        """They write a while later, at their hours, before we would ask again."""
        action = request.next_action
        until = action.at if action else at + timedelta(days=1)
        when = self._when_they_write(at, until)
        channel = request.history[-1].channel
        turn = HistoryEntry("prospect_replied", when, channel=channel, by=request.primary.email)
        return replace(request, history=(*request.history, turn), asks_since_reply=0), when

    def _when_they_write(self, at: datetime, until: datetime) -> datetime:
        local = at.astimezone(ZONE)
        hours = self._luck.triangular(*THEY_WRITE)
        when = datetime.combine(local.date(), time(), ZONE) + timedelta(hours=hours)
        while when < local + SOON or when.weekday() >= NOBODY_WORKS:
            when += timedelta(days=1)
        return when.astimezone(UTC) if when < until else at + (until - at) * self._luck.uniform(0.02, 0.9)

    def _agreed(self, heard: MeetingRequest, when: datetime) -> MeetingRequest:
        """Mostly a yes."""
        if self._plant not in WHOLE and self._luck.random() < NO:
            return offers.end(heard, State.CANCELLED, Outcome.CANCELLED_BY_THEM, "A no.", when).request
        start = when + timedelta(days=self._luck.randint(2, 8))
        booked = replace(heard, booked_at=when, scheduled_time=start)
        return offers.end(booked, State.COMPLETED, Outcome.HELD, "", start + timedelta(hours=1)).request


def _sent(request: MeetingRequest, kind: LetterKind, at: datetime) -> MailSent:
    minutes = request.duration_minutes if request.shortened_from else 0
    return MailSent(LetterSent(kind, (), at, "", "", "", "", "", minutes=minutes))


def _moments(luck: random.Random, per_year: int) -> Iterator[datetime]:
    """When the rep begins a request: on working days from eight to six, mostly in the morning."""
    day = BEGINS_ON
    expected = per_year / 260
    while True:
        if day.weekday() < NOBODY_WORKS:
            count = int(expected) + (luck.random() < expected % 1)
            minutes = sorted(int(luck.triangular(*BEGINS_AFTER_EIGHT)) for _ in range(count))
            for minute in minutes:
                local = datetime.combine(day, time(8), ZONE) + timedelta(minutes=minute)
                yield local.astimezone(UTC)
        day += timedelta(days=1)
