"""A day as it is named, before anything is known about today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from xforce_desktop.replies.tokens import Token


class DayKind(StrEnum):
    """How a day is named."""

    WEEKDAY = "weekday"
    DATE = "date"
    NUMBER = "number"
    OFFSET = "offset"
    WEEK = "week"
    EVERY = "every"
    SPAN = "span"
    NUMERIC = "numeric"
    NTH = "nth"


@dataclass(frozen=True)
class Day:
    """A day, or several, as named.

    `weekday` counts from Monday = 0; beside a date it is what they said. `which` is "", "this", "next" or
    "following"; `week` is weeks from now that a weekday belongs to, None if not said. NUMERIC holds both
    numbers of 3/4 in `month` and `day` as written. SPAN goes from `day_from` to `day_to`. NTH is the `day`-th
    `weekday` of a month, -1 the last; `months` is the month as counted from now, where it has no name.
    `offset` are days to add. `also` names the same day once more; both must agree.
    """

    kind: DayKind
    weekday: int | None = None
    month: int = 0
    day: int = 0
    year: int | None = None
    offset: int = 0
    which: str = ""
    week: int | None = None
    plural: bool = False
    ordinal: bool = False
    part_of_week: str = ""
    day_from: Day | None = None
    day_to: Day | None = None
    months: int | None = None
    also: Day | None = None


def text_at(tokens: Sequence[Token], at: int) -> str:
    """The folded word at an index, empty outside the text."""
    return tokens[at].text if 0 <= at < len(tokens) else ""


def number_at(tokens: Sequence[Token], at: int) -> int:
    """The number at an index, -1 if there is none."""
    return tokens[at].number if 0 <= at < len(tokens) else -1
