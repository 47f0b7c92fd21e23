"""What follows from what they wrote. A doubtful answer is asked about or handed to the rep, never booked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from xforce_desktop.availability.spans import Span
from xforce_desktop.clock import as_utc
from xforce_desktop.errors import UnexpectedEvent
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.replies.analysis import ConflictType, Intent, MessageKind, ReplyAnalysis
from xforce_desktop.replies.automatic import AbsenceCase
from xforce_desktop.replies.bad_news import BAD_NEWS
from xforce_desktop.scheduling.correspondents import is_colleague, same_name
from xforce_desktop.scheduling.effects import SendLetter, SlotPurpose, TellRep, Urgency
from xforce_desktop.scheduling.events import PersonOptedOut, ReplyReceived
from xforce_desktop.scheduling.request import (
    EVERYBODY,
    ON_CALENDAR,
    Actor,
    EntryType,
    HistoryEntry,
    MeetingRequest,
    Outcome,
    Resolution,
    State,
)
from xforce_desktop.scheduling.rules import (
    automatic,
    conflicts,
    good_name,
    offers,
    people,
    timing,
    unreached,
    zones,
)
from xforce_desktop.scheduling.step import Step, entry

MOST_CLARIFICATIONS = 1  # a second unclear answer goes to the rep
IN_WORDS: Mapping[Intent | MessageKind, str] = {
    MessageKind.REPLY: "an answer",
    MessageKind.AUTO_REPLY: "an automatic answer",
    MessageKind.BOUNCE: "a mail that could not be delivered",
    MessageKind.OPT_OUT: "a wish not to be written to",
    Intent.ACCEPT_TIME: "an acceptance",
    Intent.PROPOSE_ALTERNATIVE: "a wish for other times",
    Intent.DECLINE: "a no",
    Intent.RESCHEDULE_LATER: "a wish to meet later",
    Intent.QUESTION: "a question",
    Intent.UNCLEAR: "not clear",
}


def on_reply(request: MeetingRequest, event: ReplyReceived, now: datetime) -> Step:
    """Route one message. Whatever it says, the line for the log comes first."""
    analysis = event.analysis
    said = entry(
        received_entry(event),
        f"{event.evidence} Understood as {_in_words(analysis)}. {_reasons(analysis)}".strip(),
        now,
        actor=Actor.PROSPECT,
        email_id=event.message_id,
        content=analysis.new_text,
    )
    if analysis.message_kind is MessageKind.OPT_OUT and event.is_certain:
        return _opt_out(request, event, now).noting(said)
    if analysis.message_kind is MessageKind.BOUNCE:
        return unreached.on_bounce(request, event, now).noting(said)
    if analysis.message_kind is MessageKind.AUTO_REPLY:
        return automatic.on_automatic(request, event, now).noting(said)
    if request.is_held_by_rep:
        is_answer = event.is_certain
        heard = _heard(request, event) if is_answer else request
        if is_answer and _is_last_word(request, event):
            return _decline(heard, event, now).noting(said)
        notice = TellRep("They wrote", f"{request.title}: {event.sender_name or event.sender} wrote.")
        return Step(heard, (notice,), (said,))
    if not event.is_certain:
        reason = f"{event.sender_name or event.sender} wrote; it may belong to this meeting, please look."
        return offers.needs_rep(request, reason, now).frozen().noting(said)
    if analysis.absence is not None:
        return automatic.on_left(request, event, analysis.absence, now).noting(said)
    heard = _heard(request, event)
    if _is_optional(request, event):
        return _optional_wrote(heard, event, now).noting(said)
    return _person_wrote(heard, event, now).noting(said)


def received_entry(event: ReplyReceived) -> EntryType:
    """The kind of its line in the log, by the way it came."""
    return EntryType.SMS_RECEIVED if event.channel == "sms" else EntryType.EMAIL_RECEIVED


def _is_last_word(request: MeetingRequest, event: ReplyReceived) -> bool:
    """Whether the only one who decides says no: that ends it, whoever has the request."""
    alone = [a.email.casefold() for a in request.required_external] == [event.sender.casefold()]
    return alone and _says_no(event.analysis)


def _says_no(analysis: ReplyAnalysis) -> bool:
    """Whether it is a no beyond doubt; a doubtful one is the rep's to read."""
    return analysis.intent is Intent.DECLINE and not analysis.ambiguous


