"""`learning …` on a store on disk: what is shown, accepted and undone, and what a new request says of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Cli
from ui.sample_learning import DEMOS, EXECUTIVES, OWNERS, a_change
from xforce_desktop.clock import SystemClock
from xforce_desktop.scheduling.lessons import ChangeStatus, LearnedChange, Tally
from xforce_desktop.scheduling.unit_of_work import UnitOfWork
from xforce_desktop.store.unit_of_work import open_store

UNKNOWN = "00000000-0000-0000-0000-000000000000"
SHORTER = a_change(DEMOS, Tally(24, 31), Tally(40, 62), ChangeStatus.IN_FORCE)
PROPOSED = a_change(EXECUTIVES, Tally(38, 100), Tally(16, 110), ChangeStatus.PROPOSED)
TEXTS = a_change(OWNERS, Tally(14, 20), Tally(5, 25), ChangeStatus.UNDONE)
SHOWN = {
    "learning", "learning_variation", "rests_for_requests", "changes", "watched", "seasons", "rep",
}  # fmt: skip
OF_A_CHANGE = {
    "id", "status", "setting", "group", "scope", "from", "to", "what", "with_it", "without",
    "difference_interval", "chance_by_luck", "allowed_chance", "look", "tried_at_random", "since", "why",
    "ended_at", "ended_why", "superseded_by",
}  # fmt: skip


@contextmanager
def kept(folder: Path) -> Iterator[UnitOfWork]:
    """The store of the folder, which is made if it is not there; what is done in it stays."""
    folder.mkdir(parents=True, exist_ok=True)
    store = open_store(folder, SystemClock())
    try:
        with store.begin() as work:
            yield work
            work.commit()
    finally:
        store.close()


def learn(folder: Path, *changes: LearnedChange) -> None:
    with kept(folder) as work:
        for change in changes:
            work.save_learned_change(change)


def statuses(shown: dict[str, Any]) -> dict[str, str]:
    return {one["id"]: one["status"] for one in shown["changes"]}


def superseded(shown: dict[str, Any]) -> dict[str, str | None]:
    return {one["id"]: one["superseded_by"] for one in shown["changes"]}


def test_an_empty_store_has_learned_nothing(on_sandbox: Cli) -> None:
    """Every key is there; rates of nothing are null."""
    shown = on_sandbox("learning", "show").json()

    assert set(shown) == SHOWN
    assert (shown["learning"], shown["changes"], shown["watched"], shown["seasons"]) == ("on", [], [], [])
    assert (shown["rep"]["ended"], shown["rep"]["held_rate"]) == (0, None)


def test_what_was_learned_is_shown_with_its_numbers(on_sandbox: Cli, folder: Path) -> None:
    learn(folder, SHORTER, PROPOSED)

    shown = on_sandbox("learning", "show").json()

    by_id = {one["id"]: one for one in shown["changes"]}
    change = by_id[str(SHORTER.id)]
    assert set(change) == OF_A_CHANGE
    assert (change["setting"], change["from"], change["to"]) == ("length", "60", "30")
    assert (change["with_it"], change["without"]) == ({"hits": 24, "of": 31}, {"hits": 40, "of": 62})
    assert (change["group"], change["scope"]) == ("people asked for demos", DEMOS.scope.key)
    assert (change["status"], change["why"], change["ended_at"]) == ("in_force", SHORTER.why, None)
    assert by_id[str(PROPOSED.id)]["status"] == "proposed"


def test_a_proposal_is_accepted_and_a_change_undone(on_sandbox: Cli, folder: Path) -> None:
    """Both print everything as it is then, and it stays so."""
    learn(folder, SHORTER, PROPOSED)

    accepted = on_sandbox("learning", "accept", str(PROPOSED.id)).json()
    undone = on_sandbox("learning", "undo", str(SHORTER.id)).json()

    assert statuses(accepted) == {str(SHORTER.id): "in_force", str(PROPOSED.id): "in_force"}
    assert statuses(undone) == {str(SHORTER.id): "undone", str(PROPOSED.id): "in_force"}
    (ended,) = [one for one in undone["changes"] if one["ended_at"]]
    assert ended["ended_why"] == "You undid it."
    assert statuses(on_sandbox("learning", "show").json()) == statuses(undone)


def test_an_older_change_of_the_same_group_is_superseded(on_sandbox: Cli, folder: Path) -> None:
    """It is in force and does not hold, until the newer one is undone."""
    newer = a_change(replace(DEMOS, value="45"), Tally(24, 31), Tally(40, 62), ChangeStatus.IN_FORCE)
    learn(folder, replace(SHORTER, at=newer.at - timedelta(days=9)), newer)

    shown = on_sandbox("learning", "show").json()
    undone = on_sandbox("learning", "undo", str(newer.id)).json()

    assert superseded(shown) == {str(SHORTER.id): str(newer.id), str(newer.id): None}
    assert superseded(undone) == {str(SHORTER.id): None, str(newer.id): None}


@pytest.mark.parametrize(
    "line, words",
    [
        (("undo", UNKNOWN), "Nothing was learned under"),
        (("accept", UNKNOWN), "Nothing was learned under"),
        (("undo", str(TEXTS.id)), "does not hold any more"),
        (("accept", str(SHORTER.id)), "does not wait for your word"),
        (("undo", "the-last"), "is no id"),
        (("postmortem", "the-last"), "is no id"),
        (("postmortem", UNKNOWN), "no request"),
    ],
)
def test_what_cannot_be_is_said_in_a_line(
    on_sandbox: Cli, folder: Path, line: tuple[str, ...], words: str
) -> None:
    """And nothing changes."""
    learn(folder, SHORTER, TEXTS)

    assert words in on_sandbox("learning", *line).complaint()

    shown = statuses(on_sandbox("learning", "show").json())
    assert shown == {str(SHORTER.id): "in_force", str(TEXTS.id): "undone"}


def test_a_request_has_a_postmortem_once_it_has_ended(on_sandbox: Cli, form: dict[str, Any]) -> None:
    """null before; then the specification's shape."""
    request_id = on_sandbox("request", "new", "-", stdin=json.dumps(form)).json()["id"]
    assert on_sandbox("learning", "postmortem", request_id).json() is None
    assert on_sandbox("request", "cancel", request_id).status == 0
    assert on_sandbox("tick").status == 0

    found = on_sandbox("learning", "postmortem", request_id).json()

    assert {"request_id", "outcome", "metrics", "what_worked", "what_failed", "learnings"} <= set(found)
    assert (found["request_id"], found["outcome"]) == (request_id, "cancelled_by_us")
    assert set(found["learnings"]) == {"for_account", "for_meeting_type", "for_time_of_year"}


