"""The simulation tells the same story for the same seed, and finds nothing wrong with the program."""

from __future__ import annotations

from functools import cache

import pytest

from sync.simulation import weather
from sync.simulation.invariants import INVARIANTS
from sync.simulation.life import Life, live
from sync.simulation.plan import WorldPlan
from sync.simulation.run import Asked, as_text, fingerprint, plans, simulate


def a_life(seed: int, requests: int = 40, faults: str = "nasty", days: int = 60) -> Life:
    """One world of that seed; its beginning depends on the seed too."""
    return live(plans(Asked(seed, requests, days, faults))[0])


@cache
def a_nasty_life(seed: int) -> Life:
    """Lived once, for all who only look at it."""
    return a_life(seed)


def broken(life: Life) -> list[str]:
    """What was wrong, with what is needed to see it again."""
    return [f"seed {life.seed}: {one.invariant}: {one.what} ({one.request})" for one in life.violations]


def test_the_same_seed_tells_the_same_story() -> None:
    """Byte for byte, faults and all."""
    assert a_life(7, 12, days=30).journal == a_life(7, 12, days=30).journal


def test_another_seed_tells_another_story() -> None:
    """Seeds differ in what happens, not only in names."""
    assert a_life(7, 6, days=20).counts != a_life(8, 6, days=20).counts


def test_worlds_are_the_same_however_many_processes_live_them() -> None:
    """One world alone is that world of the whole."""
    whole = simulate(Asked(5, 52, 12, "nasty"))
    alone = simulate(Asked(5, 52, 12, "nasty", world=1))

    assert [life.requests for life in whole.lives] == [26, 26]
    assert alone.lives[0].journal == whole.lives[1].journal
    assert fingerprint(whole) != fingerprint(alone)


@pytest.mark.parametrize("seed", [11, 12, 26])
def test_nothing_goes_wrong_in_nasty_weather(seed: int) -> None:
    """Lost answers, crashes, sleep, clocks that jump: every invariant holds."""
    assert broken(a_nasty_life(seed)) == []


def test_nothing_goes_wrong_in_fair_weather() -> None:
    """People and the rep alone are nasty enough."""
    life = a_life(14, faults="none")

    assert broken(life) == []
    assert life.counts["faults"] == 0


def test_nothing_goes_wrong_when_the_program_ends_all_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Crashes before and after every hundredth commit and call."""
    monkeypatch.setattr(weather, "CRASH_IN_COMMIT", 0.01)
    monkeypatch.setattr(weather, "CRASH_IN_CALL", 0.03)

    life = a_life(15, 30)

    assert broken(life) == []
    assert life.counts["crashes"] > 100


def test_every_invariant_is_looked_at() -> None:
    """A check that never runs proves nothing; caps are checked from when the figures name them."""
    checked = a_nasty_life(26).checked

    assert {name for name in INVARIANTS if not checked.get(name)} <= {"caps"}


def test_a_violation_comes_with_the_command_that_repeats_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """What happened, when, to whom, and one line to type."""
    monkeypatch.setattr("xforce_desktop.availability.workdays.is_public_holiday", lambda on, locale: False)
    monkeypatch.setattr("xforce_desktop.scheduling.cadence.next_sending_time", lambda at, locale: at)

    told = list(as_text(simulate(Asked(1, 16, 30, "none"))))

    repeat = "xforce-desktop simulate --seed 1 --requests 16 --days 30 --faults none --world 0"
    assert any(line.strip() == f"Repeat it: {repeat}" for line in told)
    assert any(line.startswith("!!  their hours") for line in told)


def test_a_world_begins_where_its_number_says() -> None:
    """Over the worlds of one run the clocks change, and holidays come, everywhere."""
    begins = {WorldPlan(number, 1, 1, 60, "none").begins_at().month for number in range(10)}

    assert {2, 3, 10, 11, 12} <= begins
