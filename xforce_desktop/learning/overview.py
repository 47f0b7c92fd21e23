"""What was learned, put together for people: changes, what is watched, seasons, the rep's own figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from statistics import fmean

from xforce_desktop.learning import evidence, judging, words
from xforce_desktop.learning.judging import Known
from xforce_desktop.learning.statistics import drawn_towards, wilson
from xforce_desktop.scheduling.knobs import Knob
from xforce_desktop.scheduling.learning_desk import LearningView, RepFigures, ShownChange, Watched
from xforce_desktop.scheduling.learning_figures import figures
from xforce_desktop.scheduling.lessons import (
    LearnedChange,
    Lesson,
    Postmortem,
    ScopeKind,
    Setting,
    Tally,
)
from xforce_desktop.scheduling.request import Outcome
from xforce_desktop.scheduling.unit_of_work import UnitOfWork
from xforce_desktop.settings import Settings

MOST_WATCHED = 12
FEW = 3  # in the smaller group: less is nothing to show


def overview(work: UnitOfWork, settings: Settings) -> LearningView:
    found = work.postmortems()
    lessons = [one.lesson for one in found]
    known = Known(lessons, work.learned_changes(), work.looks(), evidence.Tallies(lessons))
    names = {str(r.company_id): r.company_name for r in work.requests() if r.company_id}
    return LearningView(
        mode=settings.learning,
        variation=settings.learning_variation,
        changes=tuple(shown(one, names) for one in reversed(known.changes)),
        watched=tuple(_watched(known, names)),
        seasons=tuple(work.season_patterns()),
        rep=rep_figures(found),
        rests_for=judging.rests_for(known),
    )


def shown(change: LearnedChange, names: dict[str, str]) -> ShownChange:
    """`names` of companies by their id."""
    setting = change.setting
    return ShownChange(
        change=change,
        what=words.value_in_words(setting.knob, setting.value),
        group=words.group_in_words(setting.scope, names.get(setting.scope.value, "")),
        numbers=f"{words.of(change.with_it)} with it, {words.of(change.without)} without",
        effect=words.interval_in_words(change.low, change.high),
    )


def _watched(known: Known, names: dict[str, str]) -> list[Watched]:
    """Those of which something was seen in both groups, the nearest to their next look first."""
    possible = {one.key: one for lesson in known.lessons for one in evidence.settings_for(lesson)}
    in_order = sorted(possible.values(), key=lambda one: (one.knob, one.scope.key))
    found = []
    for (knob, scope), settings in groupby(in_order, lambda one: (one.knob, one.scope)):
        if scope.kind is ScopeKind.PERSONA_AND_TYPE:
            continue  # shown by its two halves
        group = list(settings)
        counts = known.tallies.counts(knob, scope)
        everybody = _everybody(known.lessons, knob, group)
        found += [
            one for setting in group if (one := _seen(known, setting, counts, everybody, names)) is not None
        ]
    return sorted(found, key=lambda one: (one.missing is None, one.missing))[:MOST_WATCHED]


def _everybody(lessons: Sequence[Lesson], knob: Knob, settings: Sequence[Setting]) -> dict[str, Tally]:
    """What all requests together show about each value."""
    units = [unit for lesson in lessons for unit in evidence.units_of(lesson, knob)]
    found = {}
    for setting in settings:
        with_it = [unit for unit in units if unit.value == setting.value]
        found[setting.value] = Tally(sum(unit.was_good for unit in with_it), len(with_it))
    return found


def _seen(
    known: Known,
    setting: Setting,
    counts: evidence.Counts,
    everybody: dict[str, Tally],
    names: dict[str, str],
) -> Watched | None:
    before = judging.value_now(known.changes, setting)
    if before is None:
        return None
    whole = evidence.in_sum(evidence.compare(counts, setting.value, before))
    if min(whole.with_it.of, whole.without.of) < FEW:
        return None
    return Watched(
        setting=setting,
        what=words.value_in_words(setting.knob, setting.value),
        group=words.group_in_words(setting.scope, names.get(setting.scope.value, "")),
        with_it=whole.with_it,
        without=whole.without,
        looks=known.looks.get(setting.key, 0),
        missing=evidence.missing_until_look(whole),
        rate=drawn_towards(whole.with_it, everybody[setting.value], figures().evidence.towards_wider),
    )


def rep_figures(found: Sequence[Postmortem]) -> RepFigures:
    """Over all requests that ended; nothing is counted where nothing is known."""
    held = sum(one.outcome is Outcome.HELD for one in found)
    low, high = wilson(Tally(held, len(found)), figures().evidence.confidence)
    asks = list(_known_asks(found))
    booked = [one for one in found if one.days_until_booked is not None]
    return RepFigures(
        ended=len(found),
        held=held,
        low=low,
        high=high,
        no_shows=sum(one.no_shows for one in found),
        asks=len(asks),
        answered=sum(asks),
        avg_asks=fmean(one.total_attempts for one in booked) if booked else None,
        avg_days=fmean(one.days_until_booked or 0 for one in booked) if booked else None,
    )


def _known_asks(found: Sequence[Postmortem]) -> Iterator[bool]:
    for one in found:
        yield from (ask.answered for ask in one.lesson.asks if ask.answered is not None)
