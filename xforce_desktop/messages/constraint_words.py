"""Saying back what somebody told us about their time, in the second person and without their exact words."""

from __future__ import annotations

import re

from xforce_desktop.messages.names import joined

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DAY = re.compile(r"\b(mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur)?(?:day)?s?\b")
_PART = re.compile(r"\b(morning|afternoon|evening)s?\b")
_CLOCK = re.compile(
    r"\b(after|before|from|until|by)\s+(\d{1,2})(?::(\d\d))?\s*(am|pm)?(?![\d:/%]|\s*(?:days?|weeks?|"
    r"months?|min))\b"
)
_DENIED = re.compile(
    r"\b(no|not|never|avoid|except|can't|cannot|isn't|aren't|doesn't|don't|won't|nothing|out|off|away|"
    r"skip|bad|unavailable)\b"
)
_OPPOSITE = {"after": "before", "before": "after"}


def heard(constraint: str) -> str:
    """What they said, as "Mondays are out and afternoons are best"; empty where it is not plain enough."""
    text = constraint.lower().replace("’", "'").replace("a.m.", "am").replace("p.m.", "pm")
    out: list[str] = []
    best: list[str] = []
    for clause in re.split(r"[;,.\n]\s+|\bbut\b|\bunless\b", text):
        denied = _DENIED.search(clause) is not None
        (out if denied else best).extend([*_days(clause), *_parts(clause)])
        best.extend(_clocks(clause, denied))
    best = [one for one in dict.fromkeys(best) if one not in out]
    pieces = [
        f"{joined(names)} {_are(names)} {word}"
        for names, word in ((list(dict.fromkeys(out)), "out"), (best, "best"))
        if names
    ]
    return " and ".join(pieces)


def is_seasonal(constraint: str) -> bool:
    """Whether the note speaks of their busy season."""
    return re.search(r"\b(season|swarms?|peak|rush|busiest|slammed)\b", constraint.lower()) is not None


def _are(names: list[str]) -> str:
    return "are" if len(names) > 1 or names[0].endswith("s") else "is"


def _days(clause: str) -> list[str]:
    return [
        next(f"{day}s" for day in _DAYS if day.lower().startswith(match[1]))
        for match in _DAY.finditer(clause)
    ]


def _parts(clause: str) -> list[str]:
    return [f"{match[1]}s" for match in _PART.finditer(clause)]


def _clocks(clause: str, denied: bool) -> list[str]:
    """Bounds as "after 3:00 PM": a bare hour from 8 to 11 is a morning one, a denied bound is turned."""
    found = []
    for match in _CLOCK.finditer(clause):
        word = {"from": "after", "until": "before", "by": "before"}.get(match[1], match[1])
        hour = int(match[2])
        if 1 <= hour <= 12:
            half = match[4] or ("am" if 8 <= hour <= 11 else "pm")
            found.append(f"{_OPPOSITE[word] if denied else word} {hour}:{match[3] or '00'} {half.upper()}")
    return found[:1]
