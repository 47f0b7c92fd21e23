"""When the agent acts next. Everything here is arithmetic on `now` and the request."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from xforce_desktop.scheduling import cadence, knobs, reputation
from xforce_desktop.scheduling.knobs import Knob, Source
from xforce_desktop.scheduling.request import (
    ENDED,
    ON_CALENDAR,
    ActionType,
    MeetingRequest,
    NextAction,
    State,
)
from xforce_desktop.scheduling.rules import texting
from xforce_desktop.scheduling.seasonality import Season, season_for
from xforce_desktop.scheduling.strategy import stop_rules, strategy_for

GRACE = timedelta(minutes=10)  # after the planned end, before anybody is called a no-show
ATTENDANCE_POLLS = tuple(timedelta(minutes=m) for m in (10, 15, 30, 60))
HOURLY_POLLS_UNTIL = timedelta(hours=24)
ASK_REP_AFTER = timedelta(minutes=60)
CALENDAR_RETRY = timedelta(minutes=15)
NO_SLOTS_RETRY_DAYS = 1
REMIND_REP_AFTER_DAYS = 1
REMIND_OF_OWN_AFTER_DAYS = 3  # of a request that the rep has taken over
REMIND_OF_PAUSE_AFTER_DAYS = 7
INVITE_CHECK_AFTER = timedelta(hours=24)
BETWEEN_REMINDERS = timedelta(hours=1)  # at least, between one by mail and one by text
NEAR = timedelta(hours=48)
DAY_OF_MEETING = timedelta(hours=12)  # before its start: what they write then is about whether they come
LAST_CALL = timedelta(hours=1)  # before a meeting they want moved: without a new time it is withdrawn then


def locale_of(request: MeetingRequest) -> cadence.Locale:
    """Where the prospect is, for working hours and public holidays."""
    zone = request.recipient_timezone
    return cadence.Locale(zone, cadence.country_of(zone), request.company_state)


def today_there(request: MeetingRequest, now: datetime) -> date:
    """The date on the prospect's calendar."""
    return now.astimezone(ZoneInfo(request.recipient_timezone)).date()


def follow_up(request: MeetingRequest, sent_at: datetime) -> NextAction:
    """The next follow-up after an ask that left at `sent_at`; the gap grows with each unanswered ask, with
    the season, and where more persistence would cost the rep's good name."""
    strategy = strategy_for(request.meeting_type)
    place = locale_of(request)
    local_day = sent_at.astimezone(ZoneInfo(place.timezone)).date()
    season = season_for(request.company_state, local_day, request.trade)
    number = max(request.asks_since_reply, 1)
    risk = reputation.assess(request)
    manners = risk.adjustments.interval_multiplier
    stretched = _stretched(request, season)
    at = cadence.follow_up_at(sent_at, number, strategy.follow_up_interval_hours, stretched, manners, place)
    at = cadence.within_hours(at, knobs.wanted_hours(request.knobs), place)
    why = f"Follow-up {number} if nobody has answered by then: {strategy.follow_up_interval_hours} hours"
    if number > 1:
        why += f" x {1 + 0.5 * (number - 1):g} because this is unanswered ask {number}"
    if season.interval_multiplier != 1:
        why += f" x {season.interval_multiplier:g} for the season ({season.type.replace('_', ' ')})"
    if stretched != season.interval_multiplier:
        why += f" x {stretched / season.interval_multiplier:g} {_for_another_gap(request)}"
    if manners != 1:
        why += f" x {manners:g} not to press them ({reputation.drivers_in_words(risk)})"
    why += _for_what_is_tried(request)
    return NextAction(ActionType.FOLLOW_UP, at, f"{why}, moved into their working hours.")


def planned_anew(
    action: NextAction | None, before: MeetingRequest, after: MeetingRequest, now: datetime
) -> NextAction | None:
    """A follow-up that is planned as `before` has it, as `after` has it: not before now, in their hours. What
    was planned in another way, and anything else, stays."""
    since = before.last_action_at
    if action is None or action.type is not ActionType.FOLLOW_UP or since is None:
        return action
    anew = follow_up(after, since)
    if follow_up(before, since).at != action.at or anew.at == action.at:
        return action
    at = cadence.within_hours(max(anew.at, now), knobs.wanted_hours(after.knobs), locale_of(after))
    return replace(anew, at=at)


