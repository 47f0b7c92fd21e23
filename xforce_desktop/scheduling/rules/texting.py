"""Who may be texted, and who would rather be."""

from __future__ import annotations

from xforce_desktop.scheduling import reputation, turns
from xforce_desktop.scheduling.request import EVERYBODY, MeetingRequest
from xforce_desktop.scheduling.strategy import strategy_for

BY_TEXT = "sms"


def why_no_text(request: MeetingRequest) -> str:
    """Why the prospect may not be texted; empty if they may."""
    person = request.primary
    who = person.called
    if not person.phone:
        return f"There is no number of {who} to text"
    if person.sms_consent is None:
        return f"{who} has not agreed to be texted"
    if BY_TEXT not in reputation.assess(request).adjustments.channels:
        return "Texting them now could do harm"
    return ""


def may_get_texts_about_meeting(request: MeetingRequest) -> bool:
    """Whether a text may stand beside the mails about the booked meeting.

    Where the ladder of the type of meeting has no text (executives), only to somebody who texts us.
    """
    if why_no_text(request):
        return False
    return BY_TEXT in strategy_for(request.meeting_type).channel_progression or writes_by_text(request)


def writes_by_text(request: MeetingRequest) -> bool:
    """Whether the last word of whom the texts go to came as a text: that is where they look."""
    who = {"", EVERYBODY, request.primary.email.casefold()}
    last = next((turn for turn in reversed(turns.replies(request)) if turn.by in who), None)
    return last is not None and last.channel == BY_TEXT
