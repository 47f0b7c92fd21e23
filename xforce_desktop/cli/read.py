"""`read`: replies in as JSON lines, what they mean out as JSON lines."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys

from xforce_desktop.cli.jsonl import Row, lines_parser, rows_from
from xforce_desktop.replies.analysis import ReceivedText, ReplyContext, to_json

EXAMPLE = {
    "id": "1",
    "now": "2026-06-04T09:00:00-05:00",
    "timezone": "America/Chicago",
    "meeting": {"type": "demo", "duration_minutes": 30, "title": "Demo for Acme Pest"},
    "proposed_times": ["2026-06-09T14:00:00-05:00", "2026-06-10T10:30:00-05:00"],
    "message": {
        "from_name": "John Smith",
        "from_address": "john@acmepest.example",
        "subject": "Re: Demo for Acme Pest",
        "body": "Tuesday works for me.",
    },
}


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = lines_parser(subparsers, "read", "say what replies mean", EXAMPLE)
    parser.add_argument("--offline", action="store_true", help="never ask a model")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Answer each line; raises BadInput for a line that cannot be a case."""
    asyncio.run(_answer_all(args))
    return 0


async def _answer_all(args: argparse.Namespace) -> None:
    """One reader for all lines; each answer is out before the next line is read."""
    from xforce_desktop.bootstrap.models import open_analyst

    async with open_analyst(args, offline=args.offline) as analyst:
        for row in rows_from(args.files):
            message, context = case_from(row)
            answer = {"id": row.text("id"), **to_json(await analyst.read(message, context))}
            sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
            sys.stdout.flush()


def case_from(row: Row) -> tuple[ReceivedText, ReplyContext]:
    """The message and what it answers. Raises BadInput naming the line and the field."""
    meeting = row.inner("meeting")
    context = ReplyContext(
        now=row.moment("now"),
        timezone=row.zone("timezone"),
        meeting_type=meeting.text("type"),
        duration_minutes=meeting.minutes("duration_minutes"),
        title=meeting.text("title"),
        proposed_times=row.moments("proposed_times"),
        known_addresses=tuple(row.texts("known_addresses")) if row.has("known_addresses") else (),
    )
    return _message_from(row.inner("message")), context


def _message_from(row: Row) -> ReceivedText:
    return ReceivedText(
        from_name=row.text("from_name"),
        from_address=row.text("from_address"),
        subject=row.text("subject"),
        body=row.text("body"),
        headers=row.text_map("headers") if row.has("headers") else {},
    )
