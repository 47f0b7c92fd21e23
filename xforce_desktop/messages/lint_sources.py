"""Whether what a letter states is known: links, numbers, lengths, names, claims."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from xforce_desktop.messages import when
from xforce_desktop.messages.assignment import Assignment
from xforce_desktop.messages.constraint_words import heard
from xforce_desktop.messages.facts import meeting_name, purpose_for, running_subject
from xforce_desktop.messages.letter import Letter
from xforce_desktop.messages.limits import inner_body, to_gsm
from xforce_desktop.messages.lint_text import (
    masked,
    patterns,
    people_of,
    quoted,
    sentences,
    straight,
    word_lists,
)
from xforce_desktop.messages.stamps import without_stamps

_LINK = re.compile(
    r"\b\w{3,8}:/{1,2}\S+|\bwww\.\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|io|co|me|ly|app|ai|dev|us|info|biz|"
    r"link|to|page|site|online|xyz|gle|cal|so|uk|de|eu)\b(?:/\S*)?|\b[\w-]+\.[a-z]{2,}/\S+|\b\d{1,3}(?:\.\d{1,3}){3}\b"
    r"|\b\w+ ?(?:\(dot\)|\[dot\]|\{dot\}|\bdot\b) ?(?:com|net|org|io|me|co|ly)\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"[\w.+-]+@[\w-]+\.[\w.-]+|\bmailto:\S+|"
    r"\b[\w.]+ ?(?:\(at\)|\[at\]| at ) ?\w+ ?(?:\(dot\)|\[dot\]| dot ) ?\w+",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[$€£]?\d[\d,.]*\d%?|[$€£]?\d%?")
_NUMBER_WORDS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "twenty-five": 25, "thirty": 30,
    "thirty-five": 35, "forty": 40, "forty-five": 45, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90,
}  # fmt: skip
_SAID_NUMBER = "|".join(sorted(_NUMBER_WORDS, key=len, reverse=True)).replace("-", "[- ]")
_LENGTH = re.compile(rf"\b(?P<count>\d+|{_SAID_NUMBER})[\s-]*min(?:ute)?s?\b", re.IGNORECASE)
# Counted in words. Shares and money are claims, which resources/wording.toml has.
_COUNTED = re.compile(
    rf"\b(?:{_SAID_NUMBER}|a (?:few|couple of))[- ](?:days?|weeks?|months?|years?)\b"
    r"|\ba (?:few|couple of) (?:minutes?|mins?)\b"
    rf"|\b(?:{_SAID_NUMBER}) (?:of )?(?:owners|companies|customers|clients|firms)\b",
    re.IGNORECASE,
)
_OURS = frozenset({"a few minutes", "a few days"})  # said of holding on and of looking again, not of a length
_HOURS = {
    "half an hour": 30,
    "half-hour": 30,
    "half hour": 30,
    "quarter of an hour": 15,
    "quarter-hour": 15,
    "an hour and a half": 90,
    "hour and a half": 90,
    "an hour": 60,
    "one hour": 60,
    "one-hour": 60,
    "hour-long": 60,
    "full hour": 60,
    "two hours": 120,
    "two-hour": 120,
    "three hours": 180,
    "three-hour": 180,
}
_HOUR_WORDS = re.compile(
    rf"\b(?:{'|'.join(sorted(map(re.escape, _HOURS), key=len, reverse=True))})\b", re.IGNORECASE
)
_CAPITALIZED = re.compile(r"(?<![\w·])[A-Z][\w'-]*(?:\.[A-Z]\.)?")


def link_findings(letter: Letter, assignment: Assignment) -> Iterator[str]:
    """Links and addresses that are none of the assignment's; links to pick a time in any disguise."""
    text = f"{letter.subject}\n{letter.body}"
    proof_link = assignment.proof.link if assignment.proof else ""
    allowed = {link for link in (assignment.meeting.join_url, proof_link) if link}
    rest = masked(text, (*allowed, assignment.meeting.company, running_subject(assignment.meeting)))
    for pattern in patterns("booking"):
        if match := pattern.search(masked(straight(text), allowed)):
            yield f"scheduling link: {match[0]!r}"
    yield from (f"link not allowed: {match[0]!r}" for match in _LINK.finditer(_ADDRESS.sub(" ", rest)))
    yield from (f"address in the text: {match[0]!r}" for match in _ADDRESS.finditer(rest))
    for link in allowed:
        for match in re.finditer(re.escape(link) + r"[\w/?=&#%.-]*[\w/=&#%]", text):
            if match[0] != link:
                yield f"link changed: {match[0]!r}"


