"""Stores as programs of older revisions left them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from xforce_desktop.store import migrate
from xforce_desktop.store.migrate import run_scripts
from xforce_desktop.store.sqlite import APPLICATION_ID, engine_for

# Rows in every table that there was at that revision: most written by the program of that time, on a meeting
# that waits, one that is booked and one that has ended; what it did not write itself yet, by hand.
ROWS_OF_0010 = Path(__file__).with_name("store_of_0010.sql")


def store_at(path: Path, revision: str) -> None:
    """A store as a program of that revision left it."""
    engine = engine_for(path, foreign_keys=False)
    with engine.begin() as connection:
        run_scripts(connection, revision)
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    engine.dispose()


def full_store_of_0010(path: Path) -> None:
    """One with rows in every table."""
    store_at(path, "0010")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")  # the tables are not in the order of their references
        connection.executescript(ROWS_OF_0010.read_text(encoding="utf-8"))


def back_to(folder: Path, revision: str) -> None:
    """What the last migrations added is taken out again."""
    engine = engine_for(folder / "xforce.db", foreign_keys=False)
    with engine.begin() as connection:
        _run_back(connection, revision)
    engine.dispose()


def _run_back(connection: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(migrate.SCRIPTS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.downgrade(config, revision)
