"""What holds for every time we may offer: "never Mondays", "only after 3", "mornings don't work"."""

from __future__ import annotations

import re
from datetime import time

from xforce_desktop.replies.analysis import Constraint, ConstraintKind
from xforce_desktop.replies.daytime import TimeKind
from xforce_desktop.replies.named_day import DayKind
from xforce_desktop.replies.phrases import Phrase
from xforce_desktop.replies.said import Said
from xforce_desktop.replies.stance import Stance
from xforce_desktop.replies.statements import Parsed, Statement

_LASTING = re.compile(
    r"\b(?:never|always|any|every|all|only|generally|usually|normally|in general|as a rule|typically|"
    r"ever|mondays|tuesdays|wednesdays|thursdays|fridays|"
    r"mornings|afternoons|evenings|weekdays|best for me|better for me|no \w+s)\b"
)
_PLURAL_PART = re.compile(r"\b(?:mornings|afternoons|evenings|any (?:morning|afternoon|evening))\b")


def constraints_in(parsed: Parsed) -> tuple[Constraint, ...]:
    """The lasting constraints of a text, each once, in order."""
    return tuple(dict.fromkeys(constraint for constraint, _ in placed_constraints(parsed)))


def placed_constraints(parsed: Parsed) -> list[tuple[Constraint, Said]]:
    """The lasting constraints of a text in order, each with its words."""
    found: list[tuple[Constraint, Said]] = []
    for statement in parsed.statements:
        if (
            statement.phrase
            and statement.stance is not Stance.SAID
            and _LASTING.search(statement.clause.text)
        ):
            said = Said(parsed.written[statement.start : statement.end], statement.start, statement.end)
            found.extend((constraint, said) for constraint in _from(statement, statement.phrase))
    return found


def _from(statement: Statement, phrase: Phrase) -> list[Constraint]:
    refused = statement.stance in {Stance.REFUSE, Stance.AWAY}
    plural = [
        d.weekday
        for d in phrase.days
        if d.kind is DayKind.WEEKDAY and (d.plural or "never" in statement.clause.text)
    ]
    if plural:
        kind = ConstraintKind.NEVER_WEEKDAY if refused else ConstraintKind.ONLY_WEEKDAY
        return [Constraint(kind, weekday=weekday) for weekday in plural]
    if any(day.kind is not DayKind.EVERY for day in phrase.days):
        return []
    return [
        c
        for span in phrase.times
        if (c := _from_time(span.kind, span.first.halves()[0], span.part, refused, statement))
    ]


def _from_time(
    kind: TimeKind, minutes: int, part: str, refused: bool, statement: Statement
) -> Constraint | None:
    clock = time(minutes // 60 % 24, minutes % 60)
    if kind is TimeKind.AFTER:
        return Constraint(ConstraintKind.NOT_AFTER if refused else ConstraintKind.NOT_BEFORE, clock=clock)
    if kind is TimeKind.BEFORE:
        return Constraint(ConstraintKind.NOT_BEFORE if refused else ConstraintKind.NOT_AFTER, clock=clock)
    if kind is TimeKind.PART and part and _PLURAL_PART.search(statement.clause.text):
        return Constraint(ConstraintKind.NEVER_PART if refused else ConstraintKind.ONLY_PART, part=part)
    return None