def _is_optional(request: MeetingRequest, event: ReplyReceived) -> bool:
    """Whether somebody wrote who need not come: only the required ones decide about the meeting."""
    person = request.attendee_by_address(event.sender)
    return (
        person is not None and person not in request.required_external and not event.analysis.speaks_for_all
    )


def _optional_wrote(request: MeetingRequest, event: ReplyReceived, now: datetime) -> Step:
    """What somebody optional can or cannot do is noted; what only a person can answer goes to the rep."""
    person = request.attendee_by_address(event.sender)
    assert person is not None
    who, analysis = person.called, event.analysis
    if _says_no(analysis):
        out = request.with_attendee(replace(person, left_out_reason="declined"))
        line = entry(EntryType.NOTED, f"{who}, who is optional, will not come.", now)
        return _prepared_anew(Step(out, (), (line,)), now)
    if analysis.intent is Intent.QUESTION or analysis.requires_human:
        return offers.needs_rep(request, f"{who}, who is optional, needs an answer from you.", now).frozen()
    line = entry(EntryType.NOTED, f"{who} is optional; the others decide the time.", now)
    return _prepared_anew(Step(request, (), (line,)), now)


def _prepared_anew(step: Step, now: datetime) -> Step:
    """What was about to leave was written before they wrote."""
    return people.begin_again(step, now) if people.may_act(step.request) else step


def _in_words(analysis: ReplyAnalysis) -> str:
    if analysis.message_kind is MessageKind.REPLY and analysis.absence is not None:
        has_left = analysis.absence.case is AbsenceCase.LEFT
        return "word that they have left" if has_left else "word that they will leave"
    return IN_WORDS[analysis.intent or analysis.message_kind]


def _reasons(analysis: ReplyAnalysis) -> str:
    return " ".join(reason if reason.endswith((".", "?", "!")) else f"{reason}." for reason in analysis.why)


def _heard(request: MeetingRequest, event: ReplyReceived) -> MeetingRequest:
    """Their own reply resets the count of unanswered asks; the newest message is the one to answer.

    A text is answered by mail, in the thread, where all who are to come can read it and the invitation will
    follow. So the newest mail stays the one to answer.
    """
    kind = {
        Intent.PROPOSE_ALTERNATIVE: "prospect_proposed_times",
        Intent.RESCHEDULE_LATER: "prospect_delayed",
    }.get(event.analysis.intent or Intent.UNCLEAR, "prospect_replied")
    if _tells_bad_news(event):
        kind = "prospect_replied"  # neither keen nor putting it off
    turn = HistoryEntry(
        kind,
        event.received_at,
        event.analysis.new_text,
        sentiment=event.analysis.sentiment.value,
        signals=event.analysis.signals,
        by=_speaker(request, event),
        assistant=_assistant(request, event),
        channel=event.channel,
    )
    known = {a.email.casefold() for a in request.attendees} | {a.casefold() for a in request.also_write_to}
    writers = [event.sender, *(one for one in event.copied if is_colleague(one, request))]
    extra = tuple(one for one in dict.fromkeys(writers) if one and one.casefold() not in known)
    answered = event.message_id if event.channel == "email" else ""
    return replace(
        unreached.heard_from(_as_long_as_they_know(request), event.sender),
        asks_since_reply=0,
        ladder_step=0,
        reply_to_id=answered or request.reply_to_id,
        also_write_to=request.also_write_to + extra,
        constraints=tuple(dict.fromkeys((*request.constraints, *event.analysis.constraints))),
        history=(*request.history, turn),
    )


def _assistant(request: MeetingRequest, event: ReplyReceived) -> str:
    """The name of who wrote for an attendee and is none; empty for anybody else and for who has no name."""
    people = [one.name for one in request.attendees]
    is_attendee = request.attendee_by_address(event.sender) is not None
    if is_attendee or event.channel != "email" or not event.analysis.for_somebody:
        return ""
    return "" if any(same_name(event.sender_name, one) for one in people) else event.sender_name


