"""What is kept of an import, so that it can be undone."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from xforce_desktop.crm.book import Change
from xforce_desktop.errors import BadInput

PROOFS_ADDED = "proof added"  # in the counts of an import of proofs
Progress = Callable[[int, int], None]  # how many of how many are done; may raise ImportStopped
_COLUMNS = {
    "company_id": "company",
    "is_champion": "champion",
    "is_owner": "owner",
    "sms_consent": "consent to texts",
    "employee_count": "number of employees",
    "ownership_type": "ownership",
    "estimated_value": "value",
    "identified_pain_points": "pain points",
    "is_active": "whether it is in use",
}


class ImportStopped(BadInput):
    """The rep stopped it; nothing was kept."""

    def __init__(self) -> None:
        super().__init__("The import was stopped.", "Nothing was kept.")


def quietly(done: int, of: int) -> None:
    """For those who wait without looking."""


@dataclass(frozen=True)
class ImportBatch:
    """One import. `counts`: how many records were added or changed, by what they are ("company added": 3).

    `undone_at` with `kept`: what could not be taken back then, in words, as it had gone on living.
    """

    id: uuid.UUID
    source: str
    at: datetime
    counts: Mapping[str, int] = field(default_factory=dict)
    undone_at: datetime | None = None
    kept: tuple[str, ...] = ()


@dataclass(frozen=True)
class Undone:
    """What an undo did. With nothing in `kept` the store is as it was before, and the import is forgotten."""

    removed: int
    restored: int
    kept: tuple[str, ...] = ()


def changed_since(changed: Iterable[str], *so: str) -> str:
    """Columns as people call them, that they were changed, and so what, of one and of several."""
    told = sorted(
        {_COLUMNS.get(name, name.replace("_", " ")) for name in changed if not name.endswith("_key")}
    )
    is_one = len(told) == 1
    after = f" and {so[0] if is_one else so[1]}" if so else ""
    return f"{', '.join(told)} {'was' if is_one else 'were'} changed since{after}"


class CrmImports(Protocol):
    """The part of a transaction that keeps imports."""

    def keep_import(
        self, batch: ImportBatch, changes: Sequence[Change], progress: Progress = quietly
    ) -> None:
        """Write the changes, companies first, and what was there before."""
        ...

    def imports(self) -> Sequence[ImportBatch]:
        """Newest first."""
        ...

    def later_imports(self, import_id: uuid.UUID) -> Sequence[ImportBatch]:
        """Newer ones that are not undone and touched the same records; newest first."""
        ...

    def erase_from_imports(self, address: str) -> None:
        """Nothing kept of an import names this person any more; an undo then leaves them as they are."""
        ...

    def undo_import(self, import_id: uuid.UUID, at: datetime) -> Undone:
        """Remove what it added and put back what it changed. A value that was changed since stays, and so
        does a record that was changed since or that something hangs on; so does what would make a second
        champion, or move a consent to another number. What it had changed is then kept no longer. Raises
        StoreError for an unknown."""
        ...
