"""What `request show` says of learning: why a request ended so, and what was learned or tried for it."""

from __future__ import annotations

from typing import Any

from xforce_desktop.scheduling.codec import Form
from xforce_desktop.scheduling.lessons import Postmortem
from xforce_desktop.scheduling.request import MeetingRequest
from xforce_desktop.scheduling.unit_of_work import UnitOfWork

POSTMORTEM: Form[Postmortem] = Form(Postmortem)


def learnings(work: UnitOfWork, request: MeetingRequest) -> dict[str, Any]:
    """`postmortem` is null until the request has ended. `learnings` has one entry for each thing that was
    kept, and for each setting that differs from its strategy, with the reason."""
    found = work.postmortem(request.id)
    return {"postmortem": postmortem_json(found) if found else None, "learnings": _entries(request, found)}


def postmortem_json(found: Postmortem) -> dict[str, Any]:
    """The specification's shape: metrics, what worked, what failed, what to keep; then what was seen."""
    whole = POSTMORTEM.dump(found)
    lesson = whole["lesson"]
    return {
        "request_id": whole["request_id"],
        "outcome": whole["outcome"],
        "metrics": {
            "total_attempts": found.total_attempts,
            "days_to_schedule": found.days_to_schedule,
            "days_until_booked": found.days_until_booked,
            "no_shows": found.no_shows,
            "channels_used": list(found.channels_used),
            "de_escalated": found.de_escalated,
            "social_proof_used": found.social_proof_used,
            "champion_involved": found.champion_involved,
        },
        "what_worked": list(found.what_worked),
        "what_failed": list(found.what_failed),
        "learnings": {
            "for_account": list(found.for_account),
            "for_meeting_type": list(found.for_meeting_type),
            "for_time_of_year": list(found.for_season),
        },
        "asks": lesson["asks"],
        "persona": lesson["persona"],
        "season": lesson["season"],
        "created_at": whole["created_at"],
    }


def _entries(request: MeetingRequest, found: Postmortem | None) -> list[dict[str, Any]]:
    used: list[dict[str, Any]] = [
        {
            "about": "setting",
            "setting": use.knob.value,
            "value": use.value,
            "how": use.source.value,
            "why": use.why,
            "change": str(use.change_id) if use.change_id else None,
        }
        for use in request.knobs
    ]
    if found is None:
        return used
    kept = (
        ("account", found.for_account),
        ("meeting_type", found.for_meeting_type),
        ("season", found.for_season),
    )
    return used + [{"about": about, "why": text} for about, texts in kept for text in texts]
