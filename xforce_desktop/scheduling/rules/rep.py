"""What the rep does with a request: buttons, the command line, or a mail of their own."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from xforce_desktop.errors import UnexpectedEvent
from xforce_desktop.scheduling.effects import SlotPurpose, TellRep, Urgency
from xforce_desktop.scheduling.events import (
    ActionDue,
    RepApproved,
    RepCancelled,
    RepGaveBack,
    ReportedOutcome,
    RepPaused,
    RepReported,
    RepRescheduled,
    RepResumed,
    RepTookOver,
    RepUndid,
    RepWentOn,
    RepWrote,
)
from xforce_desktop.scheduling.request import (
    ON_CALENDAR,
    ActionType,
    Actor,
    EntryType,
    Handler,
    MeetingRequest,
    NextAction,
    Outcome,
    State,
)
from xforce_desktop.scheduling.rules import good_name, meeting, offers, timing
from xforce_desktop.scheduling.step import Step, entry

NO_REMINDER = "the meeting is near, and no reminder leaves while it is yours."


def on_approved(request: MeetingRequest, event: RepApproved, now: datetime) -> Step:
    """What waits may leave; the age limit counts anew, as after any other word of the rep's."""
    line = entry(
        EntryType.APPROVED,
        "You approved what waited; later sure mails follow your setting.",
        now,
        actor=Actor.USER,
    )
    return replace(Step(replace(request, is_approved=True, counts_from=now), (), (line,)), releases=True)


def on_paused(request: MeetingRequest, event: RepPaused, now: datetime) -> Step:
    """Nothing leaves until resumed; the step that was next is kept."""
    paused = replace(
        request,
        state=State.PAUSED,
        interrupted_state=request.state,
        interrupted_action=good_name.what_was_next(request),
        next_action=timing.while_paused(request, now),
        last_action_at=now,
    )
    return Step(paused, (), (entry(EntryType.PAUSED, "You paused it.", now, actor=Actor.USER),)).frozen()


def on_remind_due(request: MeetingRequest, event: ActionDue, now: datetime) -> Step:
    """What waits for the rep, what they have taken over, or what they have paused; not for ever."""
    is_theirs = request.handled_by is Handler.REP or request.state is State.PAUSED
    if is_theirs and (reason := timing.why_forgotten(request, now)):
        return offers.give_up(request, reason, now)
    if request.handled_by is Handler.REP:
        return _remind_of_own(request, now)
    if request.state is State.PAUSED:
        later = replace(request, next_action=timing.while_paused(request, now))
        notice = TellRep("Still paused", f"{request.title}: resume it, or cancel it.")
        return Step(later, (notice,), (entry(EntryType.WAITING, "Reminded you: it is still paused.", now),))
    return offers.on_remind_rep_due(request, event, now)


def _remind_of_own(request: MeetingRequest, now: datetime) -> Step:
    """The stop rules rest while the rep has it; a meeting that is over is asked about."""
    if request.is_booked and request.ends_at is not None and request.ends_at <= now:
        asked = replace(request, requires_human_review=True, review_reason=meeting.HOW_DID_IT_GO)
        asked = replace(asked, next_action=timing.remind_rep(asked, now))
        notice = TellRep("How did it go?", f"{request.title}: {meeting.HOW_DID_IT_GO}", Urgency.HIGH)
        return Step(asked, (notice,), (entry(EntryType.WAITING, "The meeting is over. Asked you.", now),))
    later = replace(request, next_action=timing.with_rep(request, now))
    if request.is_booked and request.scheduled_time is not None and request.scheduled_time > now:
        notice = TellRep("Your meeting is near", f"{request.title}: {NO_REMINDER}", Urgency.HIGH)
        return Step(later, (notice,), (entry(EntryType.WAITING, f"Told you: {NO_REMINDER}", now),))
    notice = TellRep("Still yours", f"{request.title}: give it back when the agent is to go on.")
    return Step(later, (notice,), (entry(EntryType.WAITING, "Reminded you: this one is yours.", now),))


def on_went_on(request: MeetingRequest, event: RepWentOn, now: datetime) -> Step:
    """In spite of the risk, and as after giving it back. Raises UnexpectedEvent where there is none."""
    step = good_name.accepted(request, event, now)
    return on_gave_back(step.request, RepGaveBack(), now).noting(*step.entries)


def on_undone(request: MeetingRequest, event: RepUndid, now: datetime) -> Step:
    line = entry(EntryType.WAITING, "You held back what was about to leave.", now, actor=Actor.USER)
    return replace(Step(request, (), (line,)), withholds=True)


def on_resumed(request: MeetingRequest, event: RepResumed, now: datetime) -> Step:
    """Raises UnexpectedEvent for what the rep has taken over: giving it back resumes it."""
    if request.handled_by is Handler.REP:
        raise UnexpectedEvent("It is yours; give it back and the agent goes on.")
    return _resume(request, "You resumed it.", Actor.USER, now)


