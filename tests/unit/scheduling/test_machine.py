"""The table of a request's life: every pair of state and event, and no dead ends."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from typing import Any

import pytest

from tests.builders import (
    DAY,
    EVENT_ID,
    HOUR,
    JOHN,
    JOIN_URL,
    MEETING_AT,
    NOW,
    OFFERS,
    SARAH,
    a_booked_request,
    a_colleague,
    a_failure,
    a_letter_sent,
    a_reply,
    a_request,
    a_window,
    an_absence,
    an_agreed_request,
    an_analysis,
    an_id,
    an_offered_request,
    another_prospect,
)
from xforce_desktop.availability.spans import Span
from xforce_desktop.errors import UnexpectedEvent
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.replies.analysis import Conflict, ConflictType, Intent, MessageKind, ReplyAnalysis
from xforce_desktop.replies.automatic import AbsenceCase, Automaton, FailureKind
from xforce_desktop.scheduling import events as happened
from xforce_desktop.scheduling.effects import SlotPurpose
from xforce_desktop.scheduling.events import AttendanceEvidence, Event, ReportedOutcome
from xforce_desktop.scheduling.machine import RULES, transition
from xforce_desktop.scheduling.request import (
    ENDED,
    ON_CALENDAR,
    ActionType,
    Handler,
    InviteStatus,
    MeetingRequest,
    NextAction,
    Outcome,
    SmsConsent,
    State,
)

SAMPLES: dict[State, MeetingRequest] = {
    State.INITIATED: a_request(),
    State.PROPOSING: a_request(state=State.PROPOSING),
    State.AWAITING_RESPONSE: an_offered_request(),
    State.NEGOTIATING: an_offered_request(state=State.NEGOTIATING, asks_since_reply=0),
    State.CONFIRMING: a_booked_request(),
    State.CONFIRMED: a_booked_request(state=State.CONFIRMED, invite_accepted=True),
    State.REMINDER_SENT: a_booked_request(state=State.REMINDER_SENT),
    State.NO_SHOW: an_offered_request(state=State.NO_SHOW, no_show_count=1, offered_times=()),
    State.PAUSED: an_offered_request(
        state=State.PAUSED,
        interrupted_state=State.AWAITING_RESPONSE,
        next_action=NextAction(ActionType.RESUME, NOW + 5 * DAY, "They asked."),
    ),
    State.COMPLETED: a_booked_request(
        state=State.COMPLETED, outcome=Outcome.HELD, next_action=None, completed_at=NOW
    ),
    State.CANCELLED: an_offered_request(
        state=State.CANCELLED, outcome=Outcome.GAVE_UP, offered_times=(), next_action=None, completed_at=NOW
    ),
}


def _reply(intent: Intent, **changes: Any) -> Event:
    return a_reply(an_analysis(intent, **changes))


EVENTS: dict[str, Event] = {
    **{f"due {due}": happened.ActionDue(due) for due in ActionType},
    **{f"found {p}": happened.SlotsFound(p, OFFERS[:2], ("free", "free")) for p in SlotPurpose},
    **{f"none {p}": happened.NoSlotsFound(p, "nobody is free") for p in SlotPurpose},
    "unreadable": happened.CalendarUnreadable(SlotPurpose.OPTIONS, ("sarah@xforce.example",)),
    "free again": happened.TimesFreeAgain(),
    **{f"sent {kind}": a_letter_sent(kind) for kind in LetterKind},
    "stale": happened.OfferStale(LetterKind.INITIAL, OFFERS[:1], "taken"),
    "refused": happened.MessageRefused("no"),
    "no text": happened.TextImpossible("They have no number."),
    "accept": a_reply(),
    "accept any": _reply(Intent.ACCEPT_TIME, any_offered=True),
    "own times": _reply(Intent.PROPOSE_ALTERNATIVE, windows=(a_window(NOW + 4 * DAY),)),
    "no time suits": _reply(Intent.PROPOSE_ALTERNATIVE),
    "declined": _reply(Intent.DECLINE),
    "later": _reply(Intent.RESCHEDULE_LATER, resume_on=(NOW + 30 * DAY).date()),
    "question": _reply(Intent.QUESTION),
    **{f"conflict {c}": _reply(Intent.UNCLEAR, conflict=Conflict(c)) for c in ConflictType},
    "unclear": _reply(Intent.UNCLEAR),
    "uncertain": replace(a_reply(), is_certain=False),
    "away": a_reply(ReplyAnalysis(MessageKind.AUTO_REPLY, None, resume_on=(NOW + 9 * DAY).date())),
    **{f"absence {case}": a_reply(an_absence(case, delegate="pat@acme.example")) for case in AbsenceCase},
    "opened": a_reply(ReplyAnalysis(MessageKind.AUTO_REPLY, None, automaton=Automaton.READ_RECEIPT)),
    "bounce": a_reply(ReplyAnalysis(MessageKind.BOUNCE, None)),
    **{f"bounce {kind}": a_reply(a_failure(kind)) for kind in FailureKind},
    "opt out": a_reply(ReplyAnalysis(MessageKind.OPT_OUT, None)),
    "one more": happened.AttendeeAdded(another_prospect()),
    "one more of ours": happened.AttendeeAdded(a_colleague(id=an_id(13), email="mike@xforce.example")),
    "one less": happened.AttendeeRemoved(SARAH),
    "the last one less": happened.AttendeeRemoved(JOHN),
    "another instead": happened.AttendeeReplaced(JOHN, another_prospect()),
    "may be texted": happened.ConsentChanged(JOHN, SmsConsent(NOW.date(), "web form"), "+16155550142"),
    "may not be texted": happened.ConsentChanged(JOHN, None),
    "invited anew": happened.AttendeesUpdated(),
    "other guests": happened.GuestsDiffer(EVENT_ID),
    "opted out elsewhere": happened.PersonOptedOut(JOHN),
    "memory says another thing": happened.StandingChanged((), ("It does not hold any more.",)),
    "zone learned": happened.ZoneLearned(JOHN, "America/Denver", True, "I am in Denver"),
    "booked": happened.MeetingBooked(MEETING_AT, "event-2", JOIN_URL),
    "begun": happened.MeetingBegan(MEETING_AT),
    "slot taken": happened.SlotTaken(MEETING_AT, "busy"),
    "moved": happened.MeetingMoved(MEETING_AT + DAY),
    "withdrawn": happened.MeetingCancelled(),
    **{
        f"invite {s}": happened.InviteAnswered(JOHN, s) for s in InviteStatus if s is not InviteStatus.PENDING
    },
    "invite elsewhen": happened.InviteAnswered(
        JOHN, InviteStatus.TENTATIVE, Span(NOW + 4 * DAY, NOW + 4 * DAY + HOUR)
    ),
    "invite of a stranger": happened.InviteAnswered("who@else.example", InviteStatus.ACCEPTED),
    "moved by hand": happened.EventChangedByHand(MEETING_AT + DAY),
    "removed by hand": happened.EventChangedByHand(None),
    **{f"attendance {e}": happened.AttendanceSeen(e, "says the report") for e in AttendanceEvidence},
    "link seen": happened.LinkSeen(EVENT_ID, f"{JOIN_URL}-again"),
    "link gone": happened.LinkSeen(EVENT_ID, ""),
    "link missing": happened.LinkMissing(EVENT_ID),
    "double-booked": happened.DoubleBooked((SARAH,), MEETING_AT),
    "no clash any more": happened.ClashResolved(MEETING_AT),
    "rep wrote": happened.RepWrote("mail-9"),
    "approved": happened.RepApproved(),
    "paused": happened.RepPaused(),
    "resumed": happened.RepResumed(),
    "cancelled": happened.RepCancelled(),
    "taken over": happened.RepTookOver(),
    "given back": happened.RepGaveBack(),
    "rescheduled": happened.RepRescheduled(),
    "undone": happened.RepUndid(),
    "called": happened.RepCalled("Call John Smith", "She will decide in a week."),
    **{
        f"called: {result}": happened.RepCalled("Call John Smith", "", result, MEETING_AT + DAY, JOHN)
        for result in happened.CallResult
    },
    "went on": happened.RepWentOn(),
    "asked if here": happened.RepAskedIfHere(),
    **{f"reported {outcome}": happened.RepReported(outcome) for outcome in ReportedOutcome},
}


def test_the_samples_cover_every_state_and_every_event() -> None:
    """Whoever adds a state or an event adds a sample here."""
    assert set(SAMPLES) == set(State)
    assert {type(event) for event in EVENTS.values()} == {kind for _, kind, _ in RULES}
    assert {state for state, _, _ in RULES} == set(State)


@pytest.mark.parametrize("name", EVENTS)
@pytest.mark.parametrize("state", State)
def test_every_pair_is_ruled_or_refused(state: State, name: str) -> None:
    """A ruled pair leaves a whole request and says why; any other changes nothing."""
    request, event = SAMPLES[state], EVENTS[name]
    due = event.type if isinstance(event, happened.ActionDue) else None
    before = replace(request)

    if (state, type(event), due) not in RULES:
        with pytest.raises(UnexpectedEvent):
            transition(request, event, NOW)
        assert request == before
        return
    try:
        step = transition(request, event, NOW)
    except UnexpectedEvent:
        assert request == before
        return

    assert request == before
    assert step.request.id == request.id
    assert all(line.why.strip() for line in step.entries)
    _is_whole(step.request, bool(step.effects))


def _is_whole(request: MeetingRequest, has_effects: bool) -> None:
    """What holds for every request after every step."""
    if request.state in ENDED:
        assert request.outcome is not None
        assert request.next_action is None
        assert request.held_spans() == ()
    elif request.handled_by is Handler.AGENT and not _rests_by_the_rep(request):
        assert request.next_action is not None, "nobody would ever act again"
        assert _is_ruled(request, request.next_action), "its next action would be left aside for ever"
    if request.state in {State.CONFIRMED, State.REMINDER_SENT} and request.handled_by is Handler.AGENT:
        assert request.scheduled_time is not None
    if request.requires_human_review:
        assert request.review_reason
    assert has_effects or request.next_action is None or request.next_action.why


def _rests_by_the_rep(request: MeetingRequest) -> bool:
    return request.state is State.PAUSED and request.interrupted_state is not None


def _is_ruled(request: MeetingRequest, action: NextAction) -> bool:
    """Whether the timer finds a rule; while a booking is under way the outbox acts, not the timer."""
    if request.state is State.CONFIRMING and action.type is ActionType.SEND_OPTIONS:
        return request.agreed_time is not None
    return (request.state, happened.ActionDue, action.type) in RULES


@pytest.mark.parametrize("state", sorted(ENDED))
@pytest.mark.parametrize("name", EVENTS)
def test_an_end_is_an_end(state: State, name: str) -> None:
    """Nothing brings an ended request back or makes it write."""
    try:
        step = transition(SAMPLES[state], EVENTS[name], NOW)
    except UnexpectedEvent:
        return
    assert step.request == SAMPLES[state]
    assert {type(effect).__name__ for effect in step.effects} <= {"CancelMeeting", "TellRep"}


ON_THE_WAY = {
    *(name for name in EVENTS if name.startswith(("due", "attendance"))),
    "found options", "found their_times", "found recovery", "none options", "none their_times", "unreadable",
    "sent initial", "sent no_show", "sent reminder", "stale", "refused", "accept", "own times", "declined",
    "later",
    "question", "away", "opt out", "slot taken", "right time booked", "invite accepted", "invite declined",
    "removed by hand", "paused", "resumed", "taken over", "given back", "rescheduled", "reported moved",
}  # fmt: skip
EVENTS["right time booked"] = happened.MeetingBooked(OFFERS[0], EVENT_ID, JOIN_URL)


def test_from_everywhere_there_is_a_way_to_an_end() -> None:
    """Walking the table from a new request: every request that can be reached can reach an end."""
    reached: dict[Any, MeetingRequest] = {}
    leads_to: dict[Any, set[Any]] = {}
    queue = deque([SAMPLES[State.INITIATED]])
    while queue:
        request = queue.popleft()
        if _shape(request) in reached:
            continue
        reached[_shape(request)] = request
        following = list(_following(request))
        leads_to[_shape(request)] = {_shape(after) for after in following}
        queue.extend(following)

    ends = {shape for shape, request in reached.items() if request.has_ended}
    assert {request.outcome for request in reached.values() if request.has_ended} >= {
        Outcome.HELD, Outcome.GAVE_UP, Outcome.CANCELLED_BY_THEM,
    }  # fmt: skip
    assert {request.state for request in reached.values()} == set(State)
    able = set(ends)
    while more := {shape for shape, after in leads_to.items() if after & able} - able:
        able |= more
    assert set(reached) == able


def _following(request: MeetingRequest) -> list[MeetingRequest]:
    """Where things may lead by themselves; the rep's cancel button does not count as a way out."""
    found = []
    for name, event in EVENTS.items():
        if name not in ON_THE_WAY:
            continue
        if isinstance(event, happened.ActionDue) and not _is_next(event, request):
            continue
        try:
            found.append(transition(request, event, NOW).request)
        except UnexpectedEvent:
            continue
    return found


