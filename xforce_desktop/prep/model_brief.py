"""A brief that a model worded, looked at statement by statement: what its facts do not bear out is dropped.

Whatever a model answers, no number, name, day, quotation or claim gets into a brief that does not stand in
the facts that it cites. A part of which too little is left stays the offline one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files

from xforce_desktop.messages.when import local
from xforce_desktop.prep.playbook import playbook
from xforce_desktop.replies.bad_news import is_personal
from xforce_desktop.replies.safety import instructs_assistant
from xforce_desktop.scheduling.briefs import Fact, Objection, Part, PrepBrief, SourceKind, Statement

LONGEST = 320
MOST = {
    Part.EXECUTIVE_SUMMARY: 3,
    Part.MEETING_OBJECTIVE: 2,
    Part.KEY_TALKING_POINTS: 5,
    Part.QUESTIONS_TO_ASK: 5,
    Part.LANDMINES_TO_AVOID: 5,
    Part.OBJECTION_PREP: 4,
    Part.NEXT_STEPS_TO_PROPOSE: 4,
    Part.SCHEDULING_INSIGHT: 3,
}
FEWEST = {Part.EXECUTIVE_SUMMARY: 2, Part.KEY_TALKING_POINTS: 3, Part.QUESTIONS_TO_ASK: 3}

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_SENTENCE_START = re.compile(r"(?:^|[.!?:;]\s+|[“\"‘(]\s*|→\s*)([^\W\d_]+)")
_QUOTE = re.compile(r"[“\"]([^”\"]+)[”\"]")
_MARKUP = re.compile(
    r"[<>{}\[\]`*_#|\\]|https?:|www\.|@|[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2064]"
)
_DENIED = re.compile(
    r"\b(?:not|never|no longer|nobody|none|refus\w+|without|\w+n['’]t|cannot)\b", re.IGNORECASE
)
_TIME = re.compile(
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\b(?:january|february|march|april|may|june|july|august|"
    r"september|october|november|december)\b|\b(?:today|tomorrow|tonight|yesterday|noon|midnight)\b|"
    r"\b(?:next|last|this|coming|past) (?:week|month|year|quarter|spring|summer|fall|autumn|winter)\b|"
    r"\bq[1-4]\b|"
    r"\bo['’]clock\b|\b[ap]\.?m\.?\b",
    re.IGNORECASE,
)
_RATE = re.compile(r"\b(?:a|per|each|every) (?:day|week|month|year)\b", re.IGNORECASE)
_ONES = "zero one two three four five six seven eight nine ten eleven twelve"
_OTHERS = {
    "20": "twenty", "30": "thirty", "50": "fifty", "60": "sixty", "90": "ninety", "100": "hundred hundreds",
    "1000": "thousand thousands", "1000000": "million millions", "50%": "half", "33%": "third",
    "25%": "quarter", "2": "twice double", "12": "dozen dozens", "3": "triple",
}  # fmt: skip
_SPELLED = {word: str(number) for number, word in enumerate(_ONES.split())} | {
    word: number for number, spelled in _OTHERS.items() for word in spelled.split()
}
_COUNTED = re.compile(
    r"(?P<number>\d+(?:[.,:]\d+)*|\b(?:" + "|".join(_SPELLED) + r")\b)(?:[ -]?(?P<unit>%|[^\W\d_]+))?"
)
_SENTENCES = re.compile(r"(?<=[.!;])\s+|(?<=[.!][”\"])\s+")
_NAMES_ONLY = re.compile(r", (?:known as|is|has) .*?(?= / |$)|\bThe company is called\b")
_THEY = frozenset({"they", "he", "she"})
_ASKING = frozenset(
    {
        "ask",
        "check",
        "confirm",
        "explore",
        "find",
        "invite",
        "learn",
        "listen",
        "quantify",
        "success",
        "understand",
    }
)
_WONDERED = frozenset({"what", "who", "how", "whether", "if", "when", "where", "why", "which"})
_TELLING = frozenset(
    {"explain", "highlight", "know", "mention", "note", "reference", "say", "stress", "tell"}
)
_NOT_CLAIMED = frozenset(
    {"let", "have", "help", "make", "get", "if", "when", "before", "until", "once", "whether", "ask", "tell"}
)
_OURS_TO_NAME = frozenset({"own", "side", "words", "time", "answer", "team", "day", "case", "terms"})
_FREE = frozenset({"one", "two", "half"})  # "one thing", "the two of you", "half a minute"


@dataclass(frozen=True)
class Proposed:
    """A statement as a model put it. `answer` is what to say to an objection."""

    text: str
    facts: tuple[int, ...]
    answer: str = ""


def checked(offline: PrepBrief, proposed: dict[Part, Sequence[Proposed]], told: Sequence[int]) -> PrepBrief:
    """The offline brief with those parts of the model's that hold. `told` are the facts that it was shown."""
    shown = {number: _on_their_day(offline.fact(number), offline.zone) for number in told}
    parts: dict[str, object] = {}
    worded: list[Part] = []
    for part in Part:
        fine = [one for one in proposed.get(part, ()) if holds(one, shown, part)][: MOST[part]]
        if len(fine) >= FEWEST.get(part, 1):
            own = _personal(offline) if part is Part.LANDMINES_TO_AVOID else ()
            parts[part.value] = (*own, *_as_part(part, fine, shown))[: MOST[part]]
            worded.append(part)
    return replace(offline, **parts, by_model=tuple(worded))  # type: ignore[arg-type]  # parts by their names


