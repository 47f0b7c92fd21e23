"""What the rep means to do, in the order of time."""

from __future__ import annotations

import heapq
import random
from datetime import datetime, timedelta

from sync.sandbox.office_hours import in_office
from sync.sandbox.world import World


class Diary:
    """Each thing stands in it once until it is taken. `about` names a request, or nothing."""

    def __init__(self, world: World, rng: random.Random) -> None:
        self._world, self._rng = world, rng
        self._acts: list[tuple[datetime, int, str, str]] = []
        self._planned: set[tuple[str, str]] = set()
        self.count = 0  # of all that was ever planned

    @property
    def next_at(self) -> datetime | None:
        """When the rep does something next."""
        return self._acts[0][0] if self._acts else None

    def plan(self, at: datetime, act: str, about: str = "") -> None:
        """Do it then, unless it is planned already."""
        if (act, about) in self._planned:
            return
        self._planned.add((act, about))
        self.count += 1
        heapq.heappush(self._acts, (at, self.count, act, about))

    def take(self, now: datetime) -> tuple[str, str] | None:
        """The next act that is due and what it is about."""
        if not self._acts or self._acts[0][0] > now:
            return None
        _, _, act, about = heapq.heappop(self._acts)
        self._planned.discard((act, about))
        return act, about

    def later(self, least_hours: float, most_hours: float) -> datetime:
        """A moment of the rep's working hours after a while."""
        at = self._world.now + timedelta(hours=self._rng.uniform(least_hours, most_hours))
        return in_office(at, self._world.zone, self._rng)
