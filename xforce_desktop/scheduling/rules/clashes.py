"""Somebody of ours got something else at the time of a booked meeting: the rep decides, nothing is sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from xforce_desktop.scheduling.effects import TellRep, Urgency
from xforce_desktop.scheduling.events import ClashResolved, DoubleBooked
from xforce_desktop.scheduling.request import EntryType, MeetingRequest
from xforce_desktop.scheduling.step import Step, entry

OPENING = "Double-booked since: "  # what this module wrote is known by it


def on_double_booked(request: MeetingRequest, event: DoubleBooked, now: datetime) -> Step:
    """The booked meeting keeps its reminder and everything else; another question to the rep stays first."""
    reason = _in_words(request, event)
    asks_other = request.requires_human_review and not request.review_reason.startswith(OPENING)
    flagged = replace(request, requires_human_review=True, review_reason=reason)
    notice = TellRep("Double-booked", f"{request.title}: {reason}", Urgency.HIGH)
    line = entry(EntryType.NOTED, reason, now, selected=event.start)
    return Step(request if asks_other else flagged, (notice,), (line,))


def on_clash_resolved(request: MeetingRequest, event: ClashResolved, now: datetime) -> Step:
    cleared = request
    if request.review_reason.startswith(OPENING):
        cleared = replace(request, requires_human_review=False, review_reason="")
    why = "No longer double-booked: everybody needed on our side is free for the booked meeting again."
    return Step(cleared, (), (entry(EntryType.NOTED, why, now, selected=event.start),))


def _in_words(request: MeetingRequest, event: DoubleBooked) -> str:
    """Who and when, never what: the title of the other event is theirs alone."""
    found = [request.attendee_by_address(address) for address in event.who]
    others = [a.called for a in found if a and not a.is_organizer]
    own = ["you"] if any(a and a.is_organizer for a in found) else []
    names = " and ".join([*others, *own])
    verb = "has" if len(others) == 1 and not own else "have"
    when = event.start.astimezone(ZoneInfo(request.preferences.timezone))
    return (
        f"{OPENING}{names} {verb} something else at the time of the booked meeting, "
        f"{when:%A, %B} {when.day}, {when:%H:%M}. Choose another time, or give it back to let it stand."
    )
