"""The briefs that are kept of one meeting: their numbers, which counts, why each was made."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.unit.prep.scenarios import SCENARIOS, stored_of
from xforce_desktop.errors import BadInput
from xforce_desktop.prep.versions import FIRST, LITTLE_NEW, NOTHING_NEW, opened_at, out_of_date, versions_of
from xforce_desktop.scheduling.briefs import BriefLine, BriefPage, StoredBrief

ONE = replace(stored_of(SCENARIOS[0]), fingerprint="1", changes=())
LATER = ONE.brief.meeting_at + timedelta(days=7)


def another(fingerprint: str, *changes: str, later: bool = False) -> StoredBrief:
    brief = replace(ONE.brief, meeting_at=LATER) if later else ONE.brief
    return replace(ONE, id=uuid.uuid4(), fingerprint=fingerprint, changes=changes, brief=brief)


def page(*kept: StoredBrief, current: StoredBrief | None) -> BriefPage:
    at = current.brief.meeting_at if current else LATER
    line = BriefLine(ONE.request_id, "Demo", "Ann", at, 30, ONE.brief.zone, current)
    return BriefPage(line, None, versions=versions_of(kept, current))


@pytest.mark.parametrize(
    "made, why",
    [
        (another("2", "Ann wrote: “Why?”", "Bob comes, too"), "Ann wrote: “Why?”; Bob comes, too"),
        (another("1"), NOTHING_NEW),
        (another("2"), LITTLE_NEW),
    ],
)
def test_each_says_why_it_was_made(made: StoredBrief, why: str) -> None:
    assert [one.why for one in versions_of([ONE, made], made)] == [why, FIRST]


def test_a_move_is_a_reason() -> None:
    made = another("2", "Bob comes, too", later=True)

    (newest, _) = versions_of([ONE, made], made)

    assert newest.why.startswith("the meeting was moved to ")
    assert newest.why.endswith("; Bob comes, too")


def test_moved_back_the_older_one_counts_again() -> None:
    """What counts is what was made for the time that stands, not what was made last."""
    away = another("2", later=True)

    shown = page(ONE, away, current=ONE)

    assert [(one.number, one.is_current) for one in shown.versions] == [(2, False), (1, True)]
    assert out_of_date(shown) == ""
    assert out_of_date(opened_at(shown, 2)).startswith(
        "Out of date: version 2 of 2. The one that counts is version 1"
    )


def test_an_older_one_is_opened_for_the_time_it_was_made_for() -> None:
    now = another("2", later=True)

    older = opened_at(page(ONE, now, current=now), 1)

    assert older.line.brief is ONE
    assert older.line.meeting_at == ONE.brief.meeting_at
    assert older.shown is not None
    assert not older.shown.is_current


def test_before_the_new_one_is_made_none_counts() -> None:
    waiting = page(ONE, current=None)

    assert waiting.current is None
    assert out_of_date(waiting) == ""
    assert out_of_date(opened_at(waiting, 1)).endswith("its brief is not made yet.")


@pytest.mark.parametrize(
    "kept, advice",
    [
        ((), "None was made yet."),
        ((ONE,), "Only version 1 is kept."),
        ((ONE, another("2")), "Versions 1 to 2 are kept."),
    ],
)
def test_a_version_that_is_not_kept_is_refused(kept: tuple[StoredBrief, ...], advice: str) -> None:
    with pytest.raises(BadInput) as refused:
        opened_at(page(*kept, current=kept[-1] if kept else None), 3)

    assert str(refused.value.title) == "There is no version 3 of this brief."
    assert refused.value.advice == advice
