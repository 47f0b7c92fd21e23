"""What was learned, as it is shown: quick also with many accounts, and with their names."""

from __future__ import annotations

import uuid
from dataclasses import replace

from tests.builders import NOW, a_request
from tests.unit.learning.test_judging import CLEAR, a_lesson, an_ask
from xforce_desktop.clock import ManualClock
from xforce_desktop.learning import evidence
from xforce_desktop.learning.overview import overview
from xforce_desktop.scheduling.knobs import Knob
from xforce_desktop.scheduling.lessons import (
    ChangeStatus,
    LearnedChange,
    Postmortem,
    Scope,
    ScopeKind,
    Setting,
    Tally,
)
from xforce_desktop.scheduling.request import Outcome
from xforce_desktop.settings import Settings
from xforce_desktop.store.memory import MemoryStore

ACME = uuid.UUID(int=500)


class Kept:
    """A transaction with these lessons, that never hands out every request there is."""

    def __init__(self, work, lessons):
        self._work, self._lessons = work, lessons

    def __getattr__(self, name):
        assert name != "requests", "they are many"
        return getattr(self._work, name)

    def postmortems(self):
        nothing = (0, None, None, 0, (), False, False, False, (), (), (), (), ())
        return [Postmortem(one.request_id, Outcome.HELD, NOW, *nothing, one) for one in self._lessons]


def seen_of(lessons, changes=()):
    with MemoryStore(ManualClock(NOW)).begin() as work:
        work.add(a_request(company_id=ACME, company_name="Acme Pest"))
        for change in changes:
            work.save_learned_change(change)
        return overview(Kept(work, lessons), Settings())


def test_an_account_is_called_by_its_name():
    """Without looking through all requests for it."""
    setting = Setting(Knob.HOUR, Scope(ScopeKind.ACCOUNT, str(ACME)), "early")
    change = LearnedChange(
        uuid.UUID(int=1), setting, "", NOW, Tally(9, 9), Tally(1, 9), 0.1, 0.9, 0.0, 0.1, 1, "So.",
        ChangeStatus.IN_FORCE,
    )  # fmt: skip
    (shown,) = seen_of([], [change]).changes
    assert shown.group == "people at Acme Pest"


def test_what_is_watched_does_not_grow_with_accounts_times_lessons(monkeypatch):
    """Each lesson is read once for the sums of groups and once for those of everybody, for each setting."""
    reads = []
    read = evidence.units_of
    monkeypatch.setattr(evidence, "units_of", lambda *of: (reads.append(of), read(*of))[1])
    lessons = [
        a_lesson(company=str(uuid.UUID(int=number)), asks=(an_ask(), an_ask(2, number % 3 == 0)))
        for number in range(1000, 1120)
    ]

    seen_of(lessons)

    assert len(reads) <= 2 * len(Knob) * len(lessons)


def test_the_nearest_to_a_judgement_is_shown_first_with_both_groups():
    """Its rate is drawn to that of everybody."""
    first = seen_of([replace(one, trade="") for one in CLEAR]).watched[0]
    texts = next(one for one in seen_of(CLEAR).watched if one.setting.knob is Knob.CHANNEL)

    assert first.missing is not None
    assert (texts.with_it, texts.without, texts.missing) == (Tally(20, 26), Tally(12, 60), 14)
    assert texts.rate == 20 / 26
