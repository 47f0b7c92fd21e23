"""`times`: phrases in as JSON lines, the windows they name out as JSON lines."""

from __future__ import annotations

import argparse
import json
import sys

from xforce_desktop.cli.jsonl import lines_parser, rows_from
from xforce_desktop.replies.analysis import windows_json
from xforce_desktop.replies.times import find_times

EXAMPLE = {
    "id": "1",
    "text": "Tuesday after lunch, or Wednesday at 10",
    "now": "2026-06-04T09:00:00-05:00",
    "timezone": "America/Chicago",
    "duration_minutes": 30,
}


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = lines_parser(subparsers, "times", "find the times that a text names", EXAMPLE)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Answer each line; raises BadInput for a line that cannot be a question."""
    for row in rows_from(args.files):
        reading = find_times(
            row.text("text"), row.moment("now"), row.zone("timezone"), row.minutes("duration_minutes")
        )
        answer = {
            "id": row.text("id"),
            "windows": windows_json(reading.windows),
            "ambiguous": reading.ambiguous,
            "readings": [windows_json(windows) for windows in reading.readings],
        }
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    return 0
