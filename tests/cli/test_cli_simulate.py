"""`simulate` from the command line."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from xforce_desktop.cli.main import main

SMALL = ["simulate", "--seed", "3", "--requests", "4", "--days", "10"]


def test_it_prints_each_invariant_with_its_counts(capsys: pytest.CaptureFixture[str]) -> None:
    """Status 0 and a line per invariant."""
    status = main([*SMALL, "--faults", "none"])

    said = capsys.readouterr().out
    assert status == 0
    assert "one mail per key" in said
    assert "sha256" in said


def test_json_is_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    """For programs: counts, violations, and the fingerprint of the journal."""
    assert main([*SMALL, "--faults", "none", "--json"]) == 0

    told = json.loads(capsys.readouterr().out)
    assert told["requests"] == 4
    assert told["violations"] == []
    assert told["invariants"]["their hours"]["checked"] > 0


def test_the_journal_is_what_the_fingerprint_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--journal writes the bytes that were counted."""
    file = tmp_path / "journal.jsonl"
    main([*SMALL, "--journal", str(file), "--json"])

    fingerprint = json.loads(capsys.readouterr().out)["journal_sha256"]
    assert hashlib.sha256(file.read_bytes()).hexdigest() == fingerprint
    assert json.loads(file.read_text("utf-8").splitlines()[0])["world"] == 0


def test_a_violation_ends_with_status_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A broken program is a failure of the command."""
    monkeypatch.setattr("xforce_desktop.scheduling.cadence.next_sending_time", lambda at, locale: at)

    assert main(["simulate", "--seed", "1", "--requests", "16", "--days", "30"]) == 1
    assert "Repeat it: xforce-desktop simulate --seed 1" in capsys.readouterr().out


@pytest.mark.parametrize("wrong", [["--requests", "0"], ["--days", "0"], ["--world", "9"]])
def test_numbers_that_mean_nothing_are_refused(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Status 2 and one line that says what to do."""
    assert main(["simulate", *wrong]) == 2
    assert capsys.readouterr().err.count("\n") == 1
