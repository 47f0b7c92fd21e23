"""What the screens and the command line see of what was learned, and what the rep can do about it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Protocol

from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.lessons import LearnedChange, Postmortem, SeasonPattern, Setting, Tally


@dataclass(frozen=True)
class ShownChange:
    """A setting that was moved, with its numbers in words. `effect`: the interval of the difference.
    `superseded_by`: the newer one of the same setting and group that holds in its place."""

    change: LearnedChange
    what: str  # a text right after the first mail
    group: str  # owners
    numbers: str  # 14 of 20 with it, 5 of 25 without
    effect: str  # 95% sure: between 20 and 68 points better
    superseded_by: LearnedChange | None = None

    @property
    def holds(self) -> bool:
        return self.change.is_in_force and self.superseded_by is None


@dataclass(frozen=True)
class Watched:
    """A setting that may be found to be better: what was seen, and how many more until it is judged."""

    setting: Setting
    what: str
    group: str
    with_it: Tally
    without: Tally
    looks: int  # how often it was judged so far
    missing: int | None  # in the smaller group; None after the last look
    rate: float | None  # of those with it, drawn to that of all requests


@dataclass(frozen=True)
class RepFigures:
    """How the rep's requests went, over all that ended. Intervals are of the rate of those that were held."""

    ended: int
    held: int
    low: float
    high: float
    no_shows: int
    asks: int
    answered: int
    avg_asks: float | None  # of those that came to a booking
    avg_days: float | None  # from the request to the booking


@dataclass(frozen=True)
class LearningView:
    """Everything that was learned. `rests_for`: requests that must end before another change."""

    mode: str  # on, ask, off
    variation: float
    changes: tuple[ShownChange, ...]  # the newest first
    watched: tuple[Watched, ...]  # the nearest to a judgement first
    seasons: tuple[SeasonPattern, ...]
    rep: RepFigures
    rests_for: int


class LearningDesk(Protocol):
    """The part of the desk that is about learning."""

    async def learning(self) -> LearningView: ...

    async def undo_learned(self, change_id: uuid.UUID) -> None:
        """It does not hold any more, or is not wanted. Raises BadInput for what does not hold."""
        ...

    async def accept_learned(self, change_id: uuid.UUID) -> None:
        """What was proposed holds from now on. Raises BadInput for anything else."""
        ...

    async def postmortem(self, request_id: RequestId) -> Postmortem | None:
        """Why it ended so; None while it has not ended, or has just done so."""
        ...
