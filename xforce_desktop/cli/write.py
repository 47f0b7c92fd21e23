"""`write`: assignments in as JSON lines, letters out as JSON lines."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys

from xforce_desktop.cli.jsonl import Row, lines_parser, rows_from
from xforce_desktop.errors import BadInput
from xforce_desktop.messages.assignment import Assignment, parse_assignment
from xforce_desktop.messages.letter import Letter

EXAMPLE = {
    "id": "1",
    "kind": "initial",
    "now": "2026-06-04T09:00:00-05:00",
    "request": {"meeting_type": "demo", "duration_minutes": 30, "company": "Acme Pest"},
    "recipient": {
        "name": "John Smith",
        "address": "john@acmepest.example",
        "title": "Owner",
        "timezone": "America/New_York",
    },
    "sender": {"name": "Brent Miller", "address": "rep@maker.example", "timezone": "America/Chicago"},
    "proposed_times": ["2026-06-09T14:00:00-04:00", "2026-06-10T11:30:00-04:00"],
}


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = lines_parser(subparsers, "write", "write messages", EXAMPLE)
    parser.add_argument("--offline", action="store_true", help="never ask a model")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write each line's letter; raises BadInput naming the line and the field."""
    asyncio.run(_write_all(args))
    return 0


async def _write_all(args: argparse.Namespace) -> None:
    """One writer for all lines; each letter is out before the next line is read."""
    from xforce_desktop.bootstrap.models import open_writer

    async with open_writer(args, offline=args.offline) as writer:
        for row in rows_from(args.files):
            letter = await writer.write(assignment_from(row))
            answer = {"id": row.text("id"), **_as_json(letter)}
            sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
            sys.stdout.flush()


def _as_json(letter: Letter) -> dict[str, object]:
    """`why` only where a model could have worded it."""
    told: dict[str, object] = {
        "channel": letter.channel,
        "subject": letter.subject,
        "body": letter.body,
        "writer": letter.writer,
        "checks": list(letter.checks),
    }
    return told | ({"why": letter.why} if letter.why else {})


def assignment_from(row: Row) -> Assignment:
    """The assignment of one line, with the line named in every complaint."""
    row.text("id")
    try:
        return parse_assignment(row.fields)
    except BadInput as error:
        raise BadInput(f"{row.where}: {error.title}", error.advice) from error
