"""The Teams link of a booked meeting: it may come late, change, go, or never come."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from xforce_desktop.errors import UnexpectedEvent
from xforce_desktop.scheduling.effects import TellRep
from xforce_desktop.scheduling.events import LinkMissing, LinkSeen
from xforce_desktop.scheduling.request import (
    ON_CALENDAR,
    ActionType,
    EntryType,
    Handler,
    MeetingRequest,
    NextAction,
    State,
)
from xforce_desktop.scheduling.rules import timing
from xforce_desktop.scheduling.step import Step, entry

OTHER_EVENT = "It is the link of an event that is not this meeting's any more."


def on_link_seen(request: MeetingRequest, event: LinkSeen, now: datetime) -> Step:
    """What is written from now on names this link, and attendance is looked up by it. The rep hears of a link
    that went, or that is another than the one in a reminder. Raises UnexpectedEvent for another event."""
    if request.calendar_event_id != event.event_id:
        raise UnexpectedEvent(OTHER_EVENT)
    known = replace(request, join_url=event.join_url, next_action=_next(request, event, now))
    if not event.join_url:
        why = "The meeting is no Teams meeting any more; what is written from now on names no link."
        notice = TellRep("The Teams link is gone", f"{request.title}: {why}")
        return Step(known, (notice,), (entry(EntryType.NOTED, why, now),))
    why = "The Teams link has changed." if request.join_url else "The Teams link has come."
    step = Step(known, (), (entry(EntryType.NOTED, why, now),))
    if request.join_url and request.state is State.REMINDER_SENT:
        words = "the Teams link has changed since the reminder; Outlook's update has the new one."
        return step.also(TellRep("Another Teams link", f"{request.title}: {words}"))
    return step


def on_link_missing(request: MeetingRequest, event: LinkMissing, now: datetime) -> Step:
    """The meeting stands all the same. Raises UnexpectedEvent for another event, and if the link is there."""
    if request.calendar_event_id != event.event_id or request.join_url:
        raise UnexpectedEvent(OTHER_EVENT)
    why = "The calendar gave no Teams link; please add one in Outlook."
    notice = TellRep("No Teams link", f"{request.title}: {why}")
    return Step(request, (notice,), (entry(EntryType.NOTED, why, now),))


def _next(request: MeetingRequest, event: LinkSeen, now: datetime) -> NextAction | None:
    """A meeting that is over and had no link: now its report can be looked for, before the reminder."""
    action, ends_at = request.next_action, request.ends_at
    waits_for_rep = action is not None and action.type is ActionType.REMIND_REP
    has_report_now = event.join_url and not request.join_url and request.state in ON_CALENDAR
    is_ours = request.handled_by is Handler.AGENT and not request.agreed_time
    if waits_for_rep and has_report_now and is_ours and ends_at is not None and ends_at <= now:
        return timing.attendance_check(request, now)
    return action
