"""Where one more ask would cost the rep's good name: it rests for their word, or becomes theirs.

Source: the specification's reputation guardrails (`pause`, `human_takeover`), figures in
resources/reputation.toml. The rep may go on anyway; that holds up to the level they saw.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from xforce_desktop.errors import UnexpectedEvent
from xforce_desktop.replies.analysis import TONE_IS_BAD, ReplyAnalysis, Sentiment
from xforce_desktop.scheduling import cadence, reputation
from xforce_desktop.scheduling.effects import TellRep, Urgency
from xforce_desktop.scheduling.events import RepWentOn
from xforce_desktop.scheduling.request import (
    ActionType,
    Actor,
    EntryType,
    Handler,
    MeetingRequest,
    NextAction,
    State,
)
from xforce_desktop.scheduling.rules import offers, timing
from xforce_desktop.scheduling.step import Step, entry
from xforce_desktop.scheduling.strategy import stop_rules

PAUSED = "Better not to press them"
TAKEN = "Better that you write yourself"
BEFORE_MEETING = timedelta(days=1)
SOUNDS = {Sentiment.NEGATIVE: "They do not sound pleased", Sentiment.FRUSTRATED: "They sound frustrated"}


def held_back(request: MeetingRequest, now: datetime) -> Step | None:
    """Instead of an ask: the rep decides at a high risk, and has it at a critical one. None: it may leave."""
    risk = reputation.assess(request)
    if reputation.may_ask(request, risk):
        return None
    drivers = reputation.drivers_in_words(risk)
    if risk.recommendation is reputation.Recommendation.HUMAN_TAKEOVER:
        reason = f"Another message of mine would do harm ({drivers}): a person should write or call now."
        return handed_over(request, reason, now)
    reason = f"Another message could do harm ({drivers}); please decide how to go on."
    return offers.needs_rep(request, reason, now, title=PAUSED)


def why_they_need_a_person(analysis: ReplyAnalysis) -> str:
    """Why the rep looks before anything leaves: for what they wrote, for their tone, or both; empty if the
    agent goes on. The tone is the stop rule `pause_on_negative_sentiment`, whoever read the message."""
    asked_for = analysis.requires_human and analysis.human_reason != TONE_IS_BAD
    why = (analysis.human_reason or "Their answer needs a person.") if asked_for else ""
    if analysis.sentiment not in SOUNDS or not stop_rules().pause_on_negative_sentiment:
        return why
    return f"{SOUNDS[analysis.sentiment]}, so nothing more leaves until you have looked. {why}".strip()


def handed_over(request: MeetingRequest, reason: str, now: datetime, resume_on: date | None = None) -> Step:
    """It is the rep's from now on, until they give it back; a day to come back on is kept for then."""
    if resume_on is not None and resume_on > timing.today_there(request, now):
        request = _resting_until(request, resume_on)
    theirs = replace(
        request,
        handled_by=Handler.REP,
        interrupted_action=what_was_next(request),
        next_action=_before_meeting(request, now) or timing.with_rep(request, now),
        last_action_at=now,
        requires_human_review=False,
        review_reason=reason,
    )
    notice = TellRep(TAKEN, f"{request.title}: {reason}", Urgency.HIGH)
    return Step(theirs, (notice,), (entry(EntryType.HANDED_TO_REP, reason, now),)).frozen()


def what_was_next(request: MeetingRequest) -> NextAction | None:
    """The step to go back to; reminding the rep is none."""
    action = request.next_action
    return action if action and action.type is not ActionType.REMIND_REP else request.interrupted_action


def _resting_until(request: MeetingRequest, day: date) -> MeetingRequest:
    """Until the day they named. A booked meeting stays on the calendar while it is the rep's."""
    at = cadence.resume_working_day(day, timing.locale_of(request))
    return replace(
        request,
        state=State.PAUSED,
        interrupted_state=request.state if request.is_booked else State.AWAITING_RESPONSE,
        agreed_time=None,
        offered_times=(),
        next_action=NextAction(ActionType.RESUME, at, f"They asked us to come back on {day:%A, %B %d}."),
    )


def _before_meeting(request: MeetingRequest, now: datetime) -> NextAction | None:
    """The day before a booked meeting the rep is told: nobody else reminds them of it."""
    if not request.is_booked or request.scheduled_time is None:
        return None
    at = request.scheduled_time - BEFORE_MEETING
    why = "Tell you that the meeting is near: no reminder leaves while it is yours."
    return NextAction(ActionType.REMIND_REP, at, why) if at > now else None


def accepted(request: MeetingRequest, event: RepWentOn, now: datetime) -> Step:
    """The rep has seen the risk and goes on. Raises UnexpectedEvent where nothing is held back for it."""
    risk = reputation.assess(request)
    if reputation.may_ask(request, risk):
        raise UnexpectedEvent("Nothing is held back for your good name.", "See `request show`.")
    why = (
        f"You go on although the risk is {risk.level.value} ({reputation.drivers_in_words(risk)}). "
        "That holds until the risk rises further."
    )
    line = entry(EntryType.NOTED, why, now, actor=Actor.USER)
    return Step(replace(request, risk_accepted=risk.level.value), (), (line,))
