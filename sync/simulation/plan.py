"""How one world of a simulation is to be made, and the day on which it begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sync.sandbox.company import REP

BEGINNINGS = (  # Mondays, so that the days after them bring a change of clocks, holidays or the year's end
    (2026, 2, 16), (2026, 10, 5), (2026, 11, 16), (2026, 3, 16), (2026, 5, 11), (2026, 8, 24), (2026, 12, 7),
    (2026, 6, 22), (2027, 1, 11), (2027, 2, 22),
)  # fmt: skip


@dataclass(frozen=True)
class WorldPlan:
    """How to make one world."""

    number: int
    seed: int
    requests: int
    days: int
    faults: str
    first_turn: int = 0  # which of the beginnings world 0 has

    def begins_at(self) -> datetime:
        """Nine in the morning for the rep, on a day that depends on the number."""
        year, month, day = BEGINNINGS[(self.number + self.first_turn) % len(BEGINNINGS)]
        return datetime(year, month, day, 8, 30, tzinfo=ZoneInfo(REP.zone)).astimezone(UTC)
