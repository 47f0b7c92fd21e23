"""Zone words beside a time: what clocks they may mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from babel.core import get_global

from xforce_desktop.replies.tokens import Token
from xforce_desktop.replies.words import words_of

REGIONS = {
    "eastern": "America/New_York",
    "central": "America/Chicago",
    "mountain": "America/Denver",
    "pacific": "America/Los_Angeles",
    "atlantic": "America/Halifax",
    "alaska": "America/Anchorage",
    "hawaii": "Pacific/Honolulu",
    "hawaiian": "Pacific/Honolulu",
    "arizona": "America/Phoenix",
    "uk": "Europe/London",
    "london": "Europe/London",
    "british": "Europe/London",
    "ireland": "Europe/Dublin",
}
_ABBREVIATIONS: dict[str, tuple[str, float | None]] = {
    "et": ("America/New_York", None),
    "est": ("America/New_York", -5),
    "edt": ("America/New_York", -4),
    "ct": ("America/Chicago", None),
    "cst": ("America/Chicago", -6),
    "cdt": ("America/Chicago", -5),
    "mt": ("America/Denver", None),
    "mst": ("America/Denver", -7),
    "mdt": ("America/Denver", -6),
    "pt": ("America/Los_Angeles", None),
    "pst": ("America/Los_Angeles", -8),
    "pdt": ("America/Los_Angeles", -7),
    "akst": ("America/Anchorage", -9),
    "akdt": ("America/Anchorage", -8),
    "hst": ("Pacific/Honolulu", -10),
    "ast": ("America/Halifax", -4),
    "adt": ("America/Halifax", -3),
    "nst": ("America/St_Johns", -3.5),
    "gmt": ("Europe/London", 0),
    "utc": ("UTC", 0),
    "bst": ("Europe/London", 1),
    "wet": ("Europe/Lisbon", None),
    "cet": ("Europe/Berlin", 1),
    "cest": ("Europe/Berlin", 2),
    "eet": ("Europe/Athens", 2),
    "msk": ("Europe/Moscow", 3),
    "ist": ("Asia/Kolkata", 5.5),
    "sgt": ("Asia/Singapore", 8),
    "hkt": ("Asia/Hong_Kong", 8),
    "jst": ("Asia/Tokyo", 9),
    "kst": ("Asia/Seoul", 9),
    "aest": ("Australia/Sydney", 10),
    "aedt": ("Australia/Sydney", 11),
    "aet": ("Australia/Sydney", None),
    "acst": ("Australia/Adelaide", 9.5),
    "acdt": ("Australia/Adelaide", 10.5),
    "awst": ("Australia/Perth", 8),
    "nzst": ("Pacific/Auckland", 12),
    "nzdt": ("Pacific/Auckland", 13),
    "nzt": ("Pacific/Auckland", None),
    "sast": ("Africa/Johannesburg", 2),
    "brt": ("America/Sao_Paulo", -3),
    "gst": ("Asia/Dubai", 4),
    "mez": ("Europe/Berlin", None),
    "mesz": ("Europe/Berlin", None),
}
_PLACES = {
    "America/New_York": "new york|nyc|boston|atlanta|"
    "miami|orlando|tampa|jacksonville|charlotte|raleigh|philadelphia|"
    "philly|pittsburgh|cleveland|cincinnati|columbus|baltimore|washington|georgia|virginia|ohio|carolina|"
    "maine|vermont|delaware|pennsylvania|new hampshire|rhode island|west virginia|"
    "new jersey|connecticut|massachusetts|maryland|east coast|richmond|savannah|charleston",
    "America/Chicago": "chicago|dallas|houston|austin|"
    "san antonio|texas|minneapolis|milwaukee|st louis|st. louis|"
    "kansas city|new orleans|memphis|nashville|omaha|oklahoma|tulsa|iowa|wisconsin|minnesota|missouri|"
    "arkansas|"
    "alabama|mississippi|louisiana|illinois|birmingham|des moines|little rock|fort worth|mobile alabama",
    "America/Denver": "denver|salt lake|salt lake city|albuquerque|"
    "colorado|utah|wyoming|montana|new mexico|el paso|"
    "billings|cheyenne|colorado springs|santa fe|bozeman",
    "America/Boise": "boise|idaho",
    "America/Phoenix": "phoenix|tucson|scottsdale|arizona|mesa az|flagstaff",
    "America/Los_Angeles": "los angeles|la|california|san diego|"
    "san francisco|sacramento|seattle|portland|oregon|"
    "las vegas|vegas|nevada|reno|fresno|west coast|san jose|spokane",
    "America/Anchorage": "anchorage|alaska",
    "Pacific/Honolulu": "honolulu|hawaii|maui|oahu|kona|hilo",
    "America/Detroit": "detroit|michigan",
    "America/Indiana/Indianapolis": "indianapolis|indiana",
    "America/Toronto": "toronto|ottawa|montreal|ontario|quebec",
    "America/Winnipeg": "winnipeg|manitoba",
    "America/Edmonton": "calgary|edmonton|alberta",
    "America/Vancouver": "vancouver|bc|british columbia",
    "America/Regina": "regina|saskatoon|saskatchewan",
    "America/Halifax": "halifax|nova scotia",
    "Europe/London": "london|manchester|leeds|edinburgh|glasgow|uk|england|scotland",
    "Europe/Dublin": "dublin|ireland",
    "Europe/Paris": "paris|france",
    "Europe/Berlin": "berlin|munich|germany|frankfurt|hamburg",
    "Europe/Madrid": "madrid|barcelona|spain",
    "Europe/Lisbon": "lisbon|portugal",
    "Europe/Amsterdam": "amsterdam",
    "Australia/Brisbane": "brisbane|queensland|gold coast|qld|cairns",
    "Australia/Sydney": "sydney|nsw|canberra",
    "Australia/Melbourne": "melbourne|victoria",
    "Australia/Perth": "perth|wa time",
    "Australia/Adelaide": "adelaide",
    "Australia/Darwin": "darwin",
    "Australia/Hobart": "hobart|tasmania",
    "Pacific/Auckland": "auckland|wellington",
    "Asia/Kolkata": "india|mumbai|delhi|pune|bangalore",
    "Asia/Singapore": "singapore",
    "Asia/Tokyo": "tokyo",
    "Asia/Hong_Kong": "hong kong",
    "Asia/Dubai": "dubai",
    "America/Mexico_City": "mexico city",
    "America/Sao_Paulo": "sao paulo",
    "America/Puerto_Rico": "puerto rico|san juan",
}
_CONTINENTS = {"Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}
_ALSO_WORDS = words_of(
    "center christmas davis casey jersey easter reunion wake midway knox troll palmer vincennes resolute "
    "general "
    "victoria creston marengo nome rome regina apia guam niue wallis louisville"
)


def _cities() -> dict[str, str]:
    """The cities that zones are called after, by the names that nobody takes for another word."""
    named = [zone.split("/") for zone in available_timezones()]
    return {
        parts[-1].replace("_", " ").lower(): "/".join(parts)
        for parts in sorted(named)
        if parts[0] in _CONTINENTS and len(parts[-1]) > 3 and parts[-1].lower() not in _ALSO_WORDS
    }


PLACES = _cities() | {name: zone for zone, names in _PLACES.items() for name in names.split("|")}

_MONTH_FIRST = words_of("US PR GU VI AS MP UM JP CN TW KR PH HU LT MN BZ FM PW")
_EITHER_ORDER = {"CA"}


_PEOPLES = {
    "german": "Europe/Berlin",
    "french": "Europe/Paris",
    "spanish": "Europe/Madrid",
    "italian": "Europe/Rome",
    "dutch": "Europe/Amsterdam",
    "swiss": "Europe/Zurich",
    "austrian": "Europe/Vienna",
    "swedish": "Europe/Stockholm",
    "danish": "Europe/Copenhagen",
    "norwegian": "Europe/Oslo",
    "polish": "Europe/Warsaw",
    "portuguese": "Europe/Lisbon",
    "irish": "Europe/Dublin",
    "indian": "Asia/Kolkata",
    "israeli": "Asia/Jerusalem",
    "japanese": "Asia/Tokyo",
}


class Whose(StrEnum):
    """What sort of zone word stands beside a time."""

    NAMED = "named"
    MINE = "mine"
    YOURS = "yours"


@dataclass(frozen=True)
class ZoneWord:
    """A zone as they wrote it: a region's clock, and the fixed offset that an abbreviation strictly means."""

    whose: Whose
    region: str = ""
    offset_hours: float | None = None

    def instants(self, on: date, clock: time) -> tuple[datetime, ...]:
        """What `clock` on `on` may mean, the loose meaning (the region's own clock) first, in UTC."""
        zones: list[tzinfo] = [ZoneInfo(self.region)] if self.region else []
        if self.offset_hours is not None:
            zones.append(timezone(timedelta(hours=self.offset_hours)))
        found = [datetime.combine(on, clock, zone).astimezone(UTC) for zone in zones]
        return tuple(dict.fromkeys(found))


