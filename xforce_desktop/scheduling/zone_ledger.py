"""In which zone somebody's clock is: what speaks for each zone, weighed, and the words why.

Weights and the zones of states: resources/zone_ledger.toml.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

MOST_CLOCKS_KEPT = 10  # mails of one person whose own clock is kept


class ZoneSource(StrEnum):
    """Where evidence comes from."""

    SAID = "said"
    CARD = "card"
    SIGNATURE = "signature"
    STATE = "state"
    ECHOED = "echoed"
    ACCEPTED = "accepted"
    PHONE = "phone"
    PHONE_KEPT = "phone_kept"
    HEADERS = "headers"
    DEFAULT = "default"
    TRAVELLING = "travelling"


IN_WORDS = {
    ZoneSource.SAID: "they said so",
    ZoneSource.CARD: "it is on their contact card",
    ZoneSource.SIGNATURE: "the address under their mail",
    ZoneSource.STATE: "the state of their company",
    ZoneSource.ECHOED: "they repeated the zone of our times",
    ZoneSource.ACCEPTED: "they were asked and did not object",
    ZoneSource.PHONE: "their phone number",
    ZoneSource.PHONE_KEPT: "their phone number",
    ZoneSource.HEADERS: "the clock of their mails",
    ZoneSource.DEFAULT: "nothing better than your own zone",
}


@dataclass(frozen=True)
class ZoneEvidence:
    """One thing that speaks for `zone` (IANA). `words` are what it says, as it stands there.

    `share`: how much of the source's weight falls on this zone. `offset_min`: minutes east of UTC at `at`,
    where a clock was seen and no zone named; it speaks for every zone whose clock showed the same.
    """

    source: ZoneSource
    words: str
    zone: str
    at: datetime
    share: float = 1.0
    offset_min: int | None = None

    @property
    def weight(self) -> float:
        return figures().weights[self.source] * self.share


@dataclass(frozen=True)
class ZoneVerdict:
    """The zone to show times in. Not `is_sure`: they are asked once. `runner_up` may be empty."""

    zone: str
    confidence: float
    is_sure: bool
    runner_up: str
    evidence: tuple[ZoneEvidence, ...]
    why: str


@dataclass(frozen=True)
class Figures:
    """What stands in resources/zone_ledger.toml."""

    weights: dict[str, float]
    sure_from: float
    most_of_headers: float
    states: dict[str, dict[str, float]]
    state_names: dict[str, str]
    clocks: tuple[str, ...]
    kept_numbers: frozenset[str]
    names: dict[str, str]


@lru_cache(maxsize=1)
def figures() -> Figures:
    table = tomllib.loads(files("resources").joinpath("zone_ledger.toml").read_text("utf-8"))
    return Figures(
        weights=table["weights"],
        sure_from=table["sure_from"],
        most_of_headers=table["most_of_headers"],
        states=table["states"],
        state_names=table["state_names"],
        clocks=tuple(table["clocks"]["zones"]),
        kept_numbers=frozenset(table["clocks"]["kept_numbers"]),
        names=table["names"],
    )


def distinct(evidence: Sequence[ZoneEvidence]) -> tuple[ZoneEvidence, ...]:
    """Of one message each zone once by each source, the first."""
    return tuple({(one.source, one.zone): one for one in reversed(evidence)}.values())[::-1]


def verdict(evidence: Sequence[ZoneEvidence], now: datetime, default_zone: str) -> ZoneVerdict:
    """Weigh `evidence`; what they said last about themselves decides, whatever else speaks against it.

    `default_zone` is the rep's own: it stands where nothing says more, and never surely.
    """
    own = ZoneEvidence(ZoneSource.DEFAULT, "Your own zone, for want of anything else.", default_zone, now)
    known = (*sorted(evidence, key=lambda one: one.at), own)
    said = [one for one in known if one.source is ZoneSource.SAID]
    scores = _scores(known, now)
    if said:
        newest = said[-1]
        second = next((zone for zone, _ in scores if not same_clock(zone, newest.zone, now)), "")
        return _told(newest.zone, newest.weight, True, second, known)
    (best, score), *others = scores
    second, rest = others[0] if others else ("", 0.0)
    confidence = score * score / (score + rest)
    is_sure = confidence >= figures().sure_from
    return _told(best, confidence, is_sure, second, known)


def _told(
    zone: str, confidence: float, is_sure: bool, second: str, known: tuple[ZoneEvidence, ...]
) -> ZoneVerdict:
    against = second if second and any(one.zone == second and one.weight > 0.1 for one in known) else ""
    return ZoneVerdict(zone, round(confidence, 3), is_sure, against, known, _why(zone, known))


def _why(zone: str, known: Sequence[ZoneEvidence]) -> str:
    """ "Central time: their phone number, the state of their company.\""""
    at = known[-1].at
    speaking = [one for one in known if one.weight > 0 and supports(one, zone, at)]
    speaking.sort(key=lambda one: -one.weight)
    sources = list(dict.fromkeys(IN_WORDS[one.source] for one in speaking))
    if len(sources) > 1:
        sources = [words for words in sources if words != IN_WORDS[ZoneSource.DEFAULT]]
    return f"{zone_name(zone)}: {', '.join(sources)}."


