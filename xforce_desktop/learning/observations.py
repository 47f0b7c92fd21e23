"""What one ended request can teach: each ask with its hour, channel and answer. Pure.

An ask was answered if they wrote before we asked again. The last one of a request that we withdrew before the
next was due is neither: nobody can know. No is an answer, too, but not one that a setting is praised for.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from xforce_desktop.availability.workdays import state_code
from xforce_desktop.scheduling import knobs, turns
from xforce_desktop.scheduling.contacts import Contact
from xforce_desktop.scheduling.courses import was_booked
from xforce_desktop.scheduling.knob_choice import could_move_text, persona_of, season_at_start
from xforce_desktop.scheduling.knobs import Knob
from xforce_desktop.scheduling.lessons import Ask, Lesson
from xforce_desktop.scheduling.request import HistoryEntry, MeetingRequest, Outcome

HOUR = timedelta(hours=1)


def lesson_of(request: MeetingRequest, contact: Contact | None, booked_at: Sequence[datetime]) -> Lesson:
    """`contact`: what is kept of the one whom the mails greet. `booked_at`: each moment at which it came on
    the calendar or to another time of it, also what was missed or taken off since. The request must have
    ended."""
    assert request.completed_at is not None, "it has not ended"
    day = request.created_at.astimezone(ZoneInfo(request.recipient_timezone)).date()
    return Lesson(
        request_id=request.id,
        created_at=request.created_at,
        ended_at=request.completed_at,
        company=str(request.company_id or ""),
        persona=persona_of(request, contact),
        meeting_type=request.meeting_type.value,
        trade=request.trade,
        state=state_code("US", request.company_state) or "",
        month=day.month,
        season=season_at_start(request).type,
        first_minutes=request.first_duration_minutes,
        gap=knobs.value_throughout(request.knobs, Knob.GAP),
        could_text=could_move_text(request),
        came_about=came_about(request, booked_at),
        asks=asks_of(request, booked_at),
        place_of_text=_place_of_text(request),
    )


def _place_of_text(request: MeetingRequest) -> str:
    """As it was chosen when the request began; who agreed to texts later had no choice made for them."""
    consent, zone = request.primary.sms_consent, ZoneInfo(request.recipient_timezone)
    agreed = consent is not None and consent.given_on <= request.created_at.astimezone(zone).date()
    return knobs.value_throughout(request.knobs, Knob.CHANNEL) if agreed and could_move_text(request) else ""


def came_about(request: MeetingRequest, booked_at: Sequence[datetime]) -> bool | None:
    """Whether a meeting was ever booked; None where we withdrew before one was."""
    if was_booked(booked_at, request.outcome, request.no_show_count):
        return True
    return None if request.outcome is Outcome.CANCELLED_BY_US else False


def asks_of(request: MeetingRequest, booked_at: Sequence[datetime]) -> tuple[Ask, ...]:
    """Each ask of ours, oldest first, in the zone of who was asked."""
    zone = ZoneInfo(request.recipient_timezone)
    turns_of_both = sorted(request.history, key=lambda turn: turn.at)
    found: list[Ask] = []
    number, before = 0, None
    for place, turn in enumerate(turns_of_both):
        if turns.is_theirs(turn):
            number = 0
        if not turns.is_ask(turn):
            continue
        number += 1
        answer = _answer_to(turns_of_both[place + 1 :])
        answered = _was_answered(request, turn, answer, booked_at)
        found.append(_ask(turn, number, before, answer, answered, zone))
        before = turn.at
    return tuple(found)


def _answer_to(later: list[HistoryEntry]) -> HistoryEntry | None:
    """Their turn before our next ask."""
    for turn in later:
        if turns.is_theirs(turn):
            return turn
        if turns.is_ask(turn):
            return None
    return None


def _was_answered(
    request: MeetingRequest, turn: HistoryEntry, answer: HistoryEntry | None, booked_at: Sequence[datetime]
) -> bool | None:
    """None where silence means nothing, as it was the last ask and we withdrew."""
    if answer is not None:
        return not _is_no(request, answer, booked_at)
    is_last = turn == turns.asks(request)[-1]
    return None if is_last and request.outcome is Outcome.CANCELLED_BY_US else False


def _is_no(request: MeetingRequest, answer: HistoryEntry, booked_at: Sequence[datetime]) -> bool:
    """Whether it is the word with which they ended it. One that was followed by a booking was a yes."""
    if request.outcome is not Outcome.CANCELLED_BY_THEM or answer != turns.last_reply(request):
        return False
    ended_at = request.completed_at or answer.at
    return not any(answer.at <= at <= ended_at for at in booked_at)


def _ask(
    turn: HistoryEntry,
    number: int,
    before: datetime | None,
    answer: HistoryEntry | None,
    answered: bool | None,
    zone: ZoneInfo,
) -> Ask:
    local = turn.at.astimezone(zone)
    return Ask(
        number=number,
        at=turn.at,
        hour=local.hour,
        minute=local.minute,
        weekday=local.weekday(),
        channel=turn.channel or "email",
        kind=turn.type.removesuffix("_sent"),
        minutes=turn.minutes,
        gap_hours=round((turn.at - before) / HOUR, 2) if before else None,
        answered=answered,
        after_hours=round((answer.at - turn.at) / HOUR, 2) if answer else None,
    )
