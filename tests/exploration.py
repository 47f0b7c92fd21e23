"""Every way a request can go: representative events, and a walk over all that they lead to.

The walk begins at new requests and goes over `transition`, the states in turn, plain places first.
Two requests count as the same place when they agree in what decides where they can go next (`shape`); of each
place the first request met is kept.
"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from heapq import heappop, heappush
from itertools import count
from typing import Any

from tests.builders import (
    DAY,
    EVENT_ID,
    HOUR,
    JOHN,
    JOIN_URL,
    MARY,
    NOW,
    REP,
    a_failure,
    a_letter_sent,
    a_prospect,
    a_reply,
    a_request,
    a_standing,
    a_window,
    an_absence,
    an_analysis,
    an_id,
    another_prospect,
)
from xforce_desktop.availability.spans import Span
from xforce_desktop.errors import UnexpectedEvent
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.replies.analysis import (
    Conflict,
    ConflictType,
    Intent,
    MessageKind,
    ReplyAnalysis,
    Sentiment,
)
from xforce_desktop.replies.automatic import AbsenceCase, Automaton, FailureKind
from xforce_desktop.scheduling import events as happened
from xforce_desktop.scheduling.effects import (
    BookMeeting,
    CancelMeeting,
    CheckAttendance,
    Effect,
    FindSlots,
    MoveMeeting,
    SendLetter,
    SlotPurpose,
    TellRep,
    UpdateAttendees,
)
from xforce_desktop.scheduling.events import AttendanceEvidence, Event, ReportedOutcome
from xforce_desktop.scheduling.machine import transition
from xforce_desktop.scheduling.request import (
    ActionType,
    Handler,
    InviteStatus,
    MeetingRequest,
    SmsConsent,
    State,
)
from xforce_desktop.scheduling.rules import timing
from xforce_desktop.scheduling.step import Step

STRANGER = "who@else.example"
SEEN_BY_OTHERS = (SendLetter, BookMeeting, MoveMeeting, UpdateAttendees)
MOST_RECALLED = 2
MOST_PLACES = 600  # gone on from; more are reached
SAID_BY_OTHERS = (
    "accept", "accept the last", "accept something", "own times", "declined", "question", "opt out",
    "away until", "left the company",
)  # fmt: skip
SLEEPS = {"asleep over a weekend": 3 * DAY, "asleep for a month": 30 * DAY}

Named = Iterator[tuple[str, Event]]


def new_requests() -> list[MeetingRequest]:
    """To one person; to two who both must come; to one, with another who need not."""
    two = (a_prospect(), another_prospect())
    one_optional = (a_prospect(), another_prospect(is_required=False))
    return [a_request(), a_request(prospects=two), a_request(prospects=one_optional)]


# --- what can happen ----------------------------------------------------------------------------------------


def answers(place: Place, effect: Effect) -> Named:
    """How the outside may answer an effect that is carried out."""
    now = place.now
    match effect:
        case FindSlots(purpose):
            slots = _slots(now)[: effect.count]
            yield f"found {purpose}", happened.SlotsFound(purpose, slots, ("free",) * len(slots))
            yield f"none {purpose}", happened.NoSlotsFound(purpose, "nobody is free")
            yield "unreadable", happened.CalendarUnreadable(purpose, ("sarah@xforce.example",))
        case SendLetter(kind, times):
            yield f"sent {kind}", a_letter_sent(kind, times=times, sent_at=now)
            if kind is LetterKind.SMS:
                yield "no text", happened.TextImpossible("The number takes no texts.")
            if times:
                yield f"stale {kind}", happened.OfferStale(kind, times[:1], "taken")
        case BookMeeting(start):
            booked = happened.MeetingBooked(start, EVENT_ID, JOIN_URL)
            yield "booked", booked
            yield "booked without a link", replace(booked, join_url="", account_had_no_show=True)
            yield "slot taken", happened.SlotTaken(start, "busy")
        case MoveMeeting(start):
            yield "moved", happened.MeetingMoved(start)
            yield "slot taken", happened.SlotTaken(start, "busy")
        case CancelMeeting():
            yield "withdrawn", happened.MeetingCancelled()
        case UpdateAttendees():
            yield "guests changed", happened.AttendeesUpdated()
        case CheckAttendance():
            for evidence in AttendanceEvidence:
                yield f"attendance {evidence}", happened.AttendanceSeen(evidence, "says the report")
            return
    yield "refused", happened.MessageRefused("no")


def late_answers(place: Place, effect: Effect) -> Named:
    """What was stopped may have left all the same."""
    for name, event in answers(place, effect):
        if isinstance(event, happened.MailSent):
            yield f"{name} all the same", replace(event, was_recalled=True)
        elif isinstance(event, happened.MeetingBooked | happened.MeetingMoved):
            yield f"{name} all the same", event


def everything(request: MeetingRequest, now: datetime) -> Named:
    """Representatives of every type of event, also of what cannot happen to this request now."""
    nothing_under_way = Place(request, now)
    wanted = request.agreed_time or now + 2 * DAY
    for due in ActionType:
        yield f"due {due}", happened.ActionDue(due)
    asked: list[Effect] = [FindSlots(purpose) for purpose in SlotPurpose]
    asked += [SendLetter(kind, request.offered_times or _slots(now)) for kind in LetterKind]
    asked += [BookMeeting(wanted), BookMeeting(wanted + DAY), MoveMeeting(wanted), MoveMeeting(wanted + DAY)]
    asked += [CancelMeeting(EVENT_ID, ""), CheckAttendance(), UpdateAttendees(EVENT_ID)]
    for effect in asked:
        yield from answers(nothing_under_way, effect)
        yield from late_answers(nothing_under_way, effect)
    yield "free again", happened.TimesFreeAgain()
    yield from _what_they_write(request, now)
    yield from _what_happens_to_the_event(now)
    yield from _what_happens_at_its_time(request, now)
    yield from _what_the_rep_does()
    yield from _what_comes_of_calls(now)


@cache
def _slots(now: datetime) -> tuple[datetime, ...]:
    return tuple(now + DAY * ahead for ahead in (1, 2, 3))


def _what_they_write(request: MeetingRequest, now: datetime) -> Named:
    first, *others = request.offered_times or _slots(now)
    agreed = request.agreed_time or request.scheduled_time or first
    soon = (now + 9 * DAY).date()
    readings = ((a_window(now + DAY),), (a_window(now + 2 * DAY),))
    said: dict[str, ReplyAnalysis] = {
        "accept": an_analysis(selected_time=first),
        "accept the last": an_analysis(selected_time=[first, *others][-1]),
        "accept for all": an_analysis(selected_time=first, speaks_for_all=True),
        "accept any": an_analysis(any_offered=True),
        "accept something": an_analysis(),
        "accept what was not offered": an_analysis(selected_time=now + 5 * DAY),
        "accept what has passed": an_analysis(selected_time=now - HOUR),
        "accept what stands": an_analysis(selected_time=agreed),
        "own times": an_analysis(Intent.PROPOSE_ALTERNATIVE, windows=(a_window(now + 4 * DAY),)),
        "no time suits": an_analysis(Intent.PROPOSE_ALTERNATIVE),
        "declined": an_analysis(Intent.DECLINE),
        "later on a day": an_analysis(Intent.RESCHEDULE_LATER, resume_on=soon),
        "later": an_analysis(Intent.RESCHEDULE_LATER),
        "question": an_analysis(Intent.QUESTION),
        "unclear": an_analysis(Intent.UNCLEAR),
        "two readings": an_analysis(Intent.PROPOSE_ALTERNATIVE, ambiguous=True, readings=readings),
        **{f"conflict {one}": an_analysis(Intent.UNCLEAR, conflict=Conflict(one)) for one in ConflictType},
        "frustrated": an_analysis(Intent.UNCLEAR, sentiment=Sentiment.FRUSTRATED),
        "needs a person": an_analysis(Intent.QUESTION, requires_human=True, human_reason="A price."),
        "away until": ReplyAnalysis(MessageKind.AUTO_REPLY, None, resume_on=soon),
        "away": an_absence(AbsenceCase.AWAY),
        "away until, names somebody": an_absence(AbsenceCase.DELEGATE, back_on=soon, delegate=STRANGER),
        "away, names somebody": an_absence(AbsenceCase.DELEGATE, delegate=STRANGER),
        "left the company": an_absence(AbsenceCase.LEFT, delegate=STRANGER),
        "another address": an_absence(AbsenceCase.CHANGED_ADDRESS, new_address=STRANGER),
        "receipt": an_absence(AbsenceCase.RECEIPT),
        "opened": ReplyAnalysis(MessageKind.AUTO_REPLY, None, automaton=Automaton.READ_RECEIPT),
        "bounce": a_failure(),
        "bounce of a stranger": a_failure(addresses=(STRANGER,)),
        "bounce, delayed": a_failure(FailureKind.DELAYED),
        "opt out": ReplyAnalysis(MessageKind.OPT_OUT, None),
    }
    for name, analysis in said.items():
        yield name, a_reply(analysis, received_at=now)
    yield "bounce (the other)", a_reply(a_failure(addresses=(MARY,)), received_at=now)
    for who, sender in (("the other", MARY), ("a stranger", STRANGER)):
        for name in SAID_BY_OTHERS:
            yield f"{name} ({who})", a_reply(said[name], received_at=now, sender=sender, sender_name=who)
    yield "uncertain", replace(a_reply(said["accept"], received_at=now), is_certain=False)
    for who, address in (("first", JOHN), ("other", MARY), ("stranger", STRANGER)):
        yield f"opted out elsewhere ({who})", happened.PersonOptedOut(address)
    for who, address in (("first", JOHN), ("other", MARY)):
        yield f"zone learned ({who})", happened.ZoneLearned(address, "America/Denver", True, "I'm in Denver")
    yield "a day is barred", happened.StandingChanged((a_standing(now.weekday() + 1),), ("They said so.",))
    elsewhere = a_reply(said["accept"], received_at=now, zone_doubt=happened.ZoneDoubt.ELSEWHERE)
    yield "accept, from another zone", elsewhere


def _what_happens_to_the_event(now: datetime) -> Named:
    for who, address in (("", JOHN), (" (the other)", MARY), (" (ours)", REP), (" (a stranger)", STRANGER)):
        for status in (InviteStatus.ACCEPTED, InviteStatus.DECLINED, InviteStatus.TENTATIVE):
            yield f"invite {status}{who}", happened.InviteAnswered(address, status)
    another = Span(now + 4 * DAY, now + 4 * DAY + HOUR)
    yield "invite elsewhen", happened.InviteAnswered(JOHN, InviteStatus.TENTATIVE, another)
    yield "moved by hand", happened.EventChangedByHand(now + 3 * DAY)
    yield "removed by hand", happened.EventChangedByHand(None)


def _what_happens_at_its_time(request: MeetingRequest, now: datetime) -> Named:
    start = request.scheduled_time or now
    yield "begun", happened.MeetingBegan(start)
    yield "double-booked", happened.DoubleBooked((REP,), start)
    yield "clash resolved", happened.ClashResolved(start)
    yield "guests differ", happened.GuestsDiffer(EVENT_ID)
    yield "link seen", happened.LinkSeen(EVENT_ID, f"{JOIN_URL}-again")
    yield "link gone", happened.LinkSeen(EVENT_ID, "")
    yield "link missing", happened.LinkMissing(EVENT_ID)


def _what_comes_of_calls(now: datetime) -> Named:
    """Tried from everywhere, and not walked on from: each leads where something else leads as well."""
    for result in happened.CallResult:
        at = now + 8 * DAY if result in {"booked", "call_back"} else None
        yield f"called: {result}", happened.RepCalled("Call John Smith", "", result, at, JOHN)
    yield "went on", happened.RepWentOn()


def _what_the_rep_does() -> Named:
    newcomer = a_prospect(id=an_id(23), name="Pat Roe", email="pat@acme.example")
    yield "somebody added", happened.AttendeeAdded(newcomer)
    yield "somebody removed", happened.AttendeeRemoved(MARY)
    yield "somebody replaced", happened.AttendeeReplaced(JOHN, newcomer)
    agreed = SmsConsent(NOW.date(), "on the phone")
    yield "may be texted", happened.ConsentChanged(JOHN, agreed, "+16155550142")
    yield "may not be texted", happened.ConsentChanged(JOHN, None, why="He said so")
    yield "undone", happened.RepUndid()
    yield "called", happened.RepCalled("Call John Smith", "She will decide in a week.")
    yield "asked if here", happened.RepAskedIfHere()
    yield "rep wrote", happened.RepWrote("mail-9")
    yield "approved", happened.RepApproved()
    yield "paused", happened.RepPaused()
    yield "resumed", happened.RepResumed()
    yield "cancelled", happened.RepCancelled()
    yield "taken over", happened.RepTookOver()
    yield "given back", happened.RepGaveBack()
    yield "rescheduled", happened.RepRescheduled()
    for outcome in ReportedOutcome:
        yield f"reported {outcome}", happened.RepReported(outcome)


# --- the walk -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """A request at a moment, with what is under way for it outside; `recalled` was begun and then stopped."""

    request: MeetingRequest
    now: datetime
    queue: tuple[Effect, ...] = ()
    recalled: tuple[Effect, ...] = ()


@dataclass(frozen=True)
class Way:
    """That `name` leads from one place to another; `step` is None where no rule was asked."""

    name: str
    event: Event | None
    origin: Place
    to: Place
    step: Step | None = None


@dataclass
class Map:
    """All places reached, by shape, and which shapes each leads to. The edge was not gone on from."""

    places: dict[Any, Place] = field(default_factory=dict)
    leads_to: dict[Any, set[Any]] = field(default_factory=dict)
    ways: list[Way] = field(default_factory=list)
    between: list[tuple[Any, Any]] = field(default_factory=list)  # for each way the shapes of its two places

    def __repr__(self) -> str:
        return f"<{len(self.places)} places, {len(self.ways)} ways>"  # else a failing test prints all of them

    @property
    def edge(self) -> list[Place]:
        return [place for its_shape, place in self.places.items() if its_shape not in self.leads_to]


@cache
def explore(most_places: int = MOST_PLACES) -> Map:
    """Walk until nothing new is found or `most_places` have been gone on from.

    What it finds is kept, so that looking for garbage in it would only take time.
    """
    gc.disable()
    try:
        return _explored(most_places)
    finally:
        gc.freeze()
        gc.enable()


def _explored(most_places: int) -> Map:
    found, frontier = Map(), Frontier()
    for request in new_requests():
        _reach(found, frontier, Place(request, NOW))
    while len(found.leads_to) < most_places and (its_shape := frontier.next()):
        following = found.leads_to.setdefault(its_shape, set())
        for way in ways_from(found.places[its_shape]):
            reached = _reach(found, frontier, way.to)
            found.ways.append(way)
            found.between.append((its_shape, reached))
            following.add(reached)
    return found


class Frontier:
    """What is still to be gone on from. States take turns and plain places go first, so that a bounded walk
    comes to all states and along all usual ways."""

    def __init__(self) -> None:
        self._waiting: dict[State, list[tuple[int, int, Any]]] = {state: [] for state in State}
        self._turns: Counter[State] = Counter()
        self._number = count()

    def add(self, its_shape: Any, place: Place) -> None:
        waiting = self._waiting[place.request.state]
        heappush(waiting, (_oddity(place), next(self._number), its_shape))

    def next(self) -> Any:
        """None if nothing is left."""
        states = [state for state, waiting in self._waiting.items() if waiting]
        if not states:
            return None
        state = min(states, key=lambda one: self._turns[one])
        self._turns[state] += 1
        return heappop(self._waiting[state])[-1]


def _oddity(place: Place) -> int:
    """How much is in the air at once, and how much of it is the rep's."""
    request = place.request
    with_rep = int(request.handled_by is Handler.REP) + int(request.requires_human_review)
    return len(place.queue) + 2 * len(place.recalled) + with_rep