def _stretched(request: MeetingRequest, season: Season) -> float:
    """The season's multiplier with what is tried or was learned. Nobody is pressed in a busy season, also
    where the request began before it."""
    factor = knobs.gap_factor(request.knobs)
    return knobs.bounded(season.interval_multiplier, max(factor, 1.0) if season.busy else factor)


def _for_another_gap(request: MeetingRequest) -> str:
    use = knobs.use_of(request.knobs, Knob.GAP)
    assert use is not None, "the gap is the usual one"
    longer = "longer" if float(use.value) > 1 else "shorter"
    tried = "is tried" if use.source is Source.VARIED else "was learned"
    return f"because a {longer} gap {tried} here"


def _for_what_is_tried(request: MeetingRequest) -> str:
    hours = knobs.wanted_hours(request.knobs)
    return f", from {hours[0]:%H:%M} to {hours[1]:%H:%M} their time" if hours else ""


def after_booking(request: MeetingRequest, now: datetime) -> NextAction:
    """What a booked meeting needs next: a look at the invitation, a reminder, then at who attended."""
    assert request.scheduled_time is not None
    booked_at = request.booked_at or now
    place = locale_of(request)
    reminders = cadence.reminder_at(request.scheduled_time, booked_at, place, request.needs_two_reminders)
    steps = [
        NextAction(ActionType.SEND_REMINDER, at, "The reminder, in their time zone.") for at in reminders
    ]
    steps += _text(request, booked_at, reminders)
    steps += _invite_check(request, booked_at)
    ahead = [step for step in steps if step.at > now]
    return min(ahead, key=lambda step: step.at) if ahead else first_attendance_check(request, now)


def _text(request: MeetingRequest, booked_at: datetime, reminders: tuple[datetime, ...]) -> list[NextAction]:
    """One text an hour before the meeting, unless a reminder by mail is due within an hour of it, or a text
    that confirms the meeting leaves on its day."""
    assert request.scheduled_time is not None
    place = locale_of(request)
    at = cadence.text_reminder_at(request.scheduled_time, booked_at, place)
    if at is None or not texting.may_get_texts_about_meeting(request):
        return []
    if any(abs(at - other) < BETWEEN_REMINDERS for other in reminders):
        return []
    confirmed_at = cadence.next_texting_time(booked_at, place)
    if texting.writes_by_text(request) and _day_there(confirmed_at, place) == _day_there(at, place):
        return []
    return [NextAction(ActionType.SEND_TEXT, at, "A text before the meeting, as they agreed to be texted.")]


def _day_there(at: datetime, place: cadence.Locale) -> date:
    return at.astimezone(place.zone).date()


def _invite_check(request: MeetingRequest, booked_at: datetime) -> list[NextAction]:
    """A day after the booking, unless everybody has accepted or the meeting is near by then."""
    assert request.scheduled_time is not None
    at = _rep_morning(request, booked_at + INVITE_CHECK_AFTER)
    if request.invite_accepted or at > request.scheduled_time - INVITE_CHECK_AFTER:
        return []
    return [NextAction(ActionType.CHECK_INVITE, at, "See whether everybody has accepted the invitation.")]


def _rep_morning(request: MeetingRequest, at: datetime) -> datetime:
    """`at`, or the next moment at which the rep works."""
    zone = request.preferences.timezone
    return cadence.next_sending_time(at, cadence.Locale(zone, cadence.country_of(zone)))


def after_reminder(request: MeetingRequest, now: datetime) -> NextAction:
    """What comes after a reminder that goes out now."""
    following = replace(request, next_action=after_booking(request, now))
    return once_a_day(following, now) or first_attendance_check(request, now)


def once_a_day(request: MeetingRequest, now: datetime) -> NextAction | None:
    """What is next after a reminder that left now: the second one only if it is due on another day there, as
    after a sleep both may fall on the same morning."""
    action, zone = request.next_action, ZoneInfo(locale_of(request).timezone)
    if action is None or action.type is not ActionType.SEND_REMINDER:
        return action
    is_today = action.at.astimezone(zone).date() == now.astimezone(zone).date()
    return first_attendance_check(request, now) if is_today else action


def first_attendance_check(request: MeetingRequest, now: datetime) -> NextAction:
    """When to look who was there: after the grace, at once if that is over already (the computer slept)."""
    ends_at = request.ends_at
    assert ends_at is not None
    at = max(ends_at + GRACE, now)
    return NextAction(ActionType.CHECK_NO_SHOW, at, "See who attended, after a grace of 10 minutes.")


