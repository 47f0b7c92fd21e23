"""`demo --headless`: a line per step, a table at the end, the same story for the same seed."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from sync.sandbox.log import FOLDER_VARIABLE
from tests.end_to_end.commands import RealCommands
from tests.sync.graph.traffic_walk import walked
from tests.sync.graph_contract import is_graph
from tests.sync.graph_judge import judge_of


def lines(folder: Path, *options: str, **env: str) -> list[dict[str, Any]]:
    done = RealCommands().run("demo", "--headless", "--json", "--data", str(folder), *options, **env)
    assert (done.status, done.stderr) == (0, "")
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def kept_calls(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the sandbox inside the demo keeps what was said to it."""
    return tmp_path_factory.mktemp("calls")


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory, kept_calls: Path) -> list[dict[str, Any]]:
    """Seed 7 with the six requests of the README."""
    kept = {FOLDER_VARIABLE: str(kept_calls)}
    return lines(tmp_path_factory.mktemp("demo"), "--seed", "7", "--requests", "6", **kept)


def test_every_request_ends_and_most_are_held(story: list[dict[str, Any]]) -> None:
    outcomes = story[-1]["outcomes"]

    assert set(story[-1]) == {"outcomes"}
    assert sum(outcomes.values()) == 6
    assert outcomes["held"] >= 3


def test_all_that_it_says_to_microsoft_fits(
    story: list[dict[str, Any]], kept_calls: Path, shared_material: Path
) -> None:
    """Requests and answers, by Graph's description and manners and within the permissions we ask for."""
    (file,) = kept_calls.iterdir()
    calls = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    to_graph = [call for call in calls if is_graph(call)]
    judge = judge_of(shared_material)
    assert judge is not None

    assert story[-1]["outcomes"]
    assert judge.misfits(to_graph) == []
    assert len(to_graph) > 200
    assert all(judge.is_ours(call) for call in to_graph)
    assert judge.operations(to_graph) <= judge.operations(walked()), "the walk lacks one of each call"


def test_every_step_says_when_with_whom_and_why(story: list[dict[str, Any]]) -> None:
    for step in story[:-1]:
        assert {"at", "request", "with", "step", "by", "why", "zone", "times"} <= set(step)
        assert datetime.fromisoformat(step["at"]).tzinfo is not None


def test_the_steps_come_in_the_order_in_which_they_happened(story: list[dict[str, Any]]) -> None:
    moments = [datetime.fromisoformat(step["at"]) for step in story[:-1]]

    assert moments == sorted(moments)


def test_the_words_are_sentences(story: list[dict[str, Any]]) -> None:
    """No doubled punctuation, no names that only the program knows."""
    for step in story[:-1]:
        why = step["why"]
        assert why.endswith((".", "?", "!")), why
        assert not any(slip in why for slip in ("..", ".;", ":.", "  ", " .", "_", "None", ", ,")), why


def test_the_same_seed_tells_the_same_story(tmp_path: Path) -> None:
    """Ids, clock and prospects: all of it."""
    first, second = (lines(tmp_path / name, "--seed", "11", "--requests", "2") for name in ("a", "b"))

    assert first == second


def test_people_get_a_table(tmp_path: Path) -> None:
    done = RealCommands().run("demo", "--headless", "--requests", "1", "--data", str(tmp_path))

    assert (done.status, done.stderr) == (0, "")
    steps, outcomes = done.stdout.split("\n\nOutcomes\n")
    assert steps.splitlines()[0].startswith("Mon Jun 08 09:00 AM")
    (offered, *_) = [line for line in steps.splitlines() if "These times were offered." in line]
    assert re.search(r"offered\.  (\w{3}, \w{3} \d+ at \d+:\d\d [AP]M EDT(; |$)){2,}", offered), (
        "with their zone"
    )
    assert outcomes.split() == ["held", "1"]
    again = RealCommands().run("demo", "--headless", "--data", str(tmp_path))
    assert (again.status, again.stdout, again.stderr.count("\n")) == (2, "", 1)
