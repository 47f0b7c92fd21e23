"""The figures of learning, from resources/learning.toml: bands of the day, variation, evidence and its error.

A broken file is a broken program and stops it at the first use with pydantic's ValidationError.
"""

from __future__ import annotations

import tomllib
from datetime import time
from functools import lru_cache
from importlib.resources import files
from typing import Annotated, Self

from pydantic import ConfigDict, Field, TypeAdapter, model_validator
from pydantic.dataclasses import dataclass

_CLOSED = ConfigDict(extra="forbid")
Share = Annotated[float, Field(gt=0, le=1)]
Count = Annotated[int, Field(ge=1)]


@dataclass(frozen=True, config=_CLOSED)
class Variation:
    begins_after_requests: Annotated[int, Field(ge=0)]
    gap_factor_quiet: Annotated[float, Field(gt=0)]
    gap_factor_busy: Annotated[float, Field(gt=0)]

    @property
    def gap_factors(self) -> tuple[float, float]:
        """All that are ever tried."""
        return self.gap_factor_quiet, self.gap_factor_busy


@dataclass(frozen=True, config=_CLOSED)
class GapBounds:
    least_multiplier: Annotated[float, Field(gt=0)]
    most_multiplier: Annotated[float, Field(gt=0)]


@dataclass(frozen=True, config=_CLOSED)
class Evidence:
    """`looks` count the smaller of two groups; errors are chances over all looks of a whole history."""

    family_error: Share
    confidence: Share
    looks: Annotated[tuple[Count, ...], Field(min_length=1)]
    least_difference: Annotated[float, Field(ge=0, lt=1)]
    rest_requests: Annotated[int, Field(ge=0)]
    proposal_days: Count
    worse_error: Share
    towards_wider: Count

    @model_validator(mode="after")
    def _looks_in_order(self) -> Self:
        if list(self.looks) != sorted(set(self.looks)):
            raise ValueError("the looks must grow")
        return self


@dataclass(frozen=True, config=_CLOSED)
class Setting:
    """How much of the error belongs to a setting, and to the groups in which it is looked at."""

    share: Share
    groups: dict[str, Share]


@dataclass(frozen=True, config=_CLOSED)
class PostmortemFigures:
    quick_attempts: Count
    many_attempts: Count
    slow_days: Count
    soon_hours: Count


@dataclass(frozen=True, config=_CLOSED)
class LearningFigures:
    bands: dict[str, tuple[time, time]]
    variation: Variation
    gap: GapBounds
    evidence: Evidence
    settings: dict[str, Setting]
    members: dict[str, Count]
    postmortem: PostmortemFigures

    @model_validator(mode="after")
    def _error_is_not_spent_twice(self) -> Self:
        shares = sum(one.share for one in self.settings.values())
        groups = [sum(one.groups.values()) for one in self.settings.values()]
        if max(shares, *groups) > 1.000001:
            raise ValueError("the shares of the error add up to more than the whole")
        return self


@lru_cache(maxsize=1)
def figures() -> LearningFigures:
    text = files("resources").joinpath("learning.toml").read_text("utf-8")
    return TypeAdapter(LearningFigures).validate_python(tomllib.loads(text))
