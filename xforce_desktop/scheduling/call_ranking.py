"""Which of the open calls comes first, and when one that was put off comes back.

Source of every figure: resources/calls.toml.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import ConfigDict, Field, TypeAdapter
from pydantic.dataclasses import dataclass

from xforce_desktop.availability.workdays import next_working_day
from xforce_desktop.clock import as_utc
from xforce_desktop.errors import BadInput
from xforce_desktop.scheduling import cadence
from xforce_desktop.scheduling.leverage import LeverageCard

DAY = timedelta(days=1)
Points = Annotated[int, Field(ge=0, le=100)]
Positive = Annotated[float, Field(gt=0)]

_CLOSED = ConfigDict(extra="forbid")


class Later(StrEnum):
    """What the rep can choose instead of a time."""

    ONE_HOUR = "1h"
    THIS_AFTERNOON = "this_afternoon"
    TOMORROW_MORNING = "tomorrow_morning"


@dataclass(frozen=True, config=_CLOSED)
class _Points:
    urgent: Points
    worth: Points
    fallen: Points
    callable_now: Points
    each_day: Points
    most_for_days: Points


@dataclass(frozen=True, config=_CLOSED)
class _Full:
    worth: Positive
    fallen: Positive


@dataclass(frozen=True, config=_CLOSED)
class _Later:
    hours: Positive
    afternoon_at: time
    morning_at: time


@dataclass(frozen=True, config=_CLOSED)
class _Figures:
    points: _Points
    full: _Full
    later: _Later


@lru_cache(maxsize=1)
def _figures() -> _Figures:
    text = files("resources").joinpath("calls.toml").read_text("utf-8")
    return TypeAdapter(_Figures).validate_python(tomllib.loads(text))


@dataclass(frozen=True, config=_CLOSED)
class Standing:
    """What ranks a card. `fallen`: by how much the interest lies below its best; `opens_at`: when their
    working hours allow a call, now or later (UTC)."""

    card: LeverageCard
    deal_value: float | None
    fallen: float
    opens_at: datetime


@dataclass(frozen=True, config=_CLOSED)
class Rank:
    """`points` and the reasons for them in words, the weightiest first."""

    points: float
    reasons: tuple[str, ...]


def rank_of(standing: Standing, now: datetime) -> Rank:
    found = sorted(_signs(standing, now), key=lambda sign: -sign[0])
    return Rank(round(sum(points for points, _ in found), 1), tuple(words for _, words in found))


def _signs(standing: Standing, now: datetime) -> Iterator[tuple[float, str]]:
    figures, card = _figures(), standing.card
    if card.urgency == "high":
        yield figures.points.urgent, "urgent"
    if value := standing.deal_value:
        share = min(value / figures.full.worth, 1.0)
        yield round(share * figures.points.worth, 1), f"the deal is worth ${value:,.0f}"
    if standing.fallen > 0:
        share = min(standing.fallen / figures.full.fallen, 1.0)
        yield round(share * figures.points.fallen, 1), "their interest has fallen"
    if standing.opens_at <= now:
        yield figures.points.callable_now, "they can be called now"
    days = (now - card.raised_at) // DAY
    if days > 0:
        most = min(days * figures.points.each_day, figures.points.most_for_days)
        yield most, f"open for {days} {'day' if days == 1 else 'days'}"


def in_order(ranked: Iterable[tuple[Standing, Rank]]) -> list[tuple[Standing, Rank]]:
    """Most points first; of equals the one that is open longer."""
    return sorted(ranked, key=lambda one: (-one[1].points, one[0].card.raised_at, str(one[0].card.id)))


def later_at(choice: Later | datetime, now: datetime, zone: str, place: cadence.Locale) -> datetime:
    """When a card that is put off comes back (UTC): as chosen by the rep's clock, moved into the working
    hours of whom they are to call. Raises BadInput for a time that has passed."""
    at = choice if isinstance(choice, datetime) else _chosen(choice, now, ZoneInfo(zone))
    if at <= now:
        raise BadInput("That time has passed.", "Choose a later one.")
    return cadence.next_sending_time(at, place)


def _chosen(choice: Later, now: datetime, zone: ZoneInfo) -> datetime:
    later, today = _figures().later, now.astimezone(zone).date()
    if choice is Later.ONE_HOUR:
        return now + timedelta(hours=later.hours)
    if choice is Later.THIS_AFTERNOON:
        return as_utc(datetime.combine(today, later.afternoon_at, zone))
    tomorrow = next_working_day(today, cadence.Locale(zone.key, cadence.country_of(zone.key)))
    return as_utc(datetime.combine(tomorrow, later.morning_at, zone))
