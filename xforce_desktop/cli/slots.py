"""`slots`: questions for free times in as JSON lines, starts to offer out as JSON lines."""

from __future__ import annotations

import argparse
import json
import re
import sys
from datetime import time
from zoneinfo import ZoneInfo

from xforce_desktop.availability.slots import Person, SlotAnswer, SlotQuery, find_slots
from xforce_desktop.availability.spans import Span
from xforce_desktop.cli.jsonl import Row, lines_parser, rows_from
from xforce_desktop.errors import BadInput

USUAL_COUNT = 3
USUAL_HOURS = (time(9), time(17))

EXAMPLE = {
    "id": "1",
    "now": "2026-06-04T09:00:00-05:00",
    "duration_minutes": 30,
    "range": {"start": "2026-06-08T00:00:00-05:00", "end": "2026-06-13T00:00:00-05:00"},
    "timezone": "America/Chicago",
    "people": [
        {
            "address": "rep@maker.example",
            "required": True,
            "timezone": "America/Chicago",
            "busy": [{"start": "2026-06-08T09:00:00-05:00", "end": "2026-06-08T12:00:00-05:00"}],
        }
    ],
    "preferred_times": ["morning"],
    "working_hours": {"start": "09:00", "end": "17:00"},
    "buffer_minutes": 15,
    "count": 3,
}


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = lines_parser(subparsers, "slots", "find free times for a meeting", EXAMPLE)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Answer each line; raises BadInput for a line that cannot be a question."""
    for row in rows_from(args.files):
        query = _query(row)
        answer = _answer_json(row.text("id"), query, find_slots(query))
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    return 0


def _answer_json(case_id: str, query: SlotQuery, answer: SlotAnswer) -> dict[str, object]:
    zone = ZoneInfo(query.timezone)
    return {
        "id": case_id,
        "slots": [slot.start.astimezone(zone).isoformat() for slot in answer.slots],
        "free_total": answer.free_total,
        "blockers": [
            {"address": blocker.address, "gain_pct": blocker.gain_pct} for blocker in answer.blockers
        ],
    }


def _query(row: Row) -> SlotQuery:
    timezone = row.zone("timezone")
    try:
        return SlotQuery(
            now=row.moment("now"),
            duration_minutes=row.minutes("duration_minutes"),
            range=_span(row.inner("range"), row, "range"),
            timezone=timezone,
            people=tuple(_person(person, timezone) for person in _objects(row, "people")),
            preferred_times=_words(row, "preferred_times"),
            avoid=_words(row, "avoid"),
            working_hours=_hours(row),
            buffer_minutes=_whole_number(row, "buffer_minutes", least=0, otherwise=0),
            count=_whole_number(row, "count", least=1, otherwise=USUAL_COUNT),
        )
    except (ValueError, OverflowError) as error:
        raise BadInput(f"{row.where}: {error}", "Correct it and run again.") from error


def _words(row: Row, name: str) -> tuple[str, ...]:
    return tuple(entry.strip().lower() for entry in row.texts(name)) if row.has(name) else ()


def _person(row: Row, timezone: str) -> Person:
    if "busy" not in row.fields:
        raise _refused(row, "busy", "is missing", "Give a list, or null for a calendar that cannot be read.")
    required = row.fields.get("required")
    if not isinstance(required, bool):
        raise _refused(row, "required", "is not true or false")
    address = row.text("address").strip()
    if not address:
        raise _refused(row, "address", "is empty")
    spans = [_busy_span(span, row) for span in _objects(row, "busy")] if row.has("busy") else None
    busy = None if spans is None else tuple(span for span in spans if span is not None)
    return Person(address, required, row.zone("timezone") if row.has("timezone") else timezone, busy)


def _busy_span(row: Row, person: Row) -> Span | None:
    """A span without length takes no time: calendars do hold such entries."""
    start, end = row.moment("start"), row.moment("end")
    return None if start == end else _span(row, person, "busy")


def _span(row: Row, outer: Row, name: str) -> Span:
    start, end = row.moment("start"), row.moment("end")
    try:
        return Span(start, end)
    except (ValueError, OverflowError) as error:
        raise _refused(outer, name, "does not end after it starts") from error


def _hours(row: Row) -> tuple[time, time]:
    if not row.has("working_hours"):
        return USUAL_HOURS
    hours = row.inner("working_hours")
    return _clock_time(hours, "start"), _clock_time(hours, "end")


def _clock_time(row: Row, name: str) -> time:
    text = row.text(name)
    clock = re.fullmatch(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", text)
    if clock is None:
        raise _refused(row, name, "is not a clock time such as 09:00")
    return time(int(clock[1]), int(clock[2]))


def _objects(row: Row, name: str) -> list[Row]:
    entries = row.fields.get(name)
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise _refused(row, name, "is not a list of objects")
    return [Row(entry, row.where, f"{row.path}{name}[{place}].") for place, entry in enumerate(entries)]


def _whole_number(row: Row, name: str, *, least: int, otherwise: int) -> int:
    if not row.has(name):
        return otherwise
    number = row.fields[name]
    if isinstance(number, bool) or not isinstance(number, int) or not least <= number <= 1440:
        raise _refused(row, name, f"is not a whole number from {least} to 1440")
    return number


def _refused(row: Row, name: str, complaint: str, advice: str = "Correct it and run again.") -> BadInput:
    return BadInput(f"{row.where}: field {row.path + name!r} {complaint}", advice)
