"""One call of Graph as the handlers see it, and their answers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sync.sandbox.errors import GraphError, bad_request
from sync.sandbox.ids import immutable_id, ordinary_id
from sync.sandbox.state import Mail, Meeting
from sync.sandbox.world import World
from sync.sandbox.zones import find_zone

Json = dict[str, Any]


@dataclass(frozen=True)
class Reply:
    """What goes back. A `body` of None means none."""

    status: int
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class GraphCall:
    """A request that passed the door: `path` without `/v1.0/`, `hints` from the faults asked for.

    `account` is whose token it came with; every mailbox is the rep's. `eventual`: the caller said
    `ConsistencyLevel: eventual`, so the directory's index may answer.
    """

    world: World
    method: str
    base_url: str
    path: str
    query: Mapping[str, str]
    prefer: Mapping[str, str]
    body: Any = None
    hints: frozenset[str] = frozenset()
    eventual: bool = False
    account: str = ""

    @property
    def immutable(self) -> bool:
        """Whether ids are to be written in their immutable form."""
        return self.prefer.get("idtype", "").lower() == "immutableid"

    @property
    def as_text(self) -> bool:
        """Whether bodies are to be written as text."""
        return self.prefer.get("outlook.body-content-type", "").lower() == "text"

    @property
    def zone_name(self) -> str:
        """The zone of start and end in answers, as the caller spelled it."""
        return self.prefer.get("outlook.timezone", "UTC")

    @property
    def zone(self) -> ZoneInfo:
        """The zone of start and end in answers. Raises GraphError for a name nobody knows; what is no name at
        all upsets the service."""
        if re.match(r"(GMT|UTC)[+-]", self.zone_name):
            raise GraphError(500, "ErrorInternalServerError", "An internal server error occurred.")
        zone = find_zone(self.zone_name)
        if zone is None:
            raise bad_request(
                f"A valid TimeZone value must be specified, not '{self.zone_name}'.",
                "TimeZoneNotSupportedException",
            )
        return zone

    def option(self, name: str) -> str:
        """A query option; the $ may be missing."""
        return self.query.get(f"${name}", self.query.get(name, ""))

    def number(self, name: str, default: int, most: int = 1000) -> int:
        """A whole-number option. Raises GraphError if it is none or out of 0..most."""
        text = self.option(name)
        if not text:
            return default
        if not text.isdigit() or int(text) > most:
            raise bad_request(f"Invalid value '{text}' for ${name}.", "ErrorInvalidUrlQuery")
        return int(text)

    def page_size(self, default: int) -> int:
        """How many items a page holds: $top, else the preference, else `default`."""
        preferred = self.prefer.get("odata.maxpagesize", "")
        if preferred.isdigit() and int(preferred) > 0:
            default = min(int(preferred), 1000)
        return self.number("top", default) or default

    def item_id(self, item: Mail | Meeting) -> str:
        """The item's id in the spelling asked for."""
        if self.immutable:
            return immutable_id(item.key)
        return ordinary_id(item.key, item.moves if isinstance(item, Mail) else 0)

    def json(self) -> Json:
        """The body as an object. Raises GraphError if it is none."""
        if self.body is None:
            return {}
        if not isinstance(self.body, dict):
            raise bad_request("Unable to read JSON request payload.", "BadRequest")
        return self.body

    def applied(self) -> dict[str, str]:
        """The Preference-Applied header for preferences this sandbox follows."""
        known = ("idtype", "outlook.body-content-type", "outlook.timezone", "odata.maxpagesize")
        spelled = {"idtype": "IdType"}
        said = [f'{spelled.get(key, key)}="{self.prefer[key]}"' for key in known if key in self.prefer]
        return {"Preference-Applied": ", ".join(said)} if said else {}


def preferences(header: str) -> dict[str, str]:
    """A Prefer header, RFC 7240: names in small letters to values without quotes."""
    found: dict[str, str] = {}
    for match in re.finditer(r'([\w.-]+)\s*(?:=\s*(?:"([^"]*)"|([^\s,;]+)))?', header):
        found[match[1].lower()] = match[2] if match[2] is not None else (match[3] or "")
    return found


def utc_text(moment: datetime) -> str:
    """As Graph writes its own times: `2026-06-08T13:00:00Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def zoned(moment: datetime, call: GraphCall) -> Json:
    """A dateTimeTimeZone with seven fractional digits, no offset."""
    local = moment.astimezone(call.zone)
    return {"dateTime": local.strftime("%Y-%m-%dT%H:%M:%S.%f") + "0", "timeZone": call.zone_name}


def read_zoned(value: Any, name: str) -> datetime:
    """The UTC moment of a dateTimeTimeZone. Raises GraphError if it is broken."""
    if not isinstance(value, dict) or not isinstance(value.get("dateTime"), str):
        raise bad_request(f"The property '{name}' is required.", "ErrorInvalidArgument")
    try:
        moment = datetime.fromisoformat(value["dateTime"])
    except ValueError as error:
        raise bad_request(f"The time of '{name}' is not valid.", "ErrorInvalidArgument") from error
    if moment.tzinfo is not None:
        return moment.astimezone(UTC)
    zone = find_zone(str(value.get("timeZone") or "UTC"))
    if zone is None:
        message = f"A valid TimeZone value must be specified for '{name}'."
        raise GraphError(400, "TimeZoneNotSupportedException", message)
    return moment.replace(tzinfo=zone).astimezone(UTC)


def read_instant(text: str, name: str) -> datetime:
    """A time of the query: UTC unless it says otherwise. Raises GraphError if it is broken."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise bad_request(f"The value of '{name}' is not a valid time.", "ErrorInvalidParameter") from error
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
