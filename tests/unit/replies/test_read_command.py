"""The read and times commands answer JSON lines, and say which line and field is wrong."""

from __future__ import annotations

import argparse
import io
import json

import pytest

from xforce_desktop.cli import read, times
from xforce_desktop.errors import BadInput

CASE = {
    "id": "x1",
    "now": "2026-07-06T13:40:00-06:00",
    "timezone": "America/Denver",
    "meeting": {"type": "demo", "duration_minutes": 30, "title": "Demo"},
    "proposed_times": ["2026-07-10T11:00:00-06:00"],
    "message": {
        "from_name": "A",
        "from_address": "a@b.example",
        "subject": "Re: Demo",
        "body": "Friday works",
        "headers": {},
    },
}
PHRASE = {
    "id": 7,
    "text": "tomorrow at 10",
    "now": CASE["now"],
    "timezone": CASE["timezone"],
    "duration_minutes": 30,
}
ARGS = argparse.Namespace(files=[], offline=True)


def _feed(monkeypatch, *lines: object) -> None:
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    monkeypatch.setattr("sys.stdin", io.StringIO(text))


def test_read_answers_each_line(monkeypatch, capsys):
    """One case in, one answer out, with the new text and the reason."""
    _feed(monkeypatch, CASE)

    assert read.run(ARGS) == 0

    answer = json.loads(capsys.readouterr().out)
    assert answer["id"] == "x1"
    assert answer["selected_time"] == CASE["proposed_times"][0]
    assert (answer["new_text"], answer["reader"]) == ("Friday works", "offline")
    assert answer["why"]


def test_times_answers_each_line(monkeypatch, capsys):
    """A phrase in, its windows out."""
    _feed(monkeypatch, PHRASE)

    assert times.run(ARGS) == 0

    answer = json.loads(capsys.readouterr().out)
    assert answer["windows"] == [{"start": "2026-07-07T10:00:00-06:00", "end": "2026-07-07T10:30:00-06:00"}]
    assert (answer["ambiguous"], answer["readings"]) == (False, [])


@pytest.mark.parametrize(
    "line, told",
    [
        ("{not json", "line 1"),
        ("[1]", "line 1"),
        ({**CASE, "timezone": "Mars/Olympus"}, "timezone"),
        ({**CASE, "timezone": "../etc/passwd"}, "timezone"),
        ({**CASE, "now": "yesterday"}, "now"),
        ({**CASE, "now": "2026-07-06T13:40:00"}, "now"),
        ({**CASE, "meeting": {"type": "demo", "title": "x"}}, "meeting.duration_minutes"),
        ({**CASE, "message": {"body": "x"}}, "message.from_name"),
        ({key: value for key, value in CASE.items() if key != "proposed_times"}, "proposed_times"),
    ],
)
def test_a_bad_line_is_named(monkeypatch, line, told):
    """The complaint points at the line and the field."""
    _feed(monkeypatch, line)

    with pytest.raises(BadInput) as caught:
        read.run(ARGS)

    assert told in caught.value.title
    assert caught.value.advice
