"""What happened in a simulated world, line by line. The same seed gives the same bytes."""

from __future__ import annotations

import json
from datetime import datetime


class Journal:
    """Lines in the order in which things happened."""

    def __init__(self, world: int) -> None:
        self._world = world
        self.lines: list[str] = []

    def add(self, at: datetime, what: str, **details: object) -> None:
        """One thing that happened at `at` (UTC)."""
        line = {"at": at.isoformat(), "world": self._world, "what": what} | details
        self.lines.append(json.dumps(line, ensure_ascii=False, default=str))

    def about(self, request: str, most: int = 25) -> list[str]:
        """The last lines that concern a request."""
        return [line for line in self.lines if request in line][-most:]