def _as_long_as_they_know(request: MeetingRequest) -> MeetingRequest:
    """A shorter meeting that no message has named yet is taken back: they answer to the longer one."""
    is_named = any(0 < turn.minutes <= request.duration_minutes for turn in request.history)
    if request.shortened_from is None or is_named:
        return request
    return replace(request, duration_minutes=request.shortened_from, shortened_from=None)


def _person_wrote(request: MeetingRequest, event: ReplyReceived, now: datetime) -> Step:
    analysis = event.analysis
    if _says_no(analysis):
        return _decline(request, event, now)
    if automatic.repeats_itself(request, event):
        reason = "They wrote the same words as before, as a machine does; please look before it is answered."
        return offers.needs_rep(request, reason, now, title="Perhaps a machine").frozen()
    if reason := good_name.why_they_need_a_person(analysis):
        if _tells_bad_news(event):
            day = analysis.resume_on or (analysis.conflict.until if analysis.conflict else None)
            return good_name.handed_over(request, reason, now, day)
        return offers.needs_rep(request, reason, now, title="They need an answer from you").frozen()
    if _is_nobodys_voice(request, event):
        reason = f"{event.sender_name or event.sender}, who is not invited, answered without saying for whom."
        return offers.needs_rep(request, reason, now, title="Whose answer is it?").frozen()
    if zones.is_in_doubt(event):
        return zones.in_their_zone(request, event, now)
    if request.agreed_time or (request.is_booked and request.state in ON_CALENDAR):
        return _wrote_about_agreed(request, event, now)
    if (
        request.is_booked
        and analysis.selected_time
        and as_utc(analysis.selected_time) == request.scheduled_time
    ):
        return _keeps_old_time(request, now)
    return _route(request, event, now)


def _tells_bad_news(event: ReplyReceived) -> bool:
    return BAD_NEWS in event.analysis.signals


def _is_nobodys_voice(request: MeetingRequest, event: ReplyReceived) -> bool:
    """Whether it is unknown for which of several people an uninvited colleague speaks."""
    is_uninvited = request.attendee_by_address(event.sender) is None
    return is_uninvited and len(request.required_external) > 1 and not event.analysis.speaks_for_all


def _route(request: MeetingRequest, event: ReplyReceived, now: datetime) -> Step:
    analysis = event.analysis
    if analysis.ambiguous and not analysis.selected_time:
        return _clarify(request, event, now)
    if analysis.intent is Intent.ACCEPT_TIME:
        return _accept(request, event, now)
    if analysis.intent is Intent.PROPOSE_ALTERNATIVE and not _has_to_wait(analysis):
        step = _their_times(request, event, now)
        return conflicts.noted(step, analysis, Resolution.WORK_AROUND, now)
    if analysis.intent is Intent.QUESTION:
        return offers.needs_rep(
            request, "They asked a question.", now, title="They asked a question"
        ).frozen()
    if analysis.intent is Intent.RESCHEDULE_LATER or analysis.resume_on or analysis.conflict:
        return conflicts.put_off(request, analysis, now)
    return _clarify(request, event, now)


def _has_to_wait(analysis: ReplyAnalysis) -> bool:
    """Whether they name an obstacle that other times do not get around."""
    conflict = analysis.conflict
    if conflict is None or analysis.windows or conflict.type is ConflictType.TIMING_CONSTRAINT:
        return False
    return bool(conflict.until or analysis.resume_on) or conflict.type is not ConflictType.PERSON_UNAVAILABLE


def _keeps_old_time(request: MeetingRequest, now: datetime) -> Step:
    """They wanted it moved and now keep the time that stands on the calendar."""
    kept = replace(
        request,
        state=State.CONFIRMED if request.invite_accepted else State.CONFIRMING,
        offered_times=(),
        their_times=(),
        their_times_from="",
        requires_human_review=False,
        review_reason="",
    )
    line = entry(EntryType.NOTED, "They keep the time that stands on the calendar.", now)
    return Step(replace(kept, next_action=timing.after_booking(kept, now)), (), (line,)).frozen()


