"""A message whose prose a model wrote, put together by the program and looked at before it may leave."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from xforce_desktop.messages.assignment import Assignment
from xforce_desktop.messages.facts import facts_of
from xforce_desktop.messages.letter import Letter
from xforce_desktop.messages.limits import (
    SMS_SEPTETS,
    greeting_for,
    inner_body,
    most_words,
    persona_words,
    septets,
    sign_off_for,
    to_gsm,
    words,
)
from xforce_desktop.messages.lint import check
from xforce_desktop.messages.lint_text import sentences
from xforce_desktop.messages.model_faults import is_gross, may_be_told, prose_faults
from xforce_desktop.messages.model_slots import Slot, emptied, filled, slots_for
from xforce_desktop.messages.text_message import times_in_text, with_soft_line

WRITER = "claude"
_LEAST_WORDS = 12
_OPENINGS = 4  # of the thread are told
_LEAK = ("words of the notes", "internal word of the notes")


@dataclass(frozen=True)
class Frame:
    """What is settled before a model writes a word: who is greeted, the subject, the slots, the limits."""

    assignment: Assignment
    offline: Letter
    slots: tuple[Slot, ...]

    @property
    def is_text(self) -> bool:
        """Whether it goes by text message."""
        return self.assignment.kind.is_text

    @property
    def words(self) -> int:
        """How many words the prose may have, those in the slots counted."""
        listed = sum(words(slot.value) for slot in self.slots if slot.alone)
        left = most_words(self.assignment) - listed
        said = sum(words(line) for line in self.assignment.closing_lines)
        return max(_LEAST_WORDS, min(left, persona_words(self.assignment)) - said)

    @property
    def characters(self) -> int:
        """How many a text message leaves for the prose, the slots counted as their names."""
        shortest = min((to_gsm(time) for time in times_in_text(self.assignment)), key=len)
        names = sum(len(slot.name) + 4 for slot in self.slots if slot.name == "time")
        soft = len(with_soft_line("", self.assignment.soft_line))
        return SMS_SEPTETS - len(_text_opening(self.assignment)) - len(shortest) - soft + names


def openings_of(frame: Frame) -> tuple[str, ...]:
    """How our last messages in the thread began, so that this one begins otherwise; the names of the slots in
    place of what stands in them, and none in which anything is left that a model is not told."""
    bodies = (inner_body(body, frame.assignment) for body in frame.assignment.earlier[-_OPENINGS:])
    first = (emptied(said[0], frame.slots) for body in bodies if (said := sentences(body)))
    return tuple(dict.fromkeys(one for one in first if may_be_told(one, frame.assignment)))


def frame_for(assignment: Assignment, offline: Letter) -> Frame:
    """The frame around what a model will write; `offline` is the letter that stands if it writes none."""
    return Frame(assignment, offline, slots_for(assignment, offline))


def letter_of(paragraphs: tuple[str, ...], frame: Frame) -> Letter:
    """The whole message with its findings; none, and it may leave."""
    faults = tuple(prose_faults(paragraphs, frame.assignment, frame.slots))
    if is_gross(paragraphs):
        return Letter("sms" if frame.is_text else "email", "", "", WRITER, faults)
    letter = _text_message(paragraphs, frame) if frame.is_text else _mail(paragraphs, frame)
    found = (*faults, *check(letter, frame.assignment))
    return replace(letter, writer=WRITER, checks=tuple(dict.fromkeys(found)), left_out=frame.offline.left_out)


def told_back(letter: Letter, frame: Frame) -> tuple[str, ...]:
    """The findings as the model may read them: without the names and times in the slots, without a word on
    what the notes hold."""
    return tuple(dict.fromkeys(_told(finding, frame) for finding in letter.checks))


def _told(finding: str, frame: Frame) -> str:
    start, _, quoted = finding.partition(": ")
    if start in _LEAK:
        finding = f"says what the facts do not say: {quoted}"
    if start.startswith(("greeting is not", "sign-off is not")):
        return "has a greeting or a sign-off"
    if frame.offline.subject and frame.offline.subject in finding:
        finding = finding.replace(frame.offline.subject, "the subject")
    return emptied(finding, frame.slots)


def _mail(paragraphs: tuple[str, ...], frame: Frame) -> Letter:
    assignment = frame.assignment
    said = [filled(" ".join(one.split()), frame.slots) for one in paragraphs]
    parts = (greeting_for(assignment), *said, *assignment.closing_lines, sign_off_for(assignment))
    return Letter("email", frame.offline.subject, "\n\n".join(parts))


def _text_message(paragraphs: tuple[str, ...], frame: Frame) -> Letter:
    """With the fullest form of its time that leaves it in one segment."""
    bodies = list(_texts(" ".join(paragraphs), frame))
    fitting = [body for body in bodies if (septets(body) or SMS_SEPTETS + 1) <= SMS_SEPTETS]
    return Letter("sms", "", fitting[0] if fitting else bodies[-1])


def _texts(prose: str, frame: Frame) -> Iterator[str]:
    opening = _text_opening(frame.assignment)
    for time in times_in_text(frame.assignment):
        slots = tuple(replace(slot, value=time) if slot.name == "time" else slot for slot in frame.slots)
        text = to_gsm(opening + filled(" ".join(prose.split()), slots)).strip()
        yield with_soft_line(text, frame.assignment.soft_line)


def _text_opening(assignment: Assignment) -> str:
    """Who is greeted and who writes: "Hi John, Brent here. "."""
    facts = facts_of(assignment)
    who = to_gsm(str(facts["first"])).strip() or "there"
    return f"Hi {who}, {to_gsm(str(facts['sender'])).strip()} here. "