def _reach(found: Map, frontier: Frontier, place: Place) -> Any:
    its_shape = shape(place)
    if its_shape not in found.places:
        found.places[its_shape] = place
        frontier.add(its_shape, place)
    return its_shape


def ways_from(place: Place) -> Iterator[Way]:
    """Everything that can happen here. A refused event leads nowhere."""
    request, now = place.request, place.now
    yield from _by_itself(place)
    for name, event in (*_what_they_write(request, now), *_what_the_rep_does()):
        yield from _taken(place, name, event, now)
    if request.is_booked:
        for name, event in _what_happens_to_the_event(now):
            yield from _taken(place, name, event, now)
    if not request.has_ended:
        for name, length in SLEEPS.items():
            yield Way(name, None, place, replace(place, now=now + length))


def _by_itself(place: Place) -> Iterator[Way]:
    """What is answered from outside, and the timer, which rests while anything is under way."""
    for effect in place.queue:
        left = replace(place, queue=_without(place.queue, effect))
        for name, event in answers(place, effect):
            yield from _taken(left, name, event, place.now)
    for effect in place.recalled:
        left = replace(place, recalled=_without(place.recalled, effect))
        yield Way("stopped in time", None, place, left)
        for name, event in late_answers(place, effect):
            yield from _taken(left, name, event, place.now)
    action = place.request.next_action
    if action and not place.queue and not place.recalled:
        at = max(place.now, action.at)
        yield from _taken(place, f"due {action.type}", happened.ActionDue(action.type), at)


