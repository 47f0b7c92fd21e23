"""Shares and medians with the numbers behind them.

A share of fewer than `least_sample` cases is not told (resources/metrics.toml): of three mails, two answers
are no 67 %. Intervals are Wilson's, 95 %: en.wikipedia.org/wiki/Binomial_proportion_confidence_interval.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Annotated

from pydantic import ConfigDict, Field, TypeAdapter
from pydantic.dataclasses import dataclass as checked

from xforce_desktop.learning.statistics import wilson
from xforce_desktop.scheduling.lessons import Tally

CONFIDENCE = 0.95
_CLOSED = ConfigDict(extra="forbid")
_Minutes = Annotated[float, Field(ge=0, le=120)]


@checked(frozen=True, config=_CLOSED)
class Minutes:
    """What one of each would have taken the rep by hand; `review` is what it takes them now."""

    mail: _Minutes
    text: _Minutes
    reminder: _Minutes
    lookup: _Minutes
    booking: _Minutes
    review: _Minutes


@checked(frozen=True, config=_CLOSED)
class _Figures:
    least_sample: Annotated[int, Field(ge=1)]


@checked(frozen=True, config=_CLOSED)
class _MetricsFile:
    minutes: Minutes
    figures: _Figures


@lru_cache(maxsize=1)
def _file() -> _MetricsFile:
    text = files("resources").joinpath("metrics.toml").read_text("utf-8")
    return TypeAdapter(_MetricsFile).validate_python(tomllib.loads(text))


def minutes() -> Minutes:
    """As they ship."""
    return _file().minutes


def least_sample() -> int:
    """Below so many cases no share and no median is told."""
    return _file().figures.least_sample


@dataclass(frozen=True)
class Rate:
    """`hits` of `n` cases. What is still open is in neither."""

    hits: int
    n: int

    @property
    def is_few(self) -> bool:
        return self.n < least_sample()

    @property
    def pct(self) -> float | None:
        """Per cent; None for too few."""
        return None if self.is_few else 100 * self.hits / self.n

    @property
    def interval_pct(self) -> tuple[float, float] | None:
        """Wilson's 95 % interval, in per cent; None for too few."""
        if self.is_few:
            return None
        low, high = wilson(Tally(self.hits, self.n), CONFIDENCE)
        return 100 * low, 100 * high


@dataclass(frozen=True)
class Spread:
    """Median and quartiles of `n` values; all None for too few."""

    n: int
    median: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Share:
    """The specification's plain share, 0 to 1, of `n` cases: scripts get it whatever n is."""

    value: float
    n: int


def rate_of(cases: Sequence[bool]) -> Rate:
    return Rate(sum(cases), len(cases))


def spread_of(values: Sequence[float]) -> Spread:
    """Values between two measured ones are drawn straight, as spreadsheets do (QUARTILE.INC)."""
    if len(values) < least_sample():
        return Spread(len(values))
    ordered = sorted(values)
    return Spread(len(values), quantile(ordered, 0.5), quantile(ordered, 0.25), quantile(ordered, 0.75))


def quantile(ordered: Sequence[float], share: float) -> float:
    """Of values in ascending order, at least one."""
    place = share * (len(ordered) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)