def _personal(offline: PrepBrief) -> tuple[Statement, ...]:
    """What is hard in somebody's life, which no model is told of: it stays as it was put with care."""
    return tuple(
        one
        for one in offline.landmines_to_avoid
        if any(is_personal(offline.fact(number).text) for number in one.cites)
    )


def _on_their_day(fact: Fact, zone: str) -> Fact:
    """With its time by the rep's own clock, as the brief shows it."""
    return replace(fact, at=local(fact.at, zone)) if fact.at else fact


def _as_part(part: Part, fine: Iterable[Proposed], shown: dict[int, Fact]) -> tuple[object, ...]:
    if part is not Part.OBJECTION_PREP:
        return tuple(Statement(_clean(one.text), one.facts) for one in fine)
    return tuple(
        Objection(
            Statement(_clean(one.text), one.facts),
            Statement(_clean(one.answer), one.facts),
            is_theirs=any(shown[number].kind in _SAID for number in one.facts),
        )
        for one in fine
    )


_SAID = frozenset({SourceKind.MESSAGE, SourceKind.NOTES, SourceKind.MEMORY})  # of what was said of doubts


def holds(one: Proposed, shown: dict[int, Fact], part: Part) -> bool:
    """Whether all of it stands in the facts that it cites."""
    if not one.facts or any(number not in shown for number in one.facts):
        return False
    facts = [shown[number] for number in dict.fromkeys(one.facts)]
    texts = [one.text, one.answer] if part is Part.OBJECTION_PREP else [one.text]
    named = " / ".join(fact.text for fact in shown.values() if fact.key.startswith(_NAMED))
    return all(_is_fine(text, facts, part, named) for text in texts)


_NAMED = ("person.", "company.name")  # who they are may be said anywhere


def _is_fine(text: str, facts: Sequence[Fact], part: Part, named: str) -> bool:
    said = _clean(text)
    if not said or len(said) > LONGEST or _MARKUP.search(said) or instructs_assistant(said):
        return False
    source = " / ".join(_source(fact) for fact in facts)
    checks: tuple[Callable[[str, str, Part], bool], ...] = (
        _numbers_hold, _times_hold, _quotes_hold, _denials_hold,
    )  # fmt: skip
    is_general = all(fact.is_general for fact in facts)
    if not _names_hold(said, f"{source} {named}") or (is_general and not _is_advice(said)):
        return False
    names = frozenset(_words(_NAMES_ONLY.sub(" ", named)))
    claims = all(_claims_hold(one, source, names) for one in _SENTENCES.split(said) if one)
    return claims and all(check(said, source, part) for check in checks)


def _clean(text: str) -> str:
    return " ".join(text.split())


def _numbers_hold(said: str, source: str, part: Part) -> bool:
    """Each with its unit: 15 employees are no 15%."""
    known = set(_counted(source))
    return all(
        any(number == other and _same_unit(unit, its) for other, its in known)
        for number, unit in _counted(said)
    )


def _counted(text: str) -> Iterator[tuple[str, str]]:
    """Numbers, spelled ones too, each with what it counts as far as that stands right behind it."""
    for match in _COUNTED.finditer(text.casefold()):
        word, behind = match["number"], match["unit"] or ""
        number = _SPELLED.get(word) if word[0].isalpha() else word.replace(",", "")
        if number is None or word in _FREE:
            continue
        unit = "%" if behind in {"%", "percent"} else "" if behind in _plain_words() else _stem(behind)
        yield number.removesuffix("%"), "%" if number.endswith("%") else unit


def _same_unit(said: str, known: str) -> bool:
    return said == known or (not said and known != "%") or (not known and said != "%")


def _times_hold(said: str, source: str, part: Part) -> bool:
    """Days and clocks; a rate ("a week") too, but in a question."""
    patterns = (_TIME,) if said.rstrip("”\"'").endswith("?") else (_TIME, _RATE)
    found = [one.casefold() for pattern in patterns for one in pattern.findall(said)]
    known = {one.casefold() for pattern in patterns for one in pattern.findall(source)}
    return all(one in known for one in found)


