"""The last look before anything leaves, the same for every writer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xforce_desktop.messages.assignment import Assignment, LetterKind
from xforce_desktop.messages.facts import persona_of, purpose_for, running_subject
from xforce_desktop.messages.letter import Letter
from xforce_desktop.messages.limits import (
    SMS_SEPTETS,
    greeting_for,
    inner_body,
    most_words,
    persona_words,
    septets,
    sign_off_for,
    without_list,
    words,
)
from xforce_desktop.messages.lint_leaks import leak_findings, repeat_findings
from xforce_desktop.messages.lint_sources import link_findings, source_findings
from xforce_desktop.messages.lint_text import masked, own_frame, patterns, quoted, straight
from xforce_desktop.messages.lint_times import time_findings
from xforce_desktop.messages.lint_wording import wording_findings
from xforce_desktop.messages.names import first_name
from xforce_desktop.messages.notices import stray_notices, without_notices

_LONGEST_SUBJECT = 150
_THREADED = frozenset(
    {
        LetterKind.FOLLOW_UP,
        LetterKind.COUNTER,
        LetterKind.CONSTRAINT,
        LetterKind.CLARIFY,
        LetterKind.CHAMPION_CC,
        LetterKind.SOCIAL_PROOF,
        LetterKind.PAUSE_ACK,
        LetterKind.ASK_SILENT,
    }
)
_SUBJECT_STARTS = {
    **dict.fromkeys(_THREADED, "Re: "),
    LetterKind.CONFIRMATION: "Confirmed: ",
    LetterKind.REMINDER: "Reminder: ",
    LetterKind.CANCELLATION: "Cancelled: ",
}


def check(letter: Letter, assignment: Assignment) -> tuple[str, ...]:
    """What is wrong with the letter, in words, each once; empty if it may leave."""
    letter = without_notices(letter, assignment)
    found = [
        *stray_notices(letter),
        *_shape_findings(letter, assignment),
        *_length_findings(letter, assignment),
        *wording_findings(letter, assignment),
        *link_findings(letter, assignment),
        *source_findings(letter, assignment),
        *leak_findings(letter, assignment),
        *repeat_findings(letter, assignment),
    ]
    purpose = purpose_for(assignment)
    apart = (*quoted(assignment), purpose.topic, purpose.mention)
    subject = masked(straight(letter.subject), (*apart, running_subject(assignment.meeting)))
    body = masked(straight(letter.body), apart)
    found += time_findings(subject, body, assignment)
    return tuple(dict.fromkeys(found))


def _shape_findings(letter: Letter, assignment: Assignment) -> Iterator[str]:
    if not letter.body.strip():
        yield "empty body"
    if letter.channel == "sms":
        if letter.subject:
            yield "a text message has no subject"
        if not assignment.kind.is_text:
            yield "this kind goes by email"
        return
    if assignment.kind.is_text:
        yield "this kind goes by text message"
    yield from _subject_findings(letter.subject, assignment)
    if not letter.body.startswith(greeting_for(assignment) + "\n"):
        yield f"greeting is not {greeting_for(assignment)!r}"
    if not letter.body.rstrip().endswith("\n" + sign_off_for(assignment)):
        yield f"sign-off is not {sign_off_for(assignment)!r}"
    inner = inner_body(letter.body, assignment)
    if found := own_frame(inner):
        yield f"{found} is added, and not to be said besides"
    elif _is_signed(inner, assignment):
        yield "the name below is added, and not to be said besides"


def _is_signed(inner: str, assignment: Assignment) -> bool:
    """Whether a line is nothing but the rep's name."""
    names = {assignment.sender.name.lower(), first_name(assignment.sender.name).lower()}
    return any(line.strip(" ,.-\u2013\u2014").lower() in names for line in inner.splitlines() if line.strip())


def _subject_findings(subject: str, assignment: Assignment) -> Iterator[str]:
    """A reply keeps the subject of its thread; a first mail says what it is about."""
    start = _SUBJECT_STARTS.get(assignment.kind, "")
    if not subject.strip() or "\n" in subject or len(subject) > _LONGEST_SUBJECT:
        yield "subject is empty, too long or broken"
    elif not subject.startswith(start):
        yield f"subject does not begin with {start!r}"
    elif re.match(r"(re|fwd?):\s*(re|fwd?):", subject, re.IGNORECASE):
        yield "subject repeats its reply mark"
    elif assignment.kind in _THREADED and not subject.startswith(
        f"Re: {running_subject(assignment.meeting)}"[:_LONGEST_SUBJECT]
    ):
        yield "subject is not that of the conversation"
    elif assignment.kind is LetterKind.INITIAL and any(
        one.search(subject) for one in patterns("vague_subject")
    ):
        yield "subject of a first mail is generic or a reply"
    if subject.count("!") or subject.isupper():
        yield "subject shouts"


def _length_findings(letter: Letter, assignment: Assignment) -> Iterator[str]:
    if letter.channel == "sms":
        length = septets(letter.body)
        if length is None:
            yield "characters outside GSM-7"
        elif length > SMS_SEPTETS:
            yield f"{length} characters in a text message; one segment holds {SMS_SEPTETS}"
        return
    inner = inner_body(letter.body, assignment)
    total, prose = words(inner), words(without_list(inner))
    if total > most_words(assignment):
        yield f"{total} words; at most {most_words(assignment)} for {assignment.kind}"
    if prose > persona_words(assignment):
        limit = persona_words(assignment)
        yield f"{prose} words beside the times; at most {limit} for {persona_of(assignment)}"
    if total < 3:
        yield "says nothing"