def on_resume_due(request: MeetingRequest, event: ActionDue, now: datetime) -> Step:
    step = _resume(request, "The day it was waiting for has come.", Actor.AI, now)
    return step.frozen()  # a note that we will come back is of no use now


def _resume(
    request: MeetingRequest, why: str, actor: Actor, now: datetime, handler: Handler | None = None
) -> Step:
    """Back to the state and the step that the pause interrupted; passed offers are renewed first."""
    line = entry(EntryType.RESUMED, why, now, actor=actor)
    back = replace(
        request,
        state=request.interrupted_state or State.AWAITING_RESPONSE,
        handled_by=handler or request.handled_by,
        interrupted_state=None,
        interrupted_action=None,
        conflict=None,
        requires_human_review=False,
        review_reason="",
    )
    if back.state in ON_CALENDAR and back.is_booked and not back.agreed_time:
        return meeting.taken_up_again(back, now).noting(line)
    asks = 0 if actor is Actor.USER else back.asks_since_reply
    off = _without_refused(replace(back, counts_from=now, asks_since_reply=asks), now)
    step = _seek_again(off.request, request.interrupted_action, now)
    return replace(step, effects=off.effects + step.effects).noting(line)


def _without_refused(request: MeetingRequest, now: datetime) -> Step:
    """An old time that they declined while it was the rep's must not stand until the new one is found."""
    refused = meeting.is_refused(request)
    return offers.withdraw_event(Step(request), now) if refused else Step(request)


def _seek_again(request: MeetingRequest, action: NextAction | None, now: datetime) -> Step:
    """Wait on for an answer to a live offer, as was planned before the pause; else renew it."""
    if reason := timing.why_stop(request, now):
        return offers.give_up(request, reason, now)
    waits = action is not None and action.type is ActionType.FOLLOW_UP and action.at > now
    if waits and not offers.has_times_to_try(request, now) and _has_live_offer(request, now):
        return Step(replace(request, next_action=action))
    return renew(request, now)


def _has_live_offer(request: MeetingRequest, now: datetime) -> bool:
    return request.offer_was_sent and any(t > now for t in request.offered_times)


def renew(request: MeetingRequest, now: datetime) -> Step:
    """Book what was agreed; else offer current times, with the first mail only if none was sent."""
    if request.agreed_time and request.agreed_time > now:
        return offers.book(request, request.agreed_time, "This time was agreed before.", now)
    if offers.their_days(request, now):
        return offers.look_within(request, now)
    still_ahead = tuple(span for span in request.their_times if span.start > now)
    if still_ahead:
        return offers.look_within(replace(request, their_times=still_ahead), now)
    if request.attempt_count == 0:
        return offers.look_for(request, SlotPurpose.OPTIONS, now)
    if request.state is State.NO_SHOW:
        return offers.look_for(request, SlotPurpose.RECOVERY, now, state=State.NO_SHOW)
    return offers.look_for(request, SlotPurpose.FOLLOW_UP, now)


def on_cancelled(request: MeetingRequest, event: RepCancelled, now: datetime) -> Step:
    notes = event.reason or "You cancelled it."
    step = offers.end(request, State.CANCELLED, Outcome.CANCELLED_BY_US, notes, now)
    return step.noting(entry(EntryType.CANCELLED, notes, now, actor=Actor.USER))


def on_took_over(request: MeetingRequest, event: RepTookOver, now: datetime) -> Step:
    return _hand_over(request, "You took it over; the agent keeps still until you give it back.", now)


def on_rep_wrote(request: MeetingRequest, event: RepWrote, now: datetime) -> Step:
    """The rep wrote in the conversation: the agent steps out."""
    seen = replace(request, reply_to_id=event.message_id or request.reply_to_id)
    step = _hand_over(
        seen, "You wrote in this conversation yourself, so it is yours until you give it back.", now
    )
    return step.also(
        TellRep("Over to you", f"{request.title}: you wrote yourself, so the agent keeps still.")
    )


def _hand_over(request: MeetingRequest, why: str, now: datetime) -> Step:
    held = replace(
        request,
        handled_by=Handler.REP,
        interrupted_action=good_name.what_was_next(request),
        next_action=timing.with_rep(request, now),
        last_action_at=now,
        requires_human_review=False,
        review_reason=why,
    )
    return Step(held, (), (entry(EntryType.HANDED_TO_REP, why, now, actor=Actor.USER),)).frozen()


