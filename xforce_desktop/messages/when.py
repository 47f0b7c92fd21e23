"""Times as they are said: in the recipient's zone with the zone named, the rep's own beside it."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime

# Letters that mean one zone to most readers and another to some; said only where the first is meant.
_AT_HOME = {
    **dict.fromkeys(
        ("EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT", "AST", "ADT"), ("America/", "US/", "Canada/")
    ),
    "IST": ("Asia/Kolkata", "Asia/Calcutta"),
    "BST": ("Europe/",),
}
_AWAY = ("America/Havana", "Cuba")
_LETTERS = re.compile(r"[A-Z]{3,5}$")
_LOCALE = "en_US"


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def local(instant: datetime, zone: str) -> datetime:
    """The wall clock of an instant in a zone."""
    return instant.astimezone(_zone(zone))


def zone_label(instant: datetime, zone: str) -> str:
    """The zone in letters ("EDT") where they say it plainly, otherwise in words ("Sao Paulo time")."""
    letters = local(instant, zone).strftime("%Z")
    if letters == "UTC":
        return "UTC"
    homes = _AT_HOME.get(letters)
    at_home = homes is None or (zone.startswith(homes) and zone not in _AWAY)
    if _LETTERS.match(letters) and at_home:
        return letters
    city = zone.rpartition("/")[2].replace("_", " ")
    if zone.startswith("Etc/") or not city.replace(" ", "").replace("-", "").isalpha():
        return "UTC" + local(instant, zone).strftime("%z")[:3]
    return f"{city} time"


def clock(instant: datetime, zone: str) -> str:
    """The clock with its zone: "2:00 PM EDT"."""
    return f"{_pattern(instant, zone, 'h:mm a')} {zone_label(instant, zone)}"


def spoken(instant: datetime, zone: str) -> str:
    """The form of every listed offer: "Tuesday, June 9 at 2:00 PM EDT"."""
    return f"{_pattern(instant, zone, 'EEEE, MMMM d')} at {clock(instant, zone)}"


def spoken_short(instant: datetime, zone: str) -> str:
    """The same for a text message without room: "Tue, Jun 9 at 2:00 PM EDT"."""
    return f"{_pattern(instant, zone, 'EEE, MMM d')} at {clock(instant, zone)}"


def differ(instant: datetime, recipient_zone: str, sender_zone: str) -> bool:
    """Whether the two clocks differ at that instant."""
    return local(instant, recipient_zone).utcoffset() != local(instant, sender_zone).utcoffset()


def beside(instant: datetime, recipient_zone: str, sender_zone: str, *, brief: bool = False) -> str:
    """The rep's clock, " (11:00 AM PDT for me)", with the weekday where it is another day; empty where equal.

    `brief` leaves "for me" out: for the further lines of a list that has said it once.
    """
    if not differ(instant, recipient_zone, sender_zone):
        return ""
    ours = clock(instant, sender_zone)
    if local(instant, recipient_zone).date() != local(instant, sender_zone).date():
        ours = f"{_pattern(instant, sender_zone, 'EEEE')} at {ours}"
    return f" ({ours})" if brief else f" ({ours} for me)"


def format_time(instant: datetime, recipient_zone: str, sender_zone: str) -> str:
    """Their time with ours beside it: "Tuesday, June 9 at 2:00 PM EDT (11:00 AM PDT for me)"."""
    return spoken(instant, recipient_zone) + beside(instant, recipient_zone, sender_zone)


def format_day(day: date) -> str:
    """A date without its year: "Tuesday, July 7"."""
    return str(format_date(day, "EEEE, MMMM d", locale=_LOCALE))


def format_window(start: datetime, end: datetime, zone: str) -> str:
    """Say a window: "Thursday, June 11, 3:00 PM to 5:00 PM EDT"; only the day for a whole working day."""
    first, last = local(start, zone), local(end, zone)
    if first.date() != last.date():
        return f"{format_day(first.date())} to {format_day(last.date())}"
    if last - first >= timedelta(hours=9):
        return format_day(first.date())
    return f"{format_day(first.date())}, {_pattern(start, zone, 'h:mm a')} to {clock(end, zone)}"


def relative_day(instant: datetime, now: datetime, zone: str) -> str:
    """One of "today", "tomorrow", "yesterday" by that zone's clock; empty for any other day."""
    days = (local(instant, zone).date() - local(now, zone).date()).days
    return {0: "today", 1: "tomorrow", -1: "yesterday"}.get(days, "")


def spoken_length(minutes: int) -> str:
    """A length in words: "30 minutes", "an hour", "two hours"."""
    return {60: "an hour", 120: "two hours", 180: "three hours"}.get(minutes, f"{minutes} minutes")


def length_adjective(minutes: int) -> str:
    """A length before a noun: "30-minute", "one-hour"."""
    return {60: "one-hour", 120: "two-hour", 180: "three-hour"}.get(minutes, f"{minutes}-minute")


def _pattern(instant: datetime, zone: str, pattern: str) -> str:
    return str(format_datetime(local(instant, zone), pattern, locale=_LOCALE))
