"""Names of time zones: Windows, IANA, and the letters people write behind a clock time."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.core import get_global

_WINDOWS: dict[str, str] = {**dict(get_global("windows_zone_mapping")), "UTC": "UTC"}
_IANA = {iana: windows for windows, iana in _WINDOWS.items()}
_LETTERS = {
    "America/New_York": "ET EST EDT EASTERN",
    "America/Chicago": "CT CST CDT CENTRAL",
    "America/Denver": "MT MST MDT MOUNTAIN",
    "America/Phoenix": "ARIZONA",
    "America/Los_Angeles": "PT PST PDT PACIFIC",
    "America/Anchorage": "AKT AKST AKDT",
    "Pacific/Honolulu": "HT HST",
    "UTC": "UTC GMT Z",
    "Europe/London": "BST",
    "Europe/Berlin": "CET CEST",
}
BY_LETTERS = {letters: name for name, all_letters in _LETTERS.items() for letters in all_letters.split()}


def find_zone(name: str) -> ZoneInfo | None:
    """The zone with this Windows or IANA name, or None."""
    try:
        return ZoneInfo(_WINDOWS.get(name, name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def windows_name(iana: str) -> str:
    """The Windows name of an IANA zone; the IANA name itself if Windows has none."""
    return _IANA.get(iana, iana)


def windows_names() -> list[str]:
    """All Windows names, sorted."""
    return sorted(_WINDOWS)


def iana_names() -> list[str]:
    """The IANA name of each Windows zone, sorted."""
    return sorted(_IANA)


def zone_label(moment: datetime, zone: ZoneInfo) -> str:
    """What people call the zone then: EDT, CST, …"""
    return moment.astimezone(zone).tzname() or str(zone)
