"""The transition table, gone through: every pair, every place that can be reached, and what holds there."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, get_args

import pytest

from tests.builders import NOW, a_request, an_account
from tests.exploration import (
    SEEN_BY_OTHERS,
    Map,
    Place,
    Way,
    after,
    answers,
    everything,
    explore,
    shape,
    ways_from,
)
from xforce_desktop.clock import ManualClock
from xforce_desktop.errors import UnexpectedEvent
from xforce_desktop.ids import SeededIds
from xforce_desktop.scheduling.effects import CancelMeeting, TellRep
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.events import (
    ActionDue,
    AttendanceEvidence,
    AttendanceSeen,
    Event,
    RepCancelled,
    ReportedOutcome,
    RepReported,
)
from xforce_desktop.scheduling.machine import RULES, transition
from xforce_desktop.scheduling.request import (
    ENDED,
    ActionType,
    Handler,
    MeetingRequest,
    Outcome,
    State,
)
from xforce_desktop.scheduling.step import Step
from xforce_desktop.scheduling.unit_of_work import OutboxStatus
from xforce_desktop.settings import Settings
from xforce_desktop.store.memory import MemoryStore

REPRESENTATIVES = 20  # of each state, for the pairs
LEFT_ALONE = 12  # of each state
LONGEST = timedelta(days=130)  # the longest of them, 90 days with the rep, and what was planned before
MOST_STEPS = 300
AFTER_THE_END = (CancelMeeting, TellRep)


@pytest.fixture(scope="module")
def found() -> Map:
    return explore()


@pytest.fixture(scope="module")
def representatives(found: Map) -> dict[State, list[Place]]:
    """Of each state the first that were reached."""
    of_state: dict[State, list[Place]] = defaultdict(list)
    for place in found.places.values():
        if len(of_state[place.request.state]) < REPRESENTATIVES:
            of_state[place.request.state].append(place)
    return of_state


def test_every_state_and_every_outcome_is_reached(found: Map) -> None:
    """The walk is no walk round the house: all states, all types of event, all that is ruled is met."""
    states = Counter(place.request.state for place in found.places.values())
    print(f"{len(found.places)} places reached, {len(found.ways)} ways from {len(found.leads_to)} of them")
    print(dict(states))
    assert set(states) == set(State)
    outcomes = {place.request.outcome for place in found.places.values() if place.request.has_ended}
    assert outcomes >= {
        Outcome.HELD, Outcome.GAVE_UP, Outcome.CANCELLED_BY_US, Outcome.CANCELLED_BY_THEM,
    }  # fmt: skip
    assert {type(event) for _, event in everything(a_request(), NOW)} == set(get_args(Event))


# --- every pair ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", State)
def test_every_pair_is_ruled_or_refused(representatives: dict[State, list[Place]], state: State) -> None:
    """Whatever comes in whatever state: a rule answers, or UnexpectedEvent does and nothing is changed."""
    pairs: Counter[str] = Counter()
    for place in representatives[state]:
        before = repr(place.request)
        for name, event in everything(place.request, place.now):
            pairs[_fate(place, name, event)] += 1
        assert repr(place.request) == before
    print(f"{state}: {len(representatives[state])} requests, {dict(pairs)}")
    assert pairs["ruled"]


def _fate(place: Place, name: str, event: Event) -> str:
    """Ruled or refused, and nothing else. What the table does not name is always refused."""
    due = event.type if isinstance(event, ActionDue) else None
    try:
        step = transition(place.request, event, place.now)
    except UnexpectedEvent:
        return "refused"
    assert (place.request.state, type(event), due) in RULES, name
    assert step.request.id == place.request.id
    return "ruled"


class Desk:
    """An engine on a store in memory that holds one request."""

    def __init__(self, request: MeetingRequest, now: datetime) -> None:
        self.clock = ManualClock(now)
        self.store = MemoryStore(self.clock, SeededIds(1))
        self.engine = Engine(self.store, self.clock, SeededIds(2), Settings())
        self.engine.in_transaction(lambda work: work.save_account(an_account()))
        self.engine.in_transaction(lambda work: work.add(request))
        self.id = request.id

    def books(self) -> tuple[Any, ...]:
        """All that an event could change, the log apart."""
        return self.engine.in_transaction(
            lambda work: (
                work.load(self.id),
                list(work.journal(self.id)),
                list(work.outbox_of(self.id)),
                list(work.notices()),
                work.conversation(self.id),
            )
        )

    def log(self) -> list[str]:
        return self.engine.in_transaction(lambda work: [line.why for line in work.actions(self.id)])


@pytest.mark.parametrize("state", State)
def test_a_refused_event_leaves_one_line_in_the_store(
    representatives: dict[State, list[Place]], state: State
) -> None:
    """The store is as before, but for the line that says what was left aside."""
    refused = 0
    for place in representatives[state][:3]:
        desk = Desk(place.request, place.now)
        before = desk.books()
        for name, event in everything(place.request, place.now):
            if _fate(place, name, event) == "ruled":
                continue
            known = len(desk.log())
            assert desk.engine.handle(desk.id, event) is None
            (line,) = desk.log()[known:]
            assert line.startswith("Left aside: ")
            refused += 1
        assert desk.books() == before
    assert refused


# --- what holds wherever a request can come -----------------------------------------------------------------


def test_every_open_request_knows_what_comes_next(found: Map) -> None:
    """A next action with a date and a reason, also while the rep has it or paused it."""
    still_open = [way for way in found.ways if not way.to.request.has_ended]
    lost_it = [way for way in still_open if way.origin.request.next_action and not way.to.request.next_action]
    assert _said(lost_it) == {}
    for place in found.places.values():
        action = place.request.next_action
        if action is not None:
            assert action.at.tzinfo is not None
            assert action.why.strip()


def test_what_the_rep_has_only_reminds_them(found: Map) -> None:
    """Whatever comes while it is theirs: it stays theirs until they say so, and the agent plans nothing."""
    theirs = [way for way in found.ways if way.to.request.handled_by is Handler.REP]
    still_open = [way for way in theirs if not way.to.request.has_ended]
    planned = [way for way in still_open if _plans_more_than_a_reminder(way.to.request)]
    assert still_open
    assert _said(planned) == {}


def _plans_more_than_a_reminder(request: MeetingRequest) -> bool:
    return request.next_action is None or request.next_action.type is not ActionType.REMIND_REP


def test_what_the_rep_paused_stays_paused_until_they_say_so(found: Map) -> None:
    """Only the rep, an end and an answer of the only one who decides move it."""
    paused = [way for way in found.ways if _is_paused_by_rep(way.origin.request)]
    moved = [
        way
        for way in paused
        if way.event is not None
        and not type(way.event).__name__.startswith("Rep")
        and not way.to.request.has_ended
        and way.to.request.state is not State.PAUSED
    ]
    assert paused
    assert _said(moved) == {}


def _is_paused_by_rep(request: MeetingRequest) -> bool:
    return request.state is State.PAUSED and request.is_held_by_rep and request.handled_by is Handler.AGENT


def test_every_next_action_is_ruled(found: Map) -> None:
    """Once nothing is under way any more the timer finds a rule: nobody waits for ever."""
    at_rest = [way for way in found.ways if not way.to.queue and not way.to.recalled]
    lost = [way for way in at_rest if way.to.request.next_action and not _timer_finds_a_rule(way.to)]
    assert _said(lost) == {}


def _timer_finds_a_rule(place: Place) -> bool:
    action = place.request.next_action
    assert action is not None
    return (place.request.state, ActionDue, action.type) in RULES


def _said(ways: list[Way]) -> dict[str, int]:
    """For the reader of a failure: which events led where, how often."""
    return dict(
        Counter(
            f"{way.name}: then {way.to.request.state}, with the {way.to.request.handled_by}" for way in ways
        ).most_common()
    )


def test_every_line_of_the_log_has_a_why(found: Map) -> None:
    """And no step is without a line."""
    silent = [way for way in found.ways if way.step is not None and not way.step.entries]
    assert _said(silent) == {}
    for way in found.ways:
        for line in way.step.entries if way.step else ():
            assert line.why.strip(), way.name


# --- the end ------------------------------------------------------------------------------------------------


def test_from_every_place_there_is_a_way_to_an_end(found: Map) -> None:
    """Without the rep's cancelling it or saying that it was held, which would end anything."""
    leads_to: dict[Any, set[Any]] = defaultdict(set)
    for way, (origin, to) in zip(found.ways, found.between, strict=True):
        if not _ends_by_a_word(way.event):
            leads_to[origin].add(to)
    able = {its_shape for its_shape, place in found.places.items() if place.request.has_ended}
    while more := {origin for origin, to in leads_to.items() if to & able} - able:
        able |= more
    stuck = [p for its_shape, p in found.places.items() if its_shape not in able and not _gets_to(p, able)]
    assert [_described(place) for place in stuck] == []


