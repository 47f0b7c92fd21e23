"""Calls in words: lines of the list, what the tray says, and what the rep can answer. Knows no Qt."""

from __future__ import annotations

from datetime import datetime, tzinfo

from ui.formatting import capitalised, coming_moment, count, past_moment
from xforce_desktop.scheduling.call_ranking import Later
from xforce_desktop.scheduling.calls_desk import Call, CallBoard, CallPlace
from xforce_desktop.scheduling.events import CallResult

RESULTS = {
    CallResult.BOOKED: "Reached: we agreed on a time",
    CallResult.CALL_BACK: "Reached: I will call again",
    CallResult.VOICEMAIL: "Left a voicemail",
    CallResult.WRONG_NUMBER: "Wrong number",
    CallResult.NOT_INTERESTED: "Not interested",
    CallResult.OTHER: "Something else",
}
FOLLOWS = {
    CallResult.BOOKED: "The time is put on the calendar if it is free; if not, others are offered.",
    CallResult.CALL_BACK: "This call comes back then. Mail waits until the working day after.",
    CallResult.VOICEMAIL: "A mail may follow on their next working day.",
    CallResult.WRONG_NUMBER: "The number is neither called nor texted any more. Mail goes on.",
    CallResult.NOT_INTERESTED: "The request ends, and nothing more is sent.",
    CallResult.OTHER: "Mail that was due leaves them the usual time to answer.",
}
LATER = {
    Later.ONE_HOUR: "In an hour",
    Later.THIS_AFTERNOON: "This afternoon",
    Later.TOMORROW_MORNING: "Tomorrow morning",
}
GONE = "This call is not asked of you any more: they have answered, or it was closed elsewhere."
NONE = "No call is asked of you. One comes up when a call does more than another message."


def state_of(call: Call, now: datetime, zone: tzinfo | None) -> str:
    """ "For today", "Waits its turn", "Back tomorrow at 9:00 AM", "You are calling until 2:30 PM"."""
    if call.held_until is not None:
        return f"You are calling: nothing leaves {_until(call.held_until, zone)}"
    if call.back_at is not None:
        return f"Comes back {coming_moment(call.back_at, now, zone)}"
    return "For today" if call.place is CallPlace.TODAY else "Waits: others come first today"


def _until(moment: datetime, zone: tzinfo | None) -> str:
    return f"before {moment.astimezone(zone):%H:%M}"


def reasons_of(call: Call) -> str:
    """ "Urgent, they can be called now"."""
    return capitalised(", ".join(call.reasons)) if call.reasons else "Nothing presses"


def raised_of(call: Call, now: datetime, zone: tzinfo | None) -> str:
    return f"Asked of you {past_moment(call.card.raised_at, now, zone)}"


def summary_of(board: CallBoard) -> str:
    """What stands above the list."""
    today, waiting = len(board.at(CallPlace.TODAY)), len(board.at(CallPlace.WAITING))
    if not board.calls:
        return NONE
    parts = [f"{count(today, 'call')} for today"]
    parts += [f"{waiting} waiting their turn"] if waiting else []
    parts += [f"{board.made} made"] if board.made else []
    return f"{', '.join(parts)}. At most {board.a_day} a day are asked of you."


def badge_of(board: CallBoard) -> str:
    """The short form for the dashboard; empty while none is for today."""
    today = len(board.at(CallPlace.TODAY))
    return f"{count(today, 'call')} for you" if today else ""
