"""Faults at steps, from the table in faults.toml: nothing lost, nothing twice, and words that help."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

import pytest

from docs.faults_table import PAGE, rows, with_table
from sync.sandbox.faults import HINTS, KINDS
from tests.end_to_end.fault_kinds import FAULTS
from tests.end_to_end.fault_run import Seen, carry_out, make_stages
from tests.end_to_end.fault_steps import STEPS
from tests.end_to_end.fault_world import Stage

ROWS = rows()


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Stage]:
    """Where rows begin; made once."""
    return asyncio.run(make_stages(tmp_path_factory.mktemp("stages")))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['step']}-{row['fault']}-{row['often']}")
async def test_a_fault_at_a_step(row: dict[str, str], stages: Mapping[str, Stage], tmp_path: Path) -> None:
    """What is seen, stored and gone out is as the table says, and in the end all is as it should be."""
    seen = await carry_out(row["step"], row["fault"], row["often"], stages, tmp_path / "world")

    assert seen == Seen(row["sees"], row["stored"], row["left"])


def test_the_table_has_every_step_and_fault() -> None:
    """No step and no fault is described and never tried; no row stands there twice."""
    assert {row["step"] for row in ROWS} == set(STEPS)
    assert {row["fault"] for row in ROWS} == set(FAULTS)
    assert {fault.how["kind"] for fault in FAULTS.values()} == {*KINDS, *HINTS} - {"concurrency"}
    names = [(row["step"], row["fault"], row["often"]) for row in ROWS]
    assert len(set(names)) == len(names) >= 60


def test_the_page_shows_the_table() -> None:
    """Whoever changes the table writes the page anew: python -m docs.faults_table."""
    page = PAGE.read_text(encoding="utf-8")

    assert page == with_table(page)


@pytest.mark.parametrize("word", ["http", "json", "delta", "cursor", "token", "exception", "None", "graph."])
def test_the_words_are_the_reps(word: str) -> None:
    """What the rep sees speaks of mails and meetings, not of how they come about; the auth token is a name of
    Twilio's console."""
    seen = [row["sees"].replace("auth token", "") for row in ROWS]
    assert [words for words in seen if word.casefold() in words.casefold()] == []
