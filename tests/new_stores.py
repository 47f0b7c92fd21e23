"""New stores as copies of one that was migrated once: a tenth of a second for each folder that a test makes.

What migrating does is the business of `tests/store`, where nothing is copied, and of the walks through
`python -m xforce_desktop`.
"""

from __future__ import annotations

import tempfile
from datetime import datetime
from functools import cache
from pathlib import Path

from xforce_desktop.store import unit_of_work
from xforce_desktop.store.migrate import bring_up_to_date
from xforce_desktop.store.sqlite import BUSY_TIMEOUT_MS, create_private


@cache
def _migrated() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / unit_of_work.FILE_NAME
        bring_up_to_date(path, datetime.now().astimezone())
        return path.read_bytes()


def copied_if_new(path: Path, now: datetime, busy_timeout_ms: int = BUSY_TIMEOUT_MS) -> bool:
    """In place of `bring_up_to_date`: a store that is there already is brought up to date as always."""
    if path.exists():
        return bring_up_to_date(path, now, busy_timeout_ms)
    migrated = _migrated()
    create_private(path)
    path.write_bytes(migrated)
    return True
