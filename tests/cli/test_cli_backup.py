"""`backup` and `restore`: the rep's data in one file, and back, with nothing lost on the way."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Cli


@pytest.fixture
def saved(on_sandbox: Cli, form: dict[str, Any], tmp_path: Path) -> Path:
    """A backup of a store with one request."""
    assert on_sandbox("request", "new", "-", stdin=json.dumps(form)).status == 0
    target = tmp_path / "one request.bak"
    said = on_sandbox("backup", str(target))
    assert (said.status, said.stderr) == (0, "")
    return target


def titles(cli: Cli) -> list[str]:
    return [request["title"] for request in cli("request", "list").json()]


def test_a_backup_brings_back_what_it_saw(
    on_sandbox: Cli, saved: Path, form: dict[str, Any], folder: Path
) -> None:
    """What the store held meanwhile is kept beside it."""
    on_sandbox("request", "new", "-", stdin=json.dumps(form | {"title": "Later"}))
    assert len(titles(on_sandbox)) == 2

    said = on_sandbox("restore", str(saved))

    assert (said.status, said.stderr) == (0, "")
    assert titles(on_sandbox) == ["Demo with Acme Pest"]
    assert len(list(folder.glob("xforce.db.before-restore-*"))) == 1


def test_a_backup_heals_a_damaged_store(on_sandbox: Cli, saved: Path, folder: Path) -> None:
    for part in folder.glob("xforce.db*"):
        part.unlink()
    (folder / "xforce.db").write_bytes(b"ruined" * 1000)
    assert on_sandbox("backup", str(saved.with_name("of ruins"))).status == 1

    assert on_sandbox("restore", str(saved)).status == 0

    assert titles(on_sandbox) == ["Demo with Acme Pest"]
    assert len(list(folder.glob("xforce.db.damaged-*"))) == 1


def test_a_backup_moves_to_another_computer(on_sandbox: Cli, saved: Path, tmp_path: Path) -> None:
    other = str(tmp_path / "other computer")

    assert on_sandbox("restore", str(saved), "--data", other).status == 0

    assert len(on_sandbox("request", "list", "--data", other).json()) == 1


def test_an_existing_file_is_not_overwritten(on_sandbox: Cli, saved: Path) -> None:
    before = saved.read_bytes()

    assert str(saved) in on_sandbox("backup", str(saved)).complaint()

    assert saved.read_bytes() == before


def test_a_place_that_cannot_be_written_is_said(on_sandbox: Cli, saved: Path) -> None:
    said = on_sandbox("backup", str(saved / "below a file"))

    assert said.status in {1, 2}
    said.one_line()


@pytest.mark.parametrize("kind", ["garbage", "empty", "somebody else's", "newer"])
def test_what_is_no_backup_is_refused(on_sandbox: Cli, saved: Path, tmp_path: Path, kind: str) -> None:
    """Wrong input: one line that names the file, and the store is as it was."""
    wrong = tmp_path / f"{kind}.bak"
    if kind == "newer":
        wrong.write_bytes(saved.read_bytes())
    else:
        wrong.write_bytes(b"x" * 9000 if kind == "garbage" else b"")
    if kind in {"newer", "somebody else's"}:
        with closing(sqlite3.connect(wrong)) as file:
            file.execute(
                "UPDATE alembic_version SET version_num = '9999'"
                if kind == "newer"
                else "CREATE TABLE recipes (name TEXT)"
            )
            file.commit()

    assert wrong.name in on_sandbox("restore", str(wrong)).complaint()

    assert titles(on_sandbox) == ["Demo with Acme Pest"]
