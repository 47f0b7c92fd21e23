"""What an import did or would do, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from xforce_desktop.crm.columns import ColumnGuess
from xforce_desktop.crm.fields import label_of
from xforce_desktop.crm.imports import ImportBatch
from xforce_desktop.crm.list_file import ListFile
from xforce_desktop.crm.plan import Effect, ImportPlan, RowPlan
from xforce_desktop.crm.records import Kind

MOST_LINES = 20
IN_JSON = "; --json tells all of them"
_PLURALS = {Kind.COMPANY: "companies", Kind.CONTACT: "contacts", Kind.DEAL: "deals"}
_SHOWN = (Effect.ADDED, Effect.FILLED, Effect.CHANGED)


def as_json(
    file: ListFile, plan: ImportPlan, batch: ImportBatch | None, *, is_preview: bool
) -> dict[str, Any]:
    """Everything, each row with what it does and what is to be said of it."""
    return {
        "file": file.name,
        "encoding": file.encoding,
        "dry_run": is_preview,
        "import_id": str(batch.id) if batch else None,
        "notes": list(file.notes),
        "columns": [_column_json(one) for one in file.columns],
        "counts": {
            kind.value: {effect.value: effects[effect] for effect in _SHOWN}
            for kind, effects in plan.counts().items()
        },
        "rows_refused": plan.refused,
        "fields_left_out": plan.faulty_fields,
        "possible_duplicates": [
            {
                "row": one.number,
                "kind": one.kind.value,
                "name": one.name,
                "other": one.other,
                "reason": one.reason,
            }
            for one in plan.doubts
        ],
        "rows": [_row_json(row) for row in plan.rows],
    }


def _column_json(one: ColumnGuess) -> dict[str, Any]:
    field = one.field.value if one.field else None
    return {"column": one.name, "field": field, "why": one.why, "samples": list(one.samples)}


def _row_json(row: RowPlan) -> dict[str, Any]:
    return {
        "row": row.number,
        "effect": row.effect.value,
        "records": [
            {"kind": one.kind.value, "effect": one.effect.value, "name": one.name, "fields": list(one.fields)}
            for one in row.effects
        ],
        "notes": [{"field": note.field, "reason": note.reason} for note in row.notes],
    }


def column_lines(columns: Sequence[ColumnGuess]) -> Iterator[str]:
    """What each column is taken for, and why."""
    width = max((len(one.name) for one in columns), default=0)
    for one in columns:
        meant = label_of(one.field) if one.field else "left out"
        yield f"  {one.name:<{width}}  {meant}: {one.why}"


def summary(plan: ImportPlan, *, is_preview: bool = False) -> str:
    """ "3 companies and 12 contacts added; 2 contacts filled in; 4 rows refused." """
    parts: list[str] = []
    for effect, words in ((Effect.ADDED, "added"), (Effect.FILLED, "filled in"), (Effect.CHANGED, "changed")):
        told = [counted(effects[effect], kind) for kind, effects in plan.counts().items() if effects[effect]]
        if told:
            parts.append(f"{_and(told)} {words}")
    if plan.refused:
        parts.append(f"{plan.refused} row{'s' * (plan.refused != 1)} refused")
    if not plan.rows:
        return "There is nothing to import: no row has anything in it."
    if not parts:
        return "Nothing to change: all of it is known already."
    said = "; ".join(parts)
    return f"{'Would be: ' if is_preview else ''}{said}."


def counted(count: int, kind: Kind) -> str:
    return f"{count} {kind.value if count == 1 else _PLURALS[kind]}"


def _and(parts: Sequence[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def note_lines(plan: ImportPlan, most: int = MOST_LINES, where: str = IN_JSON) -> Iterator[str]:
    """Rows with something to be said of them, refused ones first; how many more there are at the end, and
    `where` they are told."""
    told = [row for row in plan.rows if row.notes]
    told.sort(key=lambda row: (not row.is_refused, row.number))
    for row in told[:most]:
        reasons = "; ".join(note.words for note in row.notes)
        yield f"  row {row.number}: {'refused, ' if row.is_refused else ''}{reasons}"
    if len(told) > most:
        yield f"  … and {len(told) - most} more rows{where}"


def doubt_lines(plan: ImportPlan, most: int = MOST_LINES, where: str = IN_JSON) -> Iterator[str]:
    """What may be a duplicate and was kept apart."""
    for one in plan.doubts[:most]:
        yield f"  row {one.number}: {one.kind} “{one.name}”: {one.reason}"
    if len(plan.doubts) > most:
        yield f"  … and {len(plan.doubts) - most} more{where}"
