"""What stands in their way, and what is done about it: come back later, work around it, or escalate.

Days to wait where they named none: resources/cadence.toml. Source: the specification's conflict resolution.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.replies.analysis import ConflictType, ReplyAnalysis
from xforce_desktop.scheduling import cadence
from xforce_desktop.scheduling.effects import LeverageTrigger, RaiseLeverage, SendLetter, SlotPurpose
from xforce_desktop.scheduling.request import (
    ActionType,
    Actor,
    ConflictContext,
    EntryType,
    MeetingRequest,
    NextAction,
    Resolution,
    State,
)
from xforce_desktop.scheduling.rules import offers, timing
from xforce_desktop.scheduling.seasonality import season_for
from xforce_desktop.scheduling.step import Step, entry
from xforce_desktop.scheduling.strategy import strategy_for

MOST_DELAYS = 3  # times they put it off before the rep should find out what is behind it
IN_WORDS = {
    ConflictType.PERSON_UNAVAILABLE: "Somebody who is needed is away.",
    ConflictType.TIMING_CONSTRAINT: "The times do not fit their week.",
    ConflictType.DECISION_PENDING: "They have to decide among themselves first.",
    ConflictType.NEED_APPROVAL: "They need somebody's approval first.",
    ConflictType.EXTERNAL_DEPENDENCY: "They wait for something else to be finished.",
    ConflictType.COMPETING_PRIORITY: "Other things come first for them now.",
}


def noted(step: Step, analysis: ReplyAnalysis, resolution: Resolution, now: datetime) -> Step:
    """The same with the obstacle on record: in the log, on the request and in `scheduling_conflicts`."""
    if analysis.conflict is None:
        return step
    until = (
        step.request.next_action.at
        if step.request.state is State.PAUSED and step.request.next_action
        else None
    )
    words = IN_WORDS[analysis.conflict.type]
    context = ConflictContext(analysis.conflict.type, words, resolution, now, until)
    line = entry(EntryType.CONFLICT_DETECTED, f"{words} {_plan(resolution)}", now, actor=Actor.AI)
    kept = replace(step, request=replace(step.request, conflict=context), conflict=context)
    return kept.noting(line)


def _plan(resolution: Resolution) -> str:
    return {
        Resolution.PAUSE_AND_RESUME: "It rests until then.",
        Resolution.WORK_AROUND: "Times that fit what they said are looked for.",
        Resolution.ACKNOWLEDGE: "They are told that it is understood, and nothing is pressed.",
        Resolution.ESCALATE: "It is for you to find out what is behind it.",
    }[resolution]


def put_off(request: MeetingRequest, analysis: ReplyAnalysis, now: datetime) -> Step:
    """They cannot meet now: wait until the day they named, or as long as such an obstacle takes."""
    delays = sum(turn.type == "prospect_delayed" for turn in request.history)
    if delays > MOST_DELAYS and _named_day(request, analysis, now) is None:
        return _escalated(request, analysis, delays, now)
    conflict = analysis.conflict.type if analysis.conflict else None
    if named := _named_day(request, analysis, now):
        step = _told(request, named, f"They asked us to come back on {named:%A, %B %d}.", now)
        return noted(step, analysis, Resolution.PAUSE_AND_RESUME, now)
    if conflict is ConflictType.COMPETING_PRIORITY and not _is_busy_season(request, now):
        return _smaller_ask(request, analysis, now)
    until = timing.today_there(request, now) + timedelta(days=cadence.days_to_wait(conflict))
    if conflict is ConflictType.PERSON_UNAVAILABLE:
        why = f"They did not say until when, so they are asked; on {until:%A, %B %d} we come back."
        step = pause_until(request, until, why, now).also(SendLetter(LetterKind.PAUSE_ACK, why=why)).frozen()
        return noted(step, analysis, Resolution.ACKNOWLEDGE, now)
    reason = IN_WORDS[conflict] if conflict else "They want to meet later."
    step = _told(request, until, f"{reason} They named no day, so we come back on {until:%A, %B %d}.", now)
    return noted(step, analysis, Resolution.PAUSE_AND_RESUME, now)


def _named_day(request: MeetingRequest, analysis: ReplyAnalysis, now: datetime) -> date | None:
    named = analysis.resume_on or (analysis.conflict.until if analysis.conflict else None)
    return named if named and named > timing.today_there(request, now) else None


def _is_busy_season(request: MeetingRequest, now: datetime) -> bool:
    return season_for(request.company_state, timing.today_there(request, now), request.trade).busy


def _told(request: MeetingRequest, until: date, why: str, now: datetime) -> Step:
    step = pause_until(request, until, why, now)
    return step.also(SendLetter(LetterKind.PAUSE_ACK, until=until, why=why)).frozen()


def pause_until(request: MeetingRequest, until: date, why: str, now: datetime) -> Step:
    """Rest until 09:00 there on that day, or their next working day; a booked meeting is withdrawn."""
    at = cadence.resume_working_day(until, timing.locale_of(request))
    step = offers.withdraw_event(Step(request), now)
    paused = replace(
        step.request,
        state=State.PAUSED,
        interrupted_state=State.AWAITING_RESPONSE,
        interrupted_action=None,
        agreed_time=None,
        offered_times=(),
        their_times=tuple(one for one in request.their_times if one.end > at),
        next_action=NextAction(ActionType.RESUME, at, why),
        last_action_at=now,
    )
    return replace(step, request=paused).noting(entry(EntryType.PAUSED, why, now))


def _smaller_ask(request: MeetingRequest, analysis: ReplyAnalysis, now: datetime) -> Step:
    """They have too much to do: the shortest call that the strategy and the rep allow is easier to fit in;
    where there is none, they get time."""
    strategy = strategy_for(request.meeting_type)
    shorter = strategy.shortest_below(request.duration_minutes, request.least_duration_minutes)
    if shorter is None or request.is_booked:
        until = timing.today_there(request, now) + timedelta(days=cadence.days_to_wait(None))
        why = f"They have too much to do just now; we come back on {until:%A, %B %d}."
        return noted(_told(request, until, why, now), analysis, Resolution.PAUSE_AND_RESUME, now)
    smaller = replace(request, duration_minutes=shorter, shortened_from=request.duration_minutes)
    line = entry(EntryType.NOTED, f"They have too much to do, so {shorter} minutes are offered instead.", now)
    step = offers.look_for(smaller, SlotPurpose.SHORTER, now, state=State.NEGOTIATING).frozen().noting(line)
    return noted(step, analysis, Resolution.ACKNOWLEDGE, now)


def _escalated(request: MeetingRequest, analysis: ReplyAnalysis, delays: int, now: datetime) -> Step:
    reason = f"They have put it off {delays} times without naming a day; please find out what is behind it."
    step = (
        offers.needs_rep(request, reason, now).also(RaiseLeverage(LeverageTrigger.COMPLEX_CONFLICT)).frozen()
    )
    return noted(step, analysis, Resolution.ESCALATE, now)