def read_zone(tokens: Sequence[Token], at: int) -> tuple[ZoneWord, int] | None:
    """The zone word that begins at token `at`, and the index after it."""
    word = tokens[at].text
    after = tokens[at + 1].text if at + 1 < len(tokens) else ""
    if word in {"my", "our", "your"} and after in {"time", "timezone", "end", "side"}:
        return ZoneWord(Whose.YOURS if word == "your" else Whose.MINE), at + 2
    if word in {"my", "our", "your"} and after == "clock":
        return ZoneWord(Whose.YOURS if word == "your" else Whose.MINE), at + 2
    if word in _PEOPLES and after == "time":
        return ZoneWord(Whose.NAMED, _PEOPLES[word]), at + 2
    if word == "here" and at > 0 and after != "'":
        named = _place_at(tokens, at + 2) if after in {"in", "at"} else None
        return named or (ZoneWord(Whose.MINE), at + 1)
    if word in _ABBREVIATIONS and (
        tokens[at].raw.isupper()
        or (len(word) > 2 and word not in {"ist", "wet", "est", "ast"})
        or word == "est"
        or (at > 0 and tokens[at - 1].text in {"am", "pm"} and len(word) > 2)
    ):
        region, offset = _ABBREVIATIONS[word]
        return ZoneWord(Whose.NAMED, region, offset), at + (2 if after == "time" else 1)
    capital = tokens[at].raw[:1].isupper()
    if (
        word in REGIONS
        and (after in {"time", "standard", "daylight"} or (capital and word not in {"london", "uk"}))
    ) or word in {"eastern", "pacific"}:
        end = at + 1
        while end < len(tokens) and tokens[end].text in {"time", "standard", "daylight"}:
            end += 1
        return ZoneWord(Whose.NAMED, REGIONS[word]), end
    return _place_time(tokens, at)


