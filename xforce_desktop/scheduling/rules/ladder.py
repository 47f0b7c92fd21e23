"""Nobody answers: which ask comes next, in which channel, and for how long a meeting.

The ladder of channels and the ladder of lengths are the strategy's for the type of meeting; both look at the
asks since their last own reply. A text needs recorded consent and a number, else its step is skipped. The
phone never dials: it raises a card for the rep, and counts as an ask. Source: the specification's figures in
resources/strategies.toml.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.scheduling import knobs, turns
from xforce_desktop.scheduling.effects import (
    LeverageTrigger,
    RaiseLeverage,
    SendLetter,
    SlotPurpose,
)
from xforce_desktop.scheduling.events import ActionDue, TextImpossible
from xforce_desktop.scheduling.knobs import Knob, TextPlace
from xforce_desktop.scheduling.request import EntryType, MeetingRequest, MeetingType, State
from xforce_desktop.scheduling.rules import good_name, offers, texting, timing, unreached
from xforce_desktop.scheduling.step import Step, entry
from xforce_desktop.scheduling.strategy import Channel, DeEscalation, strategy_for
from xforce_desktop.scheduling.unit_of_work import ActionEntry

ASKS_BEFORE_NON_RESPONSE = 3


@dataclass(frozen=True)
class Rung:
    """The channel of the next ask, its place on the ladder from 0, and why steps before it were left out, or
    why it is another channel than the ladder's."""

    channel: Channel
    position: int
    skipped: str = ""
    rather: str = ""


def on_follow_up_due(request: MeetingRequest, event: ActionDue, now: datetime) -> Step:
    if reason := timing.why_stop(request, now):
        return offers.give_up(request, reason, now)
    if unmoved := offers.last_call(request, now):
        return unmoved
    if common := request.common_times(now):
        return offers.book(request, common[0], "Everybody who must come agreed to this time.", now)
    if waiting := unreached.waits_for_them(request, now):
        return waiting
    if handed := _one_keeps_silent(request, now) or good_name.held_back(request, now):
        return handed
    if asking := _ask_those_who_are_silent(request, now):
        return asking
    return next_ask(request, now)


def _one_keeps_silent(request: MeetingRequest, now: datetime) -> Step | None:
    """Others answer each time, which counts anew for the request, but one who must come never does: asked as
    often as the strategy allows, they are left to the rep."""
    limit = strategy_for(request.meeting_type).max_attempts
    unanswered = {one: turns.unanswered_by(request, one) for one in request.reachable}
    silent = {one: count for one, count in unanswered.items() if count >= limit}
    if not silent or len(unanswered) == 1:
        return None
    who, count = " and ".join(one.called for one in silent), min(silent.values())
    reason = f"{who} did not answer {count} messages, others did. Call, replace them, or go on without them."
    step = offers.needs_rep(request, reason, now, title="One of them keeps silent")
    return _with_card(step, request, now)


def _ask_those_who_are_silent(request: MeetingRequest, now: datetime) -> Step | None:
    """Some have agreed to times that are still open: the others are asked by name."""
    silent = tuple(a for a in request.reachable if a.agreed_times is None)
    agreed = [set(a.agreed_times) for a in request.required_external if a.agreed_times]
    chosen = set.intersection(*agreed) if agreed else set()
    still_open = tuple(t for t in request.offered_times if t > now and t in chosen)
    if not (agreed and silent and still_open):
        return None
    letter = SendLetter(
        LetterKind.ASK_SILENT, still_open, why="Some of them have agreed; ask the others by name."
    )
    rung = _rung(request)
    waiting = replace(
        request,
        ladder_step=rung.position + 1,
        next_action=timing.retry_options(now, "Ask those who have not answered."),
    )
    line = entry(EntryType.NOTED, "Some have agreed, others are silent: asking those by name.", now)
    step = Step(waiting, (letter,), (line,))
    return _with_card(step, request, now) if rung.channel == "phone" else step


def _with_card(step: Step, request: MeetingRequest, now: datetime) -> Step:
    """The same with a card for the rep that names who is silent; a mail of the step goes beside it."""
    why = "They have been asked often enough in writing: a call does more now. The card says whom."
    return step.also(RaiseLeverage(_trigger(request))).noting(entry(EntryType.CALL_SUGGESTED, why, now))


def next_ask(request: MeetingRequest, now: datetime) -> Step:
    """After silence: a mail, a text or a card for the rep; for a shorter meeting where that is due."""
    if handed := good_name.held_back(request, now):
        return handed
    rung = _rung(request)
    shorter = strategy_for(request.meeting_type).de_escalation_due(
        request.duration_minutes, request.asks_since_reply, request.least_duration_minutes
    )
    climbing = replace(offers.forget_answers(request), ladder_step=rung.position + 1)
    notes = _skipped(rung, now)
    if shorter:
        climbing = _shortened(climbing, shorter)
        notes = (*notes, _shorter_line(request, shorter, now))
    if rung.channel == "phone":
        step = _call(climbing, now) if shorter is None else _mail_and_call(climbing, now)
    elif rung.channel == "sms":
        step = _text(climbing, rung, now)
    else:
        step = _mail(climbing, now)
    return step.noting(*notes)


