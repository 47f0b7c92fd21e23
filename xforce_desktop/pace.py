"""How soon to look again: by what is due, and sparing where the computer or its network has to be spared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

SOONEST_S = 5.0


@dataclass(frozen=True)
class Conditions:
    """What the computer says of itself. None: it cannot tell."""

    is_online: bool | None = None
    is_metered: bool = False
    saves_power: bool = False

    @property
    def is_sparing(self) -> bool:
        """Whether looking costs the rep something: money, or what is left in the battery."""
        return self.is_metered or self.saves_power


class Surroundings(Protocol):
    """Whoever can ask the computer; the screens do."""

    def conditions(self) -> Conditions: ...

    def on_change(self, listener: Callable[[], None]) -> None:
        """Call `listener` on the loop when the conditions have changed."""
        ...


@dataclass(frozen=True)
class Pace:
    """Seconds between two looks: usually, and where they cost something."""

    usual_s: float
    sparing_s: float

    def interval_s(self, conditions: Conditions) -> float:
        return max(self.usual_s, self.sparing_s) if conditions.is_sparing else self.usual_s


def until_due_s(interval_s: float, due_next: datetime | None, now: datetime) -> float:
    """The interval, cut short by what is due before its end: nothing leaves late to spare a battery."""
    left_s = (due_next - now).total_seconds() if due_next else 0.0
    return min(interval_s, max(SOONEST_S, left_s)) if left_s > 0 else interval_s


def is_worth_a_look(before: Conditions, now: Conditions) -> bool:
    """Back online, or no longer sparing: what was put off is looked at now."""
    is_back = before.is_online is False and now.is_online is not False
    return is_back or (before.is_sparing and not now.is_sparing)