def _accept(request: MeetingRequest, event: ReplyReceived, now: datetime) -> Step:
    analysis = event.analysis
    chosen = as_utc(analysis.selected_time) if analysis.selected_time else None
    if chosen is None and analysis.any_offered:
        choices = analysis.narrowed_to or request.seen_offer
        any_of = tuple(sorted(as_utc(t) for t in choices if t > now))
        return _agreed_by_one(request, event, any_of, now) if any_of else _clarify(request, event, now)
    if chosen is None and (settled := _settled_by_others(request, event, now)):
        return _ask_about(request, settled, now)
    if chosen is None:
        return _clarify(request, event, now)
    if chosen <= now:
        note = entry(EntryType.NOTED, "The time they chose has passed; offering others.", now)
        step = offers.look_for(request, SlotPurpose.COUNTER, now, state=State.NEGOTIATING)
        return step.frozen().noting(note)
    if chosen not in request.offered_times:
        return _look_within(request, event, (Span(chosen, chosen + request.duration),), now)
    return _agreed_by_one(request, event, (chosen,), now)


def _settled_by_others(request: MeetingRequest, event: ReplyReceived, now: datetime) -> tuple[datetime, ...]:
    """What all others who answered agreed to, for one who says yes without saying to what."""
    others = [a for a in request.required_external if a.email.casefold() != event.sender.casefold()]
    answers = [set(a.agreed_times) for a in others if a.agreed_times]
    if not answers or event.analysis.narrowed_to:
        return ()
    return tuple(sorted(t for t in set.intersection(*answers) if t > now))


def _ask_about(request: MeetingRequest, times: tuple[datetime, ...], now: datetime) -> Step:
    """Narrow the offer to what the others chose, so that a plain yes settles it."""
    why = "They agree without saying to which time; asking about the one that the others chose."
    narrowed = replace(
        request,
        state=State.NEGOTIATING,
        offered_times=times,
        next_action=timing.retry_options(now, "Ask about the time that the others chose."),
    )
    letter = SendLetter(LetterKind.ASK_SILENT, times, why=why)
    return Step(narrowed, (letter,), (entry(EntryType.NOTED, why, now, times=times),)).frozen()


def _agreed_by_one(
    request: MeetingRequest, event: ReplyReceived, chosen: tuple[datetime, ...], now: datetime
) -> Step:
    """Book once all required people on their side said yes to the same time; the earliest, if to several."""
    agreed = _agree(request, event, chosen)
    why = f"{event.sender_name or event.sender} chose this time"
    if event.analysis.speaks_for_all or len(agreed.required_external) == 1:
        return offers.book(agreed, chosen[0], f"{why}.", now).frozen()
    missing = [a.called for a in agreed.required_external if a.agreed_times is None]
    if missing and (held := unreached.waits_for_them(agreed, now)):
        return held
    if missing:
        action = timing.follow_up(agreed, event.received_at)
        waiting = replace(agreed, state=State.AWAITING_RESPONSE, next_action=action)
        line = entry(EntryType.WAITING, f"{why}; still waiting for {', '.join(missing)}.", now)
        return Step(waiting, (), (line,)).frozen()
    if common := agreed.common_times(now):
        return offers.book(agreed, common[0], f"{why}, and everybody on their side agrees.", now).frozen()
    if len(request.offered_times) > 1:
        asked = (
            f"{event.sender_name or event.sender} chose another time than the others, who are asked about it."
        )
        return offers.ask_the_others(agreed, chosen, asked, now).frozen()
    note = entry(EntryType.NOTED, "They chose different times; offering others to all of them.", now)
    step = offers.look_for(agreed, SlotPurpose.COUNTER, now, state=State.NEGOTIATING)
    return step.frozen().noting(note)


def _agree(request: MeetingRequest, event: ReplyReceived, times: tuple[datetime, ...]) -> MeetingRequest:
    """Record what the sender said."""
    speaker = _speaker(request, event)
    agreeing = tuple(
        replace(a, agreed_times=times)
        if speaker in {EVERYBODY, a.email.casefold()} and a in request.external
        else a
        for a in request.attendees
    )
    return replace(request, attendees=agreeing)


def _speaker(request: MeetingRequest, event: ReplyReceived) -> str:
    """For whom the sender speaks: all, or themselves. The colleague of the only one speaks for that one."""
    if event.analysis.speaks_for_all or len(request.required_external) == 1:
        return EVERYBODY
    person = request.attendee_by_address(event.sender)
    return person.email.casefold() if person else event.sender.casefold()