def _ends_by_a_word(event: Event | None) -> bool:
    return isinstance(event, RepCancelled) or event == RepReported(ReportedOutcome.HELD)


def _gets_to(place: Place, able: set[Any]) -> bool:
    """Whether a place at the edge comes, going on, to one from which an end is reached."""
    seen = {shape(place)}
    waiting = [place]
    for _ in range(MOST_STEPS):
        if not waiting:
            return False
        here = waiting.pop()
        for way in ways_from(here):
            its_shape = shape(way.to)
            if _ends_by_a_word(way.event) or its_shape in seen:
                continue
            if its_shape in able or way.to.request.has_ended:
                return True
            seen.add(its_shape)
            waiting.append(way.to)
    return False


def _described(place: Place) -> str:
    request = place.request
    return f"{request.state}, {request.handled_by}, next {request.next_action}, under way {place.queue}"


@pytest.mark.parametrize("seed", range(3))
def test_left_alone_every_request_ends_within_its_limits(found: Map, seed: int) -> None:
    """Nobody writes and nobody presses anything; the outside answers as it likes.

    What the rep has taken over, paused or not said the outcome of ends as well, in its own time.
    """
    chance = random.Random(seed)
    of_state: dict[State, list[Place]] = defaultdict(list)
    for place in found.places.values():
        if not place.request.has_ended:
            of_state[place.request.state].append(place)
    for state, places in of_state.items():
        for place in chance.sample(places, min(LEFT_ALONE, len(places))):
            end = _alone(place, chance)
            told = f"seed {seed}, {state}: {_described(place)} is now {_described(end)}"
            assert end.request.has_ended, told
            assert end.now - place.now <= LONGEST, told


