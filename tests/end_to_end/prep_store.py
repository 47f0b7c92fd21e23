"""What the store of a walk holds beside what commands print."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path


def notices(folder: Path) -> list[dict[str, str]]:
    """Title, text and where it leads, oldest first."""
    found = next(iter(sorted(folder.rglob("xforce.db"))))
    with closing(sqlite3.connect(f"file:{found}?mode=ro", uri=True)) as connection:
        rows = connection.execute("SELECT title, text, leads_to FROM notifications ORDER BY sequence")
        return [{"title": title, "text": text, "leads_to": leads_to} for title, text, leads_to in rows]