def _look_within(
    request: MeetingRequest, event: ReplyReceived, spans: tuple[Span, ...], now: datetime
) -> Step:
    """See whether the times of the sender are free for us; nobody else has agreed to them."""
    turned_down = tuple(sorted({*request.refused_times, *request.offered_times}))
    wanted = replace(
        request, their_times=spans, their_times_from=_speaker(request, event), refused_times=turned_down
    )
    return offers.look_within(wanted, now).frozen()


def _their_times(request: MeetingRequest, event: ReplyReceived, now: datetime) -> Step:
    ahead = tuple(
        Span(max(as_utc(w.start), now), as_utc(w.end))
        for w in event.analysis.windows
        if as_utc(w.end) - max(as_utc(w.start), now) >= request.duration
    )
    if ahead:
        return _look_within(request, event, ahead, now)
    refused = replace(request, their_times=(), their_times_from="")
    note = entry(EntryType.NOTED, "None of the offered times suits them; offering others.", now)
    step = offers.look_for(refused, SlotPurpose.COUNTER, now, state=State.NEGOTIATING)
    return offers.withdraw_event(step, now).frozen().noting(note)


def _clarify(request: MeetingRequest, event: ReplyReceived, now: datetime) -> Step:
    """One short question; a second unclear answer goes to the rep."""
    analysis = event.analysis
    readings = tuple(
        tuple(Span(as_utc(w.start), as_utc(w.end)) for w in reading if as_utc(w.start) > now)
        for reading in analysis.readings
    )
    readings = tuple(sorted((one for one in readings if one), key=lambda one: one[0].start))
    named = sorted(as_utc(t) for t in analysis.narrowed_to if t > now)
    times = tuple(named or sorted(t for t in request.seen_offer if t > now))
    if request.clarify_count >= MOST_CLARIFICATIONS or not (readings or times):
        reason = "Their answer is not clear, also on a second look."
        return offers.needs_rep(request, reason, now, title="An unclear answer").frozen()
    asking = replace(
        request,
        state=State.NEGOTIATING,
        clarify_count=request.clarify_count + 1,
        next_action=timing.retry_options(now, "Ask which time they meant."),
    )
    why = "Their answer is not clear enough to book, so they are asked."
    letter = SendLetter(LetterKind.CLARIFY, () if readings else times, readings=readings, why=why)
    return Step(asking, (letter,), (entry(EntryType.NOTED, why, now),)).frozen()


def on_reply_after_the_end(request: MeetingRequest, event: ReplyReceived, now: datetime) -> Step:
    """Nothing is reopened; the rep is told, and a wish not to be written to is kept."""
    said = entry(
        received_entry(event),
        f"{event.evidence} This request has ended, so nothing follows from it.",
        now,
        actor=Actor.PROSPECT,
        email_id=event.message_id,
        content=event.analysis.new_text,
    )
    if event.analysis.message_kind is MessageKind.OPT_OUT:
        return replace(Step(request, (), (said,)), opts_out=(event.sender,))
    if event.analysis.message_kind is not MessageKind.REPLY:
        return Step(request, (), (said,))
    who = event.sender_name or event.sender
    return Step(request, (TellRep("An answer after the end", f"{request.title}: {who} wrote."),), (said,))


def _decline(request: MeetingRequest, event: ReplyReceived, now: datetime) -> Step:
    """A no ends it and nothing more is sent. One of several, or a stranger's, goes to the rep."""
    who = event.sender_name or event.sender
    person = request.attendee_by_address(event.sender)
    if person is None:
        return offers.needs_rep(request, f"{who} answered for them with a no.", now).frozen()
    if len(request.required_external) > 1:
        out = request.with_attendee(replace(person, left_out_reason="declined"))
        return offers.needs_rep(out, f"{who} declined; the others have not.", now).frozen()
    notes = f"{who} declined: {_short(event.analysis.new_text)}"
    step = offers.end(request, State.CANCELLED, Outcome.CANCELLED_BY_THEM, notes, now)
    notice = TellRep("They declined", f"{request.title}: {notes}", Urgency.HIGH)
    return step.also(notice).noting(entry(EntryType.CANCELLED, notes, now, actor=Actor.PROSPECT))


