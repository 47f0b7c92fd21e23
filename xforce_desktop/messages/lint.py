"""The last look before anything leaves, the same for every writer."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from functools import cache
from importlib.resources import files

from xforce_desktop.messages.assignment import Assignment, LetterKind
from xforce_desktop.messages.constraint_words import heard
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
from xforce_desktop.messages.lint_times import time_findings
from xforce_desktop.messages.names import first_name
from xforce_desktop.messages.notices import stray_notices, without_notices
from xforce_desktop.messages.persona import tone_of
from xforce_desktop.messages.purpose import INTERNAL
from xforce_desktop.messages.stamps import stamps_in

_LEAK_WORDS = 4  # so many words in a row from the rep's notes are a leak
_CUT = "|"
_ALIKE = 0.82
_LONGEST_SUBJECT = 150
_LINK = re.compile(
    r"https?://\S+|\bwww\.\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|io|co|me|ly|app|ai|dev|us|info|biz|"
    r"link|to)\b(?:/\S*)?",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_NUMBER = re.compile(r"[$€£]?\d[\d,.]*\d%?|[$€£]?\d%?")
_REPLY_SUBJECTS = frozenset(
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
    **dict.fromkeys(_REPLY_SUBJECTS, "Re: "),
    LetterKind.CONFIRMATION: "Confirmed: ",
    LetterKind.REMINDER: "Reminder: ",
    LetterKind.CANCELLATION: "Cancelled: ",
}


@cache
def _wording() -> dict[str, tuple[re.Pattern[str], ...]]:
    table = tomllib.loads(files("resources").joinpath("wording.toml").read_text("utf-8"))
    return {
        name: tuple(re.compile(one, re.IGNORECASE | re.MULTILINE) for one in many)
        for name, many in table.items()
    }


def check(letter: Letter, assignment: Assignment) -> tuple[str, ...]:
    """What is wrong with the letter, in words, each once; empty if it may leave."""
    letter = without_notices(letter, assignment)
    found = [
        *stray_notices(letter),
        *_shape_findings(letter, assignment),
        *_length_findings(letter, assignment),
        *_wording_findings(letter, assignment),
        *_link_findings(letter, assignment),
        *_source_findings(letter, assignment),
        *_leak_findings(letter, assignment),
        *_repeat_findings(letter, assignment),
    ]
    subject = _masked(letter.subject, (*_quoted(assignment), running_subject(assignment.meeting)))
    found += time_findings(subject, _masked(_straight(letter.body), _quoted(assignment)), assignment)
    return tuple(dict.fromkeys(found))


def _shape_findings(letter: Letter, assignment: Assignment) -> Iterator[str]:
    if not letter.body.strip():
        yield "empty body"
    if letter.channel == "sms":
        if letter.subject:
            yield "a text message has no subject"
        if assignment.kind is not LetterKind.SMS:
            yield "this kind goes by email"
        return
    if assignment.kind is LetterKind.SMS:
        yield "this kind goes by text message"
    start = _SUBJECT_STARTS.get(assignment.kind, "")
    if not letter.subject.strip() or "\n" in letter.subject or len(letter.subject) > _LONGEST_SUBJECT:
        yield "subject is empty, too long or broken"
    elif not letter.subject.startswith(start):
        yield f"subject does not begin with {start!r}"
    elif re.match(r"(re|fwd?):\s*(re|fwd?):", letter.subject, re.IGNORECASE):
        yield "subject repeats its reply mark"
    elif assignment.kind is LetterKind.INITIAL and re.match(
        r"(re|fwd?):|meeting request\W*$|meeting$", letter.subject, re.IGNORECASE
    ):
        yield "subject of a first mail is generic or a reply"
    if not letter.body.startswith(greeting_for(assignment) + "\n"):
        yield f"greeting is not {greeting_for(assignment)!r}"
    if not letter.body.rstrip().endswith("\n" + sign_off_for(assignment)):
        yield f"sign-off is not {sign_off_for(assignment)!r}"


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


def _wording_findings(letter: Letter, assignment: Assignment) -> Iterator[str]:
    meeting, proof = assignment.meeting, assignment.proof
    quoted = [meeting.company, meeting.join_url, running_subject(meeting)]
    quoted += [proof.content.strip().rstrip("."), proof.link] if proof else []
    own = _masked(_straight(f"{letter.subject}\n{letter.body}"), quoted)
    rules = ["reproach", "machine", "stale"]
    if assignment.kind in (LetterKind.NO_SHOW, LetterKind.RUNNING_LATE) or assignment.meeting.no_show_count:
        rules.append("guilt")
    for rule in rules:
        for pattern in _wording()[rule]:
            if match := pattern.search(own):
                yield f"{rule}: {match[0]!r}"
    for phrase in tone_of(persona_of(assignment)).avoid:
        if match := _avoided(phrase).search(own):
            yield f"avoided for {persona_of(assignment)}: {match[0]!r}"


@cache
def _avoided(phrase: str) -> re.Pattern[str]:
    """The phrase and its inflections: "circle back" also finds "circling back"."""
    parts = phrase.lower().replace("’", "'").split()
    stems = [
        re.escape(word[:-1]) + r"\w*" if word.endswith("e") and len(word) > 4 else re.escape(word)
        for word in parts
    ]
    if len(stems) == 1 and parts[0] != "roi":
        stems = [re.escape(parts[0].removesuffix("ize").removesuffix("e").removesuffix("ic")) + r"\w*"]
    return re.compile(r"\b" + r"[\s-]+".join(stems) + r"\b", re.IGNORECASE)


def _link_findings(letter: Letter, assignment: Assignment) -> Iterator[str]:
    text = f"{letter.subject}\n{letter.body}"
    proof_link = assignment.proof.link if assignment.proof else ""
    allowed = {link for link in (assignment.meeting.join_url, proof_link) if link}
    rest = _masked(text, (*allowed, assignment.meeting.company, running_subject(assignment.meeting)))
    for pattern in _wording()["booking"]:
        if match := pattern.search(_masked(text, allowed)):
            yield f"scheduling link: {match[0]!r}"
    yield from (f"link not allowed: {match[0]!r}" for match in _LINK.finditer(_ADDRESS.sub(" ", rest)))
    yield from (f"address in the text: {match[0]!r}" for match in _ADDRESS.finditer(rest))
    for link in allowed:
        for match in re.finditer(re.escape(link) + r"[\w/?=&#%.-]*[\w/=&#%]", text):
            if match[0] != link:
                yield f"link changed: {match[0]!r}"


def _source_findings(letter: Letter, assignment: Assignment) -> Iterator[str]:
    """Every number has a source: the meeting, the notes that may be said, the proof."""
    body = _masked(letter.body, _quoted(assignment))
    for stamp in reversed(stamps_in(body)):
        body = body[: stamp.start] + " " * (stamp.end - stamp.start) + body[stamp.end :]
    meeting = assignment.meeting
    purpose = purpose_for(assignment)
    sources = [
        str(meeting.duration_minutes),
        str(meeting.new_duration_minutes or ""),
        purpose.topic,
        purpose.mention,
    ]
    sources += [heard(assignment.constraint), assignment.season_line, meeting.title]
    sources += [
        meeting.company,
        *((assignment.proof.content, assignment.proof.source) if assignment.proof else ()),
    ]
    allowed = set(_NUMBER.findall(" ".join(sources)))
    for number in _NUMBER.findall(body):
        if number not in allowed:
            yield f"number without a source: {number!r}"
    yield from _wrong_length(body, assignment)


def _wrong_length(body: str, assignment: Assignment) -> Iterator[str]:
    """A length of the meeting that is not its length."""
    meeting = assignment.meeting
    lengths = {meeting.duration_minutes, meeting.new_duration_minutes}
    said = {
        "an hour": 60,
        "one hour": 60,
        "one-hour": 60,
        "half an hour": 30,
        "half-hour": 30,
        "two hours": 120,
        "two-hour": 120,
    }
    for words_said, minutes in said.items():
        if minutes not in lengths and re.search(rf"\b{words_said}\b", body, re.IGNORECASE):
            yield f"length not approved: {words_said!r}"


def _leak_findings(letter: Letter, assignment: Assignment) -> Iterator[str]:
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
    known = set(_tokens(" ".join(cleared)))
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
    joined = f" {' '.join(_tokens(text))} "
    for phrase in sorted({" ".join(_tokens(one)) for one in phrases if one}, key=len, reverse=True):
        if phrase:
            joined = joined.replace(f" {phrase} ", f" {_CUT} ")
    return joined.split()


def _tokens(text: str) -> list[str]:
    return re.findall(r"[\w%'$]+", _straight(text).lower())


def _repeat_findings(letter: Letter, assignment: Assignment) -> Iterator[str]:
    prose = without_list(inner_body(letter.body, assignment))
    sentences = [
        one.strip().lower() for one in re.split(r"(?<=[.!?:])\s+|\n+", prose) if len(one.split()) > 3
    ]
    for number, sentence in enumerate(sentences):
        for earlier in sentences[:number]:
            if SequenceMatcher(None, earlier, sentence).ratio() > _ALIKE:
                yield f"says the same twice: {sentence!r}"


def _quoted(assignment: Assignment) -> tuple[str, ...]:
    """Texts that stand in a letter as they are and hold no time or number of ours."""
    meeting = assignment.meeting
    people = [assignment.recipient.name, assignment.sender.name, *assignment.others, *assignment.silent]
    people += [person.name for person in (assignment.champion, assignment.target) if person]
    quoted = [meeting.join_url, meeting.company, *people, *(first_name(name) for name in people)]
    if assignment.proof:
        content = " ".join(assignment.proof.content.split()).strip('"“”').rstrip(".")
        quoted += [content, assignment.proof.content, assignment.proof.source, assignment.proof.link]
    return tuple(quoted)


def _masked(text: str, phrases: Iterable[str], *, split: bool = False) -> str:
    """The text with these phrases blanked out, the rest unmoved; `split` puts a full stop there instead."""
    for phrase in sorted({_straight(one) for one in phrases if len(one) > 2}, key=len, reverse=True):
        pattern = rf"(?<!\w){re.escape(phrase)}(?!\w)"
        text = re.sub(pattern, lambda match: "." if split else re.sub(r"\S", "\u00b7", match[0]), text)
    return text


def _straight(text: str) -> str:
    return (
        text.replace("’", "'")
        .replace("‘", "'")
        .replace("“", '"')
        .replace("”", '"')
        .replace("\u00a0", " ")
        .replace("\u202f", " ")
    )
