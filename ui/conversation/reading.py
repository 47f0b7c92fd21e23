"""What was made of a message, in words. Reads the stored JSON of an analysis and trusts none of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

from ui.formatting import clock, day_in_words, listed, whole


@dataclass(frozen=True)
class Reading:
    """ "Understood as: accepts Thursday 2:00 PM", why, and whether somebody should look twice."""

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
    if said == _INTENTS.get(str(intent)):
        said += _times(stored, now, zone)
    is_doubtful = bool(stored.get("ambiguous") or stored.get("requires_human") or intent == "unclear")
    whys = [str(why) for why in _items(stored.get("why"))]
    if stored.get("requires_human"):
        whys.insert(0, f"For you to decide: {stored.get('human_reason') or 'it is not a plain answer'}")
    return Reading(f"Understood as: {said}", " ".join(whole(why) for why in whys), is_doubtful)


def _times(stored: Mapping[str, object], now: datetime, zone: tzinfo | None) -> str:
    if stored.get("ambiguous"):
        readings = [
            _window(window, now, zone)
            for reading in _items(stored.get("readings"))
            for window in _items(reading)
        ]
        return (
            f"; the time could mean {' or '.join(filter(None, readings))}"
            if any(readings)
            else "; the time is not clear"
        )
    chosen = _moment(stored.get("selected_time"), now, zone)
    if chosen:
        return f" {chosen}"
    if stored.get("any_offered"):
        return ": any of the offered times is fine"
    windows = [words for window in _items(stored.get("windows")) if (words := _window(window, now, zone))]
    later = stored.get("resume_on")
    if windows:
        return f": {listed(windows)}"
    return f" (from {later})" if isinstance(later, str) else ""


def _window(window: object, now: datetime, zone: tzinfo | None) -> str:
    if not isinstance(window, Mapping):
        return ""
    start, end = _parsed(window.get("start")), _parsed(window.get("end"))
    if start is None or end is None:
        return ""
    return f"{_said(start, now, zone)} to {clock(end, zone)}"


def _moment(text: object, now: datetime, zone: tzinfo | None) -> str:
    moment = _parsed(text)
    return _said(moment, now, zone) if moment else ""


def _said(moment: datetime, now: datetime, zone: tzinfo | None) -> str:
    return f"{day_in_words(moment, now, zone)} {clock(moment, zone)}"


def _parsed(text: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None


def _items(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else []
