"""Names of time zones, as Exchange writes them and as the rest of the world does."""

from __future__ import annotations

from functools import cache
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


def _exists(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return bool(name)
