"""Text in pieces, some of which were understood as something. Knows no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Tint(StrEnum):
    """How marked words look. Each tint has a line of its own too, so that colour is not all that tells."""

    YES = "yes"
    OWN = "own"
    NO = "no"
    LIMIT = "limit"
    PERSON = "person"
    DOUBT = "doubt"


@dataclass(frozen=True)
class Segment:
    """A piece of a text; `told` says what it was understood as. Without a tint it is plain text."""

    text: str
    tint: Tint | None = None
    role: str = ""
    told: str = ""
