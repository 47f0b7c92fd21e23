"""Statements: each time or place that a text names, with what is said about it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from xforce_desktop.replies.clauses import Clause, clauses_of, comma_pieces, merged
from xforce_desktop.replies.phrases import Phrase, find_phrases
from xforce_desktop.replies.picks import Pick, find_picks
from xforce_desktop.replies.stance import Stance, conditional, has_cue, refused_in_front, stance_of

_FILLER = re.compile(
    r"\b(?:hi|hello|hey|dear|please|pls|plz|for|me|us|the|on|at|thanks|thank|you|thx|ty|cheers|mate|then|and|or|so|let|just|maybe|on|in|"
    r"morning|all|well|actually|um|uh|hmm|oh|i|we|a|of|time|slot|to|it|is|by|with|your|my|our|call|meeting|demo|por favor|el|la|le|um|am|"
    r"gracias|merci|danke|bitte|s'il|vous|plait|to|re|ish|around|about|either|both|one|also|too|lol|haha|guess|if|can|do|again)\b"
)
_THIRD_PERSON = re.compile(
    r"\b(?P<who>[A-Z][a-z]+|(?:my|our|the) (?:[a-z]+ )?(?:boss|manager|partner|wife|husband|director|owner|team|ops lead|gm|cfo|ceo|coo|vp|"
    r"assistant|colleague|guy|brother|son|daughter|dad|office manager)) (?:can|could|is (?:free|available|open)|would be|works|prefers|has)\b"
)
_FOR_OTHER = re.compile(r"\b(?:works?|good|fine|ok|great|suits|free|open) for (?P<who>[A-Z][a-z]+|him|her|them)\b(?! and (?:i|me|myself)\b)")
_NOT_PEOPLE = {"That", "This", "It", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Either", "Any", "Which", "What", "The",
               "Both", "None", "They", "We", "You", "Noon", "Morning", "Afternoon", "Tomorrow", "Today", "Option", "There", "Here",
               "Mon", "Tue", "Tues", "Wed", "Thu", "Thur", "Thurs", "Fri", "Anything", "Everything", "Nothing", "Sure", "Yes", "Ok",
               "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
               "December", "One", "First", "Second", "Third", "All", "Our", "My", "She", "He", "Central", "Eastern", "Pacific",
               "Mountain", "Saturday", "Sunday", "Zoom", "Teams", "Now", "Later", "Then", "And", "So", "But", "Wednesdays"}  # fmt: skip


@dataclass(frozen=True)
class Statement:
    """One mention and its stance. Exactly one of `phrase` and `pick` is set; `who` is a third person it holds for."""

    start: int
    end: int
    stance: Stance
    clause: Clause
    phrase: Phrase | None = None
    pick: Pick | None = None
    who: str = ""
    conditional: bool = False


@dataclass(frozen=True)
class Parsed:
    """A text as clauses, and its statements in order."""

    text: str
    clauses: tuple[Clause, ...]
    statements: tuple[Statement, ...]
    pieces: tuple[Clause, ...]


def parse(text: str) -> Parsed:
    """Read a text into statements."""
    phrases, picks = find_phrases(text), find_picks(text)
    mentions = _mentions(phrases, picks)
    clauses = clauses_of(text)
    pieces: list[Clause] = []
    for clause in clauses:
        pieces.extend(_grouped(clause, mentions))
    statements = [_statement(text, mention, pieces) for mention in mentions]
    return Parsed(text, tuple(clauses), tuple(s for s in statements if s is not None), tuple(pieces))


_Mention = Phrase | Pick


def _mentions(phrases: Sequence[Phrase], picks: Sequence[Pick]) -> list[_Mention]:
    """Phrases and picks in order; where they overlap, a strong phrase wins over a pick and a pick over a bare number."""
    kept: list[_Mention] = []
    for phrase in phrases:
        rival = [p for p in picks if p.start < phrase.end and phrase.start < p.end]
        if not rival or not (phrase.weak or _is_bare_time(phrase)) :
            kept.append(phrase)
    for pick in picks:
        if all(pick.end <= m.start or pick.start >= m.end for m in kept if isinstance(m, Phrase)):
            kept.append(pick)
        elif pick.kind.value in {"any", "both", "none"}:
            kept.append(pick)
    return sorted(kept, key=lambda m: (m.start, m.end))


def _is_bare_time(phrase: Phrase) -> bool:
    return not phrase.days and all(not t.first.sure for t in phrase.times)


def _grouped(clause: Clause, mentions: Sequence[_Mention]) -> list[Clause]:
    """The comma pieces of a clause; those that say nothing by themselves stay with a neighbour."""
    pieces = comma_pieces(clause)
    if len(pieces) == 1:
        return [clause]
    groups: list[list[Clause]] = []
    for piece in pieces:
        alone = _says_something(piece, mentions)
        previous_alone = bool(groups) and any(_says_something(p, mentions) for p in groups[-1])
        if groups and not (alone and previous_alone):
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return [merged(group) if len(group) > 1 else group[0] for group in groups]


def _says_something(piece: Clause, mentions: Sequence[_Mention]) -> bool:
    return has_cue(_without_mentions(piece, mentions))


def _without_mentions(piece: Clause, mentions: Sequence[_Mention]) -> str:
    text = piece.text
    for mention in mentions:
        if isinstance(mention, Phrase) and piece.start <= mention.start < piece.end and len(piece.text) == piece.end - piece.start:
            a, b = mention.start - piece.start, min(mention.end, piece.end) - piece.start
            text = text[:a] + " " * (b - a) + text[b:]
    return text


def _statement(text: str, mention: _Mention, pieces: Sequence[Clause]) -> Statement | None:
    piece = next((p for p in pieces if p.start <= mention.start < p.end), None)
    if piece is None:
        return None
    body = _masked(piece, mention)
    before = text[piece.start : mention.start].lower()
    stance = stance_of(body, piece.joiner, piece.is_question, _is_bare(body))
    if isinstance(mention, Pick) and mention.kind.value == "none":
        stance = Stance.REFUSE
    elif refused_in_front(before):
        stance = Stance.REFUSE
    elif stance is Stance.REFUSE and isinstance(mention, Pick) and mention.kind.value == "any":
        stance = Stance.FINE if not has_refusal_near(body) else Stance.REFUSE
    follow = next((p for p in pieces if p.sentence == piece.sentence and p.start >= piece.end and p.joiner in _CONDITIONS), None)
    return Statement(
        start=mention.start,
        end=mention.end,
        stance=stance,
        clause=piece,
        phrase=mention if isinstance(mention, Phrase) else None,
        pick=mention if isinstance(mention, Pick) else None,
        who=_third_person(piece),
        conditional=(follow is not None and conditional(f"{follow.joiner} {follow.text}"))
        or (piece.joiner in _CONDITIONS and conditional(f"{piece.joiner} {piece.text}")),
    )


_CONDITIONS = {"if", "as long as", "provided", "assuming", "unless"}


def has_refusal_near(body: str) -> bool:
    """Whether an "any" in the clause is a refused one."""
    return bool(re.search(r"\b(?:not|n't|none|neither|no)\b|n't\b", body))


def _masked(piece: Clause, mention: _Mention) -> str:
    """The clause without the mention's own words, so that "first" or "may" are no cues."""
    if len(piece.text) != piece.end - piece.start or isinstance(mention, Pick):
        return piece.text
    a, b = max(0, mention.start - piece.start), min(mention.end, piece.end) - piece.start
    return piece.text[:a] + " " * (b - a) + piece.text[b:]


def _is_bare(body: str) -> bool:
    """Whether next to nothing but the time stands in the clause."""
    rest = _FILLER.sub(" ", body)
    words = re.findall(r"[^\W\d_]{2,}", rest)
    return len(words) <= 2


def _third_person(piece: Clause) -> str:
    for pattern in (_FOR_OTHER, _THIRD_PERSON):
        match = pattern.search(piece.own_words)
        if match and match.group("who") not in _NOT_PEOPLE:
            return match.group("who")
    return ""
