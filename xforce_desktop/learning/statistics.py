"""Intervals and exact tests of proportions. Pure arithmetic; nothing here knows what is counted.

Wilson 1927 for one proportion, Newcombe 1998 (method 10) for the difference of two
(doi.org/10.1002/(SICI)1098-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I), Fisher's exact test for one table.
Several tables at once compare like with like, second asks with second asks: the exact conditional test of a
common odds ratio, and the difference weighted as by Mantel and Haenszel, whose interval is put together from
those of the single rates as Newcombe's is (Zou and Donner 2008, doi.org/10.1002/sim.3095).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import comb, sqrt
from statistics import NormalDist

from xforce_desktop.scheduling.lessons import Tally


@dataclass(frozen=True)
class Pair:
    """One table of two groups: those with a value, and those without it."""

    with_it: Tally
    without: Tally

    @property
    def is_comparable(self) -> bool:
        return self.with_it.of > 0 and self.without.of > 0


def wilson(tally: Tally, confidence: float) -> tuple[float, float]:
    """The interval of a rate; from 0 to 1 where nothing was counted."""
    if tally.of == 0:
        return 0.0, 1.0
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    rate, n = tally.hits / tally.of, tally.of
    middle = rate + z * z / (2 * n)
    half = z * sqrt(rate * (1 - rate) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)


@dataclass(frozen=True)
class Difference:
    """The rate with it less the rate without it, and the bounds of that."""

    by: float
    low: float
    high: float


def difference(pairs: Iterable[Pair], confidence: float) -> Difference:
    """Over all tables, each by itself: a large one counts more. At least one must have both groups."""
    tables = [pair for pair in pairs if pair.is_comparable]
    weights = [pair.with_it.of * pair.without.of / (pair.with_it.of + pair.without.of) for pair in tables]
    by = below = above = 0.0
    for pair, weight in zip(tables, weights, strict=True):
        share = weight / sum(weights)
        first, second = pair.with_it, pair.without
        a, b = first.hits / first.of, second.hits / second.of
        (a_low, a_high), (b_low, b_high) = wilson(first, confidence), wilson(second, confidence)
        by += share * (a - b)
        below += share**2 * ((a - a_low) ** 2 + (b_high - b) ** 2)
        above += share**2 * ((a_high - a) ** 2 + (b - b_low) ** 2)
    return Difference(by, by - sqrt(below), by + sqrt(above))


def chance_of_so_many(pairs: Iterable[Pair]) -> float:
    """The chance of more hits with it, over all tables, and half that of just so many, if it does nothing.

    One-sided, given the sums of each table: the mid-p value (Lancaster 1961), as the exact chance of at least
    so many is far too careful for small groups.
    """
    spread, least_hits, seen = [1.0], 0, 0
    for pair in pairs:
        if not pair.is_comparable:
            continue
        low, weights = _hypergeometric(pair)
        spread = _sum_of_both(spread, weights)
        least_hits += low
        seen += pair.with_it.hits
    if len(spread) == 1:
        return 1.0  # nothing was compared, or nothing could have come out otherwise
    place = max(0, seen - least_hits)
    return min(1.0, sum(spread[place:]) - spread[place] / 2)


def _hypergeometric(pair: Pair) -> tuple[int, list[float]]:
    """The least possible number of hits with it, and the chance of that and of each higher number."""
    n, m = pair.with_it.of, pair.without.of
    hits = pair.with_it.hits + pair.without.hits
    low, high, ways = max(0, hits - m), min(n, hits), comb(n + m, hits)
    return low, [comb(n, k) * comb(m, hits - k) / ways for k in range(low, high + 1)]


def _sum_of_both(first: list[float], second: list[float]) -> list[float]:
    both = [0.0] * (len(first) + len(second) - 1)
    for i, a in enumerate(first):
        for j, b in enumerate(second):
            both[i + j] += a * b
    return both


def drawn_towards(tally: Tally, wider: Tally, weight: int) -> float | None:
    """The rate of a small group drawn to that of the wider one it is in, as by `weight` more of those."""
    if wider.rate is None:
        return tally.rate
    return (tally.hits + weight * wider.rate) / (tally.of + weight)
