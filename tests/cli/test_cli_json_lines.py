"""`read`, `write`, `slots`, `times`: JSON lines in, JSON lines out, and a line that is wrong is named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Cli

NOW = "2026-06-08T09:00:00-04:00"
ZONE = "America/New_York"

REPLY: dict[str, Any] = {
    "id": "r1",
    "now": NOW,
    "timezone": ZONE,
    "meeting": {"type": "demo", "duration_minutes": 60, "title": "Demo"},
    "proposed_times": ["2026-06-09T14:00:00-04:00", "2026-06-10T10:00:00-04:00"],
    "message": {
        "from_name": "Zoë Smith",
        "from_address": "zoe@acmepest.example",
        "subject": "Re: Demo",
        "body": "Tuesday at 2 works, thanks!\n\nZoë\n\n> On Mon, Brent wrote:\n> Tuesday at 2:00 PM?",
        "headers": {},
    },
}
ASSIGNMENT: dict[str, Any] = {
    "id": "w1",
    "kind": "initial",
    "now": NOW,
    "attempt": 1,
    "seed": 3,
    "request": {
        "meeting_type": "demo",
        "duration_minutes": 60,
        "title": "Demo",
        "context": "",
        "platform": "teams",
        "company": "Acme Pest",
    },
    "recipient": {
        "name": "Zoë Smith",
        "address": "zoe@acmepest.example",
        "title": "Owner",
        "timezone": "America/Chicago",
    },
    "sender": {"name": "Brent Lawson", "address": "b@x.example", "title": "AE", "timezone": ZONE},
    "proposed_times": ["2026-06-09T14:00:00-04:00"],
}
QUESTION: dict[str, Any] = {
    "id": "s1",
    "now": NOW,
    "duration_minutes": 30,
    "range": {"start": NOW, "end": "2026-06-12T17:00:00-04:00"},
    "timezone": ZONE,
    "people": [{"address": "b@x.example", "required": True, "timezone": ZONE, "busy": []}],
    "preferred_times": ["morning"],
    "avoid": ["friday_afternoon"],
    "working_hours": {"start": "09:00", "end": "17:00"},
    "buffer_minutes": 0,
    "count": 3,
}
PHRASE: dict[str, Any] = {
    "id": "t1",
    "text": "Tuesday at 2",
    "now": NOW,
    "timezone": ZONE,
    "duration_minutes": 30,
}
GOOD = {"read": REPLY, "write": ASSIGNMENT, "slots": QUESTION, "times": PHRASE}


def lines(*rows: dict[str, Any]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def test_read_answers_with_the_closed_form(cli: Cli) -> None:
    """The scored fields and, beside them, the new text without the quotation, the reader and why."""
    [answer] = cli("read", "--offline", stdin=lines(REPLY)).lines()

    assert (answer["id"], answer["message_kind"], answer["intent"]) == ("r1", "reply", "accept_time")
    assert answer["selected_time"] == "2026-06-09T14:00:00-04:00"
    asked = {"windows", "conflict", "resume_on", "sentiment", "requires_human", "new_attendees"}
    assert asked <= set(answer)
    assert answer["new_text"].startswith("Tuesday at 2 works, thanks!")
    assert "Brent wrote" not in answer["new_text"]
    assert (answer["reader"], bool(answer["why"])) == ("offline", True)


def test_write_answers_with_a_letter(cli: Cli) -> None:
    [answer] = cli("write", "--offline", stdin=lines(ASSIGNMENT)).lines()

    assert set(answer) == {"id", "channel", "subject", "body", "writer", "checks"}
    assert (answer["id"], answer["channel"], answer["writer"], answer["checks"]) == (
        "w1", "email", "offline", [],
    )  # fmt: skip
    assert "Tuesday, June 9 at 1:00 PM CDT" in answer["body"]


def test_slots_answers_with_starts(cli: Cli) -> None:
    [answer] = cli("slots", stdin=lines(QUESTION)).lines()

    assert set(answer) == {"id", "slots", "free_total", "blockers"}
    assert len(answer["slots"]) == 3
    assert len({slot[:10] for slot in answer["slots"]}) == 3
    assert all(slot.endswith(":00-04:00") for slot in answer["slots"])


def test_a_calendar_that_cannot_be_read_offers_nothing(cli: Cli) -> None:
    blind = QUESTION | {"people": [QUESTION["people"][0] | {"busy": None}]}

    [answer] = cli("slots", stdin=lines(blind)).lines()

    assert (answer["slots"], answer["free_total"]) == ([], 0)


def test_times_answers_with_windows(cli: Cli) -> None:
    said = cli("times", stdin=lines(PHRASE, PHRASE | {"id": "t2", "text": "Thanks!"}))

    first, second = said.lines()
    assert first["windows"] == [{"start": "2026-06-09T14:00:00-04:00", "end": "2026-06-09T14:30:00-04:00"}]
    assert (second["windows"], second["ambiguous"]) == ([], False)


@pytest.mark.parametrize("command", GOOD)
@pytest.mark.parametrize("empty", [b"", b"\n\r\n   \n"])
def test_nothing_in_nothing_out(cli: Cli, command: str, empty: bytes) -> None:
    said = cli(command, stdin=empty)

    assert (said.status, said.stdout, said.stderr) == (0, "", "")


@pytest.mark.parametrize("command", GOOD)
def test_a_file_reads_like_standard_input(cli: Cli, command: str, tmp_path: Path) -> None:
    """Also with Windows' byte order mark and line ends, whatever the console's code page is."""
    plain = lines(GOOD[command], GOOD[command] | {"id": "ünïcode ✓"})
    by_windows = b"\xef\xbb\xbf" + plain.replace("\n", "\r\n").encode()
    (tmp_path / "a file.jsonl").write_bytes(by_windows)

    answers = [
        cli(command, stdin=plain),
        cli(command, stdin=by_windows),
        cli(command, str(tmp_path / "a file.jsonl")),
    ]

    assert answers[0].lines()[1]["id"] == "ünïcode ✓"
    assert answers[0] == answers[1] == answers[2]


@pytest.mark.parametrize("command", GOOD)
@pytest.mark.parametrize(
    "bad, word",
    [
        (b'{"id": ', "not JSON"),
        (b"[1, 2]", "not a JSON object"),
        (b'"text"', "not a JSON object"),
        (b'{"id": "\xff"}', "not UTF-8"),
        (b'{"id": "x"}', "missing"),
        (b"[" * 100_000, "not JSON"),
    ],
)
def test_a_bad_line_is_named(cli: Cli, command: str, bad: bytes, word: str) -> None:
    """Status 2 and the number of the line; what came before it has been answered."""
    said = cli(command, stdin=lines(GOOD[command]).encode() + b"\n" + bad + b"\n")

    assert "line 3" in said.complaint()
    assert word in said.stderr
    assert len(said.lines()) == 1


@pytest.mark.parametrize(
    "command, change, word",
    [
        ("read", {"now": "2026-06-08T09:00:00"}, "offset"),
        ("read", {"now": "0001-01-01T00:00:00+00:00"}, "1900"),
        ("read", {"timezone": "Mars/Olympus"}, "time zone"),
        ("read", {"message": {"body": 3}}, "message."),
        ("read", {"proposed_times": ["soon"]}, "proposed_times"),
        ("times", {"now": "9999-12-31T23:59:00Z"}, "2199"),
        ("times", {"duration_minutes": True}, "minutes"),
        ("times", {"text": None}, "text"),
        ("slots", {"range": {"start": NOW, "end": NOW}}, "range"),
        ("slots", {"people": []}, "people"),
        ("slots", {"avoid": ["someday"]}, "someday"),
        ("slots", {"preferred_times": ["night"]}, "night"),
        ("slots", {"working_hours": {"start": "17:00", "end": "09:00"}}, "working_hours"),
        ("slots", {"count": 0}, "count"),
        ("write", {"kind": "poem"}, "poem"),
        ("write", {"mood": "sunny"}, "mood"),
        ("write", {"recipient": {"name": "John", "age": 3}}, "recipient"),
    ],
)
def test_a_wrong_field_is_named(cli: Cli, command: str, change: dict[str, Any], word: str) -> None:
    said = cli(command, stdin=lines(GOOD[command] | change))

    assert "line 1" in said.complaint()
    assert word in said.stderr


@pytest.mark.parametrize("command", GOOD)
def test_a_file_that_is_not_there_is_named(cli: Cli, command: str, tmp_path: Path) -> None:
    assert "nothing.jsonl" in cli(command, str(tmp_path / "nothing.jsonl")).complaint()
    assert str(tmp_path) in cli(command, str(tmp_path)).complaint()


def test_half_a_surrogate_pair_comes_back_as_it_was_given(cli: Cli) -> None:
    """Broken mails hold such things; the answer is still JSON that says the same."""
    said = cli("times", stdin=json.dumps(PHRASE | {"id": "broken \ud83d"}) + "\n")

    assert said.status == 0
    assert said.lines()[0]["id"] == "broken \ud83d"


@pytest.mark.parametrize("command", ["read", "times", "slots", "write"])
def test_the_line_in_the_help_is_one_that_it_takes(command: str, cli: Cli, tmp_path: Path) -> None:
    example = tmp_path / "example.jsonl"
    example.write_text(cli(command, "--help").stdout.splitlines()[-1])

    said = cli(command, str(example))

    assert said.status == 0
    answer = json.loads(said.stdout)
    assert answer.get("windows") or answer.get("slots") or answer.get("selected_time") or answer.get("body")
