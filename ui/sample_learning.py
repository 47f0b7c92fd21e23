"""The part of the sample desk that has learned something, and can undo it."""

from __future__ import annotations

import uuid
from dataclasses import replace

from ui import samples
from ui.sample_base import SampleBase
from xforce_desktop.errors import BadInput
from xforce_desktop.ids import RequestId
from xforce_desktop.learning.overview import shown
from xforce_desktop.learning.postmortem import Evidence, postmortem_of
from xforce_desktop.learning.statistics import Pair, difference
from xforce_desktop.learning.words import group_in_words, value_in_words, why_changed
from xforce_desktop.scheduling.knobs import FirstLength, Knob
from xforce_desktop.scheduling.learning_desk import LearningView, RepFigures, Watched
from xforce_desktop.scheduling.lessons import (
    ChangeStatus,
    LearnedChange,
    Postmortem,
    Scope,
    ScopeKind,
    SeasonPattern,
    Setting,
    Tally,
)
from xforce_desktop.scheduling.new_request import NewRequest
from xforce_desktop.scheduling.request import MeetingRequest

OWNERS = Setting(Knob.CHANNEL, Scope(ScopeKind.PERSONA, "owner"), "text_early")
EXECUTIVES = Setting(Knob.HOUR, Scope(ScopeKind.PERSONA, "executive"), "early")
DEMOS = Setting(Knob.LENGTH, Scope(ScopeKind.MEETING_TYPE, "demo"), "30")
WINTER = Setting(Knob.GAP, Scope(ScopeKind.SEASON, "pest_control/winter_slow"), "0.75")
BEFORE = {Knob.CHANNEL: "text_late", Knob.HOUR: "", Knob.LENGTH: "60", Knob.GAP: "1"}


def a_change(setting: Setting, with_it: Tally, without: Tally, status: ChangeStatus) -> LearnedChange:
    """With the interval that these numbers have, some days ago."""
    pairs, before = [Pair(with_it, without)], BEFORE[setting.knob]
    found = difference(pairs, 0.95)
    return LearnedChange(
        id=samples.sample_id(setting.key),
        setting=setting,
        before=before,
        at=samples.NOW,
        with_it=with_it,
        without=without,
        low=found.low,
        high=found.high,
        error=0.00004,
        allowed_error=0.00018,
        look=3,
        why=why_changed(setting, pairs, before),
        status=status,
    )


class SampleLearning(SampleBase):
    """Two changes, one of them a proposal; what is watched; two months."""

    def __init__(self, *, is_empty: bool) -> None:
        self.changes: list[LearnedChange] = []
        if not is_empty:
            self.changes = [
                a_change(OWNERS, Tally(14, 20), Tally(5, 25), ChangeStatus.IN_FORCE),
                a_change(EXECUTIVES, Tally(38, 100), Tally(16, 110), ChangeStatus.PROPOSED),
            ]
        self._has_learned = not is_empty

    async def learning(self) -> LearningView:
        figures = RepFigures(0, 0, 0.0, 1.0, 0, 0, 0, None, None)
        if self._has_learned:
            figures = RepFigures(142, 88, 0.54, 0.70, 9, 371, 124, 2.3, 3.8)
        return LearningView(
            mode="on",
            variation=0.25,
            changes=tuple(shown(one, self.changes) for one in reversed(self.changes)),
            watched=_watched() if self._has_learned else (),
            seasons=_seasons() if self._has_learned else (),
            rep=figures,
            rests_for=11 if self._has_learned else 0,
        )

    async def undo_learned(self, change_id: uuid.UUID) -> None:
        self._set(change_id, ChangeStatus.UNDONE)

    async def accept_learned(self, change_id: uuid.UUID) -> None:
        self._set(change_id, ChangeStatus.IN_FORCE)

    async def first_length(self, new: NewRequest) -> FirstLength | None:
        scope = Scope(ScopeKind.MEETING_TYPE, new.meeting_type.value)
        for change in self.changes:
            setting = change.setting
            if change.is_in_force and (setting.knob, setting.scope) == (Knob.LENGTH, scope):
                return FirstLength(int(setting.value), new.left_open().length_minutes, change.why)
        return None

    async def postmortem(self, request_id: RequestId) -> Postmortem | None:
        return self._postmortem_of(self.summaries[request_id].request)

    def _postmortem_of(self, request: MeetingRequest) -> Postmortem | None:
        return postmortem_of(Evidence(request), samples.NOW) if request.outcome else None

    def _set(self, change_id: uuid.UUID, status: ChangeStatus) -> None:
        if change_id not in {one.id for one in self.changes}:
            raise BadInput(f"Nothing was learned under {change_id}.", "`learning show` has the ids.")
        self.changes = [replace(one, status=status) if one.id == change_id else one for one in self.changes]
        self._tell()


def _watched() -> tuple[Watched, ...]:
    def one(setting: Setting, with_it: Tally, without: Tally, looks: int, missing: int) -> Watched:
        what = value_in_words(setting.knob, setting.value)
        rate = with_it.rate
        return Watched(setting, what, group_in_words(setting.scope), with_it, without, looks, missing, rate)

    return (
        one(DEMOS, Tally(24, 31), Tally(40, 62), 3, 9),
        one(WINTER, Tally(5, 6), Tally(17, 29), 0, 4),
    )


def _seasons() -> tuple[SeasonPattern, ...]:
    return (
        SeasonPattern("FL", 4, "termite_swarm", 6.4, 3.1, 2.0, 14, samples.NOW),
        SeasonPattern("TN", 1, "winter_slow", 3.2, 1.9, 0.75, 9, samples.NOW),
    )
