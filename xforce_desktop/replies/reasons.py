"""Why they cannot, will not, or not now; and what they ask. Each is a reading of the whole new text."""

from __future__ import annotations

import re
from enum import StrEnum

from xforce_desktop.replies.analysis import ConflictType
from xforce_desktop.replies.lexicon import pattern
from xforce_desktop.replies.plain import fold
from xforce_desktop.replies.said import Said, blanked, said_by


class Ask(StrEnum):
    """What a question is about."""

    SUBSTANCE = "substance"
    LOGISTICS = "logistics"


_DECLINE = pattern("declines")
_NOT_DECLINE = pattern("declines_not")
_CONDITIONAL = re.compile(
    r"\b(?:if not|otherwise|or else|unless|if (?:it|this|that|you|so))\b[^.!?\n]{0,160}"
)
_LATER = pattern("later")
_CONFLICTS: tuple[tuple[ConflictType, re.Pattern[str]], ...] = (
    (ConflictType.NEED_APPROVAL, pattern("conflict_need_approval")),
    (ConflictType.EXTERNAL_DEPENDENCY, pattern("conflict_external_dependency")),
    (ConflictType.DECISION_PENDING, pattern("conflict_decision_pending")),
    (ConflictType.PERSON_UNAVAILABLE, pattern("conflict_person_unavailable")),
    (ConflictType.COMPETING_PRIORITY, pattern("conflict_competing_priority")),
    (ConflictType.TIMING_CONSTRAINT, pattern("conflict_timing_constraint")),
)
_WEAK_DECISION = re.compile(
    r"\b(?:let me (?:check|see|ask|talk|confirm|look|run)|get back to you|let you know|will confirm|"
    r"pencil\w*)\b"
)
_SUBSTANCE = pattern("asks_substance")
_LOGISTICS = pattern("asks_logistics")
_QUESTION_START = pattern("question_starts")


_MEETING_THERE = re.compile(
    r"\b(?:see|meet|meeting|saw|met|catch|join) (?:you|u|ya|your \w+) (?:at|in|during) "
    r"(?:the |your |our )?\w+(?: \w+)?"
)


def declines(text: str) -> Said:
    """The words by which the writer turns the meeting down for good; empty if there are none."""
    return said_by(_DECLINE.search(blanked(_CONDITIONAL, blanked(_NOT_DECLINE, fold(text)))))


def puts_off(text: str) -> Said:
    """The words by which the writer wants it later, not now; empty if there are none."""
    return said_by(_LATER.search(fold(text)))


def conflict_in(text: str) -> tuple[ConflictType | None, Said]:
    """What stands in the way: the kind whose words are most specific, and the words; None if nothing does."""
    folded = blanked(_MEETING_THERE, fold(text))
    for kind, words in _CONFLICTS:
        if match := words.search(folded):
            return kind, said_by(match)
    weak = said_by(_WEAK_DECISION.search(folded))
    return (ConflictType.DECISION_PENDING if weak else None), weak


def question_in(text: str) -> Ask | None:
    """What the writer asks, None if nothing."""
    folded = re.sub(r", (?=(?:which|who|where|when)\b)", " ", fold(text))
    asks = "?" in folded or bool(_QUESTION_START.search(folded))
    if not asks or not re.search(r"[a-z]{2}", folded):
        return None
    sentences = re.findall(r"[^.!?\n]*\?|[^.!?\n]+", folded)
    asked = [s for s in sentences if s.endswith("?") or _QUESTION_START.search(s)]
    body = " ".join(asked) if any(len(s.split()) > 3 for s in asked) else folded
    logistic, substance = _LOGISTICS.search(body), _SUBSTANCE.search(body)
    if substance and not (logistic and not _HEAVY.search(body)):
        return Ask.SUBSTANCE
    return Ask.LOGISTICS if logistic or body.strip() else None


_HEAVY = pattern("asks_substance_surely")


def substance_in(text: str) -> Said:
    """The question about the product or its terms, else the words about them; empty if there are none."""
    folded = fold(text)
    for match in re.finditer(r"[^.!?\n]*\?|[^.!?\n]+", folded):
        asked = match.group().endswith("?") or _QUESTION_START.search(match.group())
        if asked and _SUBSTANCE.search(folded, *match.span()):
            return said_by(match)
    return said_by(_SUBSTANCE.search(folded))
