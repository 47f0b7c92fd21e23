"""Who may be texted, and who would rather be."""

from __future__ import annotations

from xforce_desktop.scheduling import reputation, turns
from xforce_desktop.scheduling.request import EVERYBODY, MeetingRequest, Standing
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


def rather_by(request: MeetingRequest) -> Standing | None:
    """What the account's memory says of how the prospect would rather be reached; their own word first."""
    person = request.primary.email.casefold()
    said = [one for one in request.standing if one.channel and one.contact.casefold() in {"", person}]
    return max(said, key=lambda one: bool(one.contact), default=None)


def may_be_texted_first(request: MeetingRequest) -> bool:
    """Whether a text may take the place of a mail that asks again: they like it so, have agreed to it, and
    the last thing that they got was none."""
    wish = rather_by(request)
    if wish is None or wish.channel != BY_TEXT or why_no_text(request):
        return False
    sent = [turn for turn in request.history if turns.is_ask(turn)]
    return bool(sent) and not sent[-1].type.startswith(BY_TEXT)


def writes_by_text(request: MeetingRequest) -> bool:
    """Whether the last word of whom the texts go to came as a text: that is where they look."""
    who = {"", EVERYBODY, request.primary.email.casefold()}
    last = next((turn for turn in reversed(turns.replies(request)) if turn.by in who), None)
    return last is not None and last.channel == BY_TEXT
