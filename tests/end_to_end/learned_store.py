"""Settings that were learned before a walk begins, put into its store as the learning pass would."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime
from pathlib import Path

from tests.builders import an_id
from xforce_desktop.clock import ManualClock
from xforce_desktop.scheduling.knobs import PLAIN, Knob
from xforce_desktop.scheduling.lessons import (
    ChangeStatus,
    LearnedChange,
    Scope,
    ScopeKind,
    Setting,
    Tally,
)
from xforce_desktop.store.unit_of_work import open_store


def learn(folder: Path, knob: Knob, value: str, meeting_type: str, why: str, at: datetime) -> None:
    """In force for the requests of that type that begin from now on."""
    setting = Setting(knob, Scope(ScopeKind.MEETING_TYPE, meeting_type), value)
    change = LearnedChange(
        an_id(9001 + list(Knob).index(knob)), setting, PLAIN[knob], at, Tally(19, 20), Tally(2, 20),
        0.6, 0.95, 0.001, 0.01, 1, why, ChangeStatus.IN_FORCE,
    )  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    with closing(open_store(folder, ManualClock(at))) as store, store.begin() as work:
        work.save_learned_change(change)
        work.commit()