def source_findings(letter: Letter, assignment: Assignment) -> Iterator[str]:
    """Every number, length, name and claim has a source: the meeting, the cleared notes, the proof."""
    meeting, purpose = assignment.meeting, purpose_for(assignment)
    subject = masked(letter.subject, (running_subject(meeting),))
    own = without_stamps(masked(straight(f"{subject}\n{letter.body}"), quoted(assignment)))
    lengths = {meeting.duration_minutes, meeting.new_duration_minutes}
    sources = [purpose.topic, purpose.mention, heard(assignment.constraint), assignment.season_line]
    sources += [meeting.title, meeting.company, *assignment.closing_lines]
    sources += [assignment.proof.content, assignment.proof.source] if assignment.proof else []
    told = " ".join(sources).lower()
    allowed = {*_NUMBER.findall(told), *(str(length) for length in lengths if length)}
    for number in _NUMBER.findall(own):
        if number not in allowed:
            yield f"number without a source: {number!r}"
    for match in _COUNTED.finditer(own):
        if match[0].lower() not in told and match[0].lower() not in _OURS:
            yield f"number without a source: {match[0]!r}"
    yield from _wrong_lengths(own, lengths)
    yield from name_findings(letter, assignment)
    yield from _claim_findings(letter, assignment)


def _wrong_lengths(own: str, lengths: set[int | None]) -> Iterator[str]:
    """A length that is not the meeting's, in figures or words."""
    for match in _LENGTH.finditer(own):
        count = match["count"].lower().replace(" ", "-")
        if _NUMBER_WORDS.get(count, int(count) if count.isdigit() else 0) not in lengths:
            yield f"length not approved: {match[0]!r}"
    for match in _HOUR_WORDS.finditer(own):
        if _HOURS[match[0].lower()] not in lengths:
            yield f"length not approved: {match[0]!r}"


def name_findings(letter: Letter, assignment: Assignment) -> Iterator[str]:
    """Names of people, companies or things that nobody told us.

    A word in capitals within a sentence is a name; at the start of one, if it is spoken to or speaks.
    """
    known = _known_names(assignment)
    body = masked(straight(inner_body(letter.body, assignment)), quoted(assignment))
    for pattern in patterns("speakers"):
        for match in pattern.finditer(body):
            if match[1].lower() not in _no_names() | known:
                yield f"name without a source: {match[1]!r}"
    for sentence in sentences(without_stamps(body)):
        first = re.match(r"\W*(?:[-\w'·]+)", sentence)
        for match in _CAPITALIZED.finditer(sentence, first.end() if first else 0):
            word = match[0].removesuffix("'s").rstrip(".'-")
            if word.lower() not in _no_names() | known:
                yield f"name without a source: {word!r}"


def _known_names(assignment: Assignment) -> set[str]:
    meeting, purpose = assignment.meeting, purpose_for(assignment)
    said = [*people_of(assignment), meeting.company, running_subject(meeting), meeting_name(meeting).subject]
    said += [purpose.topic, purpose.mention, heard(assignment.constraint), assignment.season_line]
    said += [one.title for one in (assignment.recipient, assignment.champion, assignment.target) if one]
    said += [*assignment.closing_lines, meeting.platform, assignment.proof.source if assignment.proof else ""]
    instants = [*assignment.proposed_times, *([meeting.scheduled_time] if meeting.scheduled_time else [])]
    for zone in (assignment.recipient.timezone, assignment.sender.timezone):
        said += [zone, *(when.zone_label(one, zone) for one in instants)]
    plain = straight(" ".join(said)).replace("_", " ").replace("/", " ")
    return set(re.findall(r"[\w'-]+", f"{plain} {to_gsm(plain)}".lower()))  # a text message has no "ë"


@cache
def _no_names() -> frozenset[str]:
    return frozenset(word_lists()["no_names"])


def _claim_findings(letter: Letter, assignment: Assignment) -> Iterator[str]:
    """What we say of ourselves, of customers or of the world; the proof is quoted as it stands."""
    purpose = purpose_for(assignment)
    cleared = (purpose.topic, purpose.short_topic, purpose.mention, assignment.season_line)
    own = masked(
        straight(f"{letter.subject}\n{letter.body}"),
        (*quoted(assignment), *cleared, running_subject(assignment.meeting)),
    )
    for rule in ("claim", "money", "private"):
        for pattern in patterns(rule):
            if match := pattern.search(own):
                yield f"{rule} without a source: {match[0]!r}"
