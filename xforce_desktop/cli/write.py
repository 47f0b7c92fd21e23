"""`write`: assignments in as JSON lines, letters out as JSON lines."""

from __future__ import annotations

import argparse
import json
import sys

from xforce_desktop.cli.jsonl import Row, rows_from
from xforce_desktop.errors import BadInput
from xforce_desktop.messages.assignment import Assignment, parse_assignment
from xforce_desktop.messages.offline_writer import OfflineWriter


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = subparsers.add_parser("write", help="write messages (JSON lines in and out)")
    parser.add_argument(
        "files", nargs="*", metavar="FILE", help="JSON lines; standard input if none is given"
    )
    parser.add_argument("--offline", action="store_true", help="never ask a model")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write each line's letter; raises BadInput naming the line and the field."""
    writer = OfflineWriter()
    for row in rows_from(args.files):
        letter = writer.write(assignment_from(row))
        answer = {
            "id": row.text("id"),
            "channel": letter.channel,
            "subject": letter.subject,
            "body": letter.body,
            "writer": letter.writer,
            "checks": list(letter.checks),
        }
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    return 0


def assignment_from(row: Row) -> Assignment:
    """The assignment of one line, with the line named in every complaint."""
    row.text("id")
    try:
        return parse_assignment(row.fields)
    except BadInput as error:
        raise BadInput(f"{row.where}: {error.title}", error.advice) from error
