"""What was made of a message, in words. Reads the stored JSON of an analysis and trusts none of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time, tzinfo

from ui.formatting import clock, day_in_words, listed, short_date, whole


@dataclass(frozen=True)
class Reading:
    """ "Understood as: accepts Thursday 2:00 PM", why in lines, and whether somebody should look twice."""

    text: str
    why: str
    is_doubtful: bool


_KINDS = {
    "auto_reply": "an automatic reply",
    "bounce": "a mail that could not be delivered",
    "opt_out": "asks not to be written to any more",
}
_INTENTS = {
    "accept_time": "accepts",
    "propose_alternative": "proposes other times",
    "decline": "declines",
    "reschedule_later": "wants to come back to it later",
    "question": "asks a question",
    "unclear": "not clear what they want",
}


def reading_of(stored: Mapping[str, object], now: datetime, zone: tzinfo | None) -> Reading | None:
    """The reading in words, times in `zone`; None if nothing was read."""
    kind, intent = stored.get("message_kind"), stored.get("intent")
    said = _KINDS.get(str(kind)) or _INTENTS.get(str(intent))
    if said is None:
        return None
    if intent == "decline" and stored.get("ambiguous"):
        said = "perhaps a no"
    elif said == _INTENTS.get(str(intent)):
        said += _times(stored, now, zone)
    is_doubtful = bool(stored.get("ambiguous") or stored.get("requires_human") or intent == "unclear")
    whys = [str(why) for why in items(stored.get("why"))]
    if stored.get("requires_human"):
        reason = str(stored.get("human_reason") or "it is not a plain answer")
        whys = [f"For you to decide: {reason}", *(why for why in whys if whole(why) != whole(reason))]
    return Reading(f"Understood as: {said}", "\n".join(whole(why) for why in whys), is_doubtful)


def _times(stored: Mapping[str, object], now: datetime, zone: tzinfo | None) -> str:
    if stored.get("ambiguous"):
        meanings = _meanings(stored, now, zone)
        return f"; the time could mean {' or '.join(meanings)}" if meanings else "; the time is not clear"
    chosen = _moment(stored.get("selected_time"), now, zone)
    if chosen:
        return f" {chosen}"
    if stored.get("any_offered"):
        return ": any of the offered times is fine"
    windows = [
        words for window in items(stored.get("windows")) if (words := window_in_words(window, now, zone))
    ]
    later = date_in_words(stored.get("resume_on"))
    if windows:
        return f": {listed(windows)}"
    named = _offers(stored, now, zone)
    if named and stored.get("intent") == "accept_time":
        return f": {' or '.join(named)}"
    return f" (from {later})" if later else ""


def _meanings(stored: Mapping[str, object], now: datetime, zone: tzinfo | None) -> list[str]:
    """What an ambiguous time could mean: times of their own, else the offers that it fits."""
    own = [window for reading in items(stored.get("readings")) for window in items(reading)]
    said = [words for window in own if (words := window_in_words(window, now, zone))]
    return said or _offers(stored, now, zone)


def _offers(stored: Mapping[str, object], now: datetime, zone: tzinfo | None) -> list[str]:
    """The offers that they named without settling on one."""
    return [words for one in items(stored.get("narrowed_to")) if (words := _moment(one, now, zone))]


def date_in_words(text: object) -> str:
    """ "Mon, Sep 21" for an ISO date, empty for anything else, also for a year nobody can mean."""
    try:
        day = date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return ""
    return (
        short_date(datetime.combine(day, time(12), UTC), UTC) if day and MINYEAR < day.year < MAXYEAR else ""
    )


def window_in_words(window: object, now: datetime, zone: tzinfo | None) -> str:
    """ "Thursday 3:00 PM to 5:00 PM" for a stored window, empty for anything else."""
    if not isinstance(window, Mapping):
        return ""
    start, end = moment_of(window.get("start")), moment_of(window.get("end"))
    if start is None or end is None:
        return ""
    return f"{_said(start, now, zone)} to {clock(end, zone)}"


def _moment(text: object, now: datetime, zone: tzinfo | None) -> str:
    moment = moment_of(text)
    return _said(moment, now, zone) if moment else ""


def _said(moment: datetime, now: datetime, zone: tzinfo | None) -> str:
    return f"{day_in_words(moment, now, zone)} {clock(moment, zone)}"


def moment_of(text: object) -> datetime | None:
    """The aware moment that was stored; None for anything else, also for one at the edge of the calendar."""
    try:
        moment = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    # In another zone such a moment may be in a year that there is not.
    return moment if moment and moment.tzinfo and MINYEAR < moment.year < MAXYEAR else None


def items(value: object) -> list[object]:
    """The items of a stored list; none for anything else."""
    return list(value) if isinstance(value, list | tuple) else []
