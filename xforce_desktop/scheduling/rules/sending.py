"""What follows once one of our messages has left."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.scheduling.composing import ASKS_ZONE
from xforce_desktop.scheduling.effects import LetterSent
from xforce_desktop.scheduling.events import MailSent
from xforce_desktop.scheduling.planning import leaves_open_when
from xforce_desktop.scheduling.request import (
    EntryType,
    Handler,
    HistoryEntry,
    MeetingRequest,
    State,
)
from xforce_desktop.scheduling.rules import timing
from xforce_desktop.scheduling.softening import why_it_was_softer
from xforce_desktop.scheduling.step import Step, entry
from xforce_desktop.scheduling.unit_of_work import ActionEntry

ASKS = frozenset(
    {
        LetterKind.INITIAL,
        LetterKind.FOLLOW_UP,
        LetterKind.NO_SHOW,
        LetterKind.COUNTER,
        LetterKind.CONSTRAINT,
        LetterKind.CLARIFY,
        LetterKind.ASK_SILENT,
        LetterKind.DE_ESCALATE,
        LetterKind.SOCIAL_PROOF,
        LetterKind.CHAMPION_CC,
        LetterKind.SMS,
    }
)
SENT_ENTRY = {
    LetterKind.FOLLOW_UP: EntryType.FOLLOW_UP_SENT,
    LetterKind.SOCIAL_PROOF: EntryType.FOLLOW_UP_SENT,
    LetterKind.CHAMPION_CC: EntryType.FOLLOW_UP_SENT,
    LetterKind.ASK_SILENT: EntryType.FOLLOW_UP_SENT,
    LetterKind.REMINDER: EntryType.REMINDER_SENT,
    LetterKind.NO_SHOW: EntryType.RESCHEDULING_STARTED,
    LetterKind.DE_ESCALATE: EntryType.DE_ESCALATED,
    **dict.fromkeys((kind for kind in LetterKind if kind.is_text), EntryType.SMS_SENT),
}
SENT_WHY = {
    LetterKind.INITIAL: "Sent the first offer: {times} free for everybody on our side.",
    LetterKind.FOLLOW_UP: "Wrote again, with what is free now: {times}.",
    LetterKind.SOCIAL_PROOF: "Wrote again with something of use, and with what is free now: {times}.",
    LetterKind.CHAMPION_CC: "Wrote again with {times}, and copied in who helps us there.",
    LetterKind.CHAMPION_INTRO: "Asked who helps us there for an introduction.",
    LetterKind.ASK_SILENT: "Those who have not agreed yet were asked by name.",
    LetterKind.COUNTER: "No time so far suited everybody, so others were offered: {times}.",
    LetterKind.CONSTRAINT: "Offered {times} that fit what they said.",
    LetterKind.CLARIFY: "Asked which time they mean, rather than guess.",
    LetterKind.NO_SHOW: "They missed the meeting; offered {times} soon, without blame.",
    LetterKind.CONFIRMATION: "Confirmed the agreed time in the same conversation.",
    LetterKind.REMINDER: "Reminded them of the meeting.",
    LetterKind.DE_ESCALATE: "Offered a shorter meeting of {minutes} minutes: {times}.",
    LetterKind.SMS: "Sent a text with {times}.",
    LetterKind.SMS_CONFIRMED: "Confirmed the agreed time by text as well.",
    LetterKind.SMS_TODAY: "Reminded them of the meeting by text.",
    LetterKind.SMS_LATE: "Asked by text as well whether they are on their way.",
    LetterKind.RUNNING_LATE: "Asked whether they are on their way.",
    LetterKind.PAUSE_ACK: "Told them that we will come back when they asked us to.",
}


def on_mail_sent(request: MeetingRequest, event: MailSent, now: datetime) -> Step:
    letter = event.letter
    sent = _on_record(request, letter)
    is_held = request.state is State.PAUSED or request.handled_by is Handler.REP
    if event.was_recalled or is_held:  # it was on its way already; nothing follows from it
        asked = letter.kind in ASKS
        offered = letter.times if asked and is_held else request.offered_times
        recorded = replace(sent, attempt_count=sent.attempt_count + int(asked), offered_times=offered)
        return Step(recorded, (), (_too_late_line(letter, now),))
    why = SENT_WHY.get(letter.kind, f"Sent: {letter.kind}.").format(
        times=counted(letter.times), minutes=sent.duration_minutes
    )
    why = " ".join(part for part in (_with_writer(why, letter), why_it_was_softer(request, letter)) if part)
    line = _sent_line(SENT_ENTRY.get(letter.kind, EntryType.EMAIL_SENT), why, letter, now)
    if letter.kind in ASKS:
        return _asked(sent, event, now).noting(line)
    if letter.kind is LetterKind.REMINDER and request.scheduled_time:
        sent = replace(sent, state=State.REMINDER_SENT, next_action=timing.once_a_day(sent, now))
    return Step(sent, (), (line,))


def _on_record(request: MeetingRequest, letter: LetterSent) -> MeetingRequest:
    """The mail belongs to the conversation; an answer that came after it stays the one to answer.

    A text has no place in the thread of mails, nor has what we ask somebody else: the next mail still answers
    the newest mail.
    """
    is_in_thread = not letter.kind.is_text and letter.kind is not LetterKind.CHAMPION_INTRO
    asks_zone = letter.kind in ASKS_ZONE and bool(letter.times) and not request.primary.zone_is_sure
    turn = HistoryEntry(
        f"{letter.kind}_sent",
        letter.sent_at,
        letter.body,
        letter.times,
        minutes=letter.minutes,
        channel="sms" if letter.kind.is_text else "email",
    )
    is_newest = all(one.at <= turn.at for one in request.history)
    known_minutes = min(request.duration_minutes, letter.minutes or request.duration_minutes)
    return replace(
        request,
        duration_minutes=known_minutes,
        shortened_from=None if letter.kind is LetterKind.DE_ESCALATE else request.shortened_from,
        last_action_at=letter.sent_at,
        email_thread_id=(letter.conversation_id if is_in_thread else "") or request.email_thread_id,
        subject=request.subject or (letter.subject if is_in_thread else ""),
        reply_to_id=letter.provider_id
        if is_newest and is_in_thread and letter.provider_id
        else request.reply_to_id,
        history=tuple(sorted((*request.history, turn), key=lambda one: one.at)),
        shown_timezone=request.recipient_timezone
        if letter.times or letter.asked_about
        else request.shown_timezone,
        zone_asked=request.zone_asked or asks_zone,
    )


def _with_writer(why: str, letter: LetterSent) -> str:
    return f"{why} {letter.worded}." if letter.worded else why


def _sent_line(kind: EntryType, why: str, letter: LetterSent, now: datetime) -> ActionEntry:
    times = letter.times or letter.asked_about
    return entry(kind, why, now, email_id=letter.provider_id, times=times, content=letter.body)


def on_recalled_after_the_end(request: MeetingRequest, event: MailSent, now: datetime) -> Step:
    """The request ended while this mail was on its way: the log says so, nothing else changes."""
    return Step(request, (), (_too_late_line(event.letter, now),))


def _too_late_line(letter: LetterSent, now: datetime) -> ActionEntry:
    what, kind = ("text", EntryType.SMS_SENT) if letter.kind.is_text else ("mail", EntryType.EMAIL_SENT)
    return _sent_line(kind, f"This {what} had left before it could be stopped.", letter, now)


def counted(times: tuple[datetime, ...]) -> str:
    """How many times, in words."""
    return f"{len(times)} {'time' if len(times) == 1 else 'times'}"


def _asked(request: MeetingRequest, event: MailSent, now: datetime) -> Step:
    letter = event.letter
    negotiates = letter.kind in {LetterKind.COUNTER, LetterKind.CONSTRAINT, LetterKind.CLARIFY}
    on_their_days = letter.kind is not LetterKind.COUNTER and leaves_open_when(request)
    asked = replace(
        request,
        state=State.NEGOTIATING if negotiates else State.AWAITING_RESPONSE,
        attempt_count=request.attempt_count + 1,
        asks_since_reply=request.asks_since_reply + 1,
        offered_times=letter.times or request.offered_times,
        their_times=request.their_times if on_their_days else (),
        their_times_from=request.their_times_from if on_their_days else "",
        requires_human_review=False,
        review_reason="",
    )
    waiting = replace(asked, next_action=timing.follow_up(asked, letter.sent_at))
    offered = entry(EntryType.TIMES_PROPOSED, "These times were offered.", now, times=letter.times)
    return Step(waiting, (), (offered,) if letter.times else ())
