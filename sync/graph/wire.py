"""What all of Graph's JSON is made of: moments, zones, people and what must be there.

Reading is lenient: what is unknown or missing never stops a round.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sync.errors import UnreadableAnswer
from sync.graph.http_wire import Json
from sync.graph.zones import iana_name
from xforce_desktop.availability.spans import Span

# How somebody answers an invitation, in our words; anything else is no answer.
RESPONSES = {
    "accepted": "accepted",
    "declined": "declined",
    "tentativelyaccepted": "tentative",
    "tentative": "tentative",
}


def moment(text: str | None) -> datetime | None:
    """A UTC moment. None for nothing and for Graph's two ways to write "never" (years 1 and 4501)."""
    if not text:
        return None
    try:
        parsed = datetime.fromisoformat(text)
    except (TypeError, ValueError) as error:
        raise UnreadableAnswer(f"no time: {str(text)[:40]}") from error
    if parsed.year <= 1 or parsed.year >= 4500:
        return None
    return parsed.astimezone(UTC) if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def zoned_moment(value: Mapping[str, Any] | None) -> datetime | None:
    """The UTC moment of a dateTimeTimeZone. Raises UnreadableAnswer for a zone nobody knows."""
    text = str((value or {}).get("dateTime") or "")
    if not value or not text:
        return None
    name = str(value.get("timeZone") or "UTC")
    if name.upper() == "UTC" or text.endswith("Z"):
        return moment(text)
    zone = iana_name(name)
    if not zone:
        raise UnreadableAnswer(f"an unknown time zone: {name[:60]}")
    clock_time = moment(text)  # read as if UTC: checked, and "never" is None
    return clock_time.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) if clock_time else None


def in_zone(at: datetime, windows_or_iana: str) -> Json:
    """A dateTimeTimeZone that says the clock time of a zone; UTC if we do not know the zone."""
    zone = iana_name(windows_or_iana)
    if not zone or zone == "UTC":
        return {"dateTime": f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}", "timeZone": "UTC"}
    return {"dateTime": f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M:%S}", "timeZone": windows_or_iana}


def time_slot(value: Mapping[str, Any] | None) -> Span | None:
    """A proposed time; None if there is none or it makes no sense.

    Raises UnreadableAnswer for an unknown zone.
    """
    if not value:
        return None
    start, end = zoned_moment(value.get("start")), zoned_moment(value.get("end"))
    return Span(start, end) if start and end and start < end else None


def required(item: Mapping[str, Any], name: str) -> str:
    """A text that must be there. Raises UnreadableAnswer."""
    value = item.get(name)
    if not isinstance(value, str) or not value:
        raise UnreadableAnswer(f"an item without {name}")
    return value


def address_of(recipient: Mapping[str, Any] | None) -> str:
    """The bare address of a recipient, "" if it has none."""
    return str(((recipient or {}).get("emailAddress") or {}).get("address") or "").strip()


def name_of(recipient: Mapping[str, Any] | None) -> str:
    """The shown name of a recipient."""
    return str(((recipient or {}).get("emailAddress") or {}).get("name") or "")


def addresses_of(recipients: Iterable[Mapping[str, Any]] | None) -> tuple[str, ...]:
    """The bare addresses of recipients, in order."""
    return tuple(filter(None, (address_of(one) for one in recipients or ())))


def recipients(addresses: Iterable[str]) -> list[Json]:
    """Recipients for a request."""
    return [{"emailAddress": {"address": address}} for address in addresses]


def attendees(people: Iterable[tuple[str, str]], kind: str) -> list[Json]:
    """Attendees for a request; `kind` is required or optional, people are (address, name)."""
    return [{"emailAddress": {"address": who, "name": name or who}, "type": kind} for who, name in people]