def _scores(known: Sequence[ZoneEvidence], now: datetime) -> list[tuple[str, float]]:
    """Each clock by its heaviest zone, with all that speaks for it together, best first.

    Zones whose clocks agree are one; each source counts once for a clock, a second look adds nothing.
    """
    heaviest: list[str] = []
    for one in sorted(known, key=lambda one: (-one.weight, one.zone not in figures().clocks)):
        if one.weight > 0 and not any(same_clock(one.zone, zone, now) for zone in heaviest):
            if one.offset_min is not None and any(supports(one, zone, now) for zone in heaviest):
                continue  # a clock that a better known zone has shown too
            heaviest.append(one.zone)
    scored = [(zone, _together(zone, known, now)) for zone in heaviest]
    return sorted(scored, key=lambda pair: -pair[1])


def _together(zone: str, known: Sequence[ZoneEvidence], now: datetime) -> float:
    by_source: dict[str, float] = {}
    headers = 1.0
    for one in known:
        if not supports(one, zone, now):
            continue
        if one.source is ZoneSource.HEADERS:
            headers *= 1 - one.weight
        else:
            whole = figures().weights[one.source]
            by_source[one.source] = min(by_source.get(one.source, 0.0) + one.weight, whole)
    against = max(headers, 1 - figures().most_of_headers)
    for weight in by_source.values():
        against *= 1 - weight
    return 1 - against


def supports(one: ZoneEvidence, zone: str, now: datetime) -> bool:
    """Whether it speaks for `zone`: by name, by an equal clock, or by the offset that was seen."""
    if one.offset_min is not None:
        return offset_min(zone, one.at) == one.offset_min
    return same_clock(one.zone, zone, now)


@lru_cache(maxsize=4096)
def _clock_of(zone: str, year: int) -> tuple[int, ...]:
    """Its offsets through a year: two zones with the same ones show the same clock."""
    utc = ZoneInfo("UTC")
    moments = (datetime(year, month, 15, 12, tzinfo=utc) for month in range(1, 13))
    return tuple(offset_min(zone, moment) for moment in moments)


def same_clock(one: str, other: str, now: datetime) -> bool:
    """Whether two zones show the same time all year."""
    return one == other or _clock_of(one, now.year) == _clock_of(other, now.year)


def offset_min(zone: str, at: datetime) -> int:
    """Minutes east of UTC."""
    offset = at.astimezone(ZoneInfo(zone)).utcoffset() or timedelta(0)
    return int(offset.total_seconds() // 60)


def zone_name(zone: str) -> str:
    """The zone in a sentence: "Central time", "Sao Paulo time"."""
    return figures().names.get(zone) or f"{zone.rpartition('/')[2].replace('_', ' ')} time"
