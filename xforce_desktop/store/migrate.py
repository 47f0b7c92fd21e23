"""Back the store up, then bring it up to date.

A store that is current is recognised with plain SQL: alembic is imported only when there is something to do.
A store that a newer program wrote is refused and not touched.
"""

from __future__ import annotations

import logging
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from xforce_desktop.errors import StoreError, StoreTooNew
from xforce_desktop.store.sqlite import (
    APPLICATION_ID,
    BUSY_TIMEOUT_MS,
    StoreDamaged,
    copy_store,
    create_private,
    damaged,
    engine_for,
    read_only,
    translated,
)

# In order; the names of the files in migrations/versions begin with them.
REVISIONS = (
    "0001",
    "0002",
    "0003",
    "0004",
    "0005",
    "0006",
    "0007",
    "0008",
    "0009",
    "0010",
    "0011",
    "0012",
    "0013",
    "0014",
    "0015",
    "0016",
    "0017",
)
HEAD = REVISIONS[-1]
KEPT_BACKUPS = 5
SCRIPTS = Path(__file__).with_name("migrations")

log = logging.getLogger(__name__)


def revision_of(path: Path) -> str:
    """The revision of the store in this file, empty if there is none yet. The file is only read.

    Raises:
        StoreTooNew: written by a newer program.
        StoreError: damaged, or another program's database.
    """
    if not path.exists() or path.stat().st_size == 0:
        return ""
    with translated(), closing(read_only(path)) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        if not tables:
            return ""
        if "alembic_version" not in tables:
            raise damaged()
        found = [number for (number,) in connection.execute("SELECT version_num FROM alembic_version")]
        (application_id,) = connection.execute("PRAGMA application_id").fetchone()
    if application_id != APPLICATION_ID or len(found) != 1:
        raise damaged()
    return _known(str(found[0]))


def _known(revision: str) -> str:
    if revision not in REVISIONS:
        raise StoreTooNew(
            "This store was written by a newer version of X-FORCE Desktop.",
            "Update the program. The store was not changed.",
        )
    return revision


def bring_up_to_date(path: Path, now: datetime, busy_timeout_ms: int = BUSY_TIMEOUT_MS) -> bool:
    """Create or migrate the store in this file; whether there was anything to do.

    An existing store is first copied to `<name>.before-<revision>-<time>`; the five newest copies are kept.
    """
    if revision_of(path) == HEAD:
        return False
    with suppress(FileExistsError):
        create_private(path)
    engine = engine_for(path, busy_timeout_ms, foreign_keys=False)  # rebuilding a table would else cascade
    try:
        with engine.begin() as connection:
            _upgrade(connection, path, now)
    finally:
        engine.dispose()
    return True


def _upgrade(connection: Connection, path: Path, now: datetime) -> None:
    """Under the write lock, so what another program did in the meantime is seen."""
    revision = _revision_inside(connection)
    if revision == HEAD:
        return
    if revision:
        keep_copy(path, f"before-{HEAD}", now)
    log.info("bringing the store up to date", extra={"from_revision": revision, "to_revision": HEAD})
    run_scripts(connection, HEAD)
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        raise StoreError("The update left the store inconsistent and was undone.", "Please report this.")
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")


def _revision_inside(connection: Connection) -> str:
    if not connection.dialect.has_table(connection, "alembic_version"):
        return ""
    return _known(str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()))


def run_scripts(connection: Connection, revision: str) -> None:
    """Run the alembic scripts up to `revision` on this connection, inside its transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def keep_copy(path: Path, label: str, now: datetime) -> Path:
    """A copy beside the store; older copies beyond the newest five are deleted."""
    name = f"{path.name}.{label}-{now:%Y%m%dT%H%M%SZ}"
    copy = path.with_name(name)
    number = 2
    while copy.exists():
        copy = path.with_name(f"{name}-{number}")
        number += 1
    copy_store(path, copy)
    copies = sorted(path.parent.glob(f"{path.name}.before-*"), key=lambda one: one.stat().st_mtime_ns)
    for old in copies[:-KEPT_BACKUPS]:
        old.unlink()
    return copy


def is_sound(path: Path) -> bool:
    """Whether SQLite finds the whole file in order; takes as long as reading it. Raises StoreBusy."""
    try:
        with translated(), closing(read_only(path)) as connection:
            return bool(connection.execute("PRAGMA quick_check").fetchone() == ("ok",))
    except StoreDamaged:
        return False
