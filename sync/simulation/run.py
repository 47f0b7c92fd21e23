"""Many worlds on all processors, put together in their own order, and what is said about them."""

from __future__ import annotations

import hashlib
import math
import os
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Any

from sync.sandbox.ids import digest
from sync.simulation.invariants import INVARIANTS, Violation
from sync.simulation.life import Life, live
from sync.simulation.plan import WorldPlan

MOST_IN_ONE_WORLD = 50  # more would not fit one rep's calendar
SHOWN = 10  # violations that are told in full


@dataclass(frozen=True)
class Asked:
    """What is to be simulated. `world`: only the one with this number."""

    seed: int
    requests: int
    days: int
    faults: str
    world: int | None = None

    def command(self, world: int) -> str:
        """The one command that lives a world of this simulation again."""
        return (
            f"xforce-desktop simulate --seed {self.seed} --requests {self.requests} --days {self.days} "
            f"--faults {self.faults} --world {world}"
        )


@dataclass(frozen=True)
class Result:
    """All worlds together."""

    asked: Asked
    lives: tuple[Life, ...]

    @property
    def journal(self) -> bytes:
        """The journals of all worlds, one after the other."""
        return b"".join(life.journal for life in self.lives)

    @property
    def violations(self) -> tuple[tuple[Life, Violation], ...]:
        """Every violation with its world."""
        return tuple((life, violation) for life in self.lives for violation in life.violations)

    def total(self, name: str) -> dict[str, int]:
        """`outcomes`, `counts` or `checked`, added up over the worlds."""
        found: Counter[str] = Counter()
        for life in self.lives:
            found.update(getattr(life, name))
        return dict(sorted(found.items()))


def plans(asked: Asked) -> list[WorldPlan]:
    """The worlds, each with its share of the requests and a seed of its own."""
    count = max(1, math.ceil(asked.requests / MOST_IN_ONE_WORLD))
    shares = [asked.requests * (n + 1) // count - asked.requests * n // count for n in range(count)]
    found = [
        WorldPlan(number, _seed_of(asked.seed, number), share, asked.days, asked.faults, asked.seed)
        for number, share in enumerate(shares)
    ]
    return found if asked.world is None else [plan for plan in found if plan.number == asked.world]


def _seed_of(seed: int, number: int) -> int:
    return int.from_bytes(digest("world", seed, number)[:6], "big")


def simulate(asked: Asked) -> Result:
    """Live all worlds. The result does not depend on how many processes there are."""
    wanted = plans(asked)
    processes = min(len(wanted), os.cpu_count() or 1)
    if processes <= 1:
        return Result(asked, tuple(live(plan) for plan in wanted))
    with ProcessPoolExecutor(processes) as pool:
        return Result(asked, tuple(pool.map(live, wanted)))


def as_text(result: Result) -> Iterator[str]:
    """Lines for people: what was lived through, each invariant, and every violation with its story."""
    asked, outcomes, counts = result.asked, result.total("outcomes"), result.total("counts")
    requests = sum(life.requests for life in result.lives)
    yield f"{requests} requests in {len(result.lives)} worlds, {asked.days} days"
    yield "Outcomes: " + ", ".join(f"{name.replace('_', ' ')} {n}" for name, n in outcomes.items())
    yield "Happened: " + ", ".join(f"{name} {n}" for name, n in counts.items())
    yield ""
    yield from _invariants(result)
    yield ""
    yield f"Journal: sha256 {fingerprint(result)}"
    yield from _violations(result)


def _invariants(result: Result) -> Iterator[str]:
    checked = result.total("checked")
    bad = Counter(violation.invariant for _, violation in result.violations)
    for name, sentence in INVARIANTS.items():
        mark = "ok" if not bad[name] else "!!"
        yield f"{mark}  {name:24} {checked.get(name, 0):>9} checked {bad[name]:>6} violations  {sentence}"


def _violations(result: Result) -> Iterator[str]:
    for life, violation in result.violations[:SHOWN]:
        yield ""
        yield f"{violation.invariant}: {violation.what}"
        yield f"  {violation.at.isoformat()}, request {violation.request}, world {life.world}"
        yield from (f"  {line}" for line in life.stories.get(violation.request, ()))
        yield f"  Repeat it: {result.asked.command(life.world)}"
    if len(result.violations) > SHOWN:
        yield f"… and {len(result.violations) - SHOWN} more."


def fingerprint(result: Result) -> str:
    """The journal's sha256, the same for the same seed."""
    return hashlib.sha256(result.journal).hexdigest()


def as_json(result: Result) -> dict[str, Any]:
    """One object for programs."""
    checked = result.total("checked")
    bad = Counter(violation.invariant for _, violation in result.violations)
    return {
        "seed": result.asked.seed,
        "requests": sum(life.requests for life in result.lives),
        "worlds": len(result.lives),
        "days": result.asked.days,
        "faults": result.asked.faults,
        "outcomes": result.total("outcomes"),
        "counts": result.total("counts"),
        "invariants": {
            name: {"checked": checked.get(name, 0), "violations": bad[name]} for name in INVARIANTS
        },
        "violations": [_violation_json(result, life, one) for life, one in result.violations],
        "journal_sha256": fingerprint(result),
    }


def _violation_json(result: Result, life: Life, violation: Violation) -> dict[str, Any]:
    return {
        "invariant": violation.invariant,
        "at": violation.at.isoformat(),
        "request": violation.request,
        "world": life.world,
        "what": violation.what,
        "repeat": result.asked.command(life.world),
    }
