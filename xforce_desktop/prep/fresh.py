"""Whether a brief still says what is known, and what is new since."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from xforce_desktop.prep.remarks import shortened
from xforce_desktop.scheduling.briefs import Fact, PrepBrief, SourceKind

MOST_CHANGES = 3
CHANGE_LETTERS = 120
# What follows from the other facts, or moves by itself: compared, but not worth a word.
_UNSAID = frozenset({SourceKind.SCHEDULING, SourceKind.INTELLIGENCE, SourceKind.ACTIVITY, SourceKind.SEASON})


@dataclass(frozen=True)
class Changes:
    """What is new, in words for the rep; `is_important`: they want to hear of it."""

    words: tuple[str, ...]
    is_important: bool


def fingerprint(brief: PrepBrief) -> str:
    """The same as long as the brief would say the same of these people."""
    facts = sorted(f"{fact.key}\t{fact.text}" for fact in brief.facts if not fact.is_general)
    head = f"{brief.title}\t{brief.meeting_at.isoformat()}\t{brief.minutes}\t{brief.place}"
    return hashlib.sha256("\n".join([head, *facts]).encode()).hexdigest()


def changes(old: PrepBrief, new: PrepBrief) -> Changes:
    """From one brief to the next of the same meeting."""
    before = {fact.key: fact for fact in old.facts if not fact.is_general}
    after = {fact.key: fact for fact in new.facts if not fact.is_general}
    news = [fact for key, fact in after.items() if key not in before or before[key].text != fact.text]
    gone = [fact for key, fact in before.items() if key not in after]
    said = [_new(fact) for fact in news if fact.kind not in _UNSAID or fact.is_important]
    said += [_gone(fact) for fact in gone if fact.kind not in _UNSAID and not _goes_unsaid(fact)]
    most = said[:MOST_CHANGES]
    if len(said) > MOST_CHANGES:
        most.append(f"{len(said) - MOST_CHANGES} more")
    return Changes(
        tuple(most), any(fact.is_important for fact in [*news, *gone] if not _is_part_of_past(fact))
    )


def _new(fact: Fact) -> str:
    return shortened(fact.text, CHANGE_LETTERS)


def _gone(fact: Fact) -> str:
    if fact.kind is SourceKind.CONTACT:
        return f"{fact.text.partition(',')[0]} is not coming any more"
    return f"no longer on record: {shortened(fact.text, CHANGE_LETTERS)}"


def _goes_unsaid(fact: Fact) -> bool:
    """Sentences of notes and mails are numbered: one that is gone has only moved. Who was not to come is not
    missed."""
    is_part = fact.kind in {SourceKind.NOTES, SourceKind.MESSAGE, SourceKind.MEETING}
    return is_part or (fact.kind is SourceKind.CONTACT and not fact.is_important)


def _is_part_of_past(fact: Fact) -> bool:
    return fact.kind is SourceKind.MEETING