@pytest.mark.parametrize(
    "given, status, minutes",
    [
        ({}, ChangeStatus.IN_FORCE, 30),
        ({"duration_minutes": 60}, ChangeStatus.IN_FORCE, 60),  # the rep's word is obeyed
        ({"duration_minutes": 45}, ChangeStatus.IN_FORCE, 45),
        ({}, ChangeStatus.UNDONE, 60),
        ({}, ChangeStatus.PROPOSED, 60),
    ],
)
def test_a_new_request_says_what_was_learned_for_it(
    on_sandbox: Cli,
    folder: Path,
    form: dict[str, Any],
    given: dict[str, int],
    status: ChangeStatus,
    minutes: int,
) -> None:
    """On stderr and in its log, with the reason; a length that was given is used, whatever was learned."""
    learn(folder, replace(SHORTER, status=status))

    said = on_sandbox("request", "new", "-", stdin=json.dumps(form | given))

    shown = on_sandbox("request", "show", said.json()["id"]).json()
    assert shown["duration_minutes"] == minutes
    whys = [one["why"] for one in shown["actions"]]
    if minutes != 30:
        assert said.stderr == ""
        assert (whys, shown["learnings"]) == (
            [f"You asked for a {minutes}-minute meeting with Zoë Smith."],
            [],
        )
        return
    learned = f"Learned: 30 minutes instead of the usual 60. {SHORTER.why}"
    assert said.stderr == f"{learned}\n"
    assert whys[0].endswith("It begins with 30 minutes instead of the usual 60, as was learned.")
    assert whys[1] == SHORTER.why
    assert [one["change"] for one in shown["learnings"]] == [str(SHORTER.id)]
