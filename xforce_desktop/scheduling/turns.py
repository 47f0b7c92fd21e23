"""What the turns of a conversation say about it: who asked, who answered, and how fast."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from xforce_desktop.clock import MOST_CLOCK_ERROR
from xforce_desktop.messages.assignment import TEXTS_OF_MEETING, LetterKind
from xforce_desktop.scheduling.request import EVERYBODY, Attendee, HistoryEntry, MeetingRequest

# Mails of ours that want no answer. Every other one asks for something.
ASK_NOTHING = frozenset(
    f"{kind}_sent"
    for kind in (
        LetterKind.CONFIRMATION,
        LetterKind.REMINDER,
        LetterKind.PAUSE_ACK,
        LetterKind.CANCELLATION,
        LetterKind.RUNNING_LATE,
        LetterKind.CHAMPION_INTRO,  # asks somebody else
        *TEXTS_OF_MEETING,
    )
)

_CONFIRMED = f"{LetterKind.CONFIRMATION}_sent"
_TAKEN_OFF = frozenset(
    f"{kind}_sent" for kind in (LetterKind.NO_SHOW, LetterKind.PAUSE_ACK, LetterKind.CANCELLATION)
)


def is_theirs(turn: HistoryEntry) -> bool:
    return turn.type.startswith("prospect_")


def is_ask(turn: HistoryEntry) -> bool:
    """Whether it is a message of ours that hopes for an answer."""
    return turn.type.endswith("_sent") and turn.type not in ASK_NOTHING


def way_of(ask: HistoryEntry) -> str:
    """sms or email."""
    return "sms" if ask.type.startswith("sms") else "email"


def asks(request: MeetingRequest) -> tuple[HistoryEntry, ...]:
    """Our asks, oldest first."""
    return tuple(turn for turn in _in_order(request) if is_ask(turn))


def asks_that_count(request: MeetingRequest) -> tuple[HistoryEntry, ...]:
    """Without those that met an absence and were not answered after it: nobody was there to read them."""
    counted, is_answered = [], False
    for turn in reversed(_in_order(request)):
        if is_ask(turn) and (is_answered or not turn.met_absence):
            counted.append(turn)
        is_answered = is_theirs(turn) or (is_answered and not is_ask(turn))
    return tuple(reversed(counted))


def without_last_ask(request: MeetingRequest) -> MeetingRequest:
    """The same where the newest ask, if it is not answered, counts as none: it met an absence. Once since
    their own last reply: whose machine answers every mail would never be given up otherwise."""
    reply = last_reply(request)
    since = [turn for turn in asks(request) if reply is None or turn.at > reply.at]
    if not since or any(turn.met_absence for turn in since):
        return request
    last = since[-1]
    marked = tuple(replace(one, met_absence=True) if one is last else one for one in request.history)
    return replace(request, history=marked, asks_since_reply=max(request.asks_since_reply - 1, 0))


def waits_for_them(request: MeetingRequest) -> bool:
    """Whether an ask of ours has no answer yet, be it one that counts as none as it met an absence."""
    if request.asks_since_reply:
        return True
    told = [one for one in _in_order(request) if is_ask(one) or is_theirs(one) or one.type == _CONFIRMED]
    return bool(told) and told[-1].met_absence


def replies(request: MeetingRequest) -> tuple[HistoryEntry, ...]:
    """Their own messages, oldest first; automatic answers are none."""
    return tuple(turn for turn in _in_order(request) if is_theirs(turn))


def last_reply(request: MeetingRequest) -> HistoryEntry | None:
    return next(reversed(replies(request)), None)


def last_reply_by(request: MeetingRequest, person: Attendee) -> HistoryEntry | None:
    """The newest that speaks for this person."""
    return next((turn for turn in reversed(replies(request)) if _speaks_for(turn, person)), None)


def _speaks_for(turn: HistoryEntry, person: Attendee) -> bool:
    return turn.by in {"", EVERYBODY, person.email.casefold()}


def unanswered(request: MeetingRequest) -> int:
    """Messages of ours that ask for something, since their last own reply. A call that was suggested to the
    rep counts as an ask elsewhere, but is no message."""
    sent, last = asks_that_count(request), last_reply(request)
    if not asks(request):
        return request.asks_since_reply
    return len([turn for turn in sent if last is None or turn.at > last.at])


def unanswered_by(request: MeetingRequest, person: Attendee) -> int:
    """Messages that asked this person for something since their own last reply, and since the rep last spoke
    up for the request: others of theirs may have answered each of them.

    The rep's word is dated by this computer's clock, messages by the service's: what left right then counts.
    """
    last = last_reply_by(request, person)
    spoke = last.at if last else None
    since = (request.counts_from or request.created_at) - MOST_CLOCK_ERROR
    return sum(turn.at >= since and (spoke is None or turn.at > spoke) for turn in asks_that_count(request))


def is_settled(request: MeetingRequest, reply: HistoryEntry) -> bool:
    """Whether a time was booked on this reply, or after it, be it that they missed the meeting."""
    was_booked = request.booked_at is not None and reply.at <= request.booked_at
    return was_booked or any(one.type == _CONFIRMED and one.at >= reply.at for one in request.history)


def while_not_booked(request: MeetingRequest) -> tuple[HistoryEntry, ...]:
    """Their replies while no confirmed time stood: later ones move a meeting that was agreed on."""
    found, stands = [], False
    for turn in _in_order(request):
        stands = turn.type == _CONFIRMED or (stands and turn.type not in _TAKEN_OFF)
        if is_theirs(turn) and not stands:
            found.append(turn)
    return tuple(found)


def moves_to(request: MeetingRequest, start: datetime) -> bool:
    """Whether a confirmation of `start` moves a meeting that they were told stands at another time."""
    last = next((one for one in reversed(_in_order(request)) if one.type in {_CONFIRMED, *_TAKEN_OFF}), None)
    return last is not None and last.type == _CONFIRMED and start not in last.times


def moves(request: MeetingRequest) -> int:
    """How often a meeting that they were told stands was moved to another time."""
    found, told = 0, replace(request, history=())
    for turn in _in_order(request):
        if turn.type == _CONFIRMED:
            found += any(moves_to(told, start) for start in turn.times[:1])
        told = replace(told, history=(*told.history, turn))
    at = request.scheduled_time
    return found + (at is not None and moves_to(request, at))


def response_rate(request: MeetingRequest) -> float | None:
    """Their replies for each ask of ours, at most 1; None while nothing was asked."""
    asked = len(asks_that_count(request))
    return min(len(replies(request)) / asked, 1.0) if asked else None


def answer_times(request: MeetingRequest) -> tuple[timedelta, ...]:
    """How long each answered ask waited, by the clock, nights and weekends included.

    A reply answers the ask right before it; a second one to the same ask, and one to a mail that asked for
    nothing, tell no speed.
    """
    waits, asked = [], None
    for turn in _in_order(request):
        if is_theirs(turn) and asked is not None:
            waits.append(turn.at - asked.at)
        asked = turn if is_ask(turn) else None
    return tuple(waits)


def average_wait(request: MeetingRequest) -> timedelta | None:
    """Of `answer_times`; None where no ask was answered."""
    waits = answer_times(request)
    return sum(waits, timedelta()) / len(waits) if waits else None


def _in_order(request: MeetingRequest) -> list[HistoryEntry]:
    return sorted(request.history, key=lambda turn: turn.at)
