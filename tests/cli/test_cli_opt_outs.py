"""`opt-outs`: the list of those who are not to be written to, with a reason for each change."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Cli

WHY = "He asked me on the phone"


def test_somebody_is_added_and_lifted(cli: Cli, tmp_path: Path) -> None:
    """Both stay in the list with their reasons; a number is written as services need it."""
    data = ("--data", str(tmp_path))
    assert cli("opt-outs", "list", *data).json() == []
    (added,) = cli("opt-outs", "add", "(615) 555-0142", "--reason", WHY, *data).json()
    assert (added["address"], added["lifted_at"]) == ("+16155550142", None)
    assert WHY in added["reason"]

    (lifted,) = cli(
        "opt-outs", "lift", "+1 615 555 0142", "--reason", "He called, and wants texts", *data
    ).json()

    assert lifted["lifted_at"]
    assert lifted["lifted_why"] == "He called, and wants texts"


def test_what_stays_of_the_person_is_told_beside_the_list(cli: Cli, tmp_path: Path, form: Path) -> None:
    """Who is barred by the address is barred with the number; each is lifted by itself."""
    data = ("--data", str(tmp_path))
    cli("request", "new", str(form), *data)
    barred = cli("opt-outs", "add", "john@acmepest.example", "--reason", WHY, *data).json()
    assert {one["address"] for one in barred} == {"john@acmepest.example", "+16155550142"}

    lifted = cli("opt-outs", "lift", "john@acmepest.example", "--reason", "He called, and wants mail", *data)

    assert "+16155550142 stays on the list" in lifted.stderr


@pytest.fixture
def form(tmp_path: Path) -> Path:
    """A request with somebody whose number is known."""
    john = {"address": "john@acmepest.example", "name": "John Smith", "phone": "(615) 555-0142"}
    made = tmp_path / "request.json"
    made.write_text(json.dumps({"meeting_type": "demo", "external": [john]}))
    return made


@pytest.mark.parametrize(
    "line, words",
    [
        (("lift", "a@b.example", "--reason", WHY), "not on the list"),
        (("add", "a@b.example", "--reason", "ok"), "A reason is needed"),
        (("add", "nobody", "--reason", WHY), "neither a mail address nor a telephone number"),
        (("add", "a@b.example"), "--reason"),
    ],
)
def test_what_cannot_be_is_said_in_a_line(
    cli: Cli, tmp_path: Path, line: tuple[str, ...], words: str
) -> None:
    assert words in cli("opt-outs", *line, "--data", str(tmp_path)).complaint()
