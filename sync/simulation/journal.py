"""What happened in a simulated world, line by line. The same seed gives the same bytes."""

from __future__ import annotations

import json
from datetime import datetime

_UNTOLD = ("at", "world", "what", "request")
_MOST = 200  # characters of a line that is told


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
        """The last lines that concern a request, in the order of time, for people."""
        found = [json.loads(line) for line in self.lines if request in line]
        return [_in_words(line) for line in sorted(found, key=_at)[-most:]]


def _at(line: dict[str, str]) -> str:
    return line["at"]


def _in_words(line: dict[str, str]) -> str:
    told = [f"{name} {value}" for name, value in line.items() if name not in _UNTOLD and value]
    return f"{line['at'][:16]}  {line['what']:14}  {', '.join(told)}"[:_MOST]
