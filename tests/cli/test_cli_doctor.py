"""`doctor` in every state: each part fine, or what to do about it, and never a traceback."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.cli.conftest import Cli, Said

OUTSIDE = ["network", "account", "permissions", "clock", "texts", "model", "style"]
PARTS = ["settings", "store", "keyring", "notifications", *OUTSIDE]


def parts(said: Said) -> dict[str, Any]:
    assert said.stderr == "", said
    return {finding["part"]: finding for finding in said.json()}


def broken(said: Said) -> list[str]:
    """What needs something; each then says what to do."""
    assert said.status == 1, said
    found = [finding for finding in parts(said).values() if not finding["is_fine"]]
    assert all(finding["detail"].endswith(".") for finding in found), found
    return [finding["part"] for finding in found]


def test_all_is_fine_on_the_sandbox(on_sandbox: Cli) -> None:
    """A computer without a keyring is fine too: only a Microsoft sign-in needs one."""
    said = on_sandbox("doctor", "--json")

    assert said.status == 0
    assert list(parts(said)) == PARTS


def test_an_address_of_the_model_that_others_can_listen_to(on_sandbox: Cli) -> None:
    """Plain http is for this computer only; nothing starts with such an address."""
    named = {"XFORCE_ANTHROPIC_KEY": "sk-a-secret", "XFORCE_ANTHROPIC_URL": "http://proxy.example"}

    assert broken(on_sandbox("doctor", "--json", **named)) == ["network"]
    assert "XFORCE_ANTHROPIC_URL" in on_sandbox("tick", **named).complaint()
    assert "XFORCE_ANTHROPIC_URL" in on_sandbox("read", **named).complaint()


def test_a_line_per_part_for_people(on_sandbox: Cli) -> None:
    said = on_sandbox("doctor")

    assert [line.split()[:2] for line in said.stdout.splitlines()] == [["fine", part] for part in PARTS]


def test_the_embedded_sandbox_serves_who_named_none(cli: Cli, folder: Path) -> None:
    assert cli("doctor", "--data", str(folder)).status == 0


def test_without_network(cli: Cli, folder: Path) -> None:
    said = cli("doctor", "--json", "--data", str(folder), "--sandbox", "http://127.0.0.1:1")

    assert broken(said) == ["network"]


def test_settings_that_cannot_be_read(on_sandbox: Cli, folder: Path) -> None:
    """The line names the file and the setting; what depends on it is not blamed for it."""
    folder.mkdir()
    for text, word in {
        'undo_s = "': "not TOML",
        "undo_s = 99999": "undo_s",
        "undoo_s = 1": "undoo_s",
    }.items():
        (folder / "settings.toml").write_text(text)
        said = on_sandbox("doctor", "--json")
        assert broken(said) == ["settings", "network"]
        assert word in parts(said)["settings"]["detail"]
        assert "settings.toml" not in parts(said)["network"]["detail"]
        assert word in on_sandbox("tick").complaint()


def test_settings_that_are_no_file(on_sandbox: Cli, folder: Path) -> None:
    (folder / "settings.toml").mkdir(parents=True)

    assert broken(on_sandbox("doctor", "--json")) == ["settings", "network"]


def test_settings_as_windows_writes_them(on_sandbox: Cli, folder: Path) -> None:
    folder.mkdir()
    (folder / "settings.toml").write_bytes(b"\xef\xbb\xbfundo_s = 60\r\n")

    assert on_sandbox("doctor").status == 0


def test_a_damaged_store(on_sandbox: Cli, folder: Path) -> None:
    folder.mkdir()
    (folder / "xforce.db").write_bytes(b"no database at all" * 500)

    assert broken(on_sandbox("doctor", "--json")) == ["store", "network"]
    for command in (["tick"], ["request", "list"]):
        said = on_sandbox(*command)
        assert said.status == 1
        assert "restore" in said.one_line()


def test_a_store_of_a_newer_program_is_not_touched(on_sandbox: Cli, folder: Path) -> None:
    on_sandbox("request", "list")
    with closing(sqlite3.connect(folder / "xforce.db")) as store:
        store.execute("UPDATE alembic_version SET version_num = '9999'")
        store.commit()
    before = (folder / "xforce.db").read_bytes()

    assert broken(on_sandbox("doctor", "--json")) == ["store", "network"]
    assert "newer" in on_sandbox("tick").one_line()
    assert (folder / "xforce.db").read_bytes() == before
