"""What an answer rests on: a sentence for each thing it holds, and marks on the words that it quotes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from xforce_desktop.replies.analysis import (
    Intent,
    Mark,
    MarkRole,
    ReplyAnalysis,
    ReplyContext,
    Sentiment,
    Window,
)
from xforce_desktop.replies.bad_news import BAD_NEWS
from xforce_desktop.replies.constraints import placed_constraints
from xforce_desktop.replies.dates import Almanac
from xforce_desktop.replies.in_words import (
    day_in_words,
    limit_in_words,
    obstacle_in_words,
    windows_in_words,
)
from xforce_desktop.replies.marks import in_order, located
from xforce_desktop.replies.named_times import marks_of_times
from xforce_desktop.replies.plain import fold
from xforce_desktop.replies.quoting import quoted
from xforce_desktop.replies.reasons import substance_in
from xforce_desktop.replies.resume import said_resume
from xforce_desktop.replies.return_days import said_back
from xforce_desktop.replies.safety import INSTRUCTS, instruction_in
from xforce_desktop.replies.said import Said, completed
from xforce_desktop.replies.settle import Settlement
from xforce_desktop.replies.statements import Parsed
from xforce_desktop.replies.tone import tone_words
from xforce_desktop.replies.verdict import Verdict

MOST_TIMES_SAID = 3
_SOUNDS = {Sentiment.FRUSTRATED: "sounds frustrated", Sentiment.NEGATIVE: "does not sound pleased"}
_QUOTE = re.compile("“([^”]+)”")


@dataclass(frozen=True)
class Grounds:
    """What the reader had before it when it filled the form. `people` are those asked for, with places."""

    text: str
    parsed: Parsed
    settled: Settlement
    verdict: Verdict
    people: Sequence[Said]
    almanac: Almanac
    context: ReplyContext


@dataclass(frozen=True)
class _Ground:
    """A sentence and the words it rests on; no sentence where another one says it already."""

    sentence: str = ""
    marks: tuple[Mark, ...] = ()


def explained(analysis: ReplyAnalysis, grounds: Grounds) -> ReplyAnalysis:
    """The analysis with its marks, and behind what decided a reason for each further thing that it holds."""
    if INSTRUCTS in analysis.why and analysis.intent is Intent.UNCLEAR:
        analysis = replace(analysis, why=(INSTRUCTS,))  # what it would have meant no longer counts
        grounds = replace(grounds, settled=Settlement())
    times = marks_of_times(analysis, grounds.settled, grounds.context)
    found = [ground for find in _FINDERS for ground in find(analysis, grounds, times)]
    marks = [*times, *_marks_of_quotes(analysis, grounds, times)]
    marks += [mark for ground in found for mark in ground.marks]
    sentences = (ground.sentence for ground in found if ground.sentence)
    return replace(
        analysis,
        why=tuple(dict.fromkeys((*analysis.why, *sentences))),
        marks=in_order(marks, analysis.new_text),
    )


def mark_of(said: Said, role: MarkRole, day: date | None = None) -> tuple[Mark, ...]:
    """A mark on words that have a place."""
    return (Mark(said.start, said.end, role, day=day),) if said.is_placed else ()


def _marks_of_quotes(analysis: ReplyAnalysis, grounds: Grounds, times: Sequence[Mark]) -> list[Mark]:
    """Marks on what the reasons quote so far: words listened for keep their place, others are looked up."""
    listened = {quoted(said, grounds.text): (said, role) for said, role in grounds.verdict.heard}
    marked = [" ".join(grounds.text[mark.start : mark.end].split()) for mark in times]
    marks: list[Mark] = []
    for why in analysis.why:
        for number, words in enumerate(_QUOTE.findall(why)):
            if f"“{words}”" in listened:
                marks.extend(mark_of(*listened[f"“{words}”"]))
            elif not any(words.rstrip("…") in text for text in marked):
                role = _role_of_quote(analysis.intent, number)
                marks.extend(mark_of(_sentence_end(located(words, grounds.text), role, grounds.text), role))
    return marks


def _role_of_quote(intent: Intent | None, number: int) -> MarkRole:
    """What words are that only a reason knows: the question, the yes, else what leaves it open."""
    if intent is Intent.QUESTION:
        return MarkRole.QUESTION
    return MarkRole.AGREES if intent is Intent.ACCEPT_TIME and number == 0 else MarkRole.DOUBT


def _sentence_end(said: Said, role: MarkRole, text: str) -> Said:
    """A question up to its question mark, of which the quote may show only the beginning."""
    end = text.find("?", said.start) + 1
    is_cut = role is MarkRole.QUESTION and said.is_placed and end > said.end
    return Said(text[said.start : end], said.start, end) if is_cut else said


def _own_times(analysis: ReplyAnalysis, grounds: Grounds, times: Sequence[Mark]) -> Iterable[_Ground]:
    if not analysis.windows:
        return []
    own: dict[tuple[Window, ...], Mark] = {}
    for mark in times:
        if mark.role is MarkRole.OWN_TIME and mark.windows:
            own.setdefault(mark.windows, mark)
    if not own:
        return [_Ground(f"They name {windows_in_words(analysis.windows)}")]
    said = [f"{_quote(mark, grounds)} means {windows_in_words(windows)}" for windows, mark in own.items()]
    return [_Ground(sentence) for sentence in said[:MOST_TIMES_SAID]]


def _readings(analysis: ReplyAnalysis, grounds: Grounds, times: Sequence[Mark]) -> Iterable[_Ground]:
    meanings = [windows_in_words(reading) for reading in analysis.readings if reading]
    shown = " or ".join(meanings[:MOST_TIMES_SAID])
    return [_Ground(f"It could mean {shown}")] if len(meanings) > 1 else []


def _conflict(analysis: ReplyAnalysis, grounds: Grounds, times: Sequence[Mark]) -> Iterable[_Ground]:
    words = next((said for said, role in grounds.verdict.heard if role is MarkRole.CONFLICT), None)
    if analysis.conflict is None or words is None or BAD_NEWS in analysis.signals:
        return []
    kind, until = analysis.conflict.type, analysis.conflict.until
    back = f" until {day_in_words(until)}" if until and until != analysis.resume_on else ""
    sentence = f"{quoted(words, grounds.text)} {obstacle_in_words(kind)}{back}"
    return [_Ground(sentence, mark_of(words, MarkRole.CONFLICT))]


def _resume(analysis: ReplyAnalysis, grounds: Grounds, times: Sequence[Mark]) -> Iterable[_Ground]:
    back = analysis.resume_on
    if back is None:
        return []
    words = said_on(back, grounds.text, grounds.almanac, grounds.context)
    shown = quoted(words) if words.is_placed else "What they write"
    marks = mark_of(words, MarkRole.RETURN_DAY, back)
    return [_Ground(f"{shown} means to come back on {day_in_words(back)}", marks)]


def said_on(day: date, text: str, almanac: Almanac, context: ReplyContext | None = None) -> Said:
    """The words that name the day to come back on; nowhere if they cannot be told."""
    zone = almanac.local_now.tzinfo
    offered = frozenset(
        moment.astimezone(zone).date() for moment in (context.proposed_times if context else ())
    )
    for found in (said_resume(text, almanac, offered), said_back(text, almanac), said_resume(text, almanac)):
        if found and found.day == day:
            return Said(text[found.start : found.end], found.start, found.end)
    return Said()


def _people(analysis: ReplyAnalysis, grounds: Grounds, times: Sequence[Mark]) -> Iterable[_Ground]:
    asked = [person for person in grounds.people if person in analysis.new_attendees]
    return [_Ground(f"They ask for “{person}”", mark_of(person, MarkRole.PERSON)) for person in asked]


def _substance(analysis: ReplyAnalysis, grounds: Grounds, times: Sequence[Mark]) -> Iterable[_Ground]:
    if "about the product or its terms" not in analysis.human_reason:
        return []
    words = substance_in(grounds.text)
    shown = "The question" if analysis.intent is Intent.QUESTION else quoted(words, grounds.text)
    sentence = f"{shown} is about the product or its terms"
    return [_Ground(sentence, mark_of(words, MarkRole.QUESTION))] if words else []


def _tone(analysis: ReplyAnalysis, grounds: Grounds, times: Sequence[Mark]) -> Iterable[_Ground]:
    sentence, marks = tone_reason(analysis.sentiment, grounds.text)
    return [_Ground(sentence, marks)] if sentence else []


def tone_reason(sentiment: Sentiment, text: str) -> tuple[str, tuple[Mark, ...]]:
    """A sentence on the words that make the tone bad, and marks on them; empty for any other tone."""
    words = completed(tone_words(text), fold(text)) if sentiment in _SOUNDS else Said()
    if not words:
        return "", ()
    return f"{quoted(words, text)} {_SOUNDS[sentiment]}", mark_of(words, MarkRole.TONE)


def _constraints(analysis: ReplyAnalysis, grounds: Grounds, times: Sequence[Mark]) -> Iterable[_Ground]:
    found = dict(reversed(placed_constraints(grounds.parsed)))
    return [
        _Ground(
            f"{quoted(said)} holds for all times: {limit_in_words(constraint)}",
            mark_of(said, MarkRole.CONSTRAINT),
        )
        for constraint, said in found.items()
        if constraint in analysis.constraints
    ]


def _instruction(analysis: ReplyAnalysis, grounds: Grounds, times: Sequence[Mark]) -> Iterable[_Ground]:
    if INSTRUCTS not in analysis.why:
        return []
    words = completed(instruction_in(grounds.text), fold(grounds.text))
    if not words:
        return [_Ground("It stands in a part of the message that is not shown as its text")]
    sentence = f"{quoted(words, grounds.text)} is meant for a machine"
    return [_Ground(sentence, mark_of(words, MarkRole.INSTRUCTION))]


def _quote(mark: Mark, grounds: Grounds) -> str:
    return quoted(grounds.text[mark.start : mark.end])


_FINDERS = (
    _instruction,
    _own_times,
    _readings,
    _conflict,
    _resume,
    _people,
    _substance,
    _tone,
    _constraints,
)