def _rung(request: MeetingRequest) -> Rung:
    """Where the ladder stands. From the strategy's own number of asks on, it is the rep who should call."""
    strategy = strategy_for(request.meeting_type)
    steps = knobs.ladder(strategy.channel_progression, request.knobs)
    position = max(request.ladder_step, request.asks_since_reply)
    skipped = ""
    while position < len(steps) and steps[position] == "sms" and (why := texting.why_no_text(request)):
        skipped = why
        position += 1
    channel = steps[min(position, len(steps) - 1)]
    if channel == "sms" and texting.why_no_text(request):
        channel = "email"
    if request.asks_since_reply >= strategy.escalate_to_human_after and "phone" in steps:
        channel, position = "phone", max(position, steps.index("phone"))
    rather: Channel = _as_they_like(request, channel)
    wish = texting.rather_by(request)
    said = f"{wish.text} {wish.source}" if wish and rather != channel else ""
    return Rung(rather, position, skipped, said)


def _as_they_like(request: MeetingRequest, channel: Channel) -> Channel:
    """Another channel for a message that asks again, where they have said which they would rather have. A
    call that is due stays one, and the first ask is a mail."""
    wish = texting.rather_by(request)
    if wish is None or not turns.waits_for_them(request):
        return channel
    if channel == "email" and texting.may_be_texted_first(request):
        return "sms"
    if channel == "sms" and wish.channel == "email":
        return "email"
    is_asked_for = wish.channel == "phone" and channel != "phone" and request.primary.phone
    return "phone" if is_asked_for and not _was_called_for(request) else channel


def _was_called_for(request: MeetingRequest) -> bool:
    """Whether the asks since their last word hold one that was no message: a call that was suggested."""
    return request.asks_since_reply > turns.unanswered(request)


def _skipped(rung: Rung, now: datetime) -> tuple[ActionEntry, ...]:
    if rung.rather:
        return (entry(EntryType.NOTED, f"Another way than the ladder's. {rung.rather}", now),)
    if not rung.skipped:
        return ()
    return (entry(EntryType.NOTED, f"{rung.skipped}, so that step of the ladder is skipped.", now),)


def _shortened(request: MeetingRequest, shorter: DeEscalation) -> MeetingRequest:
    return replace(
        request,
        duration_minutes=shorter.to_minutes,
        shortened_from=request.duration_minutes,
        offered_times=(),
    )


def _shorter_line(request: MeetingRequest, shorter: DeEscalation, now: datetime) -> ActionEntry:
    why = (
        f"{request.asks_since_reply} asks without an answer: asking for {shorter.to_minutes} minutes "
        f"({shorter.new_title}) instead of {request.duration_minutes}."
    )
    return entry(EntryType.NOTED, why, now)


def _mail(request: MeetingRequest, now: datetime) -> Step:
    """A follow-up; the first mail after the meeting was made shorter says so and why."""
    purpose = SlotPurpose.SHORTER if request.shortened_from else SlotPurpose.FOLLOW_UP
    step = offers.look_for(request, purpose, now)
    line = entry(EntryType.NOTED, "No answer in time: preparing a follow-up with current times.", now)
    return step.noting(line)


def _text(request: MeetingRequest, rung: Rung, now: datetime) -> Step:
    """The reason is the setting only where that has put the text there."""
    step = offers.look_for(request, SlotPurpose.TEXT, now)
    use = knobs.use_of(request.knobs, Knob.CHANNEL)
    is_early = use is not None and use.value == TextPlace.EARLY and rung.position == 1 and not rung.rather
    why = use.why if use and is_early else "Mails have not been answered: preparing a text with one time."
    line = entry(EntryType.NOTED, why, now)
    return step.noting(line)


def _mail_and_call(request: MeetingRequest, now: datetime) -> Step:
    """A shorter meeting is offered by mail even where the ladder says phone, beside the card."""
    return _mail(request, now).also(RaiseLeverage(_trigger(request)))


def _call(request: MeetingRequest, now: datetime) -> Step:
    """Nothing is sent: the rep gets a card with the number and what to say, and it counts as an ask."""
    asked = replace(
        request,
        asks_since_reply=request.asks_since_reply + 1,
        state=State.AWAITING_RESPONSE if request.state is State.PROPOSING else request.state,
        last_action_at=now,
    )
    waiting = replace(asked, next_action=timing.follow_up(asked, now))
    why = "Messages have not been answered: a call does more now. The card says whom, when and what to say."
    return Step(waiting, (RaiseLeverage(_trigger(request)),), (entry(EntryType.CALL_SUGGESTED, why, now),))


def _trigger(request: MeetingRequest) -> LeverageTrigger:
    if request.meeting_type is MeetingType.EXEC_REVIEW:
        return LeverageTrigger.EXEC_SCHEDULING_STALL
    if request.attempt_count >= ASKS_BEFORE_NON_RESPONSE:
        return LeverageTrigger.PERSISTENT_NON_RESPONSE
    return LeverageTrigger.PHONE_CALL_NEEDED


def on_text_impossible(request: MeetingRequest, event: TextImpossible, now: datetime) -> Step:
    """Their number or our account cannot take a text: the next step of the ladder takes its place at once."""
    what = "The text did not arrive" if event.did_leave else "No text was sent"
    line = entry(EntryType.NOTED, f"{what}: {event.reason} The next step takes its place.", now)
    taken = request.asks_since_reply + (0 if event.did_leave else 1)  # one that left was counted then
    return next_ask(replace(request, ladder_step=max(request.ladder_step, taken)), now).noting(line)
