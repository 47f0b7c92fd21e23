"""Times, ages and names as the rep reads them.

`now` and all moments are aware; `zone` is the rep's. Nothing here knows Qt or the computer's own clock.
Words are English and so is the clock: "2:15 PM".
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def clock(moment: datetime, zone: tzinfo | None) -> str:
    """ "2:15 PM" in `zone`."""
    local = moment.astimezone(zone)
    return f"{local.hour % 12 or 12}:{local.minute:02d} {'AM' if local.hour < 12 else 'PM'}"


def short_date(moment: datetime, zone: tzinfo | None) -> str:
    """ "Mon, Dec 7" in `zone`."""
    local = moment.astimezone(zone)
    return f"{_WEEKDAYS[local.weekday()][:3]}, {month_day(local)}"


def month_day(on: date) -> str:
    """ "Dec 7"."""
    return f"{month_name(on)} {on.day}"


def month_name(on: date) -> str:
    """ "Dec"."""
    return _MONTHS[on.month - 1]


def full_date(on: date) -> str:
    """ "Dec 7, 2026"."""
    return f"{month_day(on)}, {on.year}"


def day_in_words(moment: datetime, now: datetime, zone: tzinfo | None) -> str:
    """ "today", "tomorrow", "yesterday", "Friday" to come or "on Friday" gone by, else "Mon, Dec 7".

    Weekdays within six days; the year is said if it is another one.
    """
    local, today = moment.astimezone(zone), now.astimezone(zone)
    days = (local.date() - today.date()).days
    if days in (-1, 0, 1):
        return {-1: "yesterday", 0: "today", 1: "tomorrow"}[days]
    if 1 < days < 7:
        return _WEEKDAYS[local.weekday()]
    if -7 < days < -1:
        return f"on {_WEEKDAYS[local.weekday()]}"
    date = short_date(moment, zone)
    return date if local.year == today.year else f"{date}, {local.year}"


def past_moment(moment: datetime, now: datetime, zone: tzinfo | None) -> str:
    """ "just now", "10 minutes ago", "today at 9:00 AM", "yesterday at 2:15 PM"."""
    gone = now - moment
    if gone < _MINUTE:
        return "just now"
    if gone < _HOUR:
        return f"{count(int(gone / _MINUTE), 'minute')} ago"
    return f"{day_in_words(moment, now, zone)} at {clock(moment, zone)}"


def coming_moment(moment: datetime, now: datetime, zone: tzinfo | None) -> str:
    """ "now", "in about 5 minutes", "today at 4:00 PM", "tomorrow at 9:00 AM"."""
    left = moment - now
    if left < _MINUTE:
        return "now"
    if left < _HOUR:
        return f"in about {count(round(left / _MINUTE), 'minute')}"
    return f"{day_in_words(moment, now, zone)} at {clock(moment, zone)}"


def meeting_moment(moment: datetime, now: datetime, zone: tzinfo | None) -> str:
    """ "Tomorrow 2:00 PM", "Thursday 10:30 AM", "Was today 11:00 AM"."""
    words = f"{day_in_words(moment, now, zone)} {clock(moment, zone)}"
    return f"Was {words}" if moment <= now else capitalised(words)


def age(created: datetime, now: datetime) -> str:
    """ "Just started", "4 hours active", "2 days active"."""
    passed = now - created
    if passed < _HOUR:
        return "Just started"
    if passed < timedelta(days=1):
        return f"{count(int(passed / _HOUR), 'hour')} active"
    return f"{count(passed.days, 'day')} active"


def count(number: int, noun: str) -> str:
    """ "1 day", "3 days"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def listed(names: Sequence[str]) -> str:
    """ "Ann", "Ann and Bob", "Ann, Bob and Cy"."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def first_name(name: str) -> str:
    return name.split()[0] if name.split() else name


def capitalised(text: str) -> str:
    """The same text with a capital first letter, the rest untouched."""
    return text[:1].upper() + text[1:]


def whole(text: str) -> str:
    """One sentence with a capital at the start and a full stop at the end."""
    sentence = capitalised(text.strip())
    return sentence if not sentence or sentence[-1] in ".!?…" else f"{sentence}."


def shortened(text: str, longest: int) -> str:
    """At most `longest` letters, cut between words, with an ellipsis where something was cut."""
    if len(text) <= longest:
        return text
    return text[: longest - 1].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"


def zone_named(name: str) -> tzinfo | None:
    """The zone of that IANA name; None, which stands for the computer's own, if there is none."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