def _source(fact: Fact) -> str:
    """What it says, with its day."""
    return f"{fact.text} {fact.at:%B} {fact.at.day}" if fact.at else fact.text


def _names_hold(said: str, source: str) -> bool:
    """A capital inside a sentence marks a name; at its start, a word that is no ordinary one does."""
    known, starts = set(_words(source)), {m.start(1) for m in _SENTENCE_START.finditer(said)}
    for match in _WORD.finditer(said):
        word = match[0].removesuffix("'s").removesuffix("’s")
        is_capital = word[:1].isupper() and word != "I" and not word.startswith(("I'", "I’"))
        if not is_capital or word.casefold() in known:
            continue
        if match.start() not in starts or word.casefold() not in vocabulary():
            return False
    return True


def _quotes_hold(said: str, source: str, part: Part) -> bool:
    """What is quoted was said so; a question that the rep is to ask is nobody's words."""
    plain = _bare(source)
    for quote in _QUOTE.findall(said):
        is_ours = quote.rstrip().endswith("?") and part in {Part.QUESTIONS_TO_ASK, Part.NEXT_STEPS_TO_PROPOSE}
        if not is_ours and _bare(quote) not in plain:
            return False
    return True


def _denials_hold(said: str, source: str, part: Part) -> bool:
    """A statement about them that denies something needs a fact that does; advice may say "don't"."""
    return _is_advice(said) or not _DENIED.search(said) or _DENIED.search(source) is not None


def _claims_hold(said: str, source: str, names: frozenset[str]) -> bool:
    """A statement about them has no word that carries meaning but those of its facts and who they are. Advice
    and questions may use those of the playbook too, but what they presuppose of them stands in the facts."""
    known = {_stem(word) for word in _words(source)}
    if not _is_advice(said):
        return all(_stem(w) in known or w in names or w in _plain_words() for w in _words(said))
    weighty = [word for word in _words(said) if len(word) > 3 and word not in names]
    is_plain = all(_stem(word) in known or _stem(word) in _usual_stems() for word in weighty)
    return is_plain and (_asks(said) or not any(_stem(w) not in known for w in _presupposed(said, names)))


def _asks(said: str) -> bool:
    """It wants to hear something, and claims nothing."""
    spoken = _words(said)
    asks = spoken[:1] == ["success"] or (spoken[:1] and spoken[0] in _ASKING and _WONDERED & set(spoken))
    return bool(asks) or said.rstrip("”\"'").endswith("?")


def _presupposed(said: str, names: frozenset[str]) -> Iterator[str]:
    """Of advice, the words that say what they did or have: "the contract they lost", "their lawsuit"."""
    spoken = _words(said)
    for before, word, after in zip(["", *spoken], spoken, [*spoken[1:], ""], strict=False):
        is_one = word in _THEY or (word in names and after not in names)
        does = (
            is_one
            and after not in _OURS_TO_NAME
            and before not in _NOT_CLAIMED
            and after
            and after not in _plain_words()
        )
        has = word in {"their", "his", "her"} and after not in _OURS_TO_NAME
        if does or has:
            yield after
    if "that" in spoken and spoken[0] in _TELLING:
        yield from (w for w in spoken[spoken.index("that") + 1 :] if w not in names | _plain_words())


def _is_advice(said: str) -> bool:
    """It begins with what to do, or is a question to ask."""
    first = next(iter(_words(said)), "")
    return first in playbook().model.starts or said.lstrip("“\"'").rstrip("”\"'").endswith("?")


def _words(text: str) -> list[str]:
    return [word.casefold().removesuffix("'s").removesuffix("’s") for word in _WORD.findall(text)]


def _stem(word: str) -> str:
    return re.sub(r"(?:ing|ed|es|s|er|ly)$", "", word)[:7]


def _bare(text: str) -> str:
    """Letters and figures only, in order."""
    return " " + " ".join(re.findall(r"[^\W_]+", text.casefold())) + " "


@lru_cache(maxsize=1)
def _plain_words() -> frozenset[str]:
    """Words that join others and carry no meaning of their own."""
    return playbook().model.links | playbook().model.small


@lru_cache(maxsize=1)
def vocabulary() -> frozenset[str]:
    """The words in which briefs are written: those of the playbook, names left out."""
    text = files("resources").joinpath("prep.toml").read_text("utf-8")
    said = re.findall(r'^\s*(?:t|o|ask|weigh|name|[a-z_]+) = "(.+)"$', text, re.MULTILINE)
    return (
        frozenset(_words(re.sub(r"\{\{.*?\}\}", " ", " ".join(said))))
        | playbook().model.starts
        | _plain_words()
    )


@lru_cache(maxsize=1)
def _usual_stems() -> frozenset[str]:
    return frozenset(map(_stem, vocabulary()))