def attendance_check(request: MeetingRequest, now: datetime) -> NextAction:
    """When to look (again) who was there: soon after the end, then ever more rarely for a day."""
    ends_at = request.ends_at
    assert ends_at is not None
    for wait in ATTENDANCE_POLLS:
        if ends_at + wait > now:
            return NextAction(
                ActionType.CHECK_NO_SHOW, ends_at + wait, "See who attended, after a grace of 10 minutes."
            )
    hours = int((now - ends_at) / timedelta(hours=1)) + 1
    at = ends_at + timedelta(hours=hours)
    return NextAction(ActionType.CHECK_NO_SHOW, at, "The attendance report has not come yet; look again.")


def remind_rep(request: MeetingRequest, now: datetime) -> NextAction:
    """When to remind the rep that this request waits for them."""
    at = _rep_morning(request, now + timedelta(days=REMIND_REP_AFTER_DAYS))
    return NextAction(ActionType.REMIND_REP, at, "Remind you, if it still waits for you then.")


def with_rep(request: MeetingRequest, now: datetime) -> NextAction:
    """While the rep has it nothing is sent: they are asked how a booked meeting went, or reminded of it."""
    if request.is_booked and request.ends_at is not None and request.ends_at + GRACE > now:
        return NextAction(ActionType.REMIND_REP, request.ends_at + GRACE, "Ask you how the meeting went.")
    at = _rep_morning(request, now + timedelta(days=REMIND_OF_OWN_AFTER_DAYS))
    return NextAction(ActionType.REMIND_REP, at, "Remind you that this one is yours.")


def while_paused(request: MeetingRequest, now: datetime) -> NextAction:
    """A pause of the rep's has no end of its own; they are reminded of it."""
    at = _rep_morning(request, now + timedelta(days=REMIND_OF_PAUSE_AFTER_DAYS))
    return NextAction(ActionType.REMIND_REP, at, "Remind you that it is still paused.")


def retry_options(at: datetime, why: str) -> NextAction:
    return NextAction(ActionType.SEND_OPTIONS, at, why)


def why_stop(request: MeetingRequest, now: datetime) -> str | None:
    """The stop rule that ends this request, in words, or None.

    Only asks since their last own reply count; age does not end a meeting that is on the calendar and near,
    and begins anew after a pause and when a booked meeting is reopened.
    Source: the specification's stop rules with their corrections 4 and 5.
    """
    limit = strategy_for(request.meeting_type).max_attempts
    if request.asks_since_reply >= limit:
        return f"Reached maximum attempts ({limit}) without an answer."
    if request.no_show_count >= stop_rules().max_no_shows:
        return f"Too many no-shows ({request.no_show_count})."
    days = (now - (request.counts_from or request.created_at)) / timedelta(days=1)
    start = request.scheduled_time
    near = request.is_booked and start is not None and start - now <= NEAR and not _is_forgotten(request, now)
    if days >= stop_rules().max_days_active and not near:
        return f"Request expired after {stop_rules().max_days_active} days."
    return None


def _is_forgotten(request: MeetingRequest, now: datetime) -> bool:
    """Whether nobody has said for weeks how the meeting went."""
    days = timedelta(days=stop_rules().max_days_active)
    return request.ends_at is not None and now - request.ends_at >= days


def why_forgotten(request: MeetingRequest, now: datetime) -> str | None:
    """Why a request ends that the rep has taken over or paused and not touched for a long time, or None.

    The other stop rules rest meanwhile: it is theirs.
    """
    touched = max(request.last_action_at or request.created_at, request.ends_at or request.created_at)
    limit = stop_rules().max_days_with_rep
    return f"You have not come back to it for {limit} days." if (now - touched).days >= limit else None


def with_last_call(request: MeetingRequest, now: datetime) -> MeetingRequest:
    """While a booked meeting is to be moved, something is due an hour before it."""
    action, start = request.next_action, request.scheduled_time
    is_moving = request.is_booked and request.state not in ON_CALENDAR | {State.PAUSED} | ENDED
    if not is_moving or action is None or start is None or request.is_held_by_rep:
        return request
    last_call = start - LAST_CALL
    if not now < last_call < action.at:
        return request
    why = "Take the old time off the calendar if no other is agreed by then."
    return replace(request, next_action=replace(action, at=last_call, why=why))