def _without(effects: tuple[Effect, ...], gone: Effect) -> tuple[Effect, ...]:
    at = effects.index(gone)
    return effects[:at] + effects[at + 1 :]


def _taken(place: Place, name: str, event: Event, at: datetime) -> Iterator[Way]:
    try:
        step = transition(place.request, event, at)
    except UnexpectedEvent:
        return
    yield Way(name, event, place, after(place, step, at), step)


def after(place: Place, step: Step, at: datetime) -> Place:
    """Where a step leads: its effects are under way, and a freeze stops what was."""
    queue, recalled = place.queue, place.recalled
    if step.freezes:
        stays = tuple(one for one in queue if isinstance(one, CancelMeeting))
        may_have_left = tuple(one for one in queue if isinstance(one, SEEN_BY_OTHERS))
        queue, recalled = stays, (recalled + may_have_left)[-MOST_RECALLED:]
    queue += tuple(one for one in step.effects if not isinstance(one, TellRep))
    return Place(step.request, at, queue, recalled)


def shape(place: Place) -> Any:
    """What decides where a request can go, small enough to search through."""
    request, now = place.request, place.now
    under_way = frozenset(_kind(one) for one in place.queue)
    stopped = frozenset(type(one).__name__ for one in place.recalled)
    if request.has_ended:
        return request.state, request.outcome, under_way, stopped
    return (
        request.state,
        request.handled_by,
        request.requires_human_review,
        request.next_action.type if request.next_action else None,
        _lies(request.scheduled_time, now),
        _lies(request.agreed_time, now),
        _lies(max(request.offered_times, default=None), now),
        request.interrupted_state,
        request.attempt_count > 0,
        timing.why_stop(request, now) is not None,
        len(request.required_external),
        under_way,
        stopped,
    )


def _kind(effect: Effect) -> tuple[str, Any]:
    return type(effect).__name__, getattr(effect, "purpose", None) or getattr(effect, "kind", None)


def _lies(moment: datetime | None, now: datetime) -> str:
    if moment is None:
        return ""
    return "ahead" if moment > now else "behind"
