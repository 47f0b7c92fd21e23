"""Common options, environment, help and wrong use, the same for every command."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.end_to_end.commands import ROOT, clean_environment

COMMANDS = (
    "demo",
    "sandbox",
    "tick",
    "run",
    "request",
    "read",
    "write",
    "slots",
    "simulate",
    "doctor",
    "crm",
)
VERBS = ("new", "list", "show", "pause", "resume", "cancel", "approve", "take-over", "give-back", "outcome")
NOT_YET = ("export", "erase")


@pytest.mark.parametrize(
    "argv",
    [
        ("--data", "DIR", "--json", "request", "list"),
        ("request", "--data", "DIR", "--json", "list"),
        ("request", "list", "--json", "--data", "DIR"),
        ("--json", "request", "list", "--data", "DIR"),
        ("--data", "elsewhere", "request", "list", "--data", "DIR"),
    ],
)
def test_common_options_stand_anywhere(cli: Cli, folder: Path, argv: tuple[str, ...]) -> None:
    """Before the command, between it and its verb, or after; the last one wins."""
    said = cli(*(str(folder) if word == "DIR" else word for word in argv))

    assert (said.status, said.json(), said.stderr) == (0, [], "")
    assert any(folder.rglob("xforce.db"))


def test_the_environment_names_folder_and_sandbox(on_sandbox: Cli, folder: Path) -> None:
    said = on_sandbox("tick")

    assert (said.status, said.stderr) == (0, "")
    assert said.json()["now"].startswith("2026-06-08")
    assert (folder / "xforce.db").exists()


def test_an_option_beats_the_environment(on_sandbox: Cli, folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"

    assert on_sandbox("request", "list", "--data", str(other)).status == 0

    assert (other / "xforce.db").exists()
    assert not folder.exists()


def test_help_names_every_command_and_no_other(cli: Cli) -> None:
    said = cli("--help")

    assert (said.status, said.stderr) == (0, "")
    words = said.stdout.split()
    assert [name for name in COMMANDS if name not in words] == []
    assert [name for name in NOT_YET if name in words] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_explains_itself(cli: Cli, name: str) -> None:
    said = cli(name, "--help")

    assert (said.status, said.stderr) == (0, "")
    assert {"--data", "--sandbox", "--json"} <= {word.strip("[],") for word in said.stdout.split()}


def test_the_verbs_of_request_are_what_the_buttons_do(cli: Cli) -> None:
    words = cli("request", "--help").stdout.split()

    assert [verb for verb in VERBS if verb not in words] == []


def test_the_form_in_the_help_can_be_created(cli: Cli) -> None:
    """Whoever copies the fields that the help shows is not refused for one of them."""
    text = cli("request", "new", "--help").stdout

    for field in ("meeting_type", "external", "internal", "preferences", "preferred_times", "approval"):
        assert f'"{field}"' in text


@pytest.mark.parametrize(
    "argv, word",
    [
        (("nonsense",), "nonsense"),
        (("request",), "VERB"),
        (("request", "show"), "ID"),
        (("request", "outcome", "x", "maybe"), "maybe"),
        (("tick", "--loudly"), "--loudly"),
        (("demo", "--requests", "six"), "six"),
        (("demo", "--requests", "0"), "0 requests"),
        (("demo", "--seed", "x"), "--seed"),
        (("sandbox", "--clock", "x0"), "x0"),
        (("sandbox", "--clock", "fast"), "fast"),
        (("sandbox", "--port", "70000"), "70000"),
        (("sandbox", "--state", "no such folder/state.json"), "state.json"),
        (("sandbox", "--state", "."), "."),
        (("tick", "--sandbox", "nowhere"), "nowhere"),
        (("tick", "--sandbox", "http://:80"), "http://:80"),
        (("restore", "no such file"), "no such file"),
    ],
)
def test_wrong_use_ends_with_one_line(cli: Cli, folder: Path, argv: tuple[str, ...], word: str) -> None:
    """Status 2, the word that was wrong, nothing on stdout and nothing stored."""
    said = cli(*argv, "--data", str(folder))

    assert word in said.complaint()
    assert said.stdout == ""
    assert not folder.exists()


def test_a_file_is_no_data_folder(cli: Cli, tmp_path: Path) -> None:
    named = tmp_path / "file.txt"
    named.write_text("mine")

    assert "is not a folder" in cli("request", "list", "--data", str(named)).complaint()
    assert named.read_text() == "mine"


def test_a_folder_that_cannot_be_made_is_said_in_words(on_sandbox: Cli, tmp_path: Path) -> None:
    """A file stands in the way of the path: status 1, one line."""
    (tmp_path / "file").write_text("")

    said = on_sandbox("tick", "--data", str(tmp_path / "file" / "below"))

    assert said.status == 1
    assert "file" in said.one_line()


def test_a_sandbox_that_does_not_run_is_said_in_words(cli: Cli, folder: Path) -> None:
    said = cli("tick", "--data", str(folder), "--sandbox", "http://127.0.0.1:1")

    assert said.status == 1
    assert "sandbox" in said.one_line()


@pytest.mark.parametrize("command", ["tick", "doctor", "request list"])
def test_commands_load_no_qt(sandbox_url: str, folder: Path, command: str) -> None:
    """A machine without Qt's system libraries can run everything but the app."""
    program = (
        "import sys\n"
        "from xforce_desktop.cli.main import main\n"
        f"main({command.split()!r})\n"
        "forbidden = {'PySide6', 'qasync', 'ui'}\n"
        "sys.exit(', '.join(name for name in sys.modules if name.split('.')[0] in forbidden) or None)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=clean_environment(XFORCE_DATA=str(folder), XFORCE_SANDBOX_URL=sandbox_url),
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False,
    )  # fmt: skip

    assert (done.returncode, done.stderr.strip()) == (0, "")
