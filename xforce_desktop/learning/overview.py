"""What was learned, put together for people: changes, what is watched, seasons, the rep's own figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby
from statistics import fmean
from uuid import UUID

from xforce_desktop.learning import evidence, judging, words
from xforce_desktop.learning.judging import Known
from xforce_desktop.learning.statistics import Pair, drawn_towards, wilson
from xforce_desktop.scheduling.knobs import Knob
from xforce_desktop.scheduling.learning_desk import LearningView, RepFigures, ShownChange, Watched
from xforce_desktop.scheduling.learning_figures import figures
from xforce_desktop.scheduling.lessons import (
    LearnedChange,
    Lesson,
    Postmortem,
    Scope,
    ScopeKind,
    Setting,
    Tally,
    in_place_of,
)
from xforce_desktop.scheduling.request import Outcome
from xforce_desktop.scheduling.unit_of_work import UnitOfWork
from xforce_desktop.settings import Settings

MOST_WATCHED = 12
FEW = 3  # in the smaller group: less is nothing to show
NameOf = Callable[[Scope], str]


def overview(work: UnitOfWork, settings: Settings) -> LearningView:
    found = work.postmortems()
    lessons = [one.lesson for one in found]
    known = Known(lessons, work.learned_changes(), work.looks(), evidence.Tallies(lessons))
    name_of = partial(_account_name, work)
    return LearningView(
        mode=settings.learning,
        variation=settings.learning_variation,
        changes=tuple(
            shown(one, known.changes, name_of(one.setting.scope)) for one in reversed(known.changes)
        ),
        watched=tuple(_watched(known, name_of)),
        seasons=tuple(work.season_patterns()),
        rep=rep_figures(found),
        rests_for=judging.rests_for(known),
    )


def _account_name(work: UnitOfWork, scope: Scope) -> str:
    """As their last request has it; empty for any other group."""
    if scope.kind is not ScopeKind.ACCOUNT:
        return ""
    theirs = work.requests_at(UUID(scope.value))
    return work.load(theirs[-1]).company_name if theirs else ""


def shown(change: LearnedChange, changes: Sequence[LearnedChange], account: str = "") -> ShownChange:
    """`changes`: all there are; `account`: the name of the company that it is about, if it is."""
    setting = change.setting
    return ShownChange(
        change=change,
        what=words.value_in_words(setting.knob, setting.value),
        group=words.group_in_words(setting.scope, account),
        numbers=f"{words.of(change.with_it)} with it, {words.of(change.without)} without",
        effect=words.interval_in_words(change.low, change.high),
        superseded_by=in_place_of(change, changes),
    )


def _watched(known: Known, name_of: NameOf) -> list[Watched]:
    """Those of which something was seen in both groups, the nearest to their next look first."""
    seen = sorted(_seen(known), key=lambda one: (one[2] is None, one[2]))[:MOST_WATCHED]
    everybody = {knob: _everybody(known.lessons, knob) for knob in {setting.knob for setting, _, _ in seen}}
    return [
        Watched(
            setting=setting,
            what=words.value_in_words(setting.knob, setting.value),
            group=words.group_in_words(setting.scope, name_of(setting.scope)),
            with_it=whole.with_it,
            without=whole.without,
            looks=known.looks.get(setting.key, 0),
            missing=missing,
            rate=drawn_towards(
                whole.with_it, everybody[setting.knob][setting.value], figures().evidence.towards_wider
            ),
        )
        for setting, whole, missing in seen
    ]


def _seen(known: Known) -> Iterator[tuple[Setting, Pair, int | None]]:
    """What may move, its two groups in sum, and how many are missing until it is judged."""
    possible = {one.key: one for lesson in known.lessons for one in evidence.settings_for(lesson)}
    in_order = sorted(possible.values(), key=lambda one: (one.knob, one.scope.key))
    for (knob, scope), settings in groupby(in_order, lambda one: (one.knob, one.scope)):
        counts = known.tallies.counts(knob, scope)
        if not counts or scope.kind is ScopeKind.PERSONA_AND_TYPE:
            continue  # that is shown by its two halves
        for setting in settings:
            before = judging.value_now(known.changes, setting)
            if before is None:
                continue
            whole = evidence.in_sum(evidence.compare(counts, setting.value, before))
            if min(whole.with_it.of, whole.without.of) >= FEW:
                yield setting, whole, evidence.missing_until_look(whole)


def _everybody(lessons: Sequence[Lesson], knob: Knob) -> Mapping[str, Tally]:
    """What all requests together show about each value, whatever its stratum."""
    units = (replace(unit, stratum="") for lesson in lessons for unit in evidence.units_of(lesson, knob))
    return {value: tally for (_, value), tally in evidence.counted(units).items()}


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
