"""After each end: is there one setting that does better, or one that was moved and does worse? Pure.

Each possible setting is judged only when its smaller group has come to a size that was set beforehand, and
each such look spends its own share of a nominal error. How often luck is taken for an effect all the same is
measured over whole histories: docs/learning.md. At most one setting moves at a time, and then all rest for a
while; what does harm is taken back at any time.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import groupby

from xforce_desktop.learning import evidence, words
from xforce_desktop.learning.statistics import Difference, Pair, chance_of_so_many, difference
from xforce_desktop.scheduling.knobs import PLAIN, Knob
from xforce_desktop.scheduling.learning_figures import figures
from xforce_desktop.scheduling.lessons import (
    ChangeStatus,
    LearnedChange,
    Lesson,
    Scope,
    ScopeKind,
    Setting,
    Tally,
    holding,
)
from xforce_desktop.scheduling.new_request import DEFAULT_DURATION_MINUTES
from xforce_desktop.scheduling.request import MeetingType

GONE = frozenset({ChangeStatus.UNDONE, ChangeStatus.TAKEN_BACK})
TWICE = 2  # as much evidence as when the rep undid it
LAPSED = "You did not say yes within {days} days, so it is not proposed any more."


@dataclass(frozen=True)
class Known:
    """What is known when a request has ended: every lesson so far, added up as well; changes; and how often
    each was judged."""

    lessons: Sequence[Lesson]
    changes: Sequence[LearnedChange]
    looks: Mapping[str, int]
    tallies: evidence.Tallies


@dataclass(frozen=True)
class Found:
    """What follows: looks that were taken, and at most one change, new or changed."""

    looks: Mapping[str, int] = field(default_factory=dict)
    change: LearnedChange | None = None


@dataclass(frozen=True)
class Candidate:
    """A setting whose next look is due, with its comparison: like with like, and all of it in sum."""

    setting: Setting
    before: str
    pairs: Sequence[Pair]
    pair: Pair
    difference: Difference
    look: int
    error: float
    allowed: float

    @property
    def is_found(self) -> bool:
        return self.error <= self.allowed and self.difference.by >= figures().evidence.least_difference


def judge(
    known: Known, newest: Lesson, now: datetime, change_id: uuid.UUID, *, asks_first: bool, company: str = ""
) -> Found:
    """What the newest lesson has brought about. `company`: its name, for the words."""
    if (found := _does_worse(known, newest, now)).change is not None:
        return found
    if (lapsed := _lapsed(known.changes, now)) is not None:
        return Found(found.looks, lapsed)
    if is_resting(known):
        return found
    due = list(_due(known, newest))
    better = [one for one in due if one.is_found]
    best = min(better, key=lambda one: one.error / one.allowed, default=None)
    looks = {one.setting.key: one.look for one in due if one is best or not one.is_found}
    if best is None:
        return Found({**found.looks, **looks})
    status = ChangeStatus.PROPOSED if asks_first else ChangeStatus.IN_FORCE
    return Found({**found.looks, **looks}, _change(best, now, change_id, status, company))


def is_resting(known: Known) -> bool:
    """Whether something waits for the rep's word, or too few requests have ended since the last change."""
    return any(one.status is ChangeStatus.PROPOSED for one in known.changes) or rests_for(known) > 0


def _lapsed(changes: Sequence[LearnedChange], now: datetime) -> LearnedChange | None:
    """A proposal to which the rep has said nothing for long: it must not stop everything else."""
    days = figures().evidence.proposal_days
    old = (one for one in changes if one.status is ChangeStatus.PROPOSED)
    lapsed = next((one for one in old if now - one.at >= timedelta(days=days)), None)
    if lapsed is None:
        return None
    return replace(lapsed, status=ChangeStatus.UNDONE, ended_at=now, ended_why=LAPSED.format(days=days))


def rests_for(known: Known) -> int:
    """How many requests must end before another setting may move."""
    last = max((one.ended_at or one.at for one in known.changes), default=None)
    if last is None:
        return 0
    ended_since = sum(one.ended_at > last for one in known.lessons)
    return max(figures().evidence.rest_requests - ended_since, 0)


def _due(known: Known, newest: Lesson) -> Iterator[Candidate]:
    """What the newest lesson has brought to its next look."""
    for (knob, scope), settings in groupby(evidence.settings_for(newest), lambda one: (one.knob, one.scope)):
        counts = _counts(known, knob, scope)
        for setting in settings:
            if (one := candidate(known, setting, counts)) is not None:
                yield one


def _counts(known: Known, knob: Knob, scope: Scope) -> evidence.Counts:
    """What the group shows, without those for whom another group's change holds already: what owners have
    taught is not found a second time among all who were asked for demos."""
    related = {scope, *wider(scope)}
    rivals = {other for held, other in holding(known.changes) if held is knob and other not in related}
    return known.tallies.counts(knob, scope, without=frozenset(rivals))


