"""`metrics`: how well scheduling works, as a table, JSON or CSV."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from xforce_desktop.cli.acting import print_json
from xforce_desktop.errors import BadInput
from xforce_desktop.new_files import write_new

if TYPE_CHECKING:
    from xforce_desktop.learning.headlines import Figure
    from xforce_desktop.learning.metrics_desk import Report
    from xforce_desktop.learning.table import Table

BY = ("week", "month", "channel", "persona", "hour", "weekday", "kind", "meeting-type")
EXPLAINED = """A request counts on the day on which it was asked for, by your calendar; weeks begin on
Monday. What is still open counts in no share; of fewer than 5 cases only the numbers are told. With --from
and --to, the figures are compared with as many days right before.
"""


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = subparsers.add_parser("metrics", help="how well scheduling works", epilog=EXPLAINED)
    parser.add_argument("--from", dest="first_on", type=_day, metavar="DAY", help="the first day, 2026-06-08")
    parser.add_argument("--to", dest="last_on", type=_day, metavar="DAY", help="the last day")
    parser.add_argument("--by", choices=BY, default="week", help="what a row of the table is")
    parser.add_argument("--meeting-type", default="", metavar="TYPE", help="only these, as demo")
    parser.add_argument("--persona", default="", metavar="PERSONA", help="only these, as owner")
    parser.add_argument("--company", default="", metavar="NAME", help="only this one")
    parser.add_argument("--state", default="", metavar="CODE", help="only companies there, as TN")
    parser.add_argument("--csv", metavar="FILE", type=Path, help="write the table to a new file as CSV")
    parser.add_argument(
        "--excel", action="store_true", help="with --csv: mark it so that Excel reads accents"
    )
    parser.set_defaults(run=run)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is no day; write it as 2026-06-08") from None


def run(args: argparse.Namespace) -> int:
    """Print the figures and the table."""
    from xforce_desktop.bootstrap.folders import open_local_store
    from xforce_desktop.learning.breakdowns import By
    from xforce_desktop.learning.metrics_desk import report
    from xforce_desktop.learning.scope import Scope
    from xforce_desktop.paths import data_folder
    from xforce_desktop.settings import load_settings

    if args.excel and not args.csv:
        raise BadInput("--excel marks a CSV.", "Name its file with --csv FILE.")
    scope = Scope(args.first_on, args.last_on, args.meeting_type, args.persona, args.company, args.state)
    settings = load_settings(data_folder(args.data))
    with open_local_store(args) as store, store.begin() as work:
        told = report(work, scope, By(args.by), settings)
    if args.csv:
        _write(args.csv, told.table, for_excel=args.excel)
        (sys.stderr if args.json else sys.stdout).write(f"Saved to {args.csv}\n")
    if args.json:
        return print_json(told.as_json())
    sys.stdout.write("\n".join(_lines(told)) + "\n")
    return 0


def _write(path: Path, table: Table, *, for_excel: bool) -> None:
    from xforce_desktop.learning.table import to_csv

    write_new(path, to_csv(table, for_excel=for_excel).encode())


def _lines(told: Report) -> Iterator[str]:
    first, last = told.scope.first_on, told.scope.last_on
    yield f"Requests asked for {_since(first, last)} ({told.timezone})"
    yield ""
    if not told.total:
        yield "No request yet: figures come with the first meetings."
        return
    if not told.chosen:
        yield "No request fits what you have chosen. Widen the period, or choose less."
        return
    yield from _figures(told.figures, has_before=told.previous is not None)
    yield ""
    yield told.table.about
    yield ""
    yield from _table(told.table)


def _since(first: date | None, last: date | None) -> str:
    if first and last:
        return f"from {first} to {last}"
    return f"since {first}" if first else f"until {last}" if last else "at any time"


def _figures(figures: Sequence[Figure], *, has_before: bool) -> Iterator[str]:
    wide, text = max(len(one.label) for one in figures), max(len(one.text) for one in figures)
    for one in figures:
        before = f"  before: {one.before_text}" if has_before else ""
        yield f"  {one.label:<{wide}}  {one.text:<{text}}{before}".rstrip()
    yield f"  {figures[-1].meaning}"


def _table(table: Table) -> Iterator[str]:
    from xforce_desktop.learning.table import in_words

    if not table.rows:
        yield "Nothing of the kind in this period."
        return
    cells = [[column.heading for column in table.columns]]
    cells += [
        [in_words(cell, column) for cell, column in zip(row, table.columns, strict=True)]
        for row in table.rows
    ]
    widths = [max(len(line[place]) for line in cells) for place in range(len(table.columns))]
    for line in cells:
        yield "  ".join(f"{text:<{width}}" for text, width in zip(line, widths, strict=True)).rstrip()
