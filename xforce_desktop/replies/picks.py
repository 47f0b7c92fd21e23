"""Places in our list: "the second one", "option B", "either", "none of those"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from xforce_desktop.replies.lexicon import pattern
from xforce_desktop.replies.plain import fold
from xforce_desktop.replies.words import LAST_WORDS, NUMBERS, ORDINALS


class PickKind(StrEnum):
    """What sort of place is named."""

    PLACE = "place"
    LAST = "last"
    ANY = "any"
    BOTH = "both"
    NONE = "none"
    OTHER = "other"
    THIS = "this"
    EARLIEST = "earliest"
    LATEST = "latest"
    MIDDLE = "middle"


@dataclass(frozen=True)
class Pick:
    """A place named in the text; `index` counts from 0."""

    start: int
    end: int
    kind: PickKind
    index: int = -1


_THING = (
    r"(?:ones?|options?|slots?|times?|choices?|dates?|suggestions?|offers?|of (?:those|these|them|the)|"
    r"opcion|hora|fecha|"
    r"creneaux?|proposition|termine?|vorschlag|opcao|horario)"
)
_ORDINAL_WORDS = "|".join(sorted([*ORDINALS, *LAST_WORDS], key=len, reverse=True))
_ORDINAL = re.compile(rf"\b(?P<word>{_ORDINAL_WORDS})(?: (?:available|proposed|suggested|time))? {_THING}\b")
_ARTICLE_ORDINAL = re.compile(
    r"\b(?:the|la|el|le|die|der|den|a|o|my)\s(?P<word>first|second|third|fourth|last|latter|former|"
    r"primera|segunda|tercera|ultima|"
    r"premiere|deuxieme|derniere|erste|zweite|dritte|letzte|primeira|terceira|primer|primeiro|segundo|"
    r"premier|dernier)"
    r"(?=\s*(?:$|[.,!?]|works?|is|would|please|pls|for|if|suits|sounds|and|or|but|me|nous|passt|geht|va|"
    r"one|looks|best|will|seems))"
)
_BARE_ORDINAL = re.compile(
    r"^\W*(?P<word>first|second|third|fourth|last|latter|former)(?= (?:works?|is|please|pls|would|for|"
    r"sounds|suits|looks|if)\b|\W*$)"
)
_OPTION = re.compile(
    r"\b(?:option|opt|slot|choice|number|time|proposal|opcion|opcao|choix|nr|no\.?|num|date|"
    r"numero)\s?[#(]?\s?(?P<value>\d{1,2}|[a-f]|one|two|three|four|five|iv|i{1,3}|"
    r"uno|dos|tres|deux|trois|zwei|drei)\b(?!\s*(?:o'clock|am|pm|:|minutes|th|st|nd|rd))|"
    r"(?<![\w])#\s?(?P<hash>\d)\b"
)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_LETTER = re.compile(
    r"(?:^|[.!?,\n]\s*|\b(?:with|do|take|is|for|prefer|pick|choose)\s)\(?(?P<letter>[A-E])\)?(?=\s*(?:$|"
    r"[.,!)\n]|works|please|is (?:good|fine|best|great|ok)|would|for (?:me|us)|suits|sounds|if|it is|"
    r"or [A-E]\b|pls|thanks))"
)
_BRACKETED = re.compile(r"(?:^|[\s,])\((?P<letter>[a-e])\)(?!\w)")
_NUMBERED = re.compile(
    r"(?:^|\n|\s)\(?(?P<value>[1-6])\)(?=\s*(?:$|[\n.,!]|works|is|please|would|for|sounds|suits))"
)
_ANY = pattern("picks_any")
_BOTH = re.compile(
    r"\b(?:both|beide|ambos|ambas|les deux|either)\b(?! (?:of (?:us|you|them both)|parties|sides|my|our|"
    r"the boys|the girls))"
)
_NONE = pattern("picks_none")
_OTHER = re.compile(
    r"\bthe other(?= (?:\w+ )?(?:one|time|slot|option|choice|offer)\b)|\bthe other(?= (?:works?|"
    r"is (?:fine|good|ok|great))\b|\W*$)"
)
_THIS = re.compile(
    r"\b(?:this|that) (?:one|time|slot|works|is (?:good|fine|great|perfect|ok|the one|best)|would|will|"
    r"suits)\b|^\W*(?:this|that)\W*$"
)
_EARLY = re.compile(
    r"\bthe (?:earli(?:er|est)|soonest|sooner)(?! the| in the| i | we )(?: of the (?:two|three|"
    r"\w+))?\b(?: (?:one|time|slot|option))?"
)
_LATE = re.compile(
    r"\bthe (?:later|latest)(?! the| in the| i | we )(?: of the (?:two|three|\w+))?\b(?: (?:one|time|slot|"
    r"option))?"
)
_BESIDE_A_DATE = re.compile(
    r"\b(?:after|past|before|around|than|over|until|till|since|towards?)(?:\W+the)?\W*$"
)
"""Before "the first": the first of the month, a time beside an offer, or the offer that they like less."""

_MIDDLE = re.compile(r"\b(?:the )?middle (?:one|option|slot|time)\b")


def find_picks(text: str) -> list[Pick]:
    """All places of our list that `text` names, in order; overlapping ones only once."""
    folded = fold(text)
    found: list[Pick] = []
    for listed, kind in (
        (_NONE, PickKind.NONE),
        (_ANY, PickKind.ANY),
        (_OTHER, PickKind.OTHER),
        (_MIDDLE, PickKind.MIDDLE),
        (_EARLY, PickKind.EARLIEST),
        (_LATE, PickKind.LATEST),
    ):
        found.extend(Pick(m.start(), m.end(), kind) for m in listed.finditer(folded))
    for form in (_ORDINAL, _ARTICLE_ORDINAL, _BARE_ORDINAL):
        found.extend(_place(m) for m in form.finditer(folded) if not _is_calendar(folded, m))
    found.extend(_option(m) for m in _OPTION.finditer(folded) if _option(m).index >= 0)
    found.extend(
        Pick(m.start(), m.end(), PickKind.PLACE, int(m.group("value")) - 1)
        for m in _NUMBERED.finditer(folded)
    )
    found.extend(
        Pick(m.start("letter"), m.end("letter"), PickKind.PLACE, ord(m.group("letter")) - 65)
        for m in _LETTER.finditer(text)
    )
    found.extend(
        Pick(m.start("letter"), m.end("letter"), PickKind.PLACE, ord(m.group("letter")) - 97)
        for m in _BRACKETED.finditer(text)
    )
    found.extend(Pick(m.start(), m.end(), PickKind.BOTH) for m in _BOTH.finditer(folded))
    found.extend(Pick(m.start(), m.end(), PickKind.THIS) for m in _THIS.finditer(folded))
    return _apart(found)


def _is_calendar(folded: str, match: re.Match[str]) -> bool:
    if _BESIDE_A_DATE.search(folded[max(0, match.start() - 16) : match.start()]):
        return True
    return bool(
        re.search(
            r"\b(?:my|our) (?:first|second|third|last) choice$",
            folded[max(0, match.start() - 4) : match.end()],
        )
    ) or bool(
        re.match(
            r"\s*(?:week|month|quarter|of (?:the month|january|february|march|april|may|june|july|august|"
            r"september|october|november|december)|half|thing|year|time (?:i|we|you|around))",
            folded[match.end("word") :],
        )
    )


def _place(match: re.Match[str]) -> Pick:
    word = match.group("word")
    if word in LAST_WORDS:
        return Pick(match.start(), match.end(), PickKind.LAST)
    return Pick(match.start(), match.end(), PickKind.PLACE, ORDINALS[word])


def _option(match: re.Match[str]) -> Pick:
    value = match.group("value") or match.group("hash")
    if value.isdecimal():
        index = int(value) - 1
    elif value in _ROMAN:
        index = _ROMAN[value] - 1
    elif len(value) == 1:
        index = ord(value) - ord("a")
    else:
        index = NUMBERS.get(value, 0) - 1
    return Pick(match.start(), match.end(), PickKind.PLACE, index)


def _apart(found: list[Pick]) -> list[Pick]:
    """Picks without overlaps: those listed first win, then by place."""
    kept: list[Pick] = []
    for pick in found:
        if all(pick.end <= other.start or pick.start >= other.end for other in kept):
            kept.append(pick)
    return sorted(kept, key=lambda pick: pick.start)