def candidate(known: Known, setting: Setting, counts: evidence.Counts) -> Candidate | None:
    """The setting if its next look is due; None if it is not, or if it holds already."""
    before = value_now(known.changes, setting)
    if before is None:
        return None
    pairs = evidence.compare(counts, setting.value, before)
    whole = evidence.in_sum(pairs)
    look = evidence.looks_due(whole)
    if look <= known.looks.get(setting.key, 0) or not _is_new_enough(known.changes, setting, whole):
        return None
    return Candidate(
        setting=setting,
        before=before,
        pairs=pairs,
        pair=whole,
        difference=difference(pairs, figures().evidence.confidence),
        look=look,
        error=chance_of_so_many(pairs),
        allowed=evidence.error_of_a_look(setting),
    )


def value_now(changes: Sequence[LearnedChange], setting: Setting) -> str | None:
    """What holds for the group, empty for any hour; None where the value holds already or makes no sense."""
    held, scopes = holding(changes), (setting.scope, *wider(setting.scope))
    holds = next((held[setting.knob, scope] for scope in scopes if (setting.knob, scope) in held), None)
    value = holds.setting.value if holds else _plain(setting)
    if value is None or value == setting.value:
        return None
    is_longer = setting.knob is Knob.LENGTH and int(setting.value) >= int(value)
    return None if is_longer else value


def wider(scope: Scope) -> tuple[Scope, ...]:
    """The groups that all of this one belong to."""
    if scope.kind is not ScopeKind.PERSONA_AND_TYPE:
        return ()
    persona, _, meeting_type = scope.value.partition("/")
    return Scope(ScopeKind.PERSONA, persona), Scope(ScopeKind.MEETING_TYPE, meeting_type)


def _plain(setting: Setting) -> str | None:
    """The strategy's own value."""
    if setting.knob is not Knob.LENGTH:
        return PLAIN[setting.knob]
    minutes = DEFAULT_DURATION_MINUTES.get(MeetingType(setting.scope.value.rpartition("/")[2]))
    return str(minutes) if minutes else None


def _is_new_enough(changes: Sequence[LearnedChange], setting: Setting, pair: Pair) -> bool:
    """What was undone is not done again unless there is twice the evidence by now, nor under the name of
    another group that has the same people."""
    same = (setting.knob, setting.value)
    gone = [o for o in changes if (o.setting.knob, o.setting.value) == same and o.status in GONE]
    return all(_smaller(pair.with_it, pair.without) >= TWICE * _smaller(o.with_it, o.without) for o in gone)


def _smaller(first: Tally, second: Tally) -> int:
    return min(first.of, second.of)


def _change(
    best: Candidate, now: datetime, change_id: uuid.UUID, status: ChangeStatus, company: str
) -> LearnedChange:
    return LearnedChange(
        id=change_id,
        setting=best.setting,
        before=best.before,
        at=now,
        with_it=best.pair.with_it,
        without=best.pair.without,
        low=best.difference.low,
        high=best.difference.high,
        error=best.error,
        allowed_error=best.allowed,
        look=best.look,
        why=words.why_changed(best.setting, best.pairs, best.before, company),
        status=status,
        randomised=best.setting.knob in words.RANDOM,
    )


def _does_worse(known: Known, newest: Lesson, now: datetime) -> Found:
    """A change that holds and whose group did worse since: it is taken back. Its looks are its own."""
    looks: dict[str, int] = {}
    for change in holding(known.changes).values():
        if change.setting.scope not in newest.groups:
            continue
        pairs = _since(known.lessons, change)
        whole, key = evidence.in_sum(pairs), f"back|{change.id}"
        look = evidence.looks_due(whole)
        if look <= known.looks.get(key, 0):
            continue
        looks[key] = look
        error = chance_of_so_many(Pair(pair.without, pair.with_it) for pair in pairs)
        if error <= figures().evidence.worse_error / len(figures().evidence.looks):
            why = words.why_taken_back(change.setting, whole)
            back = replace(change, status=ChangeStatus.TAKEN_BACK, ended_at=now, ended_why=why)
            return Found(looks, back)
    return Found(looks)


def _since(lessons: Sequence[Lesson], change: LearnedChange) -> list[Pair]:
    """What began since, with it and without it, as other values go on being tried. What went before does not
    count: a season that turned would look like a fault of the change."""
    setting = change.setting
    since = (one for one in lessons if one.created_at >= change.at and setting.scope in one.groups)
    units = (unit for lesson in since for unit in evidence.units_of(lesson, setting.knob))
    return evidence.compare(evidence.counted(units), setting.value, change.before)
