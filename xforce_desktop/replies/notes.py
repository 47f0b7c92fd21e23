"""What the rep notes of people of theirs, and of which of them: by the subject of each sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from xforce_desktop.replies.plain import fold
from xforce_desktop.replies.remarks import (
    Remark,
    is_general,
    limits_in,
    quoted,
    says,
    sentences_of,
    topic_of,
    words_for_remarks,
)
from xforce_desktop.replies.words import words_of

_TELLS = re.compile(
    r"\b(?P<who>[\w'-]+)(?: (?:also|just|really|often|always|once|then))? "
    r"(?:mentioned|mentions|said|says|told (?:me|us)|complained|noted|added|wrote)(?: to (?:me|us))?"
    r"(?: that)?,? (?=\S)"
)
_WORD = re.compile(r"[^\W\d_][\w'-]*")
_AND_ANOTHER = re.compile(r"(?: [A-Z][\w'-]+)? (?:and|or|&) (?:[A-Z]|he|she|his|her|the)")
_ALL = words_of("they everybody everyone nobody")
_ALL_NOUN = re.compile(r"(?:the|their) (?:whole )?(?:office|shop|branch|team|crew|company)\b")
_ONE = words_of("he she")
_OF_ANOTHER = words_of("the our his her their my your its a an someone somebody we i you who")
_NO_NAMES = words_of(
    "monday mondays tuesday tuesdays wednesday wednesdays thursday thursdays friday fridays "
    "saturday saturdays sunday sundays "
    "january february march april may june july august september october november december"
)


@dataclass(frozen=True)
class Note:
    """One sentence. `about` is whom it is about, as `people` names them; empty where it is none of these."""

    remark: Remark
    about: str = ""


@dataclass(frozen=True)
class _Subject:
    """Whom a sentence is about. `is_all`: the company."""

    name: str = ""
    is_all: bool = False


_NOBODY = _Subject()


def notes_in(text: str, people: Sequence[str]) -> tuple[Note, ...]:
    """What it tells of these people, or of "they": whole sentences. A limit counts only where it is said
    whose it is."""
    found: dict[str, Note] = {}
    for sentence in sentences_of(text):
        kind = _kind_of(fold(sentence), people)
        if kind:
            found.setdefault(quoted(sentence), _note(sentence, kind, people))
    return tuple(found.values())


def _note(sentence: str, kind: str, people: Sequence[str]) -> Note:
    told = _TELLS.search(fold(sentence))
    teller = _named(told["who"], "", people) if told else ""
    rest = sentence[told.end() :] if told else sentence
    subject = _subject_of(rest, teller, people)
    limits = _limits(sentence, rest) if subject != _NOBODY else ()
    said = quoted(sentence)
    if not limits:
        return Note(Remark(kind, "note", said, said), subject.name or (teller if subject.is_all else ""))
    which = tuple(limit for one in limits for limit in one.constraints)
    remark = Remark(
        limits[0].kind,
        topic_of(which),
        said,
        said,
        which,
        is_wish=limits[0].is_wish,
        for_company=subject.is_all,
    )
    return Note(remark, subject.name or teller)


def _limits(sentence: str, told: str) -> tuple[Remark, ...]:
    """Those that hold in general; a time that they like counts where nothing is barred."""
    folded, words = fold(sentence), words_for_remarks()
    if not is_general(folded) or says(words.not_kept, folded) or says(words.over, folded):
        return ()
    found = tuple(limits_in(told))
    walls = tuple(one for one in found if not one.is_wish)
    return walls or found


def _subject_of(clause: str, teller: str, people: Sequence[str]) -> _Subject:
    """The first that is named in it; "he" is who told it, and nobody knows who where none did."""
    for index, match in enumerate(_WORD.finditer(clause)):
        word, after = match.group(), clause[match.end() :]
        folded = fold(word)
        named = _named(word, after, people) or (teller if folded in _ONE else "")
        if named:
            return _NOBODY if _AND_ANOTHER.match(after) else _Subject(named)
        if folded in _ALL or _ALL_NOUN.match(fold(clause[match.start() :])):
            return _Subject(is_all=True)
        is_name = word[:1].isupper() and index > 0 and folded not in _NO_NAMES
        if is_name or folded in _ONE or folded in _OF_ANOTHER or folded.endswith("'s"):
            return _NOBODY
    return _NOBODY


def _named(word: str, after: str, people: Sequence[str]) -> str:
    """The one person whom this first name means, given what follows it; empty if it could be several."""
    fitting = [name for name in people if name.split() and fold(name.split()[0]) == fold(word)]
    if len(fitting) > 1:
        fitting = [one for one in fitting if fold(after).startswith(fold(one[len(one.split()[0]) :]))]
    return fitting[0] if len(fitting) == 1 else ""


def _kind_of(folded: str, people: Sequence[str]) -> str:
    """What such a sentence is; empty for one that tells nothing of them."""
    notes = words_for_remarks().notes
    named = (fold(name).split() for name in people if name.split())
    firsts = (f"{re.escape(one[0])}(?: {re.escape(' '.join(one[1:]))})?" for one in named)
    known = "|".join(firsts) or "(?!)"
    if not any(re.search(one.replace("$people", known), folded) for one in notes.reported):
        return ""
    fitting = (kind for kind, words in notes.kinds.items() if says(words, folded))
    return next(fitting, notes.otherwise)
