"""What may not be in a letter although we know it: uncleared notes, and what was said before."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

from xforce_desktop.messages.assignment import Assignment
from xforce_desktop.messages.facts import purpose_for, running_subject
from xforce_desktop.messages.letter import Letter
from xforce_desktop.messages.limits import inner_body, without_list
from xforce_desktop.messages.lint_text import sentences, tokens
from xforce_desktop.messages.purpose import INTERNAL
from xforce_desktop.messages.stamps import without_stamps

_LEAK_WORDS = 4  # so many words in a row from the rep's notes are a leak
_CUT = "|"
_ALIKE = 0.82
_NEAR_COPY = 0.9  # of the prose, its times and links left aside
_LINK = re.compile(r"\S+://\S+")  # that of a Teams meeting is longer than a mail


def leak_findings(letter: Letter, assignment: Assignment) -> Iterator[str]:
    """Words of the rep's notes that were not cleared for the recipient."""
    context = assignment.meeting.context
    if not context:
        return
    cleared = tuple(_cleared(assignment))
    said = _apart(f"{letter.subject}\n{letter.body}", cleared)
    notes = _apart(context, (*purpose_for(assignment).clauses, assignment.meeting.company))
    inside = f" {' '.join(notes)} "
    for start in range(len(said) - _LEAK_WORDS + 1):
        run = said[start : start + _LEAK_WORDS]
        if _CUT not in run and f" {' '.join(run)} " in inside:
            yield f"words of the notes: {' '.join(run)!r}"
    known = set(tokens(" ".join(cleared)))
    for match in INTERNAL.finditer(context):
        word = match[0].lower()
        if word.isalpha() and len(word) > 3 and word in said and word not in known:
            yield f"internal word of the notes: {word!r}"


def _cleared(assignment: Assignment) -> Iterator[str]:
    """Phrases that may stand in the letter although the notes hold them too."""
    purpose, meeting = purpose_for(assignment), assignment.meeting
    yield from (re.sub(r"^(our|the) ", "", purpose.topic), re.sub(r"^(our|the) ", "", purpose.short_topic))
    yield from (purpose.mention, meeting.title, meeting.company, running_subject(meeting))
    yield from (assignment.season_line, assignment.proof.content if assignment.proof else "")


def _apart(text: str, phrases: Iterable[str]) -> list[str]:
    """The words of the text with a cut in place of each of the phrases."""
    joined = f" {' '.join(tokens(text))} "
    for phrase in sorted({" ".join(tokens(one)) for one in phrases if one}, key=len, reverse=True):
        if phrase:
            joined = joined.replace(f" {phrase} ", f" {_CUT} ")
    return joined.split()


def repeat_findings(letter: Letter, assignment: Assignment) -> Iterator[str]:
    """The same said twice in the letter, or once more what our last message in the thread said."""
    prose = without_list(inner_body(letter.body, assignment))
    said = [one.lower() for one in sentences(prose) if len(one.split()) > 3]
    for number, sentence in enumerate(said):
        for earlier in said[:number]:
            if SequenceMatcher(None, earlier, sentence).ratio() > _ALIKE:
                yield f"says the same twice: {sentence!r}"
    if assignment.earlier:
        ours, last = wording_of(letter.body, assignment), wording_of(assignment.earlier[-1], assignment)
        if SequenceMatcher(None, last, ours, autojunk=False).ratio() > _NEAR_COPY:
            yield "a near copy of our last message"


def wording_of(body: str, assignment: Assignment) -> str:
    """The prose of a body without its times and links, in small letters: what makes two messages alike."""
    prose = _LINK.sub(" ", without_stamps(without_list(inner_body(body, assignment))))
    return " ".join(re.findall(r"[\w'%]+", prose.lower()))
