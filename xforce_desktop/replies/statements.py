"""Statements: each time or place that a text names, with what is said about it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from xforce_desktop.replies.clauses import Clause, clauses_of, comma_pieces, merged
from xforce_desktop.replies.lexicon import pattern
from xforce_desktop.replies.phrases import Phrase, find_phrases
from xforce_desktop.replies.picks import Pick, find_picks
from xforce_desktop.replies.plain import fold
from xforce_desktop.replies.stance import Stance, conditional, has_cue, refused_in_front, stance_of
from xforce_desktop.replies.words import words_of

_FILLER = pattern("fillers")
_THIRD_PERSON = re.compile(
    r"\b(?P<who>[A-Z][a-z]+|(?:my|our|the) (?:[a-z]+ )?(?:boss|manager|partner|wife|husband|director|"
    r"owner|team|ops lead|gm|cfo|ceo|coo|vp|"
    r"assistant|colleague|guy|brother|son|daughter|dad|office manager)) (?:can|could|is (?:free|"
    r"available|open)|would be|works|prefers|has)\b"
)
_FOR_OTHER = re.compile(
    r"\b(?:works?|good|fine|ok|great|suits|free|open) for (?P<who>[A-Z][a-z]+|him|her|"
    r"them)\b(?! and (?:i|me|myself)\b)"
)
FOR_OTHER_MARK = "for "
"""Stands before the name where a time was called good for that person, not by them or for the writer."""
_NOT_PEOPLE = words_of(
    "That This It Monday Tuesday Wednesday Thursday Friday Either Any Which What The Both None "
    "They We You Noon Morning Afternoon Tomorrow Today Option There Here Mon Tue Tues Wed Thu "
    "Thur Thurs Fri Anything Everything Nothing Sure Yes Ok January February March April May June "
    "July August September October November December One First Second Third All Our My She He "
    "Central Eastern Pacific Mountain Saturday Sunday Zoom Teams Now Later Then And So But "
    "Wednesdays"
)


LONGEST_MEANT, MOST_MENTIONS = 4_000, 40
"""Characters and mentions that are read for meaning. A longer text is never booked from."""


@dataclass(frozen=True)
class Statement:
    """One mention and its stance: of `phrase` and `pick` one is set; `who` is whom else it holds for."""

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
    """A text as clauses, and its statements in order. `written` is the text with nothing blanked out."""

    text: str
    clauses: tuple[Clause, ...]
    statements: tuple[Statement, ...]
    pieces: tuple[Clause, ...]
    cut_off: bool = False
    written: str = ""


def parse(text: str, written: str = "") -> Parsed:
    """Read a text into statements. `written`: the same, if parts of `text` were replaced, place for place."""
    return _parsed(text[:LONGEST_MEANT], (written or text)[:LONGEST_MEANT])


@lru_cache(maxsize=16)
def _parsed(text: str, written: str) -> Parsed:
    text = _without_courtesies(text)
    phrases, picks = find_phrases(text), find_picks(text)
    mentions = _mentions(phrases, picks)[:MOST_MENTIONS]
    clauses = clauses_of(text[: mentions[-1].end] if len(mentions) >= MOST_MENTIONS else text)
    pieces: list[Clause] = []
    for clause in clauses:
        pieces.extend(_grouped(clause, mentions))
    statements = [_statement(text, mention, pieces, mentions) for mention in mentions]
    return Parsed(
        text,
        tuple(clauses),
        tuple(s for s in statements if s is not None),
        tuple(pieces),
        len(mentions) >= MOST_MENTIONS,
        written,
    )


_Mention = Phrase | Pick
_COURTESY = pattern("courtesies")
_NOT_TIMES = pattern("not_times")


def _without_courtesies(text: str) -> str:
    """The text with good wishes and prices blanked: "good morning" is no time of day, "$9.30" none at all."""
    folded = fold(text)
    for match in [*_COURTESY.finditer(folded), *_NOT_TIMES.finditer(folded)]:
        text = text[: match.start()] + " " * (match.end() - match.start()) + text[match.end() :]
    return text


def _mentions(phrases: Sequence[Phrase], picks: Sequence[Pick]) -> list[_Mention]:
    """Phrases and picks in order; where they overlap, phrase beats pick and pick beats bare number."""
    kept: list[_Mention] = []
    for phrase in phrases:
        rival = [p for p in picks if p.start < phrase.end and phrase.start < p.end]
        if not rival or not (phrase.weak or _is_bare_time(phrase)):
            kept.append(phrase)
    for pick in picks:
        free = all(pick.end <= m.start or pick.start >= m.end for m in kept if isinstance(m, Phrase))
        if free or pick.kind.value in {"any", "both", "none"}:
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
    speaks = False  # whether the last group says something; asking each piece again would be quadratic
    for piece in pieces:
        alone = _says_something(piece, mentions)
        if (
            len(groups) == 1
            and _is_answer_alone(groups[0], mentions)
            and alone
            and _OWN_SUBJECT.search(piece.text)
        ):
            groups.append([piece])
            speaks = alone
        elif groups and not (alone and speaks):
            groups[-1].append(piece)
            speaks = speaks or alone
        else:
            groups.append([piece])
            speaks = alone
    return [merged(group, clause) if len(group) > 1 else group[0] for group in groups]


_OWN_SUBJECT = re.compile(r"\b(?:is|isn'?t|was|i'?m|i|we|my|our)\b|'s\b")


def _is_answer_alone(group: Sequence[Clause], mentions: Sequence[_Mention]) -> bool:
    """Whether the first piece of a sentence is a time and nothing else: "Thurs 3:30 please, …"."""
    named = [m for m in mentions if isinstance(m, Phrase) and group[0].start <= m.start < group[0].end]
    if len(group) != 1 or len(named) != 1:
        return False
    return _is_bare(_masked(group[0], named[0], mentions, alone=True), group[0].own_words)


def _says_something(piece: Clause, mentions: Sequence[_Mention]) -> bool:
    return has_cue(_without_mentions(piece, mentions))


def _without_mentions(piece: Clause, mentions: Sequence[_Mention]) -> str:
    text = piece.text
    for mention in mentions:
        if (
            isinstance(mention, Phrase)
            and piece.start <= mention.start < piece.end
            and len(piece.text) == piece.end - piece.start
        ):
            a, b = mention.start - piece.start, min(mention.end, piece.end) - piece.start
            text = text[:a] + " " * (b - a) + text[b:]
    return text


def _statement(
    text: str, mention: _Mention, pieces: Sequence[Clause], mentions: Sequence[_Mention]
) -> Statement | None:
    piece = next((p for p in pieces if p.start <= mention.start < p.end), None)
    if piece is None:
        return None
    body = _near(_masked(piece, mention, mentions), mention, piece)
    checked = piece.is_question and bool(_ASKED_BACK.search(piece.text))
    before = text[piece.start : mention.start].lower()
    stance = stance_of(
        body,
        piece.joiner,
        piece.is_question and not checked,
        _is_bare(_masked(piece, mention, mentions, alone=True), piece.own_words),
    )
    if (isinstance(mention, Pick) and mention.kind.value == "none") or refused_in_front(before):
        stance = Stance.REFUSE
    elif stance in {Stance.FINE, Stance.CHOOSE, Stance.PREFER} and _is_good_for_else(piece, mentions):
        stance = Stance.SAID
    elif stance is Stance.REFUSE and isinstance(mention, Pick) and mention.kind.value == "any":
        stance = Stance.FINE if not has_refusal_near(body) else Stance.REFUSE
    if (
        stance in {Stance.UNKNOWN, Stance.SAID}
        and isinstance(mention, Phrase)
        and not mention.days
        and _HAS_TO_BE.search(body)
    ):
        stance = Stance.ASK
    if stance is not Stance.REFUSE and (
        _is_cited(text, mention) or _is_aside(mention, piece, text, mentions)
    ):
        stance = Stance.SAID
    if stance is not Stance.REFUSE and _is_second_best(mention, piece, pieces, mentions):
        stance = Stance.SAID
    follow = next(
        (
            p
            for p in pieces
            if p.sentence == piece.sentence and p.start >= piece.end and p.joiner in _CONDITIONS
        ),
        None,
    )
    return Statement(
        start=mention.start,
        end=mention.end,
        stance=stance,
        clause=piece,
        phrase=mention if isinstance(mention, Phrase) else None,
        pick=mention if isinstance(mention, Pick) else None,
        who=_third_person(piece),
        conditional=_is_conditional_ahead(mention, piece, pieces)
        or (checked and not _agrees_after(piece, pieces))
        or (follow is not None and conditional(f"{follow.joiner} {follow.text.strip()}"))
        or (piece.joiner in _CONDITIONS and conditional(f"{piece.joiner} {piece.text.strip()}")),
    )


def _is_conditional_ahead(mention: _Mention, piece: Clause, pieces: Sequence[Clause]) -> bool:
    """Whether a condition opens the sentence: "Assuming the roof is done by then, Friday"."""
    return any(
        p.joiner in _CONDITIONS and conditional(p.text.strip())
        for p in pieces
        if p.sentence == piece.sentence and p.end <= mention.start and p is not piece
    )


_ASKED_BACK = re.compile(r"\b(?:right|correct|yes|yeah|ok|okay)\W*$")
_YES_AFTER = re.compile(
    r"\b(?:if so|count me in|yes|see (?:you|u|ya)|works|perfect|i'?ll (?:be there|take it)|great)\b"
)


def _agrees_after(piece: Clause, pieces: Sequence[Clause]) -> bool:
    """Whether a time that was only asked back ("2 Central, right?") is agreed to further on."""
    return any(p.start > piece.start and _YES_AFTER.search(p.text) and not p.is_question for p in pieces)


_GOOD_FOR = re.compile(
    r"\b(?:works?|good|fine|perfect|ok|okay|great|ideal|suits|free|open|best|available|prefer) for "
    r"(?:a |an |the |some |another )?(?P<what>[^\W\d_]+)(?P<more>(?: [^\W\d_]+){0,2})"
)
_WHOM = words_of(
    "me us you u ya y'all yall both all everyone everybody anyone him her them myself ourselves team group "
    "schedule calendar diary end side part crew call chat demo meeting talk conversation visit discovery "
    "review intro introduction walkthrough session catchup zoom teams half hour minutes mins quick short "
    "brief video phone my our his their your whole two three four first second folks guys gang office that "
    "this it what now sure each either any one is and that's here company business family partner next "
    "purposes everyone's today tomorrow start time slot"
)


def _is_good_for_else(piece: Clause, mentions: Sequence[_Mention]) -> bool:
    """Whether a time is called good for something that is neither a person nor our meeting ("for a nap")."""
    for match in _GOOD_FOR.finditer(piece.own_words):
        at = piece.start + match.start("what")
        named = match.group("what")[0].isupper() or any(m.start <= at < m.end for m in mentions)
        words = {match.group("what").lower(), *match.group("more").lower().split()}
        if not named and not words & _WHOM:
            return True
    return False


_CITED = re.compile(r"\"[^\"\n]{3,120}\"")


_HAS_TO_BE = re.compile(
    r"\b(?:it|that|this|the (?:call|meeting|demo))(?:'d| would| will|'ll)? (?:have|has|need|needs) to be\b|"
    r"\b(?:need|needs|want|prefer)(?: it| this| that) to be\b"
)
_SAME_ELSEWHERE = re.compile(
    r"\byour (?:end|time|side|clock)\b|\bfor you\b|\bover there\b|\b(?:that'?s|that is|which is|this is|"
    r"which would be|"
    r"that'?d be|that should be|should be|would be|i make (?:it|that)?|which i make|so|i think|i guess|"
    r"is) [^,.]{0,16}"
    r"\b(?:yours?|in (?:the )?[a-z]+|there|east|west)\b|\bin [a-z]+(?: [a-z]+)? (?:i think|right|if|or\b|"
    r"correct)|"
    r"\bfeels? like\b|\b(?:will|would) (?:think|say|feel)\b|\bwould(?:'ve| have) been\b|\bold (?:time|"
    r"clock)\b|"
    r"\bif my (?:math|maths)\b"
)


def _is_aside(mention: _Mention, piece: Clause, text: str, mentions: Sequence[_Mention]) -> bool:
    """Whether a clock time only says what an hour that was named before is elsewhere, or feels like."""
    if not isinstance(mention, Phrase) or mention.days or not mention.times:
        return False
    before = any(isinstance(m, Phrase) and m.times and m.start < mention.start for m in mentions)
    around = fold(text[max(piece.start, mention.start - 40) : mention.end + 24])
    return before and bool(_SAME_ELSEWHERE.search(around))


def _is_cited(text: str, mention: _Mention) -> bool:
    """Whether a time stands in quotation marks beside other words: somebody else said it, often we."""
    around = next(
        (m for m in _CITED.finditer(text) if m.start() < mention.start and mention.end < m.end()), None
    )
    return around is not None and len(around.group().split()) > len(text[mention.start : mention.end].split())


_CONDITIONS = {"if", "as long as", "provided", "assuming", "unless"}


def _near(body: str, mention: _Mention, piece: Clause) -> str:
    """Of an endless clause only what stands around the mention."""
    at = mention.start - piece.start
    return body if len(body) <= 2 * _NEAR else body[max(0, at - _NEAR) : at + _NEAR]


_NEAR = 250
_IF_GONE = re.compile(
    r"^\W*(?:that|it|this|those|the \w+)(?:'?s| is|'?re| are)? (?:gone|taken|full|booked|not|no longer|"
    r"n't)|^\W*(?:not|need be|necessary)\b"
)


def _is_second_best(
    mention: _Mention, piece: Clause, pieces: Sequence[Clause], mentions: Sequence[_Mention]
) -> bool:
    """Whether a time is only named in case the one before it is gone."""
    if piece.joiner == "otherwise" or re.search(
        r"\b(?:failing that|otherwise|second choice|backup|back up|plan b|if not)\b[^.]*$",
        piece.text[: max(0, mention.start - piece.start)],
    ):
        return True
    earlier = any(m is not mention and m.start < mention.start and m.start >= piece.start for m in mentions)
    follow = next((p for p in pieces if p.start >= piece.end and p.sentence == piece.sentence), None)
    last = not any(mention.start < m.start < piece.end for m in mentions)
    return (
        earlier
        and last
        and follow is not None
        and follow.joiner == "if"
        and bool(_IF_GONE.search(follow.text))
    )


def has_refusal_near(body: str) -> bool:
    """Whether an "any" in the clause is a refused one."""
    return bool(re.search(r"\b(?:not|n't|none|neither|no)\b|n't\b", body))


def _masked(piece: Clause, mention: _Mention, mentions: Sequence[_Mention], alone: bool = False) -> str:
    """The clause without the mention's own words ("first" is no cue), nor what refuses another one.

    `alone` leaves out all mentions.
    """
    text = piece.text
    for other in mentions:
        if not piece.start <= other.start < piece.end:
            continue
        a, b = other.start - piece.start, min(other.end, piece.end) - piece.start
        if other is not mention and refused_in_front(text[:a]):
            a = max(text.rfind(word, 0, a) for word in _REFUSERS)
        elif not alone and (isinstance(other, Pick) or other is not mention):
            continue
        text = text[:a] + " " * (b - a) + text[b:]
    return text


_REFUSERS = (
    "not",
    "except",
    "but",
    "instead",
    "rather",
    "other",
    "excluding",
    "besides",
    "apart",
    "no",
    "nicht",
    "pas",
    "nao",
    "never",
    "than",
    "avoid",
    "nor",
)


def _is_bare(body: str, own_words: str) -> bool:
    """Whether nothing but the time and perhaps a name stands in the clause."""
    rest = _FILLER.sub(" ", body)
    words = re.findall(r"[^\W\d_]{2,}", rest)
    named = {fold(word) for word in re.findall(r"\b[A-Z][^\W\d_]+", own_words)}
    return len(words) <= 2 and all(word in named for word in words)


def _third_person(piece: Clause) -> str:
    for form, mark in ((_FOR_OTHER, FOR_OTHER_MARK), (_THIRD_PERSON, "")):
        match = form.search(piece.own_words)
        if match and match.group("who") not in _NOT_PEOPLE:
            return mark + match.group("who")
    return ""
