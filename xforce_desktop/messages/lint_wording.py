"""How a letter sounds and looks: phrases that may not be said, shouting, marks, odd characters, language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from xforce_desktop.messages.assignment import Assignment, LetterKind
from xforce_desktop.messages.facts import meeting_name, persona_of, purpose_for, running_subject
from xforce_desktop.messages.letter import Letter
from xforce_desktop.messages.limits import inner_body
from xforce_desktop.messages.lint_text import (
    masked,
    patterns,
    quoted,
    sentences,
    straight,
    tokens,
    word_lists,
)
from xforce_desktop.messages.persona import tone_of
from xforce_desktop.messages.stamps import without_stamps

_ALWAYS = ("reproach", "machine", "stale", "pressure", "watching", "attachment", "markup", "typing")
_SHOUTED = re.compile(r"(?<![\w/.·])[A-Z]{2,}(?:[-\s]+[A-Z]{2,})+(?![\w·])|(?<![\w/.·])[A-Z]{6,}(?![\w·])")
# Exclamation marks that a letter may have beside its sign-off.
_EXCLAMATIONS = {"executive": 0, "professional": 1, "casual": 2}
_PLAIN_CATEGORIES = ("L", "N", "P", "Z", "Sc", "Sm", "Mn")
_NO_GUILT = frozenset({LetterKind.NO_SHOW, LetterKind.RUNNING_LATE, LetterKind.SMS_LATE})
_FOREIGN_WORDS = 2  # so many in one sentence, and not fewer than English ones
_IRREGULAR = {
    "know": "kn(?:ow|ows|ew|own|owing)",
    "find": "(?:find|finds|found|finding)",
    "finds": "(?:find|finds|found|finding)",
    "get": "(?:get|gets|got|getting)",
    "have": "(?:have|has|had|having)",
    "do": "(?:do|does|did)",
}
_BETWEEN = r"(?:[\s-]+(?:just|really|real|right|any|some|so|very|big|the|again))?[\s-]+"


def wording_findings(letter: Letter, assignment: Assignment) -> Iterator[str]:
    """Phrases that are wrong in any letter, after a no-show, or for this persona."""
    meeting, proof, purpose = assignment.meeting, assignment.proof, purpose_for(assignment)
    apart = [*quoted(assignment), running_subject(meeting), purpose.topic, purpose.mention]
    apart += [proof.content.strip().rstrip("."), proof.link] if proof else []
    own = masked(straight(f"{letter.subject}\n{letter.body}"), apart)
    rules = list(_ALWAYS)
    if assignment.kind in _NO_GUILT or meeting.no_show_count:
        rules.append("guilt")
    for rule in rules:
        for pattern in patterns(rule):
            if match := pattern.search(own):
                yield f"{rule}: {match[0].strip()!r}"
    for phrase in tone_of(persona_of(assignment)).avoid:
        if match := _avoided(phrase).search(own):
            yield f"avoided for {persona_of(assignment)}: {match[0]!r}"
    yield from _loud_findings(own, letter, assignment)
    yield from _odd_findings(own, assignment)
    yield from _language_findings(masked(straight(inner_body(letter.body, assignment)), apart))


@cache
def _avoided(phrase: str) -> re.Pattern[str]:
    """The phrase and its inflections: "circle back" also finds "circling back" and "circled right back"."""
    parts = straight(phrase).lower().split()
    if len(parts) == 1:
        return re.compile(rf"\b{_stem(parts[0])}\b", re.IGNORECASE)
    return re.compile(r"\b" + _BETWEEN.join(_inflected(word) for word in parts) + r"\b", re.IGNORECASE)


def _stem(word: str) -> str:
    """A single word with whatever is made of it: "synergize" also finds "synergies"."""
    if len(word) <= 4:
        return re.escape(word)
    for ending in ("ize", "ary", "ic", "e"):
        word = word.removesuffix(ending)
    return re.escape(word) + r"\w*"


def _inflected(word: str) -> str:
    """The forms of one word in a phrase."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) < 4 or "'" in word:
        return re.escape(word)
    for ending in ("ing", "ed", "e"):
        if word.endswith(ending):
            return re.escape(word.removesuffix(ending)) + r"(?:e|es|s|d|ed|ing)?"
    return re.escape(word) + r"(?:s|es|ed|ing)?"


def _loud_findings(own: str, letter: Letter, assignment: Assignment) -> Iterator[str]:
    for match in _SHOUTED.finditer(without_stamps(own)):
        yield f"shouting: {match[0]!r}"
    most = _EXCLAMATIONS["casual" if letter.channel == "sms" else tone_of(persona_of(assignment)).formality]
    marks = masked(straight(inner_body(letter.body, assignment)), quoted(assignment)).count("!")
    if marks > most:
        yield f"{marks} exclamation marks; at most {most} for {persona_of(assignment)}"


def _odd_findings(own: str, assignment: Assignment) -> Iterator[str]:
    """Emoji, invisible signs and letters of other alphabets, outside of what was given to us in them."""
    meeting, name = assignment.meeting, meeting_name(assignment.meeting)
    given = (meeting.title, name.noun, name.subject, assignment.season_line, *assignment.closing_lines)
    for char in dict.fromkeys(masked(own, given)):
        if char not in "\n\t" and not _is_plain(char):
            yield f"odd character: {unicodedata.name(char, repr(char))}"


def _is_plain(char: str) -> bool:
    """Letters of the Latin alphabet with their accents, figures, and what stands between them; no arrow."""
    if not unicodedata.category(char).startswith(_PLAIN_CATEGORIES) or "\u2190" <= char <= "\u21ff":
        return False
    return char.isascii() or not char.isalpha() or unicodedata.name(char, "").startswith("LATIN")


def _language_findings(own: str) -> Iterator[str]:
    """Sentences that hold more words of another language than English ones."""
    for sentence in sentences(without_stamps(own)):
        said = tokens(sentence)
        foreign = sum(word in _words("foreign") for word in said)
        if foreign >= _FOREIGN_WORDS and foreign >= sum(word in _words("english") for word in said):
            yield f"not in English: {sentence!r}"


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(word_lists()[name])