def on_gave_back(request: MeetingRequest, event: RepGaveBack, now: datetime) -> Step:
    """The agent goes on: it waits for an answer to what the rep wrote, or takes up what was next."""
    line = entry(EntryType.GIVEN_BACK, "You gave it back; the agent goes on.", now, actor=Actor.USER)
    back = replace(
        request,
        handled_by=Handler.AGENT,
        requires_human_review=False,
        review_reason="",
        interrupted_action=None,
    )
    if back.state in ON_CALENDAR and back.is_booked and not back.agreed_time:
        return meeting.taken_up_again(back, now).noting(line)
    if back.state is State.PAUSED:
        actions = [a for a in (request.next_action, request.interrupted_action) if a]
        resume = next((a for a in actions if a.type is ActionType.RESUME), None)
        if resume and not _still_counts(back, resume.at, now):
            return _resting_again(replace(back, next_action=resume), now).noting(line)
        return _resume(request, "Giving it back resumed it.", Actor.USER, now, Handler.AGENT).noting(line)
    off = _without_refused(replace(back, counts_from=now, asks_since_reply=0), now)  # on the rep's word
    step = _taken_up(off.request, now)
    return replace(step, effects=off.effects + step.effects).noting(line)


def _still_counts(request: MeetingRequest, day: datetime, now: datetime) -> bool:
    """Whether a meeting is booked that is over, or that the rep has moved to their day or later."""
    start = request.scheduled_time
    return request.is_booked and start is not None and not now < start < day


def _resting_again(request: MeetingRequest, now: datetime) -> Step:
    """Until their day; a meeting before it, which stood while it was the rep's, is withdrawn."""
    if not request.is_booked:
        return Step(request)
    return offers.withdraw_event(Step(replace(request, interrupted_state=State.AWAITING_RESPONSE)), now)


def _taken_up(request: MeetingRequest, now: datetime) -> Step:
    """Book what all agreed to, or wait for an answer to what was offered; else renew it."""
    if common := request.common_times(now):
        return offers.book(request, common[0], "Everybody who must come agreed to it.", now)
    if request.attempt_count and not offers.has_times_to_try(request, now) and _has_live_offer(request, now):
        waiting = replace(request, state=State.AWAITING_RESPONSE)
        return Step(replace(waiting, next_action=timing.follow_up(waiting, now)))
    return renew(request, now).frozen()  # the new offer stands for what waits


def on_rescheduled(request: MeetingRequest, event: RepRescheduled, now: datetime) -> Step:
    line = entry(EntryType.RESCHEDULING_STARTED, "You asked for another time.", now, actor=Actor.USER)
    step = offers.look_for(_anew(request, now), SlotPurpose.COUNTER, now, state=State.NEGOTIATING)
    return offers.withdraw_event(step, now).frozen().noting(line)


def _anew(request: MeetingRequest, now: datetime) -> MeetingRequest:
    """For another time; asking for it gives back what the rep had taken over."""
    again = offers.reopened(request, now)
    return replace(again, handled_by=Handler.AGENT, requires_human_review=False, review_reason="")


def on_reported(request: MeetingRequest, event: RepReported, now: datetime) -> Step:
    """The rep says what became of the meeting. Held counts whenever they met, booked by us or not.

    Raises UnexpectedEvent: a meeting that is not on the calendar was neither missed nor moved, and one that
    has not begun was not missed.
    """
    begins_later = request.is_booked and (request.scheduled_time or now) > now
    if event.outcome is ReportedOutcome.NO_SHOW and begins_later:
        raise UnexpectedEvent("The meeting has not begun yet.", "Report the outcome once it has.")
    if event.outcome is ReportedOutcome.HELD:
        return meeting.held(_taken_place(request), "you said so.", now, actor=Actor.USER)
    if not request.is_booked:
        advice = "Only a booked meeting was missed or moved."
        raise UnexpectedEvent("This request has no booked meeting.", advice)
    if event.outcome is ReportedOutcome.NO_SHOW:
        return meeting.missed(request, "you said so.", now, actor=Actor.USER)
    return _moved(request, now)


def _taken_place(request: MeetingRequest) -> MeetingRequest:
    """Held after all: what was taken for a no-show, and is still being made up for, was none."""
    was_missed = request.no_show_count > 0 and not request.is_booked
    return replace(request, no_show_count=request.no_show_count - 1) if was_missed else request


def _moved(request: MeetingRequest, now: datetime) -> Step:
    """It did not take place as planned and is to be arranged anew."""
    line = entry(EntryType.RESCHEDULING_STARTED, "You said the meeting was moved.", now, actor=Actor.USER)
    step = offers.look_for(_anew(request, now), SlotPurpose.COUNTER, now, state=State.NEGOTIATING)
    if request.ends_at is not None and request.ends_at > now:
        return offers.withdraw_event(step, now).frozen().noting(line)
    return replace(step, request=offers.off_calendar(step.request)).frozen().noting(line)