def _place_at(tokens: Sequence[Token], at: int) -> tuple[ZoneWord, int] | None:
    """The place that is named at token `at`."""
    for length in (2, 1):
        name = " ".join(token.text for token in tokens[at : at + length])
        if name in PLACES and at + length <= len(tokens):
            return ZoneWord(Whose.NAMED, PLACES[name]), at + length
    return None


def _place_time(tokens: Sequence[Token], at: int) -> tuple[ZoneWord, int] | None:
    for length in (1, 2):
        if at + length < len(tokens) and tokens[at + length].text == "time":
            name = " ".join(token.text for token in tokens[at : at + length])
            if name in PLACES:
                return ZoneWord(Whose.NAMED, PLACES[name]), at + length + 1
    return None


@lru_cache(maxsize=256)
def territory_of(zone: str) -> str:
    """The country code of an IANA zone, "US" if it has none."""
    return str(get_global("zone_territories").get(zone, "") or _alias_territory(zone))


def _alias_territory(zone: str) -> str:
    alias = get_global("zone_aliases").get(zone)
    found = get_global("zone_territories").get(alias, "") if alias else ""
    if found and found != "001":
        return str(found)
    return "CA" if zone.startswith("Canada/") else "GB" if zone == "GB" else "US"


def month_comes_first(zone: str) -> bool | None:
    """Whether 3/4 is the fourth of March in the zone's country; None where both orders are usual."""
    territory = territory_of(zone)
    if territory in _EITHER_ORDER:
        return None
    return territory in _MONTH_FIRST or zone.startswith("US/") or zone in {"UTC", "Etc/UTC"}