def _opt_out(request: MeetingRequest, event: ReplyReceived, now: datetime) -> Step:
    """It is about the person: nobody's but an attendee's ends the request."""
    who = event.sender_name or event.sender
    if request.attendee_by_address(event.sender) is None:
        gone = event.sender.casefold()
        without = tuple(a for a in request.also_write_to if a.casefold() != gone)
        left = replace(request, also_write_to=without)
        reason = f"{who}, who is no attendee, asked not to be written to."
        step = offers.needs_rep_unless_resting(left, reason, now)
        return replace(step.frozen(), opts_out=(event.sender,))
    step = on_person_opted_out(request, PersonOptedOut(event.sender), now)
    notice = TellRep("Do not write again", f"{who} asked not to be written to.", Urgency.HIGH)
    return replace(step.also(notice), opts_out=(event.sender,))


def on_person_opted_out(request: MeetingRequest, event: PersonOptedOut, now: datetime) -> Step:
    """A required person ends the request; without an optional one it goes on."""
    person = request.attendee_by_address(event.address)
    if person is None:
        raise UnexpectedEvent(f"{event.address} is not on this request.")
    who = person.called
    if person not in request.required_external:
        out = request.with_attendee(replace(person, left_out_reason="opted out"))
        line = entry(EntryType.NOTED, f"{who} opted out and is left out.", now)
        return people.invited_anew(Step(out, (), (line,)), now)  # what moves it would be told to them as well
    step = offers.end(request, State.CANCELLED, Outcome.CANCELLED_BY_THEM, "opted out", now)
    why = f"{who} asked not to be written to: opted out."
    return step.noting(entry(EntryType.CANCELLED, why, now, actor=Actor.PROSPECT))


def _wrote_about_agreed(request: MeetingRequest, event: ReplyReceived, now: datetime) -> Step:
    """A time is agreed: a thank-you changes nothing, another wish reopens it."""
    analysis = event.analysis
    agreed = request.agreed_time or request.scheduled_time
    selected = as_utc(analysis.selected_time) if analysis.selected_time else None
    agrees = analysis.intent in {Intent.ACCEPT_TIME, Intent.UNCLEAR} and not analysis.ambiguous
    if agrees and selected is None and _is_due(request, now) and analysis.intent is Intent.ACCEPT_TIME:
        return offers.needs_rep(request, "It is not clear whether they will come.", now).frozen()
    if agrees and selected in {None, agreed}:
        return Step(request, (), (entry(EntryType.NOTED, "The agreed time stands.", now),))
    if analysis.ambiguous and not selected:
        return _clarify(request, event, now)
    again = offers.reopened(request, now)
    if request.is_booked and request.scheduled_time and request.scheduled_time - now <= timing.LAST_CALL:
        again, late = offers.off_calendar(again), offers.withdraw_event(Step(again), now)
        step = _their_wish(again, event, selected, now)
        return replace(step, effects=late.effects + step.effects)
    return _their_wish(again, event, selected, now)


def _is_due(request: MeetingRequest, now: datetime) -> bool:
    """Whether the meeting is so near that a yes which is none would cost it: "sorry, sick today"."""
    start = request.scheduled_time
    return request.is_booked and start is not None and start - now <= timing.DAY_OF_MEETING


def _their_wish(
    again: MeetingRequest, event: ReplyReceived, selected: datetime | None, now: datetime
) -> Step:
    """What they want instead of the agreed time."""
    analysis = event.analysis
    if selected:
        return _look_within(again, event, (Span(selected, selected + again.duration),), now)
    if analysis.intent is Intent.PROPOSE_ALTERNATIVE:
        return _their_times(again, event, now)
    if analysis.intent is Intent.RESCHEDULE_LATER or _has_to_wait(analysis):
        return conflicts.put_off(again, analysis, now)
    return offers.needs_rep(again, "They wrote about the agreed meeting; please look.", now).frozen()


def _short(text: str, length: int = 200) -> str:
    """The first line or so of what they said, for the log."""
    flat = " ".join(text.split())
    return flat if len(flat) <= length else f"{flat[: length - 1]}…"
