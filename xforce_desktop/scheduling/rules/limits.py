"""What follows when the account's memory says something else of their time than before."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from xforce_desktop.scheduling import planning
from xforce_desktop.scheduling.events import StandingChanged
from xforce_desktop.scheduling.request import ON_CALENDAR, EntryType, MeetingRequest
from xforce_desktop.scheduling.rules import people, timing
from xforce_desktop.scheduling.step import Step, entry


def on_standing_changed(request: MeetingRequest, event: StandingChanged, now: datetime) -> Step:
    """The next decision goes by it. An offer that has not left and names a time that is barred now is made
    anew; one that they have seen stands, and so does what is agreed."""
    said = tuple(one for one in request.constraints if one not in event.dropped)
    constraints = tuple(dict.fromkeys((*said, *event.restored)))
    after = replace(request, standing=event.standing, constraints=constraints)
    lines = tuple(entry(EntryType.NOTED, why, now) for why in event.why)
    step = Step(after, (), lines)
    action = after.next_action
    is_unseen = bool(after.offered_times) and not after.offer_was_sent and after.agreed_time is None
    is_prepared = action is not None and action.type in people.PREPARED and after.state not in ON_CALENDAR
    if not (
        is_unseen and is_prepared and people.may_act(after) and planning.barred(after, after.offered_times)
    ):
        return step
    again = timing.retry_options(now, "Find times that fit what is known of theirs.")
    return replace(step, request=replace(after, offered_times=(), next_action=again)).frozen()
