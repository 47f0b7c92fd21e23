"""`slots`: JSON lines in, JSON lines out, and complaints that point at the place."""

from __future__ import annotations

import argparse
import io
import json
from typing import Any

import pytest

from xforce_desktop.cli import slots
from xforce_desktop.errors import BadInput


def _case(**changes: Any) -> dict[str, Any]:
    usual = {
        "id": "one",
        "now": "2026-10-05T07:00:00-04:00",
        "duration_minutes": 60,
        "range": {"start": "2026-10-05T00:00:00-04:00", "end": "2026-10-10T00:00:00-04:00"},
        "timezone": "America/New_York",
        "people": [_person()],
    }
    return usual | changes


def _person(**changes: Any) -> dict[str, Any]:
    return {"address": "rep@x.test", "required": True, "timezone": "America/New_York", "busy": []} | changes


@pytest.fixture
def ask(monkeypatch, capsys):
    """Run the command on these lines and give back what it printed."""
    parser = argparse.ArgumentParser()
    slots.add_parser(parser.add_subparsers())

    def run(*lines: dict[str, Any] | str) -> list[dict[str, Any]]:
        text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
        monkeypatch.setattr("sys.stdin", io.StringIO(text))
        args = parser.parse_args(["slots"])
        assert args.run(args) == 0
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return run


def test_each_line_is_answered_in_its_zone(ask):
    """Starts carry the offset of the question's zone; three are offered unless told otherwise."""
    first, second = ask(_case(), _case(id="two", timezone="Europe/Berlin", count=1))

    assert first == {
        "id": "one",
        "slots": ["2026-10-05T09:00:00-04:00", "2026-10-06T13:00:00-04:00", "2026-10-07T10:00:00-04:00"],
        "free_total": 75,
        "blockers": [],
    }
    assert (second["id"], second["slots"]) == ("two", ["2026-10-05T14:00:00+02:00"])


def test_every_field_has_its_effect(ask):
    """Hours, wishes, avoided days, buffer, count and the people's calendars."""
    calendar = [{"start": "2026-10-06T10:00:00-04:00", "end": "2026-10-06T11:00:00-04:00"}]
    sarah = _person(
        address="sarah@x.test",
        busy=[{"start": "2026-10-07T00:00:00-04:00", "end": "2026-10-10T00:00:00-04:00"}],
    )
    case = _case(
        people=[_person(busy=calendar), sarah],
        preferred_times=["morning"],
        avoid=["Monday", "friday_afternoon"],
        working_hours={"start": "08:00", "end": "16:30"},
        buffer_minutes=15,
        count=2,
        duration_minutes=30,
    )

    (answer,) = ask(case)

    assert answer["slots"] == ["2026-10-06T08:00:00-04:00", "2026-10-06T09:00:00-04:00"]
    assert answer["free_total"] == 4  # Tuesday 08:00, 08:30, 09:00 and 11:30
    assert answer["blockers"] == [{"address": "sarah@x.test", "gain_pct": 600}]


def test_a_calendar_that_cannot_be_read_offers_nothing(ask):
    """`busy: null` of somebody required."""
    (answer,) = ask(_case(people=[_person(), _person(address="sarah@x.test", busy=None)]))

    assert (answer["slots"], answer["free_total"]) == ([], 0)


def test_an_entry_without_length_takes_no_time(ask):
    """Calendars hold reminders that end when they begin."""
    moment = "2026-10-06T10:15:00-04:00"

    (answer,) = ask(_case(people=[_person(busy=[{"start": moment, "end": moment}])]))

    assert answer["free_total"] == 75


@pytest.mark.parametrize(
    "line, words",
    [
        ("{", "not JSON"),
        ("[]", "not a JSON object"),
        (_case(timezone="Mars/Base"), "'timezone'"),
        (_case(now="2026-10-05T07:00:00"), "'now'"),
        (_case(now="0001-01-01T00:00:00+14:00"), "line 1"),
        (_case(range={"start": "2026-10-10T00:00:00Z", "end": "2026-10-05T00:00:00Z"}), "'range"),
        (_case(range={"start": "2026-10-10T00:00:00Z", "end": "9999-12-31T23:59:59-12:00"}), "'range"),
        (_case(range={"start": "2026-10-10T00:00:00Z"}), "'range.end'"),
        (_case(duration_minutes=0), "'duration_minutes'"),
        (_case(people=[]), "'people'"),
        (_case(people=[3]), "'people'"),
        (_case(people=[_person(required="yes")]), "'people[0].required'"),
        (_case(people=[_person(address=" ")]), "'people[0].address'"),
        (_case(people=[_person(timezone="Here")]), "'people[0].timezone'"),
        (_case(people=[{"address": "a@x.test", "required": True}]), "'people[0].busy'"),
        (_case(people=[_person(busy=[{"start": "x", "end": "y"}])]), "'people[0].busy[0].start'"),
        (
            _case(people=[_person(busy=[{"start": "2026-10-06T11:00:00Z", "end": "2026-10-06T10:00:00Z"}])]),
            "'people[0].busy'",
        ),
        (_case(avoid=["mondy"]), "'avoid'"),
        (_case(avoid="monday"), "'avoid'"),
        (_case(preferred_times=["night"]), "'preferred_times'"),
        (_case(working_hours={"start": "9", "end": "17:00"}), "'working_hours.start'"),
        (_case(working_hours={"start": "17:00", "end": "09:00"}), "'working_hours'"),
        (_case(buffer_minutes=-1), "'buffer_minutes'"),
        (_case(count=0), "'count'"),
        (_case(count=True), "'count'"),
    ],
)
def test_bad_input_is_named_by_line_and_field(ask, line, words):
    """One complaint that says where and what."""
    with pytest.raises(BadInput) as refused:
        ask(line)

    assert "line 1" in refused.value.title
    assert words in refused.value.title
    assert refused.value.advice
