"""Where somebody is, and which days and hours they work there.

Monday to Friday without the public holidays of their country and state, 08:00 to 18:00 on their clock.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

import holidays

WORK_BEGINS = time(8)
WORK_ENDS = time(18)
_FRIDAY = 4


@dataclass(frozen=True)
class Locale:
    """Where a person works. `country` is an ISO 3166 code, `state` a code or an English name;
    an empty country is taken from the zone."""

    timezone: str
    country: str = ""
    state: str = ""

    @property
    def zone(self) -> ZoneInfo:
        """The zone itself. Raises ZoneInfoNotFoundError for a name that is none."""
        return ZoneInfo(self.timezone)


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    """Zone name to country code, from the tables of the tz database, old names included."""
    folder = files("tzdata.zoneinfo")
    countries: dict[str, str] = {}
    for line in folder.joinpath("zone.tab").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            code, _, name, *_ = line.split("\t")
            countries[name] = code
    for line in folder.joinpath("tzdata.zi").read_text("utf-8").splitlines():
        if line.startswith("L "):
            _, target, name = line.split()
            countries.setdefault(name, countries.get(target, ""))
    return countries


def country_of(timezone: str) -> str:
    """ISO 3166 code of the country that the zone is kept for; empty where it is nobody's, as for UTC."""
    return _countries().get(timezone, "")


@lru_cache(maxsize=512)
def _public_holidays(country: str, state: str, year: int) -> frozenset[date]:
    """Days off by law, the observed ones included; none for a country that the library does not know.

    Where the state is not known, a day that most states of the country have off counts: Canada lists
    hardly any holiday for the whole country, and nobody in Ontario reads mail on Thanksgiving.
    """
    if country not in _known_countries():
        return frozenset()
    subdivision = state_code(country, state)
    if subdivision:
        return _listed(country, subdivision, year)
    states = holidays.country_holidays(country).subdivisions
    off_in = Counter(on for each in states for on in _listed(country, each, year))
    usual = {on for on, count in off_in.items() if count * 2 > len(states)}
    return _listed(country, None, year) | usual


def _listed(country: str, subdivision: str | None, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays(country, subdiv=subdivision, years=year).keys())


@lru_cache(maxsize=1)
def _known_countries() -> frozenset[str]:
    return frozenset(holidays.list_supported_countries(include_aliases=False))


@lru_cache(maxsize=512)
def state_code(country: str, state: str) -> str:
    """The country's code for a state or province given as code or name, without regard to case;
    empty if it has none of that name."""
    wanted = state.strip().casefold()
    if not wanted or country not in _known_countries():
        return ""
    calendar = holidays.country_holidays(country)
    names = {name.casefold(): code for name, code in calendar.subdivisions_aliases.items()}
    codes = {code.casefold(): code for code in calendar.subdivisions}
    return codes.get(wanted) or names.get(wanted, "")


def is_public_holiday(on: date, locale: Locale) -> bool:
    """Whether the day is a public holiday of the locale's country or state."""
    country = (locale.country or country_of(locale.timezone)).strip().upper()
    return on in _public_holidays(country, locale.state, on.year)


def is_working_day(on: date, locale: Locale) -> bool:
    """Monday to Friday and no public holiday of the country and state."""
    return on.weekday() <= _FRIDAY and not is_public_holiday(on, locale)


def next_working_day(after: date, locale: Locale) -> date:
    """The first working day later than `after`."""
    on = after + timedelta(days=1)
    while not is_working_day(on, locale):
        on += timedelta(days=1)
    return on


def previous_working_day(before: date, locale: Locale) -> date:
    """The last working day earlier than `before`."""
    on = before - timedelta(days=1)
    while not is_working_day(on, locale):
        on -= timedelta(days=1)
    return on


def in_working_hours(start: datetime, end: datetime, locale: Locale) -> bool:
    """Whether all of [start, end) lies in one working day's 08:00 to 18:00 there."""
    begins, ends = start.astimezone(locale.zone), end.astimezone(locale.zone)
    return (
        begins.date() == ends.date()
        and begins.time() >= WORK_BEGINS
        and ends.time() <= WORK_ENDS
        and is_working_day(begins.date(), locale)
    )
