"""What a model may not write: stricter than the lint, as the program puts in all that must be exact."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from itertools import chain

from xforce_desktop.messages.assignment import Assignment, LetterKind
from xforce_desktop.messages.facts import meeting_name, persona_of, purpose_for
from xforce_desktop.messages.letter import Letter
from xforce_desktop.messages.lint_leaks import leak_findings
from xforce_desktop.messages.lint_sources import name_findings
from xforce_desktop.messages.lint_text import own_frame, people_of, straight, tokens
from xforce_desktop.messages.model_slots import SLOT, Slot
from xforce_desktop.messages.persona import tone_of
from xforce_desktop.messages.phrasebook import phrases_for
from xforce_desktop.messages.stamps import VAGUE, stamps_in
from xforce_desktop.messages.vocabulary import topic_words

MOST_PARAGRAPHS = 5
LONGEST_PARAGRAPH = 900
_RULES = (
    "times",
    "numbers",
    "claims",
    "promises",
    "inventions",
    "about_itself",
    "false_memories",
    "manners",
    "orders",
)
_NAMES = {
    "times": "says a time or a length itself; only slots do",
    "numbers": "says a number itself",
    "claims": "claims what the facts do not say",
    "promises": "promises or names what the facts do not say",
    "inventions": "speaks of what the facts do not say",
    "memories": "remembers what the facts do not say",
    "about_itself": "speaks about the text itself",
    "false_memories": "remembers what the facts do not say",
    "manners": "sounds like a reproach or an insult",
    "orders": "asks or presses for what no message about a meeting does",
    "cancelled": "says that the meeting is off",
    "moved": "says that the meeting moves",
}
_MAY_MOVE = frozenset(
    {LetterKind.CANCELLATION, LetterKind.NO_SHOW, LetterKind.RUNNING_LATE, LetterKind.COUNTER}
)
# Whose reason to write is something that they said.
_ANSWERS = frozenset(
    {
        LetterKind.COUNTER, LetterKind.CONSTRAINT, LetterKind.CLARIFY,
        LetterKind.PAUSE_ACK, LetterKind.CONFIRMATION, LetterKind.DE_ESCALATE,
    }
)  # fmt: skip
_PLAIN = re.compile(r"[^A-Za-z\s.,;:!?'\"()&/\u00b7\u2013\u2014-]")
_TOKEN = re.compile(r"[A-Za-z]+(?:'[a-z]+)?")
_SENTENCE = re.compile(r"(?<=[.!?:;])\s+|\s[\u2013\u2014-]\s|(?<=\()")
_OF_THEM = re.compile(r"\b(these|those|them|the times?|list)\b", re.IGNORECASE)
_OPEN = re.compile(r"\b(if|should|in case|unless|things happen)\b", re.IGNORECASE)
_MOST_SIGNS = 8  # are told of
_FEW_COMMON = 0.2
_LONG_SENTENCE = 5
_ECHO_WORDS = 7
_MASK = "\u00b7"


@cache
def _wording() -> dict[str, tuple[re.Pattern[str], ...]]:
    return {
        name: tuple(re.compile(one, re.IGNORECASE) for one in many)
        for name, many in _table().items()
        if isinstance(many, list)
    }


@cache
def _table() -> dict[str, object]:
    return tomllib.loads(files("resources").joinpath("model_wording.toml").read_text("utf-8"))


@cache
def _common() -> frozenset[str]:
    return frozenset(str(_table()["common"]).split())


@cache
def _starts() -> frozenset[str]:
    """Words that name nobody: common ones, listed ones, and those of our own sentences."""
    own: set[str] = set()
    for kind in LetterKind:
        for parts in phrases_for(kind.value).places.values():
            own.update(word.lower() for part in parts for word in _TOKEN.findall(part.text))
    return frozenset(own) | _common() | frozenset(str(_table()["starts"]).split())


@cache
def _prompt_runs() -> frozenset[tuple[str, ...]]:
    """Every run of words of the prompt that is long enough to be an echo of it."""
    text = files("resources").joinpath("prompts", "write_message.md").read_text("utf-8")
    text = text.partition("# Examples")[0]  # these are there to be followed
    return frozenset(_runs(_words(text)))


def prose_faults(
    paragraphs: tuple[str, ...], assignment: Assignment, slots: tuple[Slot, ...]
) -> Iterator[str]:
    """Findings about the prose as the model wrote it, in words; the slots stand in it by name."""
    if gross := tuple(_gross_faults(paragraphs)):
        yield from gross
        return
    yield from _shape_faults(paragraphs)
    yield from _slot_faults(paragraphs, slots)
    cleared = _cleared(assignment)
    for paragraph in paragraphs:
        text = _masked(SLOT.sub(r"{{\1}}", straight(paragraph)), cleared)
        yield from _sign_faults(text)
        yield from _word_faults(text, assignment)
        yield from _name_faults(text)
        for sentence in _SENTENCE.split(text):
            yield from _sentence_faults(sentence, assignment, slots)
        yield from _echo_faults(paragraph)


def cleared_phrases(assignment: Assignment) -> tuple[str, ...]:
    """What a model is told word for word and may say again."""
    purpose, name = purpose_for(assignment), meeting_name(assignment.meeting)
    said = [purpose.topic, purpose.short_topic, purpose.recall, purpose.asked, purpose.wished]
    if " " in name.noun:  # a single word like "call" is nothing to leave out
        said += [name.noun, name.a_noun]
    return tuple(one for one in said if one)


def _cleared(assignment: Assignment) -> tuple[str, ...]:
    preferred = tuple(
        phrase
        for phrase in tone_of(persona_of(assignment)).prefer
        if not phrase.lower().startswith("minutes")
    )
    phrases = (*cleared_phrases(assignment), *preferred)
    bare = (re.sub(r"^(?:our|the|an?) ", "", phrase) for phrase in phrases)
    return tuple(dict.fromkeys((*phrases, *bare)))


def may_be_told(sentence: str, assignment: Assignment) -> bool:
    """Whether a sentence of an earlier message of ours may be shown to a model.

    The rep may have typed it: no time, figure, name or sign may be left in it, nothing of the notes, and no
    word but common ones, those of our own sentences and those that are cleared.
    """
    text = _masked(SLOT.sub(r"{{\1}}", straight(sentence)), _cleared(assignment))
    alone = Letter("email", "", sentence)
    findings = chain(
        _sign_faults(text),
        _word_faults(text, assignment),
        _name_faults(text),
        name_findings(alone, assignment),
        leak_findings(alone, assignment),
    )
    said = [word.lower() for word in _TOKEN.findall(SLOT.sub(" ", text))]
    names = set(tokens(" ".join(people_of(assignment))))
    ours = set(tokens(meeting_name(assignment.meeting).noun))
    is_known = all((_may_start(one) or one in ours) and one not in names for one in said)
    return is_known and not any(True for _ in findings)


def is_gross(paragraphs: tuple[str, ...]) -> bool:
    """Whether nobody needs to read on."""
    return any(True for _ in _gross_faults(paragraphs))


def _gross_faults(paragraphs: tuple[str, ...]) -> Iterator[str]:
    if not any(paragraph.strip() for paragraph in paragraphs):
        yield "is empty"
    if len(paragraphs) > MOST_PARAGRAPHS:
        yield f"has {len(paragraphs)} paragraphs; at most {MOST_PARAGRAPHS}"
    if any(len(paragraph) > LONGEST_PARAGRAPH for paragraph in paragraphs):
        yield "has a paragraph that is too long"


def _shape_faults(paragraphs: tuple[str, ...]) -> Iterator[str]:
    for paragraph in paragraphs:
        if "\n" in paragraph.strip():
            yield "has a paragraph of several lines"
        if found := own_frame(paragraph):
            yield f"has {found}; the program puts it in"


def _slot_faults(paragraphs: tuple[str, ...], slots: tuple[Slot, ...]) -> Iterator[str]:
    named = [name for paragraph in paragraphs for name in SLOT.findall(paragraph)]
    known = {slot.name: slot for slot in slots}
    yield from (f"there is no slot {name!r}" for name in dict.fromkeys(named) if name not in known)
    for slot in slots:
        count = named.count(slot.name)
        if slot.needed and count != 1:
            yield f"slot {slot.name!r} has to stand in it once"
        elif count > slot.most:
            yield f"slot {slot.name!r} stands in it too often"
    for paragraph in paragraphs:
        held = [known[name] for name in SLOT.findall(paragraph) if name in known]
        yield from (
            f"slot {slot.name!r} has to be a paragraph of its own"
            for slot in held
            if slot.alone and not SLOT.fullmatch(paragraph.strip())
        )
        yield from (
            f"slot {slot.name!r} has to end its paragraph"
            for slot in held
            if slot.name in ("link", "proof") and not re.search(rf"{slot.name}\s*\}}\}}$", paragraph.strip())
        )


def _sign_faults(text: str) -> Iterator[str]:
    """Digits, markup, links, addresses, bullets, letters of other languages: prose needs none of them."""
    rest = SLOT.sub(_MASK, text)
    if found := _PLAIN.findall(rest):
        yield f"has signs that plain prose needs none of: {' '.join(dict.fromkeys(found[:_MOST_SIGNS]))!r}"
    if re.search(r"//|www|\w\.\w{2}|--|^\s*-", rest):
        yield "has a link, a list or a rule in it"


def _word_faults(text: str, assignment: Assignment) -> Iterator[str]:
    bare = SLOT.sub(_MASK, text)
    for rule in _rules_for(assignment):
        for pattern in _wording()[rule]:
            if match := pattern.search(bare):
                yield f"{_NAMES[rule]}: {match[0].strip()!r}"
    for stamp in stamps_in(bare):
        yield f"{_NAMES['times']}: {stamp.text!r}"
    for match in VAGUE.finditer(bare):
        yield f"{_NAMES['times']}: {match[0]!r}"


def _rules_for(assignment: Assignment) -> Iterator[str]:
    yield from _RULES
    kind = assignment.kind
    has_mentioned = kind is LetterKind.INITIAL and purpose_for(assignment).mention
    if not (has_mentioned or kind in _ANSWERS or assignment.meeting.meeting_type == "follow_up"):
        yield "memories"
    if kind is not LetterKind.CANCELLATION:
        yield "cancelled"
    if kind not in _MAY_MOVE and not assignment.meeting.moved:
        yield "moved"


def _name_faults(text: str) -> Iterator[str]:
    """Capital letters within a sentence, and sentences that begin with a word that we do not know."""
    for sentence in _SENTENCE.split(SLOT.sub(_MASK, text)):
        for number, match in enumerate(_TOKEN.finditer(sentence)):
            word = match[0]
            if not word[:1].isupper() or re.fullmatch(r"I(?:'\w+)?", word):
                continue
            begins = number == 0 and _MASK not in sentence[: match.start()]
            if not begins or not _may_start(word.lower()):
                yield f"has a name that no slot stands for: {word!r}"


def _may_start(word: str) -> bool:
    stem = word.removesuffix("'s").removesuffix("ing")
    forms = {word, stem, f"{stem}e", stem[:-1] if stem[-2:-1] == stem[-1:] else stem}
    return bool(forms & _starts()) or topic_words().holds(word, 1)


def _sentence_faults(sentence: str, assignment: Assignment, slots: tuple[Slot, ...]) -> Iterator[str]:
    words = [word.lower() for word in _TOKEN.findall(SLOT.sub(" ", sentence))]
    if len(words) >= _LONG_SENTENCE and sum(word in _common() for word in words) < _FEW_COMMON * len(words):
        yield f"is not in plain English: {sentence.strip()[:60]!r}"
    if assignment.kind is not LetterKind.CANCELLATION:
        yield from _denials(sentence, slots)


def _denials(sentence: str, slots: tuple[Slot, ...]) -> Iterator[str]:
    """A time that we offer or agreed on is not taken back in the same breath."""
    offering = {slot.name for slot in slots if slot.offers}
    rule = ""
    if offering & set(SLOT.findall(sentence)):
        rule = "denials"
    elif offering and _OF_THEM.search(sentence) and not _OPEN.search(sentence):
        rule = "refusals"
    for pattern in _wording()[rule] if rule else ():
        if match := pattern.search(SLOT.sub(" ", sentence)):
            yield f"denies a time that we offer or agreed on: {match[0]!r}"


def _echo_faults(paragraph: str) -> Iterator[str]:
    for run in _runs(_words(SLOT.sub(" | ", paragraph))):
        if run in _prompt_runs():
            yield f"repeats its orders: {' '.join(run)!r}"
            return


def _runs(words: list[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(words[at : at + _ECHO_WORDS]) for at in range(len(words) - _ECHO_WORDS + 1))


def _words(text: str) -> list[str]:
    return re.findall(r"[\w']+|\|", straight(text).lower())


def _masked(text: str, phrases: Iterable[str]) -> str:
    for phrase in sorted({straight(one) for one in phrases}, key=len, reverse=True):
        text = re.sub(rf"(?<![\w{{]){re.escape(phrase)}(?![\w}}])", _MASK, text, flags=re.IGNORECASE)
    return text
