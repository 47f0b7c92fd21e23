"""The writer that needs no key: fills sentences of resources/templates, the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from xforce_desktop.messages.assignment import Assignment, LetterKind
from xforce_desktop.messages.facts import facts_of, persona_of
from xforce_desktop.messages.letter import Letter
from xforce_desktop.messages.limits import greeting_for, most_words, persona_words, sign_off_for, words
from xforce_desktop.messages.lint import check
from xforce_desktop.messages.listing import Listing, shown_listings
from xforce_desktop.messages.manner import NO_MANNER
from xforce_desktop.messages.manner_reading import contracts, spells_out
from xforce_desktop.messages.persona import tone_of
from xforce_desktop.messages.phrasebook import LIST, Part, Phrases, phrases_for
from xforce_desktop.messages.register import manner_for
from xforce_desktop.messages.stages import stage_of
from xforce_desktop.messages.text_message import write_text_message

_DRAWS = 140
_DROPPED = 0.35  # share of drafts that leave an optional place empty
_PERSONAL = frozenset({"recall", "ack", "matter", "lead", "close", "broken", "tie", "link", "door"})
_IN_TURN = 0.5
_TOLD_BEFORE = 6  # what a sentence costs that one of our earlier messages in the thread had
_JARRING = 3  # what a sentence costs that is not in the rep's manner
_WORDS_A_MERIT = 15  # so many words more weigh as much as one merit, for a rep who writes short mails
_WORDS_THAT_STAY = 3  # a sentence this long may come again
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
        if assignment.kind.is_text:
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
        if assignment.thanks_line:  # the offer needs the room more than the thanks do
            return self.write(replace(assignment, thanks_line=""))
        if assignment.soft_line and fallback.checks:  # better the plain words than none
            return self.write(replace(assignment, soft_line=""))
        return fallback

    def _drafts(self, assignment: Assignment, facts: dict[str, object]) -> Iterator[Letter]:
        """Drafts, best first: within the recipient's length, then the kind's, then as short as can be."""
        kind_limit, own_limit = most_words(assignment), persona_words(assignment)
        listings = shown_listings(assignment)
        facts = {**facts, "time": listings[0].single}
        fits_own, fits_kind, too_long = [], [], []
        for choice in _choices(assignment, facts, listings[0].form):
            prose = sum(words(said) for said in (*choice.said.values(), *assignment.closing_lines))
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
        self._closing_lines = assignment.closing_lines

    def letter(self, choice: _Choice, listed: Listing) -> Letter:
        """The whole letter."""
        paragraphs = [_paragraph(names, choice, listed) for names in self._forms[listed.form]]
        said = [*(text for text in paragraphs if text), *self._closing_lines]
        body = "\n\n".join([self._greeting, *said, self._sign_off])
        return Letter("email", self._subject, body, left_out=listed.left_out)


def _paragraph(names: Sequence[str], choice: _Choice, listed: Listing) -> str:
    if names == [LIST]:
        return "\n".join(listed.lines)
    return " ".join(said for name in names if (said := choice.said.get(name, "")))


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
        self._jarring: dict[Part, int] = {}
        self._manner = manner_for(assignment)
        self._earlier = "\n".join(assignment.earlier)
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
            is_spelled_out = self._manner.contractions == "avoided"
            self._rendered[part] = part.render(self._facts, is_spelled_out=is_spelled_out).strip()
        return self._rendered[part]

    def _was_told(self, part: Part) -> bool:
        """Whether one of our earlier messages says so in the same words."""
        said = self._render(part)
        return len(said.split()) > _WORDS_THAT_STAY and said in self._earlier

    def _jars(self, part: Part) -> int:
        """How often the part says something as the rep never would."""
        if part not in self._jarring:
            said, manner = self._render(part), self._manner
            self._jarring[part] = (
                (manner.contractions == "avoided" and contracts(said))
                + (manner.contractions == "used" and spells_out(said))
                + (manner.exclamations == "avoided" and "!" in said)
            )
        return self._jarring[part]

    def _length_merit(self, parts: Mapping[str, Part]) -> int:
        """A rep who writes short mails is given the shorter ones."""
        if self._manner.length != "short":
            return 0
        return -(sum(words(self._render(part)) for part in parts.values()) // _WORDS_A_MERIT)

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
        merit -= _TOLD_BEFORE * sum(self._was_told(part) for part in parts.values())
        if self._manner != NO_MANNER:
            merit -= _JARRING * sum(self._jars(part) for part in parts.values())
            merit += self._length_merit(parts)
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
