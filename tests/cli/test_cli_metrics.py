"""`metrics`: the figures in words, as JSON and as CSV, of a store with a history."""

from __future__ import annotations

import csv
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.kept_courses import keep_courses
from ui.sample_metrics import a_history
from xforce_desktop.clock import ManualClock
from xforce_desktop.store.unit_of_work import open_store

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with sixty requests of three weeks; read only."""
    folder = tmp_path_factory.mktemp("history")
    store = open_store(folder, ManualClock(NOW))
    with store.begin() as work:
        keep_courses(work, a_history(11, 60, NOW))
        work.commit()
    store.close()
    return folder


def test_figures_and_table_in_words(cli: Cli, kept: Path) -> None:
    """Each with its numbers; two weeks beside the two before; the estimate with its sum."""
    said = cli("metrics", "--from", "2026-11-09", "--to", "2026-11-22", "--by", "kind", "--data", str(kept))

    assert said.status == 0
    lines = said.stdout.splitlines()
    assert lines[0] == "Requests asked for from 2026-11-09 to 2026-11-22 (America/New_York)"
    success = next(line for line in lines if line.startswith("  Success"))
    assert " of " in success
    assert "  before: " in success
    assert any(line.startswith("  Estimate, in minutes: mails ") for line in lines)
    table = [line.split("  ")[0] for line in lines[-6:]]
    assert "Initial" in table


def test_json_has_the_specifications_columns(cli: Cli, kept: Path) -> None:
    """By week as the view has them; by anything else with intervals and numbers of cases."""
    weeks = cli("metrics", "--json", "--data", str(kept)).json()
    assert weeks["period"] == {"from": None, "to": None}
    assert list(weeks["rows"][0]) == [
        "week", "total_requests", "meetings_held", "cancelled_by_prospect", "gave_up",
        "avg_attempts_to_schedule", "avg_no_shows", "avg_days_to_schedule", "meeting_success_rate",
    ]  # fmt: skip
    by_key = {one["key"]: one for one in weeks["figures"]}
    assert by_key["requests"]["value"] == 60
    assert by_key["success"]["low"] < by_key["success"]["value"] < by_key["success"]["high"]

    told = cli("metrics", "--by", "persona", "--persona", "Owner", "--json", "--data", str(kept)).json()
    assert told["filters"] == {"persona": "Owner"}
    assert [row["persona"] for row in told["rows"]] == ["Owner"]
    assert told["rows"][0]["reply_rate_n"] >= told["rows"][0]["reply_rate_hits"]


@pytest.mark.parametrize("excel", [(), ("--excel",)])
def test_a_csv_is_written(cli: Cli, kept: Path, tmp_path: Path, excel: tuple[str, ...]) -> None:
    """One tidy table; with the mark that Excel wants, if it is asked for."""
    path = tmp_path / "channels.csv"
    said = cli("metrics", "--by", "channel", "--csv", str(path), *excel, "--data", str(kept))

    assert said.stdout.startswith(f"Saved to {path}\n")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf") is bool(excel)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["channel"] for row in rows] == ["Email", "Text"]
    assert 0 <= float(rows[0]["reply_rate"]) <= 1


def test_nothing_is_there_yet(cli: Cli, tmp_path: Path) -> None:
    """A new store has words, and a choice that nobody fits has, too."""
    assert "No request yet" in cli("metrics", "--data", str(tmp_path)).stdout


def test_nobody_fits(cli: Cli, kept: Path) -> None:
    said = cli("metrics", "--company", "Nobody & Co", "--data", str(kept))

    assert "No request fits what you have chosen." in said.stdout
    assert "none yet" not in said.stdout


@pytest.mark.parametrize(
    "wrong, words",
    [
        (
            ("--from", "2026-12-01", "--to", "2026-11-01"),
            "The period ends before it begins. Give the earlier",
        ),
        (("--persona", "ownr"), "“ownr” is no persona. Known are: owner, operations_manager,"),
        (("--meeting-type", "Demos"), "“Demos” is no type of meeting. Known are: discovery, demo,"),
        (("--excel",), "--excel marks a CSV. Name its file with --csv FILE."),
        (("--from", "June"), "“June” is no day; write it as 2026-06-08."),
        (("--by", "moon"), "invalid choice: 'moon'"),
    ],
)
def test_wrong_use_is_told_in_one_line(cli: Cli, kept: Path, wrong: tuple[str, ...], words: str) -> None:
    assert words in cli("metrics", *wrong, "--data", str(kept)).complaint()


def test_a_file_that_cannot_be_written_is_told(cli: Cli, kept: Path, tmp_path: Path) -> None:
    said = cli("metrics", "--csv", str(tmp_path / "nowhere" / "x.csv"), "--data", str(kept))

    assert "cannot be written" in said.complaint()


@pytest.mark.parametrize("has_requests", [True, False])
def test_no_file_is_written_over(cli: Cli, kept: Path, tmp_path: Path, has_requests: bool) -> None:
    """And where it was written is said, also where there is nothing to tell yet."""
    path, folder = tmp_path / "x.csv", kept if has_requests else tmp_path / "new"
    first = cli("metrics", "--csv", str(path), "--json", "--data", str(folder))
    written = path.read_bytes()

    assert f"Saved to {path}" in first.stderr
    assert f"{path} exists already." in cli("metrics", "--csv", str(path), "--data", str(folder)).complaint()
    assert path.read_bytes() == written
    assert f"Saved to {path}2" in cli("metrics", "--csv", f"{path}2", "--data", str(folder)).stdout


def test_own_minutes_change_the_estimate(cli: Cli, kept: Path, tmp_path: Path) -> None:
    """What a mail takes is the rep's to say."""
    mine = tmp_path / "mine"
    shutil.copytree(kept, mine)
    (mine / "settings.toml").write_text("saved_mail_min = 9.5\n", encoding="utf-8")

    assert " × 9.5 + " in cli("metrics", "--data", str(mine)).stdout
    (mine / "settings.toml").write_text("saved_mail_min = 500\n", encoding="utf-8")
    cli("metrics", "--data", str(mine)).complaint()
