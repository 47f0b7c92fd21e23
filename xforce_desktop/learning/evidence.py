"""From lessons to groups that may be compared: who had a value, who had not, and what came of it. Pure.

Like is compared with like: first mails with first mails, chases with chases of the same number, before their
first word or after it, requests with requests of the same season. Else a setting would look good because of
the place or the time at which it is used. Error shares: resources/learning.toml.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from xforce_desktop.ids import RequestId
from xforce_desktop.learning.statistics import Pair
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.scheduling import approval, knobs
from xforce_desktop.scheduling.knobs import Band, Knob, TextPlace
from xforce_desktop.scheduling.learning_figures import figures
from xforce_desktop.scheduling.lessons import Lesson, Scope, Setting, Tally

LENGTHS = ("45", "30")  # minutes with which a meeting may begin instead of its type's own
SECOND = 2  # the ask where a mail and a text may change places
MOVED = frozenset(kind.value for kind in approval.UNASKED)  # the only asks for which an hour is chosen


@dataclass(frozen=True)
class Unit:
    """One thing that was tried: an ask or a whole request. Only units of one `stratum` are compared."""

    value: str
    stratum: str
    was_good: bool


def units_of(lesson: Lesson, knob: Knob) -> Iterator[Unit]:
    """What the request shows about a setting."""
    if knob in {Knob.GAP, Knob.LENGTH}:
        yield from _as_a_whole(lesson, knob)
    elif knob is Knob.HOUR:
        yield from _by_hour(lesson)
    else:
        yield from _of_second_ask(lesson)


def _by_hour(lesson: Lesson) -> Iterator[Unit]:
    """Asks that nobody waits for. An answer to them leaves at once and is answered far more often: it says
    nothing about an hour."""
    for place, ask in enumerate(lesson.asks, start=1):
        if ask.answered is None or ask.kind not in MOVED:
            continue
        band = knobs.band_at(time(ask.hour, ask.minute))
        kind = "first" if ask.kind == LetterKind.INITIAL else "chase"
        heard = "" if ask.number == place else ", heard"  # they had written before
        yield Unit(band.value, f"{kind} {ask.number}{heard}", ask.answered)


def _of_second_ask(lesson: Lesson) -> Iterator[Unit]:
    """By the place of the text that was drawn, whatever it was sent by: who likes texts gets them anyway."""
    second = next((ask for ask in lesson.asks[1:SECOND] if ask.number == SECOND), None)
    if lesson.place_of_text and second is not None and second.answered is not None:
        yield Unit(lesson.place_of_text, "second", second.answered)


def _as_a_whole(lesson: Lesson, knob: Knob) -> Iterator[Unit]:
    """Gaps are only compared within a season: each season has its own factor that is tried."""
    if lesson.came_about is None or not lesson.asks:
        return
    if knob is Knob.LENGTH:
        if lesson.first_minutes:
            yield Unit(str(lesson.first_minutes), "", lesson.came_about)
    elif lesson.gap:
        yield Unit(lesson.gap, lesson.season, lesson.came_about)


def settings_for(lesson: Lesson) -> Iterator[Setting]:
    """All that may be found to be better for requests like this one."""
    for knob in Knob:
        groups = figures().settings[knob.value].groups
        for scope in lesson.groups:
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
    """The share of the whole error that one look at it may spend. Everything that may ever be looked at, at
    all looks, adds up to no more than the family's error."""
    evidence, knob = figures().evidence, figures().settings[setting.knob.value]
    group = knob.groups[setting.scope.kind.value]
    members = figures().members[setting.scope.kind.value]
    share = knob.share * group / members / len(_values(setting.knob))
    return evidence.family_error * share / len(evidence.looks)


Counts = Mapping[tuple[str, str], Tally]  # by stratum and value


class Tallies:
    """What all lessons show, added up by setting and group."""

    def __init__(self, lessons: Iterable[Lesson] = ()) -> None:
        self._by_group: dict[tuple[Knob, str], dict[tuple[str, str], Tally]] = {}
        self._units: dict[tuple[Knob, str], list[tuple[tuple[Scope, ...], list[Unit]]]] = {}
        self._less: dict[tuple[Knob, str, frozenset[Scope]], tuple[int, dict[tuple[str, str], Tally]]] = {}
        self._ended: dict[RequestId, datetime] = {}
        for lesson in lessons:
            self._add(lesson)

    def keep_up(self, lessons: Sequence[Lesson]) -> None:
        """Count what is new in them; begin anew if anything in there has changed or is gone."""
        ended = {one.request_id: one.ended_at for one in lessons}
        if not self._ended.items() <= ended.items():
            self._by_group, self._units, self._less, self._ended = {}, {}, {}, {}
        for lesson in lessons:
            if lesson.request_id not in self._ended:
                self._add(lesson)

    def counts(self, knob: Knob, scope: Scope, without: frozenset[Scope] = frozenset()) -> Counts:
        """Everything that one group shows about a setting, less those of it who are in one of the others."""
        if not without:
            return self._by_group.get((knob, scope.key), {})
        those = self._units.get((knob, scope.key), [])
        done, counts = self._less.get((knob, scope.key, without), (0, {}))
        for groups, units in those[done:]:
            if without.isdisjoint(groups):
                add_to(counts, units)
        self._less[knob, scope.key, without] = len(those), counts
        return counts

    def _add(self, lesson: Lesson) -> None:
        self._ended[lesson.request_id] = lesson.ended_at
        for knob in Knob:
            units = list(units_of(lesson, knob))
            for scope in lesson.groups if units else ():
                add_to(self._by_group.setdefault((knob, scope.key), {}), units)
                self._units.setdefault((knob, scope.key), []).append((lesson.groups, units))


def add_to(counts: dict[tuple[str, str], Tally], units: Iterable[Unit]) -> None:
    for unit in units:
        before = counts.get((unit.stratum, unit.value), Tally())
        counts[unit.stratum, unit.value] = Tally(before.hits + unit.was_good, before.of + 1)


def counted(units: Iterable[Unit]) -> Counts:
    """How many of each value were good, stratum by stratum."""
    counts: dict[tuple[str, str], Tally] = {}
    add_to(counts, units)
    return counts


def compare(counts: Counts, value: str, against: str) -> list[Pair]:
    """Those with the value beside those with `against`, or with any other if that is empty; a pair for each
    stratum in which there are both."""
    found = []
    for stratum in sorted({stratum for stratum, _ in counts}):
        others = [
            tally
            for (place, other), tally in counts.items()
            if place == stratum and other != value and other == (against or other)
        ]
        found.append(Pair(counts.get((stratum, value), Tally()), _sum(others)))
    return [pair for pair in found if pair.is_comparable]


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
