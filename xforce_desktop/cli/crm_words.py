"""What `crm` prints for people."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from xforce_desktop.cli.wording import printable
from xforce_desktop.crm import report

if TYPE_CHECKING:
    from xforce_desktop.crm.imports import ImportBatch, Progress, Undone
    from xforce_desktop.scheduling.crm_desk import ImportResult

_STEP = 10  # hundredths between two lines where the output is no terminal


def print_json(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


@contextmanager
def progress_on(stream: TextIO) -> Iterator[Progress]:
    """Tells how far it is: on one line in a terminal, else now and then on a line of its own."""
    is_terminal = stream.isatty()
    told = -1

    def tell(done: int, of: int) -> None:
        nonlocal told
        share = 100 * done // max(of, 1)
        if share == told or (not is_terminal and share < told + _STEP):
            return
        told = share
        stream.write(f"\r{share} %" if is_terminal else f"{share} %\n")
        stream.flush()

    try:
        yield tell
    finally:
        if is_terminal:
            stream.write("\r     \r")
            stream.flush()


def imported_in_words(result: ImportResult, *, is_preview: bool) -> str:
    """Columns, what was done, what was refused or left, what may be there twice, and how to undo it."""
    file, plan = result.file, result.plan
    word = "row" if file.columns else "record"
    lines = [f"{file.name}: {len(plan.rows)} {word}{'s' * (len(plan.rows) != 1)}, {file.encoding}."]
    lines += [f"  {note}" for note in file.notes]
    if file.columns:
        lines += ["Columns:", *report.column_lines(file.columns)]
    lines.append(report.summary(plan, is_preview=is_preview))
    if notes := list(report.note_lines(plan)):
        lines += ["Refused or left out:", *notes]
    if doubts := list(report.doubt_lines(plan)):
        lines += ["Possible duplicates, kept apart:", *doubts]
    if is_preview:
        lines.append("Nothing was kept. Leave --dry-run out to import it.")
    elif result.batch:
        lines.append(f"To take it back: crm undo {result.batch.id}")
    return printable("\n".join(lines)) + "\n"


def undone_in_words(batch: ImportBatch, undone: Undone) -> str:
    removed = f"{undone.removed} record{'s' * (undone.removed != 1)} removed"
    lines = [f"{batch.source} was taken back: {removed}, {undone.restored} put back as they were."]
    if undone.kept:
        lines += ["What went on living stays:", *(f"  {one}" for one in undone.kept)]
    return printable("\n".join(lines)) + "\n"
