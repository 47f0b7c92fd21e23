"""From a request to the event that is put on the calendar. Everybody invited sees this text."""

from __future__ import annotations

from datetime import datetime

from xforce_desktop.ports import MeetingPlan
from xforce_desktop.scheduling.request import MeetingRequest, Platform

PLACES = {
    Platform.PHONE: "Phone",
    Platform.ZOOM: "Zoom",
    Platform.GOOGLE_MEET: "Google Meet",
}


def plan_for(request: MeetingRequest, start: datetime) -> MeetingPlan:
    """Attendees are those of the request and nobody else; the rep's internal notes stay out of the text."""
    invited = [a for a in request.attendees if a.id != request.organizer.id and not a.left_out_reason]
    return MeetingPlan(
        subject=request.title,
        body=_body(request),
        start=start,
        end=start + request.duration,
        timezone=request.preferences.timezone,
        required=tuple((a.email, a.name) for a in invited if a.is_required),
        optional=tuple((a.email, a.name) for a in invited if not a.is_required),
        is_teams=request.platform is Platform.TEAMS,
        location=request.location or PLACES.get(request.platform, ""),
    )


def hold_plan(request: MeetingRequest, start: datetime) -> MeetingPlan:
    """A mark for an offered time, for the rep's eyes only."""
    return MeetingPlan(
        subject=f"Hold: {request.title}",
        body="Offered, and not answered yet. X-FORCE takes this away by itself.",
        start=start,
        end=start + request.duration,
        timezone=request.preferences.timezone,
        required=(),
        optional=(),
        is_teams=False,
        is_hold=True,
    )


def _body(request: MeetingRequest) -> str:
    with_whom = ", ".join(a.called for a in request.internal)
    lines = [f"{request.title}, {request.duration_minutes} minutes, with {with_whom}."]
    if request.platform is Platform.PHONE and request.primary.phone:
        lines.append(f"{request.organizer.name} will call {request.primary.phone}.")
    lines.append("If this time stops working, just reply to our email and we will find another.")
    return "\n\n".join(lines)
