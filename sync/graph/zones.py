"""Names of time zones, as Exchange writes them and as the rest of the world does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.core import get_global


@cache
def _windows_to_iana() -> dict[str, str]:
    """The mapping of the Unicode CLDR (windowsZones, territory 001)."""
    return {**dict(get_global("windows_zone_mapping")), "UTC": "UTC"}


@cache
def _iana_to_windows() -> dict[str, str]:
    return {iana: windows for windows, iana in _windows_to_iana().items()}


def iana_name(name: str) -> str:
    """The IANA name behind a Windows or IANA name; "" for one nobody knows."""
    iana = _windows_to_iana().get(name, name)
    return iana if _exists(iana) else ""


def windows_name(iana: str) -> str:
    """The Windows name of a zone if there is one for exactly this zone, else the IANA name itself."""
    return _iana_to_windows().get(iana, iana)


def fixed_zone(bias_minutes: int) -> str:
    """An IANA name for a custom zone, by its bias (UTC minus local, whole hours); "" if there is none."""
    if bias_minutes % 60:
        return ""
    name = f"Etc/GMT{bias_minutes // 60:+d}"  # POSIX sign: Etc/GMT+5 is west of Greenwich, as the bias is
    return name if _exists(name) else ""


WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# Several zones keep the same clock; these are tried first, in this order.
_FAMILIAR = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/Phoenix",
    "America/Anchorage",
    "Pacific/Honolulu",
    "America/Halifax",
    "Europe/London",
    "Europe/Berlin",
    "Australia/Sydney",
)


def zone_of_custom(custom: Mapping[str, Any], year: int) -> str:
    """The IANA name of a customTimeZone, by how its clock goes in `year`; "" if no zone goes like that.

    Outlook on the web writes ordinary zones in this form, with their change to summer time: the bias alone
    would be an hour wrong for half the year.
    """
    bias = custom.get("bias")
    if not isinstance(bias, int):
        return ""
    changes = [_change(custom.get(name), year) for name in ("daylightOffset", "standardOffset")]
    if changes[0] is None or changes[1] is None:
        return fixed_zone(bias) or next(_with_offsets(year, lambda at: -bias), "")
    begins, ends = changes[0], changes[1]
    summer = bias + int((custom.get("daylightOffset") or {}).get("daylightBias") or 0)

    def offset_min(at: datetime) -> int:
        local = (at - timedelta(minutes=bias)).replace(tzinfo=None)
        is_summer = begins <= local < ends if begins < ends else not ends <= local < begins
        return -(summer if is_summer else bias)

    return next(_with_offsets(year, offset_min), "")


def _with_offsets(year: int, offset_min: Callable[[datetime], int]) -> Iterator[str]:
    """Zones whose clock differs from UTC as `offset_min` says, at noon of every day of the year."""
    days = [datetime(year, 1, 1, 12, tzinfo=UTC) + timedelta(days=n) for n in range(365)]
    wanted = [timedelta(minutes=offset_min(day)) for day in days]
    names = (*_FAMILIAR, *sorted(set(_windows_to_iana().values()) - set(_FAMILIAR)))
    for name in filter(_exists, names):
        zone = ZoneInfo(name)
        if all(day.astimezone(zone).utcoffset() == one for day, one in zip(days, wanted, strict=True)):
            yield name


def _change(rule: object, year: int) -> datetime | None:
    """When a clock changes by such a rule ("the second Sunday in March"), local time; None if it does not."""
    if not isinstance(rule, Mapping):
        return None
    month, occurrence = rule.get("month"), rule.get("dayOccurrence")
    weekday = str(rule.get("dayOfWeek") or "").lower()
    if not isinstance(month, int) or not 1 <= month <= 12 or not isinstance(occurrence, int):
        return None
    if weekday not in WEEKDAYS:
        return None
    days = [datetime(year, month, 1) + timedelta(days=n) for n in range(31)]  # noqa: DTZ001  # a wall clock
    fitting = [day for day in days if day.month == month and day.weekday() == WEEKDAYS.index(weekday)]
    day = fitting[min(max(occurrence, 1), len(fitting)) - 1]  # 5 is the last one, however many there are
    hour = str(rule.get("time") or "")[:2]
    return day + timedelta(hours=int(hour) if hour.isdigit() else 0)


def _exists(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return bool(name)
