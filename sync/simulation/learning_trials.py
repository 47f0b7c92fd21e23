"""Whether planted habits are found, and absent ones are not: many histories, told as a table."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median
from typing import Any

from sync.simulation.learning_world import HABITS, LearningWorld, Plant
from xforce_desktop.clock import ManualClock
from xforce_desktop.learning.statistics import wilson
from xforce_desktop.scheduling.lessons import LearnedChange, Scope, ScopeKind, Tally
from xforce_desktop.scheduling.unit_of_work import Store
from xforce_desktop.store.memory import MemoryStore

PER_YEAR = 400
BEGINS_AT = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Trial:
    """One history. `found_after`: so many requests had begun when the planted habit was found; None: not.

    `others` are changes that have nothing to do with it.
    """

    seed: int
    found_after: int | None
    others: tuple[str, ...]


@dataclass(frozen=True)
class Trials:
    """Histories of one plant. `others` counts those with any change that has nothing to do with it."""

    plant: Plant
    requests: int
    trials: tuple[Trial, ...]

    @property
    def found(self) -> int:
        return sum(one.found_after is not None for one in self.trials)

    @property
    def others(self) -> int:
        return sum(bool(one.others) for one in self.trials)

    @property
    def found_after(self) -> int | None:
        """The median number of requests."""
        numbers = [one.found_after for one in self.trials if one.found_after is not None]
        return round(median(numbers)) if numbers else None


def trial(seed: int, plant: Plant, requests: int) -> Trial:
    """One history of a rep, on a store in memory."""
    clock = ManualClock(BEGINS_AT)
    return trial_on(MemoryStore(clock), clock, seed, plant, requests)


def trial_on(store: Store, clock: ManualClock, seed: int, plant: Plant, requests: int) -> Trial:
    """The same on any store; `clock` is the store's."""
    world = LearningWorld(store, clock, seed, plant)
    world.live(requests, PER_YEAR)
    changes = world.changes()
    found = next((one for one in changes if is_planted(one, plant)), None)
    others = tuple(one.setting.key for one in changes if not follows_from(one, plant))
    return Trial(seed, world.begun_by(found.at) if found else None, others)


def is_planted(change: LearnedChange, plant: Plant) -> bool:
    """Whether it is the very setting, for the very group."""
    habit = HABITS.get(plant)
    return habit is not None and change.setting.key == f"{habit.knob}|{habit.scope}|{habit.value}"


def follows_from(change: LearnedChange, plant: Plant) -> bool:
    """Whether the planted habit brings it about: the same setting, in another group that has such people, as
    owners are among those who are asked for demos, but not among executives."""
    habit, setting = HABITS.get(plant), change.setting
    if habit is None or (setting.knob.value, setting.value) != (habit.knob, habit.value):
        return False
    kind, _, value = habit.scope.partition(":")
    return _named_by(setting.scope).get(kind, value) == value


def _named_by(scope: Scope) -> dict[str, str]:
    """What all of the group have in common."""
    if scope.kind is not ScopeKind.PERSONA_AND_TYPE:
        return {scope.kind.value: scope.value}
    persona, _, meeting_type = scope.value.partition("/")
    return {ScopeKind.PERSONA.value: persona, ScopeKind.MEETING_TYPE.value: meeting_type}


def try_all(plants: Sequence[Plant], first_seed: int, seeds: int, requests: int) -> Iterator[Trials]:
    """Seed after seed for each plant, on all processors."""
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        for plant in plants:
            numbers = range(first_seed, first_seed + seeds)
            trials = pool.map(trial, numbers, [plant] * seeds, [requests] * seeds)
            yield Trials(plant, requests, tuple(trials))


def as_line(one: Trials) -> str:
    """For people."""
    total = len(one.trials)
    low, high = wilson(Tally(one.others, total), 0.95)
    others = f"other changes in {one.others} of {total} histories ({low:.1%} to {high:.1%})"
    habit = HABITS.get(one.plant)
    if habit is None:
        return f"{one.plant:22} {one.requests} requests each: {others}"
    after = f", half of them by request {one.found_after}" if one.found_after else ""
    found = f"found in {one.found} of {total}{after}"
    return f"{one.plant:22} {one.requests} requests each: {found}; {others}"


def as_json(one: Trials) -> dict[str, Any]:
    """For programs."""
    return {
        "plant": one.plant.value,
        "requests": one.requests,
        "histories": len(one.trials),
        "found": one.found if one.plant in HABITS else None,
        "median_request_when_found": one.found_after,
        "histories_with_other_changes": one.others,
        "trials": [
            {"seed": t.seed, "found_after": t.found_after, "others": list(t.others)} for t in one.trials
        ],
    }
