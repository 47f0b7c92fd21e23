"""What to offer first, and why.

Source: the specification's "morning first, then spread across days". Days come soonest first, and no day
is used twice before each has been used once. Mornings and afternoons take turns from one offer to the
next, and so do the hours, so that three offers are not three times nine o'clock.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from xforce_desktop.availability.spans import Span, overlaps

PARTS: dict[str, tuple[int, int]] = {"morning": (8, 12), "afternoon": (12, 17), "evening": (17, 20)}
"""Part of the day to its first hour and the hour after its last, by the start of the meeting."""

_NOON_HOUR = 12


@dataclass(frozen=True)
class Slot:
    """A start (aware, UTC) that can be offered, and in words why this one."""

    start: datetime
    why: str


@dataclass(frozen=True)
class Wishes:
    """What the choice is measured against. `optional_busy` names the optional people who could not come."""

    zone: ZoneInfo
    count: int
    duration_minutes: int
    preferred_times: tuple[str, ...]
    optional_busy: Callable[[Span], tuple[str, ...]]


def part_of_day(local: datetime) -> str:
    """`morning`, `afternoon`, `evening`, or nothing for the hours before and after."""
    return next((part for part, (first, end) in PARTS.items() if first <= local.hour < end), "")


def choose(free: Sequence[datetime], wishes: Wishes) -> tuple[Slot, ...]:
    """Up to `count` of the free starts, in time order."""
    picker = _Picker(free, wishes)
    return tuple(sorted(picker.pick_all(), key=lambda slot: slot.start))


@dataclass(frozen=True)
class _Candidate:
    """A free start with what its cost is made of."""

    span: Span
    local: datetime
    part: str
    missing: tuple[str, ...]


class _Picker:
    def __init__(self, free: Sequence[datetime], wishes: Wishes) -> None:
        self._wishes = wishes
        self._by_day: dict[date, list[_Candidate]] = {}
        for start in sorted(free):
            candidate = self._candidate(start)
            self._by_day.setdefault(candidate.local.date(), []).append(candidate)
        self._turns = self._turns_of({each.part for day in self._by_day.values() for each in day})
        self._taken_on: dict[date, list[_Candidate]] = {}
        self._clock_times: Counter[time] = Counter()

    def _candidate(self, start: datetime) -> _Candidate:
        span, local = Span.lasting(start, self._wishes.duration_minutes), start.astimezone(self._wishes.zone)
        return _Candidate(span, local, part_of_day(local), self._wishes.optional_busy(span))

    def _turns_of(self, there: set[str]) -> list[str]:
        """Parts of the day that take turns; the evening only where it was asked for or is all there is."""
        usual: list[str] = [part for part in ("morning", "afternoon") if part in there]
        if "evening" in there and ("evening" in self._wishes.preferred_times or not usual):
            usual.append("evening")
        return usual or [""]

    def pick_all(self) -> list[Slot]:
        slots: list[Slot] = []
        while len(slots) < self._wishes.count and any(self._by_day.values()):
            for day in [day for day, candidates in self._by_day.items() if candidates]:
                if len(slots) == self._wishes.count:
                    break
                slots.append(self._pick(day, self._turns[len(slots) % len(self._turns)]))
        return slots

    def _pick(self, day: date, wanted: str) -> Slot:
        best = min(self._by_day[day], key=lambda candidate: self._cost(candidate, wanted))
        why = self._why(best)
        self._by_day[day].remove(best)
        self._taken_on.setdefault(day, []).append(best)
        self._clock_times[best.local.time()] += 1
        return Slot(best.span.start, why)

    def _cost(self, candidate: _Candidate, wanted: str) -> tuple[int | datetime, ...]:
        """Smaller is better; the first difference decides."""
        local = candidate.local
        that_day = self._taken_on.get(local.date(), [])
        return (
            sum(overlaps(candidate.span, other.span) for other in that_day),
            len(candidate.missing),
            sum(other.part == candidate.part for other in that_day),
            int(candidate.part != wanted),
            int(local.hour == _NOON_HOUR),
            self._clock_times[local.time()],
            0 if local.minute == 0 else 1 if local.minute == 30 else 2,
            candidate.span.start,
        )

    def _why(self, candidate: _Candidate) -> str:
        if candidate.local.date() in self._taken_on:
            choice = "a second choice on that day"
        elif not self._taken_on:
            choice = "the soonest day with a free time"
        else:
            choice = "another day, so that there is a real choice"
        without = f"; optional and busy then: {', '.join(candidate.missing)}" if candidate.missing else ""
        day = f"{candidate.local:%A}, {candidate.local:%B} {candidate.local.day}"
        return (
            f"{f'{day}, {candidate.part}'.rstrip(', ')}: everyone who must come is free; {choice}{without}."
        )
