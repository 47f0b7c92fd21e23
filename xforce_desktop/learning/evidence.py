"""From lessons to groups that may be compared: who had a value, who had not, and what came of it. Pure.

Asks are compared with asks of the same number since the last reply, requests with requests: a setting must
not look good because it is used at another place of the ladder. Error shares: resources/learning.toml.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from xforce_desktop.learning.statistics import Pair
from xforce_desktop.scheduling import knobs
from xforce_desktop.scheduling.knobs import Band, Knob, TextPlace
from xforce_desktop.scheduling.learning_figures import figures
from xforce_desktop.scheduling.lessons import Lesson, Scope, Setting, Tally, groups_of

LENGTHS = ("45", "30")  # minutes with which a meeting may begin instead of its type's own
BY_CHANNEL = {"sms": TextPlace.EARLY.value, "email": TextPlace.LATE.value}
PLAIN = {Knob.HOUR: "", Knob.GAP: "1", Knob.CHANNEL: TextPlace.LATE.value}  # a strategy's own value


@dataclass(frozen=True)
class Unit:
    """One thing that was tried: an ask or a whole request. Only units of one `stratum` are compared."""

    value: str
    stratum: int
    was_good: bool


def scopes_of(lesson: Lesson) -> tuple[Scope, ...]:
    """The groups that a request belongs to, the narrowest first."""
    return groups_of(lesson.company, lesson.persona, lesson.meeting_type, lesson.trade, lesson.season)


def belongs(lesson: Lesson, scope: Scope) -> bool:
    return scope in scopes_of(lesson)


def units_of(lesson: Lesson, knob: Knob, since: datetime | None = None) -> Iterator[Unit]:
    """What the request shows about a setting. With `since`, only if it began then or later."""
    if since is not None and lesson.created_at < since:
        return
    if knob in {Knob.GAP, Knob.LENGTH}:
        yield from _as_a_whole(lesson, knob)
        return
    for ask in lesson.asks:
        if ask.answered is None:
            continue
        if knob is Knob.HOUR:
            band = knobs.band_at(time(ask.hour, ask.minute))
            yield Unit(band.value, ask.number, ask.answered)
        elif lesson.could_text and ask.number > 1 and ask.channel in BY_CHANNEL:
            yield Unit(BY_CHANNEL[ask.channel], ask.number, ask.answered)


def _as_a_whole(lesson: Lesson, knob: Knob) -> Iterator[Unit]:
    if lesson.came_about is None or not lesson.asks:
        return
    value = lesson.gap if knob is Knob.GAP else str(lesson.first_minutes)
    yield Unit(value, 0, lesson.came_about)


def settings_for(lesson: Lesson) -> Iterator[Setting]:
    """All that may be found to be better for requests like this one."""
    for knob in Knob:
        groups = figures().settings[knob.value].groups
        for scope in scopes_of(lesson):
            if scope.kind.value in groups:
                for value in _values(knob):
                    yield Setting(knob, scope, value)


def _values(knob: Knob) -> Sequence[str]:
    if knob is Knob.HOUR:
        return [band.value for band in Band]
    if knob is Knob.GAP:
        return [f"{factor:g}" for factor in figures().variation.gap_factors]
    return [TextPlace.EARLY.value] if knob is Knob.CHANNEL else LENGTHS


def error_of_a_look(setting: Setting) -> float:
    """The share of the whole error that one look at it may spend: everything that may ever be looked at, at all
    looks, adds up to no more than the family's error."""
    evidence, knob = figures().evidence, figures().settings[setting.knob.value]
    group = knob.groups[setting.scope.kind.value]
    members = figures().members[setting.scope.kind.value]
    share = knob.share * group / members / len(_values(setting.knob))
    return evidence.family_error * share / len(evidence.looks)


def compare(units: Iterable[Unit], value: str, against: str) -> list[Pair]:
    """Those with the value beside those with `against`, or with any other if that is empty; a pair for each
    stratum in which there are both."""
    good: Counter[tuple[int, bool]] = Counter()
    seen: Counter[tuple[int, bool]] = Counter()
    for unit in units:
        has_it = unit.value == value
        if not has_it and against and unit.value != against:
            continue
        seen[unit.stratum, has_it] += 1
        good[unit.stratum, has_it] += unit.was_good
    strata = sorted({stratum for stratum, _ in seen})
    pairs = [Pair(Tally(good[s, True], seen[s, True]), Tally(good[s, False], seen[s, False])) for s in strata]
    return [pair for pair in pairs if pair.is_comparable]


def in_sum(pairs: Sequence[Pair]) -> Pair:
    """All of them added up."""
    return Pair(_sum(pair.with_it for pair in pairs), _sum(pair.without for pair in pairs))


def _sum(tallies: Iterable[Tally]) -> Tally:
    found = list(tallies)
    return Tally(sum(one.hits for one in found), sum(one.of for one in found))


def looks_due(pair: Pair) -> int:
    """How many of the looks that were set beforehand the smaller group has come to."""
    size = min(pair.with_it.of, pair.without.of)
    return sum(size >= look for look in figures().evidence.looks)


def missing_until_look(pair: Pair) -> int | None:
    """How many more the smaller group needs until it is judged again; None after the last look."""
    size = min(pair.with_it.of, pair.without.of)
    return next((look - size for look in figures().evidence.looks if look > size), None)