def _is_next(event: happened.ActionDue, request: MeetingRequest) -> bool:
    return request.next_action is not None and request.next_action.type is event.type


def _shape(request: MeetingRequest) -> Any:
    """What decides where a request can go, small enough to search through."""
    return (
        request.state,
        request.handled_by,
        request.requires_human_review,
        request.next_action.type if request.next_action else None,
        bool(request.scheduled_time),
        bool(request.agreed_time),
        bool(request.calendar_event_id),
        request.asks_since_reply > 0,
        min(request.no_show_count, 3),
        request.outcome,
    )


def test_a_booking_that_came_too_late_is_withdrawn() -> None:
    """A meeting that was made although nobody wants it any more does not stay on anybody's calendar."""
    for state in set(State) - {State.CONFIRMING}:
        step = transition(SAMPLES[state], EVENTS["booked"], NOW)
        assert [effect.event_id for effect in step.effects] == ["event-2"]  # type: ignore[union-attr]
        assert step.request == SAMPLES[state]


def test_a_booking_of_a_time_that_was_left_is_withdrawn() -> None:
    """They changed their mind while the first booking was under way: only the newer time is kept."""
    waiting = an_agreed_request()

    step = transition(waiting, happened.MeetingBooked(MEETING_AT - DAY, "old", JOIN_URL), NOW)

    assert [type(effect).__name__ for effect in step.effects] == ["CancelMeeting"]
    assert step.request.calendar_event_id == ""
    assert transition(waiting, happened.MeetingBooked(MEETING_AT, EVENT_ID, JOIN_URL), NOW).request.booked_at


def test_states_on_the_calendar_are_those_that_watch_the_meeting() -> None:
    """Attendance is ruled exactly there; what is done by hand to the event counts wherever it stands."""
    ruled_in = {name: {s for s, ruled, _ in RULES if ruled is type(EVENTS[name])} for name in EVENTS}
    assert ruled_in["attendance held"] == ON_CALENDAR
    assert ruled_in["moved by hand"] == set(State) - ENDED
