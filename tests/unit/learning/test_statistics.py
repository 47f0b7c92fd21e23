"""Intervals and tests against published values."""

from __future__ import annotations

import pytest

from xforce_desktop.learning.statistics import Pair, chance_of_so_many, difference, drawn_towards, wilson
from xforce_desktop.scheduling.lessons import Tally


def pair(hits, of, others, of_others):
    return Pair(Tally(hits, of), Tally(others, of_others))


@pytest.mark.parametrize(
    "hits, of, low, high",
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0000, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_intervals_of_a_rate_are_wilsons(hits, of, low, high):
    """Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3."""
    assert wilson(Tally(hits, of), 0.95) == pytest.approx((low, high), abs=0.00006)


@pytest.mark.parametrize(
    "numbers, low, high",
    [
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((6, 7, 2, 7), 0.0582, 0.8062),
        ((5, 56, 0, 29), -0.0381, 0.1926),
        ((0, 10, 0, 20), -0.1611, 0.2775),
        ((10, 10, 0, 20), 0.6791, 1.0000),
    ],
)
def test_intervals_of_a_difference_are_newcombes(numbers, low, high):
    """Newcombe, Statistics in Medicine 17 (1998) 873-890, table II, method 10."""
    found = difference([pair(*numbers)], 0.95)
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.00006)


@pytest.mark.parametrize(
    "numbers, chance",
    [((3, 4, 1, 4), 9 / 70), ((4, 4, 0, 4), 1 / 140), ((2, 4, 2, 4), 1 / 2)],
)
def test_one_table_is_fishers_test_with_half_of_what_was_seen(numbers, chance):
    """The lady tasting tea: four of four cups right happen by luck in 1 of 70 cases, three in 16."""
    assert chance_of_so_many([pair(*numbers)]) == pytest.approx(chance)


@pytest.mark.parametrize("numbers", [(10, 12, 2, 8), (1, 3, 5, 9), (0, 5, 4, 6)])
def test_one_table_is_what_counting_gives(numbers):
    """Every way to spread the hits over everybody."""
    assert chance_of_so_many([pair(*numbers)]) == pytest.approx(_by_counting(*numbers))


def _by_counting(hits, of, others, of_others):
    """All ways to spread the hits, one by one."""
    from itertools import combinations

    everybody, all_hits = of + of_others, hits + others
    spread = [sum(one < of for one in chosen) for chosen in combinations(range(everybody), all_hits)]
    return sum((count > hits) + (count == hits) / 2 for count in spread) / len(spread)


def test_several_tables_are_taken_together_without_being_mixed():
    """Two tables, each even, are even together, although their sums look like a difference (Simpson)."""
    mixed_up = [pair(18, 20, 9, 10), pair(1, 10, 2, 20)]

    assert 19 / 30 > 11 / 30
    assert chance_of_so_many(mixed_up) > 0.4


def test_a_difference_over_several_tables_is_that_of_each_by_itself():
    """By Mantel and Haenszel's weights; sums that look worse do not make it worse."""
    better = [pair(22, 25, 26, 60), pair(2, 75, 1, 20)]
    weights = 25 * 60 / 85, 75 * 20 / 95
    wanted = (weights[0] * (22 / 25 - 26 / 60) + weights[1] * (2 / 75 - 1 / 20)) / sum(weights)

    found = difference([*better, pair(9, 9, 0, 0)], 0.95)

    assert 24 / 100 < 27 / 80
    assert found.by == pytest.approx(wanted)
    assert 0 < found.low < found.by < found.high


def test_what_cannot_be_compared_says_nothing():
    """A stratum with one group only leaves the chance as it is."""
    assert chance_of_so_many([pair(9, 9, 0, 0)]) == 1.0
    assert chance_of_so_many([]) == 1.0


@pytest.mark.parametrize("hits, of, rate", [(0, 0, 0.2), (4, 4, (4 + 2) / 14), (40, 100, (40 + 2) / 110)])
def test_a_small_group_is_drawn_to_the_wider_one(hits, of, rate):
    """As by ten more of those: the more is known, the less it counts."""
    assert drawn_towards(Tally(hits, of), Tally(20, 100), 10) == pytest.approx(rate)
