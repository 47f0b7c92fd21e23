"""The writer that needs no key: fills sentences of resources/templates, the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from xforce_desktop.messages import when
from xforce_desktop.messages.assignment import Assignment, LetterKind, Reading, as_readings
from xforce_desktop.messages.facts import facts_of, offers_of, persona_of, stage_of
from xforce_desktop.messages.letter import Letter
from xforce_desktop.messages.limits import (
    BULLET,
    greeting_for,
    most_words,
    persona_words,
    sign_off_for,
    words,
)
from xforce_desktop.messages.lint import check
from xforce_desktop.messages.persona import tone_of
from xforce_desktop.messages.phrasebook import LIST, Part, Phrases, phrases_for
from xforce_desktop.messages.text_message import write_text_message

_DRAWS = 140
_DROPPED = 0.35  # share of drafts that leave an optional place empty
_PERSONAL = frozenset({"recall", "ack", "matter", "lead", "close", "broken", "tie", "link", "door"})
_IN_TURN = 0.5
_TRIED = 25
_LONGEST_SUBJECT = 78
# Written into a running conversation, always.
_REPLIES = frozenset(
    {
        LetterKind.FOLLOW_UP,
        LetterKind.COUNTER,
        LetterKind.CONSTRAINT,
        LetterKind.CLARIFY,
        LetterKind.CHAMPION_CC,
        LetterKind.PAUSE_ACK,
        LetterKind.ASK_SILENT,
    }
)
# Written into the conversation where there is one.
_REPLIES_IF_RUNNING = frozenset({LetterKind.DE_ESCALATE, LetterKind.RUNNING_LATE})


@dataclass(frozen=True)
class _Choice:
    """What is said in each place of the form; a place may stay empty."""

    said: Mapping[str, str]
    merit: int


class OfflineWriter:
    """Writes from templates."""

    def write(self, assignment: Assignment) -> Letter:
        """The letter with the findings of the lint; none, unless nothing clean could be written."""
        if assignment.kind is LetterKind.SMS:
            return write_text_message(assignment)
        facts = facts_of(assignment)
        fallback: Letter | None = None
        for letter in self._drafts(assignment, facts):
            found = check(letter, assignment)
            if not found:
                return letter
            if fallback is None or len(found) < len(fallback.checks):
                fallback = replace(letter, checks=found)
        assert fallback is not None, f"no form for {assignment.kind}"
        return fallback

    def _drafts(self, assignment: Assignment, facts: dict[str, object]) -> Iterator[Letter]:
        """Drafts, best first: within the recipient's length, then the kind's, then as short as can be."""
        kind_limit, own_limit = most_words(assignment), persona_words(assignment)
        listings = _shown_listings(assignment)
        facts = {**facts, "time": listings[0].single}
        fits_own, fits_kind, too_long = [], [], []
        for choice in _choices(assignment, facts, listings[0].form):
            prose = sum(words(said) for said in (*choice.said.values(), assignment.zone_note))
            for number, listed in enumerate(listings):
                total = prose + sum(words(line) for line in listed.lines)
                if not listed.left_out and total <= own_limit:
                    fits_own.append(((-choice.merit, number), choice, listed))
                elif total <= kind_limit and prose <= own_limit:
                    fits_kind.append(((number, -choice.merit), choice, listed))
                else:
                    too_long.append(((total, 0), choice, listed))
        frame = _Frame(assignment, facts)
        for pile in (fits_own, fits_kind, too_long):
            best = sorted(pile, key=lambda entry: entry[0])[:_TRIED]
            yield from (frame.letter(choice, listed) for _, choice, listed in best)


class _Frame:
    """What all drafts of one letter share: subject, greeting, sign-off, order of the paragraphs."""

    def __init__(self, assignment: Assignment, facts: Mapping[str, object]) -> None:
        self._forms = phrases_for(assignment.kind.value).forms
        self._subject = _subject(assignment, facts, phrases_for(assignment.kind.value))
        self._greeting = greeting_for(assignment)
        self._sign_off = sign_off_for(assignment)
        self._zone_note = assignment.zone_note

    def letter(self, choice: _Choice, listed: _Listing) -> Letter:
        """The whole letter."""
        paragraphs = [_paragraph(names, choice, listed) for names in self._forms[listed.form]]
        said = [*(text for text in paragraphs if text), *([self._zone_note] if self._zone_note else [])]
        body = "\n\n".join([self._greeting, *said, self._sign_off])
        return Letter("email", self._subject, body, left_out=listed.left_out)


def _paragraph(names: Sequence[str], choice: _Choice, listed: _Listing) -> str:
    if names == [LIST]:
        return "\n".join(listed.lines)
    return " ".join(said for name in names if (said := choice.said.get(name, "")))


@dataclass(frozen=True)
class _Listing:
    """How the offered times are shown. `form` is many, one or none; `single` stands within a sentence.

    `left_out` are the offered times that it does not name.
    """

    form: str
    lines: tuple[str, ...]
    single: str = ""
    left_out: tuple[datetime, ...] = ()


def _shown_listings(assignment: Assignment) -> list[_Listing]:
    """The listings that this kind can show: without lines where its form has no place for a list."""
    listings = list(_listings(assignment))
    if [LIST] in phrases_for(assignment.kind.value).forms[listings[0].form]:
        return listings
    return [replace(listings[0], lines=())]


def _listings(assignment: Assignment) -> Iterator[_Listing]:
    """The ways to show the times, fullest first, in the order proposed; the last ones leave times out."""
    zone, ours = assignment.recipient.timezone, assignment.sender.timezone
    if assignment.kind is LetterKind.CLARIFY and assignment.readings:
        said = list(dict.fromkeys(_reading_said(one, assignment) for one in as_readings(assignment.readings)))
        yield _Listing("many" if len(said) > 1 else "one", tuple(BULLET + one for one in said), said[0])
        return
    offers = offers_of(assignment)
    if len(offers) < 2:
        single = when.format_time(offers[0], zone, ours) if offers else ""
        yield _Listing("one" if offers else "none", (), single)
        return
    yield _Listing("many", _lines(offers, zone, ours, brief=False))
    yield _Listing("many", _lines(offers, zone, ours, brief=True))
    for count in range(len(offers) - 1, 1, -1):
        lines = _lines(offers[:count], zone, ours, brief=True)
        yield _Listing("many", lines, left_out=tuple(offers[count:]))


def single_time(assignment: Assignment) -> str:
    """The one time that this kind names within a sentence; empty where it names none, or several."""
    if not any("{{ time }}" in part.text for part in _all_parts(assignment)):
        return ""
    return next(_listings(assignment)).single if len(offers_of(assignment)) < 2 else ""


def _all_parts(assignment: Assignment) -> Iterator[Part]:
    for parts in phrases_for(assignment.kind.value).places.values():
        yield from parts


def _reading_said(reading: Reading, assignment: Assignment) -> str:
    """A start where the reading is no longer than the meeting, otherwise a window."""
    zone = assignment.recipient.timezone
    length_s = assignment.meeting.duration_minutes * 60
    if reading.end is None or (reading.end - reading.start).total_seconds() <= length_s:
        return when.format_time(reading.start, zone, assignment.sender.timezone)
    return when.format_window(reading.start, reading.end, zone)


def _lines(offers: Sequence[datetime], zone: str, ours: str, *, brief: bool) -> tuple[str, ...]:
    """Bulleted offers; `brief` says "for me" on the first line only."""
    return tuple(
        BULLET + when.spoken(offer, zone) + when.beside(offer, zone, ours, brief=brief and number > 0)
        for number, offer in enumerate(offers)
    )


def _subject(assignment: Assignment, facts: Mapping[str, object], phrases: Phrases) -> str:
    kind = assignment.kind
    if kind in _REPLIES or (kind in _REPLIES_IF_RUNNING and assignment.meeting.subject):
        return f"Re: {facts['subject']}"
    suits = [
        part for part in phrases.subjects if part.suits(persona_of(assignment), stage_of(assignment), facts)
    ]
    said = [part.render(facts) for part in suits]
    short = [subject for subject in said if len(subject) <= _LONGEST_SUBJECT] or sorted(said, key=len)[:1]
    return _random(assignment, "subject").choice(short)


def _choices(assignment: Assignment, facts: dict[str, object], form: str) -> list[_Choice]:
    """Different ways to fill the form, in an order that the seed decides."""
    draw = _Draw(assignment, facts, form)
    return list({tuple(choice.said.values()): choice for choice in islice(draw.choices(), _DRAWS)}.values())


class _Draw:
    """Draws parts for the places of one form."""

    def __init__(self, assignment: Assignment, facts: dict[str, object], form: str) -> None:
        self._assignment = assignment
        self._facts = facts
        self._rendered: dict[Part, str] = {}
        self._phrases = phrases_for(assignment.kind.value)
        self._stage = stage_of(assignment)
        self._places = [name for names in self._phrases.forms[form] for name in names if name != LIST]
        persona = persona_of(assignment)
        self._suitable = {
            name: [part for part in self._phrases.places[name] if part.suits(persona, self._stage, facts)]
            for name in self._places
        }
        first = assignment.kind is LetterKind.INITIAL  # there is one per thread, so nobody's turn
        self._turns = frozenset() if first else self._turns_of_attempt()

    def _turns_of_attempt(self) -> frozenset[Part]:
        """The part of each place whose turn it is: in one thread another one with each attempt."""
        order = _random(self._assignment, "order", with_attempt=False)
        turns = set()
        for parts in self._suitable.values():
            if parts:
                shuffled = order.sample(parts, len(parts))
                turns.add(shuffled[self._assignment.attempt % len(shuffled)])
        return frozenset(turns)

    def choices(self) -> Iterator[_Choice]:
        """Whole fillings; some may be equal."""
        chance = _random(self._assignment, "draw")
        for _ in range(_DRAWS * 4):
            parts = self._filled(chance)
            if parts is not None:
                said = {name: self._render(part) for name, part in parts.items()}
                yield _Choice(said, self._merit(parts))

    def _render(self, part: Part) -> str:
        if part not in self._rendered:
            self._rendered[part] = part.render(self._facts).strip()
        return self._rendered[part]

    def _filled(self, chance: random.Random) -> dict[str, Part] | None:
        parts: dict[str, Part] = {}
        said: set[str] = set()
        dropped = ""
        for name in self._places:
            fitting = [part for part in self._suitable[name] if not said & part.says]
            if not fitting or (self._may_drop(name, dropped) and chance.random() < _DROPPED):
                if not self._may_drop(name, dropped):
                    return None
                dropped = name if name in self._phrases.either else dropped
                continue
            turns = [part for part in fitting if part in self._turns]
            parts[name] = turns[0] if turns and chance.random() < _IN_TURN else chance.choice(fitting)
            said |= parts[name].says
        return parts

    def _may_drop(self, name: str, dropped: str) -> bool:
        if name in self._phrases.required.get(self._stage, ()):
            return False
        return name in self._phrases.optional or (name in self._phrases.either and not dropped)

    def _names_matter(self, part: Part) -> bool:
        """Whether the part says what the meeting is about, from the notes or without them."""
        if self._facts["topic"]:
            return "topic" in part.text or "_meeting" in part.text
        return "topic" in part.unless

    def _merit(self, parts: Mapping[str, Part]) -> int:
        """Personal beats general: the matter, their own words and season, phrases that suit the persona."""
        merit = sum(part in self._turns for part in parts.values()) if self._assignment.attempt > 1 else 0
        merit += 2 * any(self._names_matter(part) for part in parts.values())
        merit += sum(name in _PERSONAL for name in parts)
        if self._assignment.attempt == 1:  # said once, not with every further mail
            merit += 4 * any("season" in part.needs for part in parts.values())
        if self._assignment.kind is LetterKind.INITIAL:
            text = " ".join(part.text for part in parts.values()).lower().replace("{{ minutes }}", "minutes")
            preferred = tone_of(persona_of(self._assignment)).prefer
            merit += 4 * any(phrase.lower() in text for phrase in preferred)
        return merit


def _random(assignment: Assignment, what: str, *, with_attempt: bool = True) -> random.Random:
    """Chance from the seed and the thread, so that equal seeds do not make two recipients' mails alike."""
    meeting, who = assignment.meeting, assignment.recipient
    key = [
        assignment.seed,
        assignment.kind,
        who.name,
        who.address,
        meeting.meeting_type,
        meeting.company,
        what,
    ]
    if with_attempt:
        key.append(assignment.attempt)
    return random.Random("|".join(str(part) for part in key))
