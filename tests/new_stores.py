"""New stores as copies of one that was migrated once: a tenth of a second for each folder that a test makes.

What migrating does is the business of `tests/store`, where nothing is copied, and of the walks through
`python -m xforce_desktop`.
"""

from __future__ import annotations

import tempfile
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from xforce_desktop.store import unit_of_work
from xforce_desktop.store.migrate import bring_up_to_date
from xforce_desktop.store.sqlite import BUSY_TIMEOUT_MS, create_private, engine_for


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


def engine_that_knows(path: Path, busy_timeout_ms: int = BUSY_TIMEOUT_MS) -> Engine:
    """In place of `engine_for`: it takes over the statements that others of this process have compiled.

    And it does not wait for the disk: a process that is killed loses nothing by that, only a power cut does.
    """
    engine = engine_for(path, busy_timeout_ms)
    event.listen(engine, "connect", _without_waiting)
    known = _first_engine()
    engine.dialect = engine.pool._dialect = known.dialect  # statements are kept by dialect
    engine._compiled_cache = known._compiled_cache
    return engine


def _without_waiting(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA synchronous = OFF")


@cache
def _first_engine() -> Engine:
    with tempfile.TemporaryDirectory() as folder:
        engine = engine_for(Path(folder) / unit_of_work.FILE_NAME)
        engine.connect().close()
        engine.dispose()
        return engine