def _alone(place: Place, chance: random.Random) -> Place:
    for _ in range(MOST_STEPS):
        if place.request.has_ended:
            break
        if place.recalled:
            place = replace(place, recalled=())
        elif place.queue:
            place = _answered(place, chance)
        else:
            place = _timer_fires(place)
    return place


def _answered(place: Place, chance: random.Random) -> Place:
    effect, *others = place.queue
    left = replace(place, queue=tuple(others))
    known = [event for _, event in answers(place, effect) if not _is_in_doubt(event)]
    return _followed(left, chance.choice(known), place.now)


def _is_in_doubt(event: Event) -> bool:
    """Without evidence only the rep can say what became of a meeting, and is reminded until then."""
    return isinstance(event, AttendanceSeen) and event.evidence is AttendanceEvidence.UNKNOWN


def _timer_fires(place: Place) -> Place:
    action = place.request.next_action
    assert action is not None, _described(place)
    return _followed(place, ActionDue(action.type), max(place.now, action.at))


def _followed(place: Place, event: Event, at: datetime) -> Place:
    try:
        return after(place, transition(place.request, event, at), at)
    except UnexpectedEvent:
        return replace(place, now=at)


def test_after_an_end_nothing_leaves(found: Map) -> None:
    """No mail, no invitation, no search, whatever comes; a late booking is withdrawn and the rep is told."""
    ended = [place for place in found.places.values() if place.request.has_ended]
    assert len(ended) > len(ENDED)
    for place in ended:
        for name, event in everything(place.request, place.now):
            step = _step_or_none(place, event)
            if step is None:
                continue
            assert step.request == place.request, name
            assert all(isinstance(effect, AFTER_THE_END) for effect in step.effects), name
            assert not step.releases, name


def _step_or_none(place: Place, event: Event) -> Step | None:
    try:
        return transition(place.request, event, place.now)
    except UnexpectedEvent:
        return None


def test_with_the_end_nothing_is_left_to_leave(found: Map) -> None:
    """What was queued when a request ended is withdrawn with it."""
    ends = [way for way in found.ways if way.to.request.has_ended and not way.origin.request.has_ended]
    assert ends
    assert _said([way for way in ends if any(isinstance(e, SEEN_BY_OTHERS) for e in way.to.queue)]) == {}


@pytest.mark.parametrize("state", sorted(ENDED))
def test_after_an_end_the_store_queues_nothing_but_a_withdrawal(
    representatives: dict[State, list[Place]], state: State
) -> None:
    """The same through engine and store: only a meeting that was booked too late is withdrawn."""
    for place in representatives[state]:
        desk = Desk(place.request, place.now)
        for _, event in everything(place.request, place.now):
            desk.engine.handle(desk.id, event)
        _, _, rows, _, _ = desk.books()
        assert {type(row.effect) for row in rows if row.status is OutboxStatus.PENDING} <= {CancelMeeting}
